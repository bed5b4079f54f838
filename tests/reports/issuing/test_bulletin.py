"""The demo's half-year of the bulletin: its draft is the one that docs/bulletin.md sets beside it."""

import re
from pathlib import Path

import pytest

from attendance.figures.selection import Selection
from reports.half_year.report import HalfYearReport
from reports.issuing.live_text import FIELD, plain
from reports.issuing.prose import draft
from reports.issuing.report_figures import ReportFigures

from .claims import sentences

TABLE = Path(__file__).parents[3] / "docs" / "bulletin.md"


def statements() -> list[str]:
    """The second column, without what only the bulletin says."""
    rows = [line.split("|") for line in TABLE.read_text().splitlines() if line.startswith("|")]
    return [row[2].strip() for row in rows[2:] if row[2].strip() != "—"]


@pytest.mark.slow
@pytest.mark.django_db
def test_the_bulletin_of_june_2018(demo, period):
    report = HalfYearReport(Selection(period))
    figures = ReportFigures(report)
    parts = [part.source for part in draft(report, figures)]
    assert [s for part in parts if part for s in sentences(plain(part, figures))] == statements()
    # Every count and rate of it is alive: what stands written out are days, years and documents.
    dead = re.sub(r"các Hướng dẫn số [\d, và]+ ngày [\d/]+", "", FIELD.sub("", "\n".join(parts)))
    assert set(re.findall(r"\d+", dead)) == {"6", "2018"}
