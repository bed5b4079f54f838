"""One e-mail a day for whoever has something to do."""

import datetime as dt
import smtplib
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.urls import resolve, reverse

from attendance.models import Plan
from committees.mail import user_opting_out
from lib.periods import HalfYear
from office import reminders
from office.agenda.lines import lines
from office.agenda.work import Work
from tests.factories import CellFactory, EvaluationFactory, PlanFactory, RecommendationFactory, VisitFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2018, 4, 20)


@pytest.fixture(autouse=True)
def address(settings):
    settings.BASE_URL = "https://sinhhoat.tinh.local"


@pytest.fixture
def overdue(chief, cell, period):
    return VisitFactory(leader=chief, cell=cell, month=period.months[0])


def with_address(*users):
    for user in users:
        user.email = f"{user.pk}@tinh.local"
        user.save()


def send(**options):
    call_command("send_reminders", date=DAY, **options)
    return {message.to[0]: message for message in mail.outbox}


def test_what_waits_with_links(overdue, staff, chief):
    with_address(staff)

    message = send()[staff.email]

    link = f"https://sinhhoat.tinh.local{reverse('attendance:visit-detail', args=[overdue.pk])}"
    html = message.alternatives[0].content
    assert message.subject == "Dự sinh hoạt chi bộ: có 1 việc chờ đồng chí"
    for body in (message.body, html):
        assert link in body
        assert "Quá hạn, chưa ghi kết quả (1)" in body
        assert chief.full_name in body
    off = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert off in message.body
    assert off.startswith("https://sinhhoat.tinh.local/")
    assert user_opting_out(resolve(urlsplit(off).path).kwargs["token"]) == staff


def test_the_same_things_as_my_work_in_the_same_words(overdue, staff, chief):
    with_address(staff)
    attended = VisitFactory(leader=chief, month=overdue.month, attended=True)
    VisitFactory(leader=chief, month=overdue.month, missed=True)
    evaluation = EvaluationFactory(meeting=attended.meeting, leader=chief)
    RecommendationFactory(evaluation=evaluation, due_on=DAY)
    body = send()[staff.email].body
    work = Work(staff, DAY)
    assert [section.name for section, _rows in work.beginnings(20)] == [
        "overdue",
        "without-numbers",
        "not-decided",
        "recommended-soon",
    ]
    for section, _rows in work.beginnings(20):
        assert f"{section.title} (1)" in body
        assert lines(section, section.rows, staff)[0].text in body


def test_what_has_no_day_waits_for_something_that_has(staff, chief, period):
    with_address(staff)
    VisitFactory(leader=chief, month=period.months[0], missed=True)
    assert send() == {}


def test_nothing_to_say_nothing_sent(overdue, staff, clerk, stranger_staff):
    with_address(clerk, stranger_staff)
    assert send() == {}


def test_the_official_is_told_of_plans_that_wait(official, commission):
    with_address(official)
    plan = PlanFactory(committee=commission, half_year=HalfYear.of(DAY).next, status=Plan.Status.SUBMITTED)
    assert reverse("attendance:plan-detail", args=[plan.pk]) in send()[official.email].body


@pytest.mark.parametrize("change", [{"wants_reminders": False}, {"is_active": False}, {"email": ""}])
def test_who_gets_none(change, overdue, staff):
    with_address(staff)
    for name, value in change.items():
        setattr(staff, name, value)
    staff.save()
    assert send() == {}


def test_long_lists_end_with_a_link(staff, chief, district, period):
    for _n in range(12):
        VisitFactory(leader=chief, cell=CellFactory(committee=district), month=period.months[0])
    with_address(staff)
    body = send()[staff.email].body
    assert body.count("/visits/") == reminders.LINES
    assert f"{reverse('office:work')}?section=overdue" in body


def test_names_are_safe_in_html(overdue, staff, cell):
    cell.name = "Chi bộ <b>A & B</b>"
    cell.save()
    with_address(staff)
    message = send()[staff.email]
    assert "Chi bộ <b>A & B</b>" in message.body
    assert "<b>A" not in message.alternatives[0].content


def test_one_failure_does_not_stop_the_others(overdue, staff, official, period, monkeypatch):
    PlanFactory(committee=staff.memberships.get().committee, half_year=period.next, status="submitted")
    with_address(staff, official)
    deliver = EmailBackend.send_messages

    def refuse_staff(self, messages):
        if messages[0].to == [staff.email]:
            raise smtplib.SMTPRecipientsRefused({})
        return deliver(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_staff)
    with pytest.raises(CommandError, match=staff.email):
        send()
    assert [message.to for message in mail.outbox] == [[official.email]]


def test_printed_and_not_sent(overdue, staff, capsys):
    with_address(staff)
    assert send(dry_run=True) == {}
    assert staff.email in capsys.readouterr().out


def test_without_a_mail_server_the_command_says_what_to_set(overdue, staff, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(CommandError, match="EMAIL_URL"):
        send()


def test_an_odd_date():
    with pytest.raises(CommandError):
        call_command("send_reminders", "--date", "31/02/2018")
