"""Targets through the pages: set by an official with the cells that were looked for."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.models import Target
from tests.factories import TargetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_march(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 10))


def test_an_official_names_cells_for_a_leader(as_official, commission, chief, cells, official):
    address = reverse("attendance:target-create")
    typed = {
        "committee": commission.pk, "leader": chief.pk, "per": "month", "valid_from": "1/3/2018",
        "document": "QĐ 12-QĐ/ĐU", "q": "truong",
    }  # fmt: skip
    found = as_official.get(reverse("attendance:target-cells"), {"q": "thon", "cells": cells[2].pk})
    shown = [(cell.code, is_named) for cell, is_named in found.context["form"].offered_cells]
    assert shown == [("CB-TRUONG", True), ("CB-THON", False)]
    nothing = as_official.post(address, typed)
    assert nothing.status_code == 422
    assert list(nothing.context["form"].errors) == ["number"]
    assert nothing.context["form"]["document"].value() == "QĐ 12-QĐ/ĐU"
    response = as_official.post(address, typed | {"cells": [cells[2].pk]})
    assert response.url == reverse("attendance:target-list")
    target = Target.objects.get()
    assert (str(target), target.history.first().history_user) == (
        f"{chief}: {cells[2]} mỗi tháng", official,
    )  # fmt: skip
    assert list(target.cells.all()) == [cells[2]]


def test_a_change_shows_both_rows_and_the_history_says_who(as_official, commission):
    target = TargetFactory(committee=commission)
    change = reverse("attendance:target-change", args=[target.pk])
    facts = {"since": "01/03/2018", "number": 3, "per": "half_year", "version": 1}
    assert as_official.post(change, facts).status_code == 302
    page = as_official.get(reverse("attendance:target-list"), {"show": "all"})
    assert [(t.asks, t.days) for t in page.context["object_list"]] == [
        ("2 chi bộ trong kỳ", "01/01/2018–28/02/2018"),
        ("3 chi bộ trong kỳ", "từ 01/03/2018"),
    ]
    stale = as_official.post(change, facts)
    assert stale.status_code == 422
    history = as_official.get(reverse("attendance:target-history", args=[target.pk]))
    assert "28/02/2018" in history.content.decode()


def test_staff_read_them_and_change_nothing(as_staff, commission):
    target = TargetFactory(committee=commission)
    page = as_staff.get(reverse("attendance:target-list")).content.decode()
    assert "2 chi bộ trong kỳ" in page
    assert reverse("attendance:target-change", args=[target.pk]) not in page


def test_odd_ids_of_cells_are_refused(as_official, commission):
    odd = "9" * 25
    assert as_official.get(reverse("attendance:target-cells"), {"cells": odd}).status_code == 200
    typed = {"committee": commission.pk, "per": "month", "valid_from": "1/3/2018", "cells": [odd]}
    response = as_official.post(reverse("attendance:target-create"), typed)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["cells"])


def test_a_change_is_proposed_from_the_next_month_on(as_official, commission):
    target = TargetFactory(committee=commission)
    page = as_official.get(reverse("attendance:target-change", args=[target.pk]))
    assert page.context["form"]["since"].value() == dt.date(2018, 4, 1)
