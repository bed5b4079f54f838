"""Targets through their actions: what a change leaves of the past."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from attendance.figures.selection import Selection
from attendance.figures.targets import selected
from attendance.models import Target
from attendance.planning.actions import (
    Asked,
    Holder,
    change_target,
    correct_target,
    end_target,
    remove_target,
    set_target,
)
from lib.versions import StaleVersion

pytestmark = pytest.mark.django_db

TWO, THREE = Asked("half_year", 2, document="QĐ 12"), Asked("half_year", 3)
JANUARY, JULY = dt.date(2018, 1, 1), dt.date(2018, 7, 1)


@pytest.fixture(autouse=True)
def in_august(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 8, 10))


@pytest.fixture
def target(commission, official):
    return set_target(
        holder=Holder(commission), asked=TWO, valid_from=JANUARY, reason="Nhập lại từ sổ", by=official
    )


def refusal(action, **kwargs):
    with pytest.raises(ValidationError) as caught:
        action(**kwargs)
    return caught.value.message_dict


def days(target):
    target.refresh_from_db()
    return target.valid_from, target.valid_to


def test_a_change_ends_the_old_row_and_begins_a_new_one(target, official, chief, period):
    new = change_target(target=target, asked=THREE, since=dt.date(2018, 8, 1), by=official)
    assert days(target) == (JANUARY, dt.date(2018, 7, 31))
    assert days(new) == (dt.date(2018, 8, 1), None)
    fractions = [selected(Selection(half_year))[0].fraction for half_year in (period, period.next)]
    assert fractions == ["0/2", "0/3"]
    assert [record.history_user for record in new.history.all()] == [official]


def test_neither_a_change_nor_an_end_reaches_into_a_half_year_that_is_over(target, official):
    past = "Ngày này thuộc kỳ đã qua. Điều sai của kỳ đó phải đính chính, kèm lý do."
    june = dt.date(2018, 6, 29)
    assert refusal(change_target, target=target, asked=THREE, since=june, by=official) == {"since": [past]}
    assert refusal(end_target, target=target, last_day=june, by=official) == {"last_day": [past]}
    end_target(target=target, last_day=dt.date(2018, 6, 30), by=official)
    assert days(target) == (JANUARY, dt.date(2018, 6, 30))


def test_a_new_target_that_reaches_back_says_why(commission, official):
    asked = {"holder": Holder(commission), "asked": TWO, "valid_from": JANUARY, "by": official}
    assert list(refusal(set_target, **asked)) == ["reason"]
    assert Target.objects.count() == 0


def test_a_mistake_is_corrected_with_its_history(target, official, cells):
    named = Asked("month", cells=cells[:2])
    facts = {"target": target, "asked": named, "valid_from": JANUARY, "valid_to": None, "by": official}
    assert list(refusal(correct_target, reason=" ", **facts)) == ["reason"]
    corrected = correct_target(reason="Nhập nhầm", version=1, **facts)
    assert (corrected.number, list(corrected.cells.all()), corrected.version) == (None, cells[:2], 2)
    assert corrected.history.first().history_change_reason == "Nhập nhầm"
    with pytest.raises(StaleVersion):
        correct_target(reason="Nhập nhầm", version=1, **facts)


def test_one_holder_has_one_target_at_a_time(target, commission, chief, official):
    facts = {"asked": THREE, "valid_from": JULY, "by": official}
    assert list(refusal(set_target, holder=Holder(commission), **facts)) == ["valid_from"]
    set_target(holder=Holder(commission, leader=chief), **facts)
    set_target(holder=Holder(commission, group="leadership"), **facts)


def test_only_leaders_of_the_committee(commission, other_chief, official):
    holder = Holder(commission, leader=other_chief)
    assert list(refusal(set_target, holder=holder, asked=TWO, valid_from=JULY, by=official)) == ["leader"]


def test_asked_is_a_number_or_cells(commission, official):
    facts = {"holder": Holder(commission), "valid_from": JULY, "by": official}
    assert list(refusal(set_target, asked=Asked("month"), **facts)) == ["number"]
    assert list(refusal(set_target, asked=Asked("month", 100), **facts)) == ["number"]


def test_a_target_removed_stays_in_the_history(target, official):
    remove_target(target=target, reason="Không có quyết định", by=official)
    gone = Target.history.first()
    assert (gone.history_type, gone.history_change_reason, gone.history_user) == (
        "-", "Không có quyết định", official,
    )  # fmt: skip
