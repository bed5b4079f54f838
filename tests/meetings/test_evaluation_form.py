"""The score sheet as a page: what may be typed, what is said of a slip, what is kept, the running total."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from attendance.models import Visit
from meetings.models import Evaluation, Finding, Score
from tests.factories import (
    CriterionFactory,
    FindingFactory,
    OrganizationTypeFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)
from tests.pages import alerts, attribute, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def rubric():
    rubric = RubricFactory(name="Khung tiêu chí 2018")
    CriterionFactory(
        rubric=rubric,
        position=1,
        section="I",
        code="1.1",
        text="Tỷ lệ dự",
        maximum=Decimal(10),
        is_gate=True,
    )
    CriterionFactory(rubric=rubric, position=2, section="I", text="Chuẩn bị", maximum=Decimal("40.5"))
    CriterionFactory(rubric=rubric, position=3, section="II", text="Kết luận", maximum=Decimal("49.5"))
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    return rubric


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell, attended=True)


def url(visit, scorer="leader", name="update"):
    return reverse(f"attendance:evaluation-{name}", args=[visit.pk, scorer])


def sheet(rubric, *points, version=0, **more):
    """What the page posts: points in the order of the criteria, as typed."""
    names = [f"criterion_{c.pk}" for c in rubric.criteria.all()]
    return dict(zip(names, points, strict=True)) | {"version": version} | more


def errors(response) -> dict[str, str]:
    """What stands beside the lines of the sheet, by field."""
    found = find_all(parse(response), "div", class_="text-danger")
    return {attribute(e, "id").removeprefix("id_").removesuffix("_error"): text(e) for e in found}


@pytest.mark.parametrize("points", [("10", "35,5", "45"), ("10.0", "35.5", " 45 "), ("10,0", "35.50", "045")])
def test_points_with_comma_or_point(points, as_staff, visit, rubric, staff):
    response = as_staff.post(url(visit), sheet(rubric, *points, remarks="Đúng giờ"))
    assert (response.status_code, response.url) == (302, reverse("attendance:visit-detail", args=[visit.pk]))
    stored = Evaluation.objects.get()
    assert (stored.leader, stored.total, stored.band.label) == (visit.leader, Decimal("90.5"), "Tốt")
    assert list(stored.scores.order_by("criterion__position").values_list("points", flat=True)) == [
        Decimal(10),
        Decimal("35.5"),
        Decimal(45),
    ]
    assert (stored.remarks, stored.is_draft, stored.history.get().history_user) == ("Đúng giờ", False, staff)
    reopened = typed(as_staff.get(url(visit)))
    assert [reopened[name] for name in sheet(rubric, *points)][:3] == ["10,0", "35,5", "45,0"]


def test_a_sheet_opened_in_english_has_points_with_a_point(as_staff, visit, rubric):
    as_staff.post(url(visit), sheet(rubric, "10", "35,5", "45"))
    as_staff.post(reverse("set-language"), {"language": "en"})
    reopened = typed(as_staff.get(url(visit)))
    assert [reopened[name] for name in sheet(rubric, 1, 2, 3)][:3] == ["10.0", "35.5", "45.0"]
    assert as_staff.post(url(visit), reopened).status_code == 302
    assert Evaluation.objects.get().total == Decimal("90.5")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0,3",
        "7.25",
        "41",
        "40,6",
        "-0,5",
        "mười",
        "1,0,0",
        "1.000,5",
        "NaN",
        "Infinity",
        "1e1000",
        "9" * 50,
    ],
)
def test_a_slip_is_told_on_its_line_and_nothing_is_saved(value, as_staff, visit, rubric):
    finding = FindingFactory()
    data = sheet(rubric, "10", value, "45", remarks="Đúng giờ", strength=[finding.pk])
    response = as_staff.post(url(visit), data)
    assert response.status_code == 422
    line = f"criterion_{rubric.criteria.all()[1].pk}"
    assert list(errors(response)) == [line]
    assert len(alerts(response)) == 1
    kept = typed(response)
    assert {name: kept[name] for name in data} == {n: str(v) for n, v in data.items()} | {
        "strength": str(finding.pk)
    }
    assert (Evaluation.objects.count(), Score.objects.count()) == (0, 0)


def test_zero_points_are_points(as_staff, visit, rubric):
    as_staff.post(url(visit), sheet(rubric, "0", "0,5", "0"))
    assert Evaluation.objects.values_list("total", "band").get() == (Decimal("0.5"), None)


def test_unknown_criteria_and_findings_are_not_taken_in(as_staff, visit, rubric):
    foreign = CriterionFactory(rubric__valid_from=dt.date(2019, 1, 1))
    data = sheet(rubric, "10", "40,5", "49,5") | {f"criterion_{foreign.pk}": "10", "criterion_999999": "10"}
    assert as_staff.post(url(visit), data, follow=True).status_code == 200
    assert set(Score.objects.values_list("criterion__rubric", flat=True)) == {rubric.pk}
    strength = FindingFactory()
    for smuggled in ({"limitation": [strength.pk]}, {"strength": ["999999"]}, {"cause": ["abc"]}):
        response = as_staff.post(url(visit), data | {"version": 1} | smuggled)
        assert (response.status_code, len(alerts(response))) == (422, 1)
    assert Evaluation.objects.get().findings.count() == 0


def test_findings_and_remarks_are_kept_and_changed(as_staff, visit, rubric):
    good, better = FindingFactory(code="UD01"), FindingFactory(code="UD02")
    weak = FindingFactory(code="HC01", kind=Finding.Kind.LIMITATION)
    full = ("10", "40,5", "49,5")
    as_staff.post(url(visit), sheet(rubric, *full, strength=[good.pk, better.pk], limitation=[weak.pk]))
    stored = Evaluation.objects.get()
    assert list(stored.findings.order_by("code")) == [weak, good, better]
    good.is_active = False
    good.save()
    page = parse(as_staff.get(url(visit)))
    checked = {attribute(e, "value") for e in find_all(page, "input", checked=None, type="checkbox")}
    # One no longer offered stays where it was ticked.
    assert checked == {str(f.pk) for f in (good, better, weak)}
    as_staff.post(url(visit), sheet(rubric, *full, version=1, strength=[good.pk]))
    assert list(stored.findings.all()) == [good]
    as_staff.post(url(visit), sheet(rubric, *full, version=2))
    page = parse(as_staff.get(url(visit)))
    assert {attribute(e, "value") for e in find_all(page, "input", type="checkbox")} == {
        str(better.pk),
        str(weak.pk),
    }


def test_the_cells_own_evaluation_stands_beside_the_leaders(as_staff, visit, rubric):
    as_staff.post(url(visit, "leader"), sheet(rubric, "10", "40", "40"))
    as_staff.post(url(visit, "cell"), sheet(rubric, "10", "40", "45"))
    assert list(Evaluation.objects.order_by("total").values_list("leader", "total")) == [
        (visit.leader_id, Decimal(90)),
        (None, Decimal(95)),
    ]
    as_staff.post(url(visit, "leader", "delete"))
    assert Evaluation.objects.values_list("leader", flat=True).get() is None


class TestStale:
    def test_the_second_saver_is_told_who_was_first(self, as_staff, visit, rubric):
        as_staff.post(url(visit), sheet(rubric, "10", "40", "40"))
        for version in (0, 7):
            response = as_staff.post(
                url(visit), sheet(rubric, "1", "2", "3", version=version, remarks="Của tôi")
            )
            assert response.status_code == 422
            assert "Phạm Thị Dung" in text(parse(response))
            assert typed(response)["remarks"] == "Của tôi"
            assert list(typed(response).values()).count("2") == 1
        assert Evaluation.objects.get().total == Decimal(90)

    @pytest.mark.parametrize("version", ["", "abc"])
    def test_a_damaged_version_saves_nothing(self, version, as_staff, visit, rubric):
        response = as_staff.post(url(visit), sheet(rubric, "10", "40", "40", version=version))
        assert (response.status_code, len(alerts(response))) == (422, 1)
        assert not Evaluation.objects.exists()


class TestRunningTotal:
    @pytest.mark.parametrize(
        ("points", "shown"),
        [
            # Last come the sums of the sections.
            (("", "", ""), "Tổng điểm: — /100 · còn 3 tiêu chí chưa chấm 0,0 0,0"),
            (("10", "", ""), "Tổng điểm: 10,0 /100 · còn 2 tiêu chí chưa chấm 10,0 0,0"),
            (("10", "40,5", "45"), "Tổng điểm: 95,5 /100 · Tốt 50,5 45,0"),
            (
                ("9,5", "40.5", "45"),
                "Tổng điểm: 95,0 /100 · Khá Tốt cần đạt điểm tối đa ở: 1.1 Tỷ lệ dự 50,0 45,0",
            ),
            # Lines with a slip add nothing until they are right.
            (("10", "100", "45"), "Tổng điểm: 55,0 /100 · còn 1 tiêu chí chưa chấm 10,0 45,0"),
            (("10", "0,3", "x"), "Tổng điểm: 10,0 /100 · còn 2 tiêu chí chưa chấm 10,0 0,0"),
        ],
    )
    def test_is_what_saving_would_give(self, points, shown, as_staff, visit, rubric):
        response = as_staff.post(url(visit, name="rating"), sheet(rubric, *points))
        assert (response.status_code, text(parse(response))) == (200, shown)
        assert not Evaluation.objects.exists()

    def test_stands_on_the_page_when_it_opens(self, as_staff, visit, rubric):
        assert (
            text(find(parse(as_staff.get(url(visit))), "output"))
            == "Tổng điểm: — /100 · còn 3 tiêu chí chưa chấm"
        )
        as_staff.post(url(visit), sheet(rubric, "10", "40,5", "45"))
        assert text(find(parse(as_staff.get(url(visit))), "output")) == "Tổng điểm: 95,5 /100 · Tốt"


class TestWhichRubric:
    def test_without_one_findings_and_remarks_can_be_noted(self, as_staff, visit):
        finding = FindingFactory()
        page = as_staff.get(url(visit))
        assert len(alerts(page)) == 1
        assert list(find_all(parse(page), "output")) == []
        response = as_staff.post(url(visit), {"version": 0, "remarks": "Tốt", "strength": [finding.pk]})
        assert response.status_code == 302
        stored = Evaluation.objects.get()
        assert (stored.rubric, stored.total, stored.remarks) == (None, None, "Tốt")
        assert list(stored.findings.all()) == [finding]

    def test_of_another_type_or_time_it_does_not_apply(self, as_staff, visit, rubric):
        rubric.organization_types.set([OrganizationTypeFactory()])
        assert as_staff.get(url(visit)).context["form"].rubric is None
        rubric.organization_types.set([visit.cell.organization_type])
        assert as_staff.get(url(visit)).context["form"].rubric == rubric
        rubric.valid_to = visit.meeting.date - dt.timedelta(days=1)
        rubric.save()
        assert as_staff.get(url(visit)).context["form"].rubric is None

    def test_made_for_the_type_it_comes_before_a_general_one(self, as_staff, visit, rubric):
        RubricFactory(valid_from=dt.date(2018, 2, 1))
        rubric.organization_types.set([visit.cell.organization_type])
        assert as_staff.get(url(visit)).context["form"].rubric == rubric

    def test_the_stored_one_stays_when_another_comes_into_force(self, as_staff, visit, rubric):
        as_staff.post(url(visit), sheet(rubric, "10", "40", "40"))
        RubricFactory(valid_from=dt.date(2018, 3, 1))
        assert as_staff.get(url(visit)).context["form"].rubric == rubric


def test_only_an_attended_meeting_is_judged(as_staff, chief, cell):
    for outcome in ({}, {"missed": True}, {"withdrawn": True}):
        visit = VisitFactory(leader=chief, cell=cell, **outcome)
        answers = [
            as_staff.get(url(visit)).status_code,
            as_staff.post(url(visit)).status_code,
            as_staff.post(url(visit, name="rating")).status_code,
            as_staff.post(url(visit, name="delete")).status_code,
        ]
        assert answers == [404] * 4
        Visit.objects.all().delete()
