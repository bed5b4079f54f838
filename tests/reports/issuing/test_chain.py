"""What follows a report: before it is sent out a correction, afterwards a replacement or an addendum."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from reports.issuing import actions, chain
from reports.issuing.chain import Standing
from reports.issuing.composition import Composition
from reports.models import (
    IssuedReport,
    Purpose,
)
from tests.factories import VisitFactory
from tests.reports.issuing.signing import refusal, send, submit

pytestmark = pytest.mark.django_db


def test_a_correction_keeps_the_number(visit, issued):
    first = issued()
    assert list(refusal(issued, purpose=Purpose.CORRECTION, number=130)) == ["number"]
    second = issued(purpose=Purpose.CORRECTION)
    assert second.entry == first.entry
    assert [report.standing for report in chain.chain(first.committee, first.half_year)] == [
        Standing.CORRECTED,
        Standing.ISSUED,
    ]
    assert [r.pk for r in IssuedReport.objects.valid()] == [second.pk]


def test_what_was_sent_out_is_replaced_under_another_number(visit, issued, clerk):
    first = issued()
    send(first, by=clerk)
    assert len(refusal(issued, purpose=Purpose.CORRECTION)) == 1
    assert list(refusal(issued, purpose=Purpose.REPLACEMENT)) == ["number"]
    second = issued(purpose=Purpose.REPLACEMENT, number=128)
    assert (second.purpose, second.follows) == (Purpose.REPLACEMENT, first)
    assert list(IssuedReport.objects.valid()) == [second]


def test_what_it_follows_is_said_in_the_draft_and_may_be_left_out(visit, issued, commission, period, clerk):
    send(issued(), by=clerk)
    about = {"committee": commission, "half_year": period, "by": clerk}
    actions.begin_following(purpose=Purpose.REPLACEMENT, reason="Sót một lượt dự", **about)
    said = "Báo cáo này thay thế Báo cáo số 127-BC/BTCTU ngày 29/06/2018. Lý do: Sót một lượt dự."
    assert Composition(commission, period, user=clerk).part("following").text == said
    actions.write_section(key="following", text="", **about)
    assert said not in str(submit(**about).submitted.sections)


def test_an_addendum_says_what_it_puts_right_and_nothing_else(
    visit, issued, commission, period, clerk, chief
):
    send(issued(), by=clerk)
    VisitFactory(leader=chief, attended=True)
    addendum = issued(purpose=Purpose.ADDENDUM, number=128, reason="Sót một lượt dự")
    (follows, said), (changes, lines) = addendum.sections
    assert said == [
        "Báo cáo này bổ sung, đính chính Báo cáo số 127-BC/BTCTU ngày 29/06/2018. Lý do: Sót một lượt dự."
    ]
    assert (follows, changes) == ("Báo cáo được thay thế, bổ sung", "Nội dung bổ sung, đính chính")
    assert "Tổng cộng: Chi bộ đã dự: đã báo cáo 01, nay là 02." in lines


def test_an_addendum_stands_beside_what_it_adds_to(visit, issued, clerk):
    first = issued()
    send(first, by=clerk)
    addendum = issued(purpose=Purpose.ADDENDUM, number=128)
    assert set(IssuedReport.objects.valid()) == {first, addendum}
    assert list(IssuedReport.objects.in_force()) == [addendum]


def test_a_withdrawn_issue_is_followed_under_the_same_number_or_another(visit, issued, clerk):
    first = issued()
    assert list(refusal(actions.withdraw_issue, report=first, reason=" ", by=clerk)) == ["reason"]
    actions.withdraw_issue(report=first, reason="Ký nhầm bản", by=clerk)
    assert not IssuedReport.objects.valid().exists()
    second = issued(number=131)
    assert (second.reason, second.number) == ("Ký nhầm bản", 131)
    assert len(refusal(actions.withdraw_issue, report=first, reason="Nữa", by=clerk)) == 1


def test_where_the_replacement_is_withdrawn_the_first_is_valid_again(visit, issued, clerk):
    first = issued()
    send(first, by=clerk)
    second = issued(purpose=Purpose.REPLACEMENT, number=128)
    actions.withdraw_issue(report=second, reason="Nhầm", by=clerk)
    assert list(IssuedReport.objects.valid()) == [first]


def test_what_was_sent_out_is_not_withdrawn(visit, issued, clerk):
    report = issued()
    send(report, by=clerk)
    assert len(refusal(actions.withdraw_issue, report=report, reason="Nhầm", by=clerk)) == 1


def test_a_second_report_says_what_it_is_to_the_first(visit, issued):
    issued()
    assert len(refusal(issued, number=128)) == 1


def test_impossible_days(visit, issued, clerk):
    send(issued(), by=clerk)
    for day in (dt.date(2017, 12, 31), dt.date(2018, 6, 28)):
        refused = refusal(issued, purpose=Purpose.REPLACEMENT, number=128, issued_on=day)
        assert list(refused) == ["issued_on"]


def test_the_database_keeps_one_chain(visit, issued):
    report = issued()
    copy = IssuedReport.objects.get(pk=report.pk)
    copy.pk, copy.number, copy.report_version, copy._state.adding = None, 500, None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
