"""Figures as prose has them, each with the rows it counts behind it."""

import datetime as dt

import pytest
from django.utils import translation

from attendance.figures.selection import Selection
from attendance.figures.written import counted, without_zeros
from meetings.models import Evaluation
from reports.half_year.report import HalfYearReport
from reports.issuing.report_figures import ReportFigures
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(busy, period):
    return ReportFigures(HalfYearReport(Selection(period)), lambda: {"not_logged": 3})


@pytest.mark.parametrize(("number", "written"), [(0, "0"), (1, "01"), (9, "09"), (10, "10"), (1250, "1.250")])
def test_counts(number, written):
    assert counted(number) == written


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        ("100,0%", "100%"),
        ("81,8%", "81,8%"),
        ("85,50", "85,5"),
        ("85,00", "85"),
        ("90,05", "90,05"),
        ("—", "—"),
    ],
)
def test_no_zeros_after_the_comma(figure, written):
    assert without_zeros(figure) == written


def test_in_vietnamese_whatever_the_interface_speaks(figures):
    with translation.override("en"):
        assert figures["evaluations.mean_leader_total"].text == "69,75"
        assert figures["total.rate"].text == "50%"


def test_each_opens_the_sheets_it_counts(figures, reader, client):
    """With points or without: cells, meetings, findings, and what cells were asked for."""
    client.force_login(reader)
    given = Evaluation.objects.by_leaders().order_by("pk").first()
    RecommendationFactory(evaluation=given, due_on=dt.date(2018, 7, 1))
    RecommendationFactory(evaluation=Evaluation.objects.by_the_cell().first())
    told = {}
    for key in (
        "evaluations.cells",
        "evaluations.judged_meetings",
        "evaluations.finding:HC05",
        "asked.given",
    ):
        sheets = [sheet for sheet, _visit in client.get(figures[key].url).context["rows"]]
        cells, meetings = {s.meeting.cell_id for s in sheets}, {s.meeting_id for s in sheets}
        told[key] = (figures.count(key), len(cells), len(meetings))
    assert told == {
        "evaluations.cells": (2, 2, 3),
        "evaluations.judged_meetings": (3, 2, 3),
        "evaluations.finding:HC05": (2, 2, 2),
        "asked.given": (1, 1, 1),
    }
    assert [figures.count(f"asked.{state}") for state in ("open", "overdue", "done")] == [1, 1, 0]


def test_what_is_not_ready(figures):
    assert (figures["gaps.not_logged"].text, figures["gaps.not_logged"].url) == ("03", "#gap-not_logged")
    assert "gaps.not_decided" not in figures


def test_how_many_committees_have_visits_planned_opens_their_table(figures, period):
    figure = figures["committees.planned"]
    assert figure.text == "02"
    assert figure.url == f"/half-years/{period}/summary/#committees"
