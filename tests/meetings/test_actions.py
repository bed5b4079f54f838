"""Evaluations as they are written: points become a total and a band, and the history keeps all."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from lib.versions import StaleVersion, check_version
from meetings import actions
from meetings.actions import delete_evaluation
from meetings.models import Evaluation, Recommendation, Score
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    MeetingFactory,
    RatingBandFactory,
    RecommendationFactory,
    RubricFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cell):
    return MeetingFactory(cell=cell)


@pytest.fixture
def rubric():
    rubric = RubricFactory()
    CriterionFactory(rubric=rubric, position=1, maximum=Decimal(60), is_gate=True)
    CriterionFactory(rubric=rubric, position=2, maximum=Decimal(40))
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=90, needs_gates=True)
    RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    return rubric


@pytest.fixture
def save(meeting, chief, staff):
    def save_evaluation(
        rubric, *points, leader=chief, findings=(), remarks="", version=None, **more
    ) -> Evaluation:
        criteria = rubric.criteria.all() if rubric else []
        given = {c.pk: Decimal(str(p)) for c, p in zip(criteria, points, strict=True) if p is not None}
        return actions.save_evaluation(
            meeting=meeting,
            leader=leader,
            sheet=actions.EvaluationSheet(
                rubric=rubric, points=given, findings=findings, remarks=remarks, **more
            ),
            by=staff,
            version=version,
        )

    return save_evaluation


def points_of(evaluation) -> list[Decimal]:
    return list(evaluation.scores.order_by("criterion__position").values_list("points", flat=True))


@pytest.mark.parametrize(
    ("points", "total", "band"),
    [((60, 30), 90, "Tốt"), ((59.5, 40), 99.5, "Khá"), ((60, None), 60, None), ((0, 0), 0, None)],
)
def test_total_and_band_follow_from_the_points(points, total, band, save, rubric):
    stored = Evaluation.objects.get(pk=save(rubric, *points).pk)
    assert (stored.total, stored.band and stored.band.label) == (Decimal(str(total)), band)
    assert points_of(stored) == [Decimal(str(p)) for p in points if p is not None]
    assert {(s.rubric, s.maximum == s.criterion.maximum) for s in stored.scores.all()} == {(rubric, True)}


def test_saved_again_it_is_the_same_evaluation(save, rubric, staff):
    first = save(rubric, 60, 40, findings=[FindingFactory()], remarks="Tốt")
    second = save(rubric, 60, 10)
    assert (second.pk, second.version, second.remarks) == (first.pk, 2, "")
    assert (second.total, second.band.label, second.findings.count()) == (Decimal(70), "Khá", 0)
    assert points_of(second) == [60, 10]
    # A score that did not change has no second line in its history.
    assert sorted(Score.history.values_list("points", "history_type")) == [
        (Decimal(10), "~"),
        (Decimal(40), "+"),
        (Decimal(60), "+"),
    ]
    assert {str(h.history_user) for h in (*Score.history.all(), *Evaluation.history.all())} == {str(staff)}


def test_a_criterion_left_empty_afterwards_loses_its_points(save, rubric):
    save(rubric, 60, 40)
    stored = save(rubric, 60, None)
    assert (points_of(stored), stored.total, stored.band) == ([60], Decimal(60), None)
    assert Score.history.filter(history_type="-").get().points == 40


def test_lines_take_the_place_of_a_total_alone(save, rubric, meeting, chief, staff):
    handed_in = EvaluationFactory(
        meeting=meeting, leader=chief, rubric=rubric, total=95, band=rubric.bands.first(), is_total_only=True
    )
    stored = save(rubric, 50, 40, version=1)
    assert (stored.pk, stored.is_total_only, stored.total, stored.band.label) == (
        handed_in.pk,
        False,
        90,
        "Khá",
    )
    records = stored.history.values_list("is_total_only", "total", "history_user")
    assert list(records) == [(False, 90, staff.pk), (True, 95, None)]


def test_another_rubric_replaces_all_points(save, rubric):
    save(rubric, 60, 40)
    other = RubricFactory()
    CriterionFactory(rubric=other, maximum=Decimal(10))
    stored = save(other, 7.5)
    assert (points_of(stored), stored.total, stored.band) == ([Decimal("7.5")], Decimal("7.5"), None)
    assert set(stored.scores.values_list("rubric", flat=True)) == {other.pk}


def test_without_a_rubric_there_is_no_total(save, rubric):
    save(rubric, 60, 40)
    stored = save(None, remarks="Chỉ ghi nhận xét")
    assert (stored.rubric, stored.total, stored.band, points_of(stored)) == (None, None, None, [])


def test_cell_and_leaders_judge_apart(save, rubric, chief, department_head):
    for leader, points in [(chief, 10), (department_head, 20), (None, 30)]:
        save(rubric, 60, points, leader=leader)
    assert dict(Evaluation.objects.values_list("leader", "total")) == {
        chief.pk: 70,
        department_head.pk: 80,
        None: 90,
    }


class TestVersions:
    def test_a_first_saver_expects_none(self, save, rubric):
        assert save(rubric, 60, 40, version=0).version == 1

    def test_the_second_of_two_first_savers_is_told(self, save, rubric):
        save(rubric, 60, 40, version=0)
        with pytest.raises(StaleVersion, match="Phạm Thị Dung"):
            save(rubric, 0, 0, version=0)
        assert Evaluation.objects.get().total == 100

    def test_the_version_opened_is_the_one_replaced(self, save, rubric):
        save(rubric, 60, 40)
        assert save(rubric, 60, 30, version=1).version == 2
        with pytest.raises(StaleVersion):
            save(rubric, 0, 0, version=1)
        assert Evaluation.objects.get().total == 90

    def test_a_refusal_says_who_and_when_in_the_offices_time(self, save, rubric):
        stored = save(rubric, 60, 40)
        stored.history.update(history_date="2018-06-29T17:30:00Z")
        with pytest.raises(StaleVersion, match="00:30 30/06/2018"):
            check_version(stored, 0)

    def test_a_row_changed_by_nobody_known(self, save, rubric):
        stored = save(rubric, 60, 40)
        stored.history.update(history_user=None)
        with pytest.raises(StaleVersion):
            check_version(stored, 0)


def test_impossible_points_keep_the_old_ones(save, rubric):
    save(rubric, 60, 40)
    with pytest.raises(IntegrityError), transaction.atomic():
        save(rubric, 60, 40.5)
    assert points_of(Evaluation.objects.get()) == [60, 40]


def test_deleted_it_stays_in_the_history(save, rubric, staff):
    stored = save(rubric, 60, 40, findings=[FindingFactory()])
    delete_evaluation(evaluation=stored, by=staff)
    assert (Evaluation.objects.count(), Score.objects.count()) == (0, 0)
    gone = Evaluation.history.filter(history_type="-").get()
    assert (gone.total, gone.history_user) == (Decimal(100), staff)
    assert Score.history.filter(history_type="-", history_user=staff).count() == 2


class TestDrafts:
    def test_keep_points_but_have_no_total_that_could_count(self, save, rubric):
        draft = save(rubric, 60, None, is_draft=True)
        stored = Evaluation.objects.get()
        assert (stored.is_draft, stored.total, stored.band, points_of(draft)) == (True, None, None, [60])

    def test_are_saved_again_and_then_finished(self, save, rubric):
        save(rubric, 60, None, is_draft=True, version=0)
        save(rubric, 60, 20, is_draft=True, version=1)
        finished = save(rubric, 60, 30, version=2)
        assert (finished.is_draft, finished.total, finished.band.label) == (False, 90, "Tốt")

    def test_finished_by_somebody_else_meanwhile(self, save, rubric):
        save(rubric, 60, None, is_draft=True)
        save(rubric, 60, 40, version=1)
        with pytest.raises(StaleVersion):
            save(rubric, 60, None, is_draft=True, version=1)
        assert Evaluation.objects.get().total == 100

    def test_what_is_finished_does_not_become_one_again(self, save, rubric):
        save(rubric, 60, 40)
        with pytest.raises(ValidationError):
            save(rubric, 60, 40, is_draft=True)
        assert Evaluation.objects.get().is_draft is False


def given(evaluation) -> list[tuple]:
    return list(evaluation.recommendations.values_list("text", "responsible", "due_on"))


class TestRecommendations:
    DUE = dt.date(2018, 6, 30)

    def test_given_changed_and_taken_back(self, save, rubric, staff):
        stored = save(
            rubric,
            60,
            40,
            recommendations=[
                Recommendation(text="Mở sổ theo dõi", responsible="Bí thư", due_on=self.DUE),
                Recommendation(text="Họp chi ủy trước"),
                Recommendation(text="Ghi biên bản đầy đủ"),
            ],
        )
        assert given(stored) == [
            ("Mở sổ theo dõi", "Bí thư", self.DUE),
            ("Họp chi ủy trước", "", None),
            ("Ghi biên bản đầy đủ", "", None),
        ]
        book, _committee, minutes = stored.recommendations.all()
        stored = save(
            rubric,
            60,
            40,
            recommendations=[
                Recommendation(pk=book.pk, text="Mở sổ theo dõi", responsible="Chi ủy", due_on=self.DUE),
                Recommendation(pk=minutes.pk, text="Ghi biên bản đầy đủ"),
            ],
        )
        assert given(stored) == [
            ("Mở sổ theo dõi", "Chi ủy", self.DUE),
            ("Ghi biên bản đầy đủ", "", None),
        ]
        assert set(stored.recommendations.values_list("pk", flat=True)) == {book.pk, minutes.pk}
        # One that did not change has no second line in its history.
        assert sorted(Recommendation.history.values_list("text", "history_type")) == [
            ("Ghi biên bản đầy đủ", "+"),
            ("Họp chi ủy trước", "+"),
            ("Họp chi ủy trước", "-"),
            ("Mở sổ theo dõi", "+"),
            ("Mở sổ theo dõi", "~"),
        ]
        assert {h.history_user for h in Recommendation.history.all()} == {staff}

    def test_not_mentioned_they_stay(self, save, rubric):
        save(rubric, 60, 40, recommendations=[Recommendation(text="Mở sổ theo dõi")])
        assert given(save(rubric, 60, 30)) == [("Mở sổ theo dõi", "", None)]

    def test_of_another_evaluation_are_not_taken_over(self, save, rubric):
        foreign = RecommendationFactory(text="Của chi bộ khác")
        stored = save(rubric, 60, 40, recommendations=[Recommendation(pk=foreign.pk, text="Mở sổ theo dõi")])
        foreign.refresh_from_db()
        assert foreign.text == "Của chi bộ khác"
        assert given(stored) == [("Mở sổ theo dõi", "", None)]

    def test_earlier_ones_are_found_done_on_the_day_of_the_meeting(self, save, rubric, meeting, staff):
        earlier = RecommendationFactory(evaluation__meeting__cell=meeting.cell)
        save(rubric, 60, 40, done=[earlier])
        assert Recommendation.objects.get().done_on == meeting.date
        save(rubric, 60, 40, still_open=[Recommendation.objects.get()])
        assert Recommendation.objects.get().done_on is None
        assert [h.history_user for h in earlier.history.all()[:2]] == [staff, staff]


def test_deleted_with_its_recommendations_the_history_keeps_them(save, rubric, staff):
    stored = save(rubric, 60, 40, recommendations=[Recommendation(text="Mở sổ theo dõi")])
    with pytest.raises(StaleVersion):
        delete_evaluation(evaluation=stored, by=staff, version=7)
    delete_evaluation(evaluation=stored, by=staff, version=stored.version)
    assert (Evaluation.objects.count(), Recommendation.objects.count()) == (0, 0)
    gone = Recommendation.history.filter(history_type="-").get()
    assert (gone.text, gone.history_user) == ("Mở sổ theo dõi", staff)


def test_deleted_meanwhile_it_does_not_come_back_unnoticed(save, rubric, staff):
    evaluation = save(rubric, 60, 40)
    delete_evaluation(evaluation=evaluation, by=staff)
    with pytest.raises(ValidationError):
        save(rubric, 60, 30, version=evaluation.version)
    assert not Evaluation.objects.exists()


def test_a_meeting_removed_meanwhile_is_said(save, rubric, meeting):
    meeting.delete()
    with pytest.raises(ValidationError):
        save(rubric, 60, 40)


def test_what_was_found_done_goes_along_with_the_corrected_date(cell, staff):
    first, second = dt.date(2018, 3, 15), dt.date(2018, 3, 16)
    done = RecommendationFactory(evaluation__meeting__cell=cell, done_on=first)
    elsewhere = RecommendationFactory(done_on=first)
    actions.move_marks(cell=cell, before=first, after=second, by=staff)
    found = Recommendation.objects.order_by("pk").values_list("pk", "done_on")
    assert list(found) == [(done.pk, second), (elsewhere.pk, first)]


def test_a_row_without_any_history_is_stale_all_the_same(cell):
    row = MeetingFactory(cell=cell)
    row.history.all().delete()
    row.version = 2
    with pytest.raises(StaleVersion):
        check_version(row, 1)
