"""A recommendation carried out between two evaluations: when, how, on whose word; and taking that back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from lib.versions import StaleVersion
from meetings import actions
from meetings.follow_up import may_settle, with_rights
from meetings.models import Recommendation
from tests.factories import CellFactory, EvaluationFactory, MeetingFactory, RecommendationFactory

pytestmark = pytest.mark.django_db

GIVEN, TODAY = dt.date(2018, 3, 15), dt.date(2018, 5, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)


@pytest.fixture
def recommendation(cell, chief):
    meeting = MeetingFactory(cell=cell, date=GIVEN)
    return RecommendationFactory(evaluation=EvaluationFactory(meeting=meeting, leader=chief))


def mark(recommendation, staff, day=TODAY, reported_by="Bí thư chi bộ", **more):
    return actions.mark_done(
        recommendation=recommendation, day=day, reported_by=reported_by, by=staff, **more
    )


def said(recommendation):
    recommendation = Recommendation.objects.get(pk=recommendation.pk)
    return recommendation.done_on, recommendation.reported_by, recommendation.done_note


def refusal(act) -> dict:
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.message_dict if hasattr(refused.value, "error_dict") else refused.value.messages


class TestMarkedAsCarriedOut:
    def test_with_its_day_who_told_and_how_and_who_wrote_it_down(self, recommendation, staff):
        mark(recommendation, staff, GIVEN, "  Bí thư chi bộ ", note=" Đã mở sổ theo dõi ")
        assert said(recommendation) == (GIVEN, "Bí thư chi bộ", "Đã mở sổ theo dõi")
        told = recommendation.history.first()
        assert (told.history_user, told.done_on, told.reported_by) == (staff, GIVEN, "Bí thư chi bộ")

    def test_corrected_by_saying_it_anew(self, recommendation, staff):
        mark(recommendation, staff)
        mark(recommendation, staff, GIVEN, "Chi ủy", note="Đã họp")
        assert said(recommendation) == (GIVEN, "Chi ủy", "Đã họp")

    def test_neither_before_it_was_asked_for_nor_ahead_of_its_day(self, recommendation, staff):
        before, ahead = GIVEN - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
        assert list(refusal(lambda: mark(recommendation, staff, before))) == ["done_on"]
        assert list(refusal(lambda: mark(recommendation, staff, ahead))) == ["done_on"]
        assert list(refusal(lambda: mark(recommendation, staff, reported_by=" "))) == ["reported_by"]
        assert said(recommendation) == (None, "", "")

    def test_nobody_was_asked_yet_by_a_draft(self, recommendation, staff):
        recommendation.evaluation.is_draft = True
        recommendation.evaluation.save()
        assert len(refusal(lambda: mark(recommendation, staff))) == 1

    def test_not_over_what_somebody_else_said_meanwhile(self, recommendation, staff):
        seen = recommendation.version
        mark(recommendation, staff, GIVEN, "Chi ủy", version=seen)
        with pytest.raises(StaleVersion):
            mark(recommendation, staff, version=seen)
        assert said(recommendation) == (GIVEN, "Chi ủy", "")


class TestOpenedAgain:
    def test_for_a_reason_the_history_keeps_what_had_been_said(self, recommendation, staff):
        mark(recommendation, staff, note="Đã mở sổ")
        actions.reopen(recommendation=recommendation, reason=" Nhầm chi bộ ", by=staff)
        assert said(recommendation) == (None, "", "")
        last, before = recommendation.history.all()[:2]
        assert (last.history_change_reason, last.history_user) == ("Nhầm chi bộ", staff)
        assert (before.done_on, before.done_note) == (TODAY, "Đã mở sổ")

    def test_not_without_a_reason_nor_twice(self, recommendation, staff):
        def reopen(reason):
            return lambda: actions.reopen(recommendation=recommendation, reason=reason, by=staff)

        mark(recommendation, staff)
        assert list(refusal(reopen(" "))) == ["reason"]
        reopen("Nhầm")()
        assert len(refusal(reopen("Nhầm"))) == 1


class TestBesideTheNextEvaluation:
    def evaluate(self, recommendation, chief, staff, **marks):
        meeting = MeetingFactory(cell=recommendation.evaluation.meeting.cell, date=TODAY)
        sheet = actions.EvaluationSheet(**{how: [recommendation] for how in marks})
        return actions.save_evaluation(meeting=meeting, leader=chief, sheet=sheet, by=staff)

    @pytest.mark.parametrize("how", ["done", "still_open"])
    def test_what_was_reported_meanwhile_stays(self, how, recommendation, chief, staff):
        mark(recommendation, staff, note="Đã mở sổ")
        self.evaluate(recommendation, chief, staff, **{how: True})
        assert said(recommendation) == (TODAY, "Bí thư chi bộ", "Đã mở sổ")

    def test_and_is_not_asked_about_again(self, recommendation, cell, staff):
        meeting = MeetingFactory(cell=cell, date=TODAY)
        assert list(Recommendation.objects.to_follow_up(meeting)) == [recommendation]
        mark(recommendation, staff)
        assert list(Recommendation.objects.to_follow_up(meeting)) == []

    def test_nor_goes_along_when_a_meeting_of_that_day_is_corrected(self, recommendation, cell, staff):
        mark(recommendation, staff)
        actions.move_marks(cell=cell, before=TODAY, after=GIVEN, by=staff)
        assert said(recommendation)[0] == TODAY


def test_followed_up_by_who_gave_it_and_by_who_manages_the_cell(
    chief, staff, stranger_staff, official, other_commission, django_assert_num_queries
):
    elsewhere = CellFactory(committee=other_commission)
    meeting = MeetingFactory(cell=elsewhere, date=GIVEN)
    given = RecommendationFactory(evaluation=EvaluationFactory(meeting=meeting, leader=chief))
    own = RecommendationFactory(evaluation=EvaluationFactory(meeting=meeting))
    rights = {
        user: [may_settle(user, row) for row in (given, own)] for user in (staff, stranger_staff, official)
    }
    assert rights == {staff: [True, False], stranger_staff: [True, True], official: [False, False]}
    with django_assert_num_queries(1):
        rows = with_rights(Recommendation.objects.for_display(), staff)
        assert [row.may_settle for row in rows] == [True, False]
