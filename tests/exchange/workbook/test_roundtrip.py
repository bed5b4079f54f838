"""Export, import into an empty database, export again: the same cells, the same figures."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection

from attendance.figures.quality import quality
from attendance.figures.selection import Selection
from attendance.figures.tally import tally, tally_by
from attendance.models import Plan, Trip, Visit
from committees.models import Committee, Leader
from exchange.workbook import export_workbook, import_workbook
from meetings.models import (
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Guidance,
    Meeting,
    OrganizationType,
    RatingBand,
    Rubric,
    Score,
)

from .histories import HALF_YEARS, History
from .workbooks import load, result, small

pytestmark = pytest.mark.django_db

EVERYTHING = [
    Score,
    Evaluation.findings.through,
    Evaluation,
    Visit,
    Plan,
    Meeting,
    Trip,
    RatingBand,
    Criterion,
    Rubric.organization_types.through,
    Rubric,
    Finding,
    Leader,
    Cell,
    Guidance,
    OrganizationType,
    Committee,
]


def empty_database():
    for model in EVERYTHING:
        # Straight to SQL: nothing protects rows here, and all of them go.
        queryset = model.objects.all() if model is not Committee else model._base_manager.all()
        queryset.order_by()._raw_delete(connection.alias)


def exported(**options) -> io.BytesIO:
    target = io.BytesIO()
    export_workbook(target, **options)
    target.seek(0)
    return target


def cells_of(file: io.BytesIO) -> dict[str, list[tuple]]:
    file.seek(0)
    book = openpyxl.load_workbook(file)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def figures() -> list:
    visits = Visit.objects.all()
    selections = [Selection(half_year) for half_year in HALF_YEARS]
    return [
        (
            tally(visits, selection),
            {key[0]: value for key, value in tally_by(visits, selection, "leader_group").items()},
            {key[0]: value for key, value in tally_by(visits, selection, "committee__code").items()},
            _quality(visits, selection),
        )
        for selection in selections
    ]


def _quality(visits, selection):
    q = quality(visits, selection)
    findings = {kind: [(f.code, n) for f, n in pairs] for kind, pairs in q.findings.items()}
    return (
        q.meetings,
        q.leader_scored,
        q.mean_leader_total,
        q.mean_cell_total,
        q.bands,
        q.cell_bands,
        findings,
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_same_cells_and_figures_come_back(seed):
    history = History(seed)
    load(history.sheets)
    first, before = exported(), figures()
    assert len(cells_of(first)["Kế hoạch"]) == len(history.sheets["Kế hoạch"]) + 1

    again = import_workbook(first, by=None)
    assert [str(p) for p in again.problems] == []
    assert {n for n, c in again.counts.items() if c.created or c.changed} == set()

    empty_database()
    first.seek(0)
    result = import_workbook(first, by=None)
    assert [str(p) for p in result.problems] == []
    assert {n for n, c in result.counts.items() if c.changed or c.unchanged} == set()
    assert cells_of(exported()) == cells_of(first)
    assert figures() == before
    assert list(Committee.objects.find_problems()) == [[], [], [], [], []]


def _tallies(committee: Committee | None, half_years=HALF_YEARS) -> list:
    return [tally(Visit.objects.all(), Selection(h, committee=committee)) for h in half_years]


@pytest.mark.parametrize("seed", range(100, 103))
@pytest.mark.parametrize("half_year", [None, *HALF_YEARS], ids=str)
def test_a_part_stands_alone(seed, half_year):
    """Carried-over visits and all: every figure of what was asked for is the same elsewhere."""
    history = History(seed, visits=160)
    load(history.sheets)
    half_years = [half_year] if half_year else HALF_YEARS
    codes = [*history.committees[:6:2], None] if half_year else history.committees[:6:2]
    parts = {}
    for code in codes:
        committee = Committee.objects.get(code=code) if code else None
        options = {"half_year": half_year, "committee": committee}
        parts[code] = exported(**options), _tallies(committee, half_years)
    for code, (file, before) in parts.items():
        _import_elsewhere(file)
        committee = Committee.objects.get(code=code) if code else None
        assert _tallies(committee, half_years) == before, code
        assert cells_of(exported(half_year=half_year, committee=committee)) == cells_of(file)


def test_what_a_visit_was_moved_to_goes_along():
    rows = small()
    rows["Kết quả"].append(
        result("L1", "CB2", "07/2018", "Đã dự", "2018-H2", **{"Ngày họp": dt.date(2018, 8, 1)})
    )
    load(rows)
    first_half = HALF_YEARS[1]
    before = _tallies(None, [first_half])
    _import_elsewhere(exported(half_year=first_half))
    assert _tallies(None, [first_half]) == before
    assert Visit.objects.get(half_year=HALF_YEARS[2]).meeting.date == dt.date(2018, 8, 1)


@pytest.mark.parametrize("period", [None, HALF_YEARS[1]], ids=str)
def test_moves_into_plans_not_approved_are_counted(period):
    load(small())
    Plan.objects.filter(half_year=HALF_YEARS[2]).update(status="submitted", approved_at=None)
    warnings = export_workbook(io.BytesIO(), half_year=period).warnings
    assert warnings[-1] == (
        "1 missed visits were moved into plans not approved yet; "
        "in the file they are missed, not carried over."
    )


def _import_elsewhere(file: io.BytesIO) -> None:
    empty_database()
    file.seek(0)
    imported = import_workbook(file, by=None)
    assert [str(p) for p in imported.problems] == []
