"""Histories speak the office's language: labels, values, and what the product wrote into them itself."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from committees.history import Telling, entries
from lib.versions import recorded
from meetings.actions.cells import merge_cell
from meetings.models import Cell, Evaluation
from tests.factories import CellFactory, EvaluationFactory, RubricFactory, VisitFactory

pytestmark = pytest.mark.django_db


def said(column) -> set[str]:
    """The words for it and for its values, in the language that is active."""
    return {str(column.verbose_name), *(str(label) for _value, label in column.flatchoices)}


def test_every_field_and_value_that_is_told_has_its_vietnamese(
    client, head, chief, cell, commission, monkeypatch
):
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    EvaluationFactory(meeting=visit.meeting, leader=chief)
    columns, plain = [], Telling.__init__

    def noting(self, *args, **kwargs):
        plain(self, *args, **kwargs)
        columns.extend([*self.fields, *([self.many] if self.many else [])])

    monkeypatch.setattr(Telling, "__init__", noting)
    for address in (
        reverse("attendance:plan-history", args=[visit.plan_id]),
        reverse("attendance:visit-history", args=[visit.pk]),
        reverse("attendance:evaluation-history", args=[visit.pk, "leader"]),
        reverse("committees:user-detail", args=[head.pk]),
        reverse("committees:committee-detail", args=[commission.pk]),
    ):
        assert client.get(address).status_code == 200
    with translation.override("en"):
        english = {column: said(column) for column in columns}
    assert {str(column): english[column] & said(column) for column in columns} == {
        str(column): set() for column in columns
    }
    assert len(columns) > 30


def test_what_the_product_writes_itself_is_vietnamese_whoever_is_at_work(head, commission):
    old, new = CellFactory(committee=commission, name="Chi bộ 1"), CellFactory(committee=commission)
    with translation.override("en"):
        merge_cell(cell=old, into=new, since=dt.date(2018, 7, 1), by=head)
        assert translation.get_language() == "en"
    assert Cell.objects.get(pk=old.pk).history.first().history_change_reason == f"Sáp nhập vào {new}"
    assert recorded("%(file)s", file="a.xlsx") == "a.xlsx"


def test_points_have_a_decimal_comma(chief, cell):
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    evaluation = EvaluationFactory(
        meeting=visit.meeting, leader=chief, rubric=RubricFactory(), total=Decimal("90.5")
    )
    telling = Telling(
        Evaluation.history.filter(id=evaluation.pk), subject=lambda record: "Phiếu", fields=["total"]
    )
    (entry,) = entries(telling)
    assert [change.new for change in entry.rows[0].changes] == ["90,5"]
