"""Figures that the clerk may put into the text, and how one stands there until it is saved.

A chosen figure is typed as a mark that says what it is: `[18 · Tổng cộng: chi bộ đã dự]`. Whatever is
written around it, it is found again when the text is saved, and is a figure like the others from then on.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from attendance.figures.measures import COLUMNS, PROGRESS, TARGET_MEASURES, TARGET_RATE
from reports.half_year.report import Row

from .pasted import made_plain
from .report_figures import BAND, COMMITTEE, EVALUATIONS, NEXT, REASON, TOTAL, ReportFigures

MARK = re.compile(r"\[[^\[\]\n·]{1,20} · ")
LONGEST = 300
IN_FULL = tuple(dict.fromkeys([*COLUMNS, *(measure.key for measure in PROGRESS)]))
OF_COMMITTEES = tuple(key for key in COLUMNS if not key.endswith("due") and not key.startswith("due"))
COMING = ("planned_cells", "planned_visits", "leaders_planned", "carried_in_cells")
OF_EVALUATIONS = ("meetings", "leader_scored", "cell_scored", "mean_leader_total")


@dataclass(frozen=True)
class Offer:
    """A figure as the list shows it: whose it is, what it counts, and what it is today."""

    key: str
    whose: str
    name: str
    text: str

    @property
    def label(self) -> str:
        return made_plain(f"{self.whose}: {self.name}")

    @property
    def mark(self) -> str:
        return f"[{self.text} · {self.label}]"


def offers(figures: ReportFigures) -> dict[str, list[Offer]]:
    """All of them, by whose they are."""
    found: dict[str, list[Offer]] = {}
    for whose, keys, prefix in _keys(figures):
        listed = [
            Offer(key, whose, str(figure.label).removeprefix(prefix), figure.text)
            for key in keys
            if (figure := figures.get(key))
        ]
        if listed:
            found[whose] = listed
    return found


def _keys(figures: ReportFigures) -> Iterator[tuple[str, Iterable[str], str]]:
    """(whose, keys, how their labels begin)"""
    report = figures.report
    reasons = [f"{REASON}{reason.code}" for reason, _count in report.reasons]

    def of(row: Row, code: str, measures: Iterable[str]):
        return row.label, [f"{code}.{measure}" for measure in measures], f"{row.label}: "

    yield of(report.total, TOTAL, [*IN_FULL, *reasons])
    for row in report.groups:
        yield of(row, row.code, [*IN_FULL, *reasons])
    names = Counter(line.total.label for line in report.committees)
    for line in report.committees:
        whose, keys, prefix = of(line.total, f"{COMMITTEE}{line.committee.pk}", OF_COMMITTEES)
        # Two communes may have one name.
        yield f"{whose} ({line.committee.code})" if names[whose] > 1 else whose, keys, prefix
    measures = (*TARGET_MEASURES, TARGET_RATE.key)
    yield _("Targets"), [f"{whose}.{m}" for whose in figures.target_lines for m in measures], ""
    half_year = report.half_year.next.label
    yield half_year, [f"{NEXT}.{measure}" for measure in COMING], f"{half_year}: "
    bands = [f"{BAND}{label}" for label in report.quality.bands]
    yield _("Evaluations"), [f"{EVALUATIONS}.{name}" for name in (*OF_EVALUATIONS, *bands)], ""


def marks(text: str, figures: ReportFigures) -> tuple[dict[str, str], list[str]]:
    """The marks in a text with the keys of their figures, and what looks like a mark but names no figure."""
    inserted: dict[str, str] = {}
    unknown: list[str] = []
    keys: dict[str, str] = {}
    for match in MARK.finditer(text):
        keys = keys or {offer.label: offer.key for listed in offers(figures).values() for offer in listed}
        rest = text[match.end() : match.end() + LONGEST].partition("\n")[0]
        ends = [n for n, sign in enumerate(rest) if sign == "]"]
        label = next((rest[:end] for end in ends if rest[:end] in keys), None)
        if label is not None:
            inserted[f"{match[0]}{label}]"] = keys[label]
        else:
            unknown.append(match[0] + rest[: ends[0] + 1 if ends else 40])
    return inserted, unknown
