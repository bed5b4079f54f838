"""What page and mail say of each thing that waits, and which acts settle it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from attendance.models import Plan, Visit
from committees.models import User
from committees.roles import Permission
from lib.periods import HalfYear, Month, day_of, written_day
from office.agenda.lines import lines
from office.agenda.work import Work
from reports.models import ReportDraft
from tests.factories import (
    CellFactory,
    EvaluationFactory,
    PlanFactory,
    RecommendationFactory,
    TripFactory,
    VisitFactory,
)
from tests.reports.factories import IssuedReportFactory, ReportVersionFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2018, 5, 10)
MARCH, APRIL, MAY, JUNE = (Month.parse(f"{m:02}/2018") for m in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: TODAY)


@pytest.fixture
def told(staff):
    """The lines of a section, for a user whose rights are read anew."""

    def told(name, user=staff, by="month"):
        user = User.objects.get(pk=user.pk)
        work = Work(user, TODAY)
        (section,) = (section for section, _rows in work.beginnings(20) if section.name == name)
        return lines(section, work.rows(name, by), user, by)

    return told


def visit(leader, day, month=MAY, **fields):
    return VisitFactory(leader=leader, cell=CellFactory(meeting_day=day), month=month, **fields)


def acts(line):
    return [(act.label, act.url) for act in line.acts]


def to(name, *args):
    return reverse(f"attendance:{name}", args=args)


class TestStillToCome:
    def moving(self, visit):
        trips = f"{to('trip-create')}?leader={visit.leader_id}"
        return [("Đổi tháng, người dự", to("visit-move", visit.pk)), ("Ghi lịch công tác", trips)]

    def logging(self, visit):
        return [("Đã dự", to("visit-attended", visit.pk)), ("Vắng", to("visit-missed", visit.pk))]

    def test_what_can_be_done_before_the_meeting(self, chief, told):
        soon = visit(chief, 12)
        TripFactory(leader=chief, date_from=MAY.day(12), date_to=MAY.day(13), place="Xã Tân Mỹ")
        (line,) = told("coming")
        assert acts(line) == self.moving(soon)
        assert line.text == (
            f"Thứ Bảy 12/05/2018 · {chief} · {soon.cell} ({soon.cell.committee.label})"
            " – Đi công tác 12/05/2018–13/05/2018, Xã Tân Mỹ"
        )

    def test_on_its_day_and_in_a_month_without_one_its_result_too(self, chief, told):
        today, any_day = visit(chief, 10), visit(chief, None)
        (line,) = told("coming")
        assert acts(line) == self.logging(today) + self.moving(today)
        (line,) = told("this-month")
        assert acts(line) == self.logging(any_day) + self.moving(any_day)
        assert line.when == "trong tháng 05/2018"

    def test_moving_is_for_those_who_register_and_not_of_what_a_report_counts(self, chief, told, monkeypatch):
        fixed = visit(chief, 12)
        Visit.objects.update(reported_at=dt.datetime(2018, 5, 1, tzinfo=dt.UTC))
        assert acts(told("coming")[0]) == self.moving(fixed)[1:]
        monkeypatch.setattr(User, "may", lambda self, permission, committee: permission == Permission.LOG)
        assert acts(told("coming")[0]) == []


class TestAfterTheMeeting:
    @pytest.mark.parametrize(
        ("day", "month", "said"),
        [
            (28, APRIL, "quá hạn 12 ngày"),
            (9, MAY, "quá hạn 1 ngày"),
            (None, APRIL, "quá hạn 10 ngày"),  # by the month's last day
        ],
    )
    def test_how_long_it_is_overdue_counts_from_the_meeting_day(self, day, month, said, chief, told):
        visit(chief, day, month)
        assert [mark.text for mark in told("overdue")[0].marks] == [said]

    def test_what_is_missing_of_its_numbers(self, chief, told):
        attended = VisitFactory(leader=chief, month=MARCH, attended=True, meeting__members_total=30)
        (line,) = told("without-numbers")
        assert [mark.text for mark in line.marks] == ["còn thiếu: có mặt, phát biểu"]
        assert acts(line) == [("Bổ sung số liệu", to("visit-attended", attended.pk))]
        attended.meeting.members_total = None
        attended.meeting.save()
        assert told("without-numbers")[0].marks == ()  # the section's title says it

    def test_a_draft_is_finished(self, chief, told):
        attended = VisitFactory(leader=chief, month=MARCH, attended=True)
        form = to("evaluation-update", attended.pk, "leader")
        assert acts(told("not-evaluated")[0]) == [("Đánh giá", form)]
        EvaluationFactory(meeting=attended.meeting, leader=chief, is_draft=True)
        assert acts(told("not-evaluated")[0]) == [("Hoàn thành đánh giá", form)]

    def test_a_miss_is_made_up_for_or_not(self, chief, told):
        missed = VisitFactory(leader=chief, month=MARCH, missed=True)
        (line,) = told("not-decided")
        move, waive = line.acts
        assert (move.url, move.version) == (to("visit-carry-over", missed.pk), None)
        assert (waive.url, waive.version) == (reverse("office:visit-waive", args=[missed.pk]), missed.version)

    def test_a_recommendation_is_marked(self, chief, told):
        attended = VisitFactory(leader=chief, month=MARCH, attended=True)
        evaluation = EvaluationFactory(meeting=attended.meeting, leader=chief)
        asked = RecommendationFactory(evaluation=evaluation, due_on=dt.date(2018, 5, 1))
        (line,) = told("recommendations")
        assert acts(line) == [("Ghi đã thực hiện", to("recommendation-done", asked.pk))]
        assert line.url == attended.get_absolute_url()
        cell = attended.cell
        assert line.text == (
            f"hạn 01/05/2018 · {cell} · {asked.text} ({cell.committee.label})"
            " – quá hạn 9 ngày – Bí thư chi bộ"
        )


def test_both_sides_of_a_double_booking_and_only_what_can_be_moved(chief, told):
    cell = CellFactory(meeting_day=1)
    done = VisitFactory(leader=chief, cell=cell, month=APRIL, attended=True, met_on=APRIL.day(1))
    again = VisitFactory(leader=chief, cell=cell, month=JUNE)
    first, second = told("booked-twice")
    assert (acts(first), acts(second)) == ([], [("Đổi tháng, người dự", to("visit-move", again.pk))])
    assert (first.when, first.url, [mark.text for mark in first.marks]) == (
        "Chủ nhật 01/04/2018",
        done.get_absolute_url(),
        ["Đã dự"],
    )
    assert first.group == second.group == f"{chief}: dự {cell} hai lần trong một kỳ"


def test_a_report_is_sent_out_and_what_changed_since_is_looked_at(chief, commission, clerk, told):
    report = IssuedReportFactory(committee=commission, half_year=HalfYear.of(TODAY))
    (line,) = told("reports", clerk)
    assert acts(line) == [("Phát hành", reverse("reports:issued-send", args=[report.pk]))]
    VisitFactory(leader=chief, month=MARCH, attended=True)
    (line,) = told("changed", clerk)
    follow = reverse("reports:report-following", args=[commission.pk, report.half_year])
    assert acts(line) == [
        ("Xem thay đổi", f"{report.get_absolute_url()}#changes"),
        ("Sửa báo cáo", follow),
    ]


def test_who_approves_reads_what_is_submitted_for_signature(
    commission, other_commission, official, clerk, told
):
    half_year = HalfYear.of(TODAY)
    for committee in (commission, other_commission):
        version = ReportVersionFactory(committee=committee, half_year=half_year, submitted_by=clerk)
        ReportDraft.objects.create(
            committee=committee, half_year=half_year, stage="submitted", submitted=version, updated_by=clerk
        )
    (line,) = told("to-sign", official)
    submitted_on = written_day(day_of(version.submitted_at))  # of another year than TODAY's
    assert line.text == f"chờ từ {submitted_on} · {commission.label} · {half_year.label}"
    assert acts(line) == [("Xem báo cáo", reverse("reports:report", args=[commission.pk, half_year]))]
    assert Work(clerk, TODAY).section("to-sign") is None


def test_a_plan_to_approve_says_since_when_it_waits(commission, official, told):
    plan = PlanFactory(committee=commission, status=Plan.Status.SUBMITTED)
    for day, written in [(dt.date(2018, 5, 2), "02/05"), (dt.date(2017, 11, 12), "12/11/2017")]:
        noon = timezone.make_aware(dt.datetime.combine(day, dt.time(12)))
        Plan.objects.update(submitted_at=noon)
        (line,) = told("waiting", official)
        assert line.text == f"chờ từ {written} · {commission.label} · {plan.half_year.label}"


def test_a_plan_is_opened_with_what_was_said_of_it(commission, official, told):
    plan = PlanFactory(
        committee=commission, half_year=HalfYear.of(TODAY).next, comment="Thêm chi bộ vùng sâu"
    )
    (line,) = told("returned")
    assert line.text == f"{commission.label} · {plan.half_year.label} – Thêm chi bộ vùng sâu"
    assert (line.link, acts(line)) == ("", [("Mở kế hoạch", plan.get_absolute_url())])


def test_by_month_or_by_committee(chief, told):
    visit(chief, 9, MARCH), visit(chief, 9, APRIL)
    assert [line.group for line in told("overdue")] == ["Tháng 03/2018", "Tháng 04/2018"]
    assert [line.group for line in told("overdue", by="committee")] == [chief.committee.label] * 2
