"""The score sheet's page: drafts, what stands beside the lines, recommendations, two editors, reading."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from attendance.figures.evaluated import Evaluated
from attendance.figures.selection import Selection
from attendance.models import Visit
from lib.periods import Month
from meetings.models import Evaluation, Recommendation
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    RatingBandFactory,
    RecommendationFactory,
    RubricFactory,
    ScoreFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, find, find_all, parse, table, text, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def rubric():
    rubric = RubricFactory()
    CriterionFactory(
        rubric=rubric, code="1", section="I", maximum=Decimal(40), is_gate=True, full_from_rate=85
    )
    CriterionFactory(rubric=rubric, code="2", section="II", maximum=Decimal(60))
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    return rubric


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, attended=True)


@pytest.fixture
def earlier(chief, cell, rubric):
    """The chief's evaluation of the cell's meeting of January."""
    return evaluate(attended(chief, cell, dt.date(2018, 1, 15)), rubric, "30", "60")


def attended(leader, cell, day):
    return VisitFactory(leader=leader, cell=cell, month=Month.of(day), attended=True, met_on=day)


def evaluate(visit, rubric, *points, by_cell=False, **fields):
    """A stored evaluation with these points; a final one has their total."""
    if not fields.get("is_draft"):
        fields["total"] = sum(Decimal(p) for p in points)
    leader = None if by_cell else visit.leader
    evaluation = EvaluationFactory(meeting=visit.meeting, leader=leader, rubric=rubric, **fields)
    for criterion, value in zip(rubric.criteria.all(), points, strict=True):
        ScoreFactory(evaluation=evaluation, criterion=criterion, points=Decimal(value))
    return evaluation


def url(visit, scorer="leader", name="update"):
    return reverse(f"attendance:evaluation-{name}", args=[visit.pk, scorer])


def sheet(rubric, *points, version=0, **more):
    names = [f"criterion_{c.pk}" for c in rubric.criteria.all()]
    return dict(zip(names, points, strict=True)) | {"version": version} | more


def lines(response) -> dict[str, list]:
    """What stands beside each criterion: the cell's own points, those of last time, the suggestion."""
    return {
        line.criterion.code: [line.own, line.previous, line.suggestion and line.suggestion.points]
        for line in response.context["form"].lines()
    }


class TestDrafts:
    def test_keep_what_is_there_and_count_nowhere(self, as_staff, visit, rubric, period):
        finding = FindingFactory()
        response = as_staff.post(
            url(visit), sheet(rubric, "35,5", "", draft="1", strength=[finding.pk]), follow=True
        )
        assert response.redirect_chain == [(reverse("attendance:visit-detail", args=[visit.pk]), 302)]
        draft = Evaluation.objects.get()
        assert (draft.is_draft, draft.total, draft.scores.get().points) == (True, None, Decimal("35.5"))
        tallied = Evaluated(Visit.objects.all(), Selection(period)).quality
        assert (tallied.leader_scored, tallied.findings["strength"]) == (0, [])
        rows = as_staff.get(reverse("attendance:evaluation-list", args=[period]))
        assert list(rows.context["object_list"]) == []

    def test_opened_again_they_show_their_running_total(self, as_staff, visit, rubric):
        evaluate(visit, rubric, "35.5", "10", is_draft=True)
        page = as_staff.get(url(visit))
        assert page.context["form"].rating()[0] == Decimal("45.5")
        assert typed(page)[f"criterion_{rubric.criteria.first().pk}"] == "35,5"

    def test_a_slip_is_refused_in_a_draft_too(self, as_staff, visit, rubric):
        response = as_staff.post(url(visit), sheet(rubric, "40,3", "", draft="1"))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [f"criterion_{rubric.criteria.first().pk}"]
        assert not Evaluation.objects.exists()

    def test_finishing_asks_for_every_line_and_leads_to_the_first(self, as_staff, visit, rubric):
        evaluate(visit, rubric, "40", "60", is_draft=True)
        first, second = rubric.criteria.all()
        response = as_staff.post(url(visit), sheet(rubric, "", "", version=1))
        page = parse(response)
        assert response.status_code == 422
        assert attribute(find(page, "a", class_="alert-link"), "href") == f"#id_criterion_{first.pk}"
        assert attribute(find(page, "input", autofocus=None), "name") == f"criterion_{first.pk}"
        assert list(response.context["form"].errors) == [f"criterion_{c.pk}" for c in (first, second)]
        assert Evaluation.objects.get().is_draft

    def test_finished_they_offer_no_way_back(self, as_staff, visit, rubric):
        as_staff.post(url(visit), sheet(rubric, "40", "", draft="1"))
        assert len(list(find_all(parse(as_staff.get(url(visit))), "button", name="draft"))) == 1
        as_staff.post(url(visit), sheet(rubric, "40", "50", version=1))
        assert Evaluation.objects.values_list("total", "is_draft").get() == (90, False)
        assert list(find_all(parse(as_staff.get(url(visit))), "button", name="draft")) == []
        # Whoever sends such a button all the same saves a finished evaluation, or is asked for its points.
        assert as_staff.post(url(visit), sheet(rubric, "40", "", version=2, draft="1")).status_code == 422
        as_staff.post(url(visit), sheet(rubric, "40", "60", version=2, draft="1"))
        assert Evaluation.objects.values_list("total", "is_draft").get() == (100, False)

    def test_the_cells_draft_is_not_shown_to_the_leader(self, as_staff, visit, rubric):
        evaluate(visit, rubric, "40", "50", by_cell=True, is_draft=True)
        assert lines(as_staff.get(url(visit))) == {"1": [None, None, None], "2": [None, None, None]}


class TestBesideTheLines:
    def test_the_cells_own_points_and_the_difference(self, as_staff, visit, rubric):
        evaluate(visit, rubric, "40", "50", by_cell=True)
        evaluate(visit, rubric, "35.5", "50")
        page = as_staff.get(url(visit))
        assert lines(page) == {"1": [40, None, None], "2": [50, None, None]}
        first, second = rubric.criteria.all()
        assert text(find(parse(page), id=f"difference_{first.pk}")).endswith("+4,5)")
        assert "0,0" not in text(find(parse(page), id=f"difference_{second.pk}"))
        assert page.context["form"].total_difference == Decimal("4.5")

    def test_the_running_total_brings_the_differences_along(self, as_staff, visit, rubric):
        evaluate(visit, rubric, "40", "50", by_cell=True)
        answer = parse(as_staff.post(url(visit, name="rating"), sheet(rubric, "38", "")))
        first, second = rubric.criteria.all()
        beside = {attribute(e, "id"): text(e) for e in find_all(answer, "span", hx_swap_oob="true")}
        assert list(beside) == ["section_1", "section_2", f"difference_{first.pk}", f"difference_{second.pk}"]
        assert beside[f"difference_{first.pk}"].endswith("+2,0)")
        assert beside[f"difference_{second.pk}"] == ""

    def test_by_another_rubric_nothing_compares(self, as_staff, visit, rubric):
        other = RubricFactory()
        CriterionFactory(rubric=other, code="1", maximum=Decimal(40))
        evaluate(visit, other, "40", by_cell=True)
        evaluate(visit, rubric, "40", "50")
        assert lines(as_staff.get(url(visit))) == {"1": [None, None, None], "2": [None, None, None]}

    def test_the_cell_judges_without_a_leaders_points(self, as_staff, visit, rubric, earlier):
        evaluate(visit, rubric, "12.5", "7.5")
        RecommendationFactory(evaluation=earlier)
        page = as_staff.get(url(visit, "cell"))
        form = page.context["form"]
        assert lines(page) == {"1": [None, None, None], "2": [None, None, None]}
        assert (form.own, form.previous, form.follow_up) == (None, None, [])
        assert "12,5" not in page.content.decode()

    def test_points_of_last_time_by_the_criterions_code(self, as_staff, visit, rubric, earlier):
        newer = RubricFactory(valid_from=dt.date(2018, 3, 1))
        for code, maximum in [("1", 40), ("2", 50), ("3", 10)]:
            CriterionFactory(rubric=newer, code=code, maximum=Decimal(maximum))
        page = as_staff.get(url(visit))
        # Of the second criterion the maximum is another one now, the third is new.
        assert lines(page) == {"1": [None, 30, None], "2": [None, None, None], "3": [None, None, None]}
        assert page.context["form"].previous == earlier

    def test_last_time_is_the_latest_finished_one_that_the_user_may_see(
        self, as_staff, visit, rubric, earlier, other_chief, cell
    ):
        def met(leader, day, **fields):
            return evaluate(attended(leader, cell, day), rubric, "1", "2", **fields)

        met(other_chief, dt.date(2018, 2, 20))  # a stranger's
        met(visit.leader, dt.date(2018, 2, 10), is_draft=True)
        met(visit.leader, dt.date(2017, 12, 10))  # not the latest
        met(visit.leader, dt.date(2018, 4, 10))  # later
        assert as_staff.get(url(visit)).context["form"].previous == earlier

    def test_points_for_the_share_present_are_suggested_not_filled_in(self, as_staff, visit, rubric):
        visit.meeting.members_total, visit.meeting.members_present = 22, 17
        visit.meeting.save()
        page = as_staff.get(url(visit))
        assert lines(page) == {"1": [None, None, Decimal(36)], "2": [None, None, None]}
        first = rubric.criteria.first()
        assert typed(page)[f"criterion_{first.pk}"] == ""
        use = find(parse(page), "button", data_points="36")
        assert attribute(use, "data-for") == f"id_criterion_{first.pk}"


class TestRecommendations:
    def row(self, key, *parts):
        names = ("text", "responsible", "due_on")
        return {f"recommendation_{key}_{name}": part for name, part in zip(names, parts, strict=True)}

    def test_two_blank_lines_are_there_without_scripts(self, as_staff, visit, rubric):
        data = sheet(rubric, "40", "60") | self.row("new1", "Mở sổ theo dõi", "Bí thư", "30/6/2018")
        as_staff.post(url(visit), data | self.row("new2", "", "", ""))
        stored = Recommendation.objects.get()
        assert (stored.text, stored.responsible, stored.due_on) == (
            "Mở sổ theo dõi",
            "Bí thư",
            dt.date(2018, 6, 30),
        )
        reopened = typed(as_staff.get(url(visit)))
        shown = {name: value for name, value in reopened.items() if name.startswith("recommendation_")}
        assert shown == {
            **self.row(stored.pk, "Mở sổ theo dõi", "Bí thư", "30/06/2018"),
            **self.row("new1", "", "", ""),
            **self.row("new2", "", "", ""),
        }

    def test_an_emptied_line_is_removed_and_others_stay(self, as_staff, visit, rubric):
        stored = evaluate(visit, rubric, "40", "60")
        first, second = (RecommendationFactory(evaluation=stored, responsible="") for _ in range(2))
        data = sheet(rubric, "40", "60", version=1) | self.row(first.pk, "", "", "")
        as_staff.post(url(visit), data | self.row(second.pk, second.text, "", ""))
        assert list(Recommendation.objects.all()) == [second]

    @pytest.mark.parametrize(
        ("parts", "wrong"),
        [
            (("", "Bí thư", ""), "text"),
            (("", "", "30/06/2018"), "text"),
            (("Mở sổ", "", "31/06/2018"), "due_on"),
            (("Mở sổ", "", "14/03/2018"), "due_on"),  # the day before the meeting
            (("Mở sổ", "x" * 201, ""), "responsible"),
        ],
    )
    def test_a_slip_is_told_on_its_line_and_all_is_kept(self, parts, wrong, as_staff, visit, rubric):
        response = as_staff.post(url(visit), sheet(rubric, "40", "60") | self.row("added7", *parts))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [f"recommendation_added7_{wrong}"]
        kept = typed(response)
        assert {n: kept[n] for n in self.row("added7", *parts)} == self.row("added7", *parts)
        assert not Evaluation.objects.exists()

    def test_come_back_at_the_next_evaluation(self, as_staff, visit, rubric, earlier):
        done, open_still, unmarked = (RecommendationFactory(evaluation=earlier) for _ in range(3))
        page = as_staff.get(url(visit))
        assert page.context["form"].follow_up == [done, open_still, unmarked]
        answers = {f"follow_up_{done.pk}": "done", f"follow_up_{open_still.pk}": "open"}
        as_staff.post(url(visit), sheet(rubric, "40", "60") | answers)
        marked = dict(Recommendation.objects.values_list("pk", "done_on"))
        assert marked == {done.pk: visit.meeting.date, open_still.pk: None, unmarked.pk: None}
        reopened = as_staff.get(url(visit))
        assert typed(reopened)[f"follow_up_{done.pk}"] == "done"
        as_staff.post(url(visit), sheet(rubric, "40", "60", version=1) | {f"follow_up_{done.pk}": "open"})
        assert set(Recommendation.objects.values_list("done_on", flat=True)) == {None}

    def test_not_of_drafts_other_cells_later_meetings_or_strangers(
        self, as_staff, visit, rubric, earlier, cells, chief, other_chief
    ):
        def recommended(leader, cell, day, **fields):
            evaluation = evaluate(attended(leader, cell, day), rubric, "1", "2", **fields)
            return RecommendationFactory(evaluation=evaluation)

        recommended(chief, visit.cell, dt.date(2018, 2, 1), is_draft=True)
        recommended(chief, cells[1], dt.date(2018, 2, 1))
        recommended(chief, visit.cell, dt.date(2018, 5, 1))
        recommended(other_chief, visit.cell, dt.date(2018, 2, 2))
        RecommendationFactory(evaluation=earlier, done_on=dt.date(2018, 2, 1))
        assert as_staff.get(url(visit)).context["form"].follow_up == []

    def test_the_cells_own_sheet_has_none(self, as_staff, visit, rubric):
        as_staff.post(url(visit, "cell"), sheet(rubric, "40", "60") | self.row("new1", "Mở sổ", "", ""))
        assert Evaluation.objects.get().leader is None
        assert not Recommendation.objects.exists()


class TestTwoEditors:
    def test_compare_points_and_keep_both_recommendations(self, as_staff, visit, rubric):
        second = rubric.criteria.last()
        row = TestRecommendations().row
        as_staff.post(url(visit), sheet(rubric, "40", "50") | row("new1", "Của người trước", "", ""))
        theirs = Recommendation.objects.get()
        mine = sheet(rubric, "40", "60") | row("new1", "Của người sau", "", "")
        response = as_staff.post(url(visit), mine)
        assert response.status_code == 422
        differences = {d.name: (d.mine, d.theirs) for d in response.context["form"].differences}
        assert differences == {
            f"criterion_{second.pk}": ("60,0", "50,0"),
            "recommendation_new1_text": ("Của người sau", ""),
            f"recommendation_{theirs.pk}_text": ("", "Của người trước"),
        }
        page = parse(response)
        kept = {}
        for field in find_all(page, "input", type="hidden"):
            kept.setdefault(attribute(field, "name"), []).append(attribute(field, "value") or "")
        choices = {f"resolve-{name}": "mine" for name in differences}
        choices[f"resolve-recommendation_{theirs.pk}_text"] = "theirs"
        assert as_staff.post(url(visit), kept | choices).status_code == 302
        assert Evaluation.objects.get().total == 100
        assert sorted(Recommendation.objects.values_list("text", flat=True)) == [
            "Của người sau",
            "Của người trước",
        ]
        assert theirs in Recommendation.objects.all()

    def test_a_draft_does_not_undo_what_somebody_finished(self, as_staff, visit, rubric):
        as_staff.post(url(visit), sheet(rubric, "40", "50"))
        response = as_staff.post(url(visit), sheet(rubric, "40", "", draft="1"))
        assert response.status_code == 422
        assert Evaluation.objects.values_list("is_draft", "total").get() == (False, 90)


class TestDeleting:
    def test_asks_names_the_recommendations_and_deletes_once(self, as_staff, visit, rubric):
        stored = evaluate(visit, rubric, "40", "60")
        RecommendationFactory(evaluation=stored, text="Mở sổ theo dõi")
        page = as_staff.get(url(visit, name="delete"))
        named = find(find(parse(page), "main"), "ul")
        assert [text(e) for e in find_all(named, "li")] == ["Mở sổ theo dõi"]
        for _again in range(2):
            response = as_staff.post(url(visit, name="delete"), typed(page))
            assert response.url == reverse("attendance:visit-detail", args=[visit.pk])
        assert not Evaluation.objects.exists()
        assert as_staff.get(url(visit, name="delete")).status_code == 404

    def test_not_what_changed_meanwhile(self, as_staff, visit, rubric):
        evaluate(visit, rubric, "40", "60")
        opened = typed(as_staff.get(url(visit, name="delete")))
        as_staff.post(url(visit), sheet(rubric, "40", "50", version=1))
        response = as_staff.post(url(visit, name="delete"), opened)
        assert response.status_code == 422
        assert Evaluation.objects.exists()


class TestReading:
    def detail(self, visit):
        return reverse("attendance:evaluation-detail", args=[visit.pk])

    def test_both_columns_and_their_differences(self, client, official, visit, rubric, earlier):
        evaluate(visit, rubric, "40", "50", by_cell=True)
        RecommendationFactory(evaluation=evaluate(visit, rubric, "35.5", "55"))
        client.force_login(official)
        page = client.get(self.detail(visit))
        cells = [row[-3:] for row in table(parse(page)) if len(row) == 4][1:]
        assert cells[:2] == [["40,0/40", "35,5/40", ""], ["40,0", "35,5", "+4,5"]]
        assert cells[3:] == [["50,0", "55,0", "−5,0"], ["90,0", "90,5", "−0,5"]]
        assert page.context["previous"] == earlier
        buttons = {attribute(a, "href") for a in find_all(parse(page), "a", class_="btn")}
        assert url(visit) not in buttons

    def test_a_draft_shows_no_points(self, client, official, visit, rubric):
        RecommendationFactory(evaluation=evaluate(visit, rubric, "35.5", "55", is_draft=True), text="Mở sổ")
        client.force_login(official)
        page = client.get(self.detail(visit))
        assert page.context["sheets"] == []
        assert "35,5" not in page.content.decode()
        assert "Mở sổ" not in page.content.decode()

    def test_without_any_evaluation(self, as_staff, visit):
        page = as_staff.get(self.detail(visit))
        assert (page.status_code, page.context["sheets"], alerts(page)) == (200, [], [])

    def test_only_of_a_meeting_attended(self, as_staff, chief, cell):
        assert as_staff.get(self.detail(VisitFactory(leader=chief, cell=cell))).status_code == 404


class TestQueries:
    """As many for three of everything as for one."""

    def fill(self, visit, earlier, rubric, count):
        own = EvaluationFactory(meeting=visit.meeting, rubric=rubric, total=1)
        stored = EvaluationFactory(meeting=visit.meeting, leader=visit.leader, rubric=rubric, total=1)
        for _ in range(count):
            finding, criterion = FindingFactory(), CriterionFactory(rubric=rubric)
            for evaluation in (own, stored, earlier):
                evaluation.findings.add(finding)
                ScoreFactory(evaluation=evaluation, criterion=criterion)
                RecommendationFactory(evaluation=evaluation)

    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize(("page", "expected"), [("update", 27), ("detail", 25), ("rating", 18)])
    def test_pages(self, page, expected, count, as_staff, visit, earlier, rubric, django_assert_num_queries):
        self.fill(visit, earlier, rubric, count)
        arguments = [visit.pk] if page == "detail" else [visit.pk, "leader"]
        address = reverse(f"attendance:evaluation-{page}", args=arguments)
        with django_assert_num_queries(expected):
            response = as_staff.post(address) if page == "rating" else as_staff.get(address)
        assert response.status_code == 200
