"""The figures that a report's text may name, by key: `leadership.attended_cells`, `total.reason:trip`…

The first part of a key says of whom: `total`, a leader group, `next` (the coming half-year), or a committee
by its primary key (`@12`); the second which figure. Evaluations are `evaluations.…`, what cells were asked
for on leaders' sheets `asked.…`, what is not ready `gaps.…`; who reached his target
`targets.…`, of a leader group `targets/leadership.…`; `committees.planned` how many committees have figures.

Written as prose has them, in Vietnamese whatever the interface speaks: 01 below ten, 100% without ",0". A
figure's label speaks the language of the page.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property

from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from attendance.figures import quality
from attendance.figures.judged_cells import Asked, JudgedCells
from attendance.figures.levels import Levels
from attendance.figures.links import evaluations_url, figure_url, target_url
from attendance.figures.measures import MEASURES, RATE, REASONS, TARGET_MEASURES, TARGET_RATE
from attendance.figures.written import counted, decimal, in_prose, without_zeros
from reports.dashboards.links import meetings_url, summary_url
from reports.half_year.report import CommitteeRow, HalfYearReport, Row, TargetLine

from .live_text import Figure
from .readiness import OF_VISITS

# A label is put together when it is shown: the draft, in Vietnamese, may have asked for the figure first.
# An address, too: the list of figures that may be put into a text has a thousand of them and shows none.
_said = lazy(lambda said: said(), str)
TOTAL, NEXT, EVALUATIONS, ASKED, GAPS, COMMITTEE = "total", "next", "evaluations", "asked", "gaps", "@"
TARGETS = "targets"
COMMITTEES_PLANNED = "committees.planned"
REASON, BAND, FINDING = "reason:", "band:", "finding:"


def _linked(address: Callable[[], str]) -> Promise:
    """Put together once, for pages ask whether there is one; no language makes it another."""
    return _said(cache(address))


class ReportFigures(Mapping):
    """Of one report; a figure is worked out when it is asked for.

    `gaps` tells what is not ready, by kind, when it is asked.
    """

    def __init__(self, report: HalfYearReport, gaps: Callable[[], Mapping[str, int]] = dict):
        self.report, self._gaps = report, gaps
        self._known: dict[str, Figure | None] = {}

    def __getitem__(self, key: str) -> Figure:
        if key not in self._known:
            self._known[key] = self._find(key)
        found = self._known[key]
        if found is None:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def count(self, key: str) -> int:
        """A count as a number, 0 where there is none."""
        figure = self.get(key)
        digits = figure.text.replace(".", "") if figure else ""
        return int(digits) if digits.isdecimal() else 0

    # --- whose figures ---

    @cached_property
    def _rows(self) -> dict[str, Row]:
        rows = {TOTAL: self.report.total} | {row.code: row for row in self.report.groups}
        for committee in self.report.committees:
            rows[f"{COMMITTEE}{committee.committee.pk}"] = committee.total
            for group in committee.groups:
                rows[f"{COMMITTEE}{committee.committee.pk}/{group.code}"] = group
        return rows

    @cached_property
    def _next(self) -> Row:
        selection = self.report.selection.narrow(half_year=self.report.half_year.next, as_of=None)
        label = _said(lambda: selection.half_year.label)
        levels = Levels(self.report.visits, selection, (), reasons=self.report.reason_codes)
        return Row("", label, selection, levels.tally()[()], progress=levels.progress()[()])

    def _find(self, key: str) -> Figure | None:
        whose, _dot, measure = key.partition(".")
        if key == COMMITTEES_PLANNED:
            return self._of_committees()
        if whose == EVALUATIONS:
            return self._of_evaluations(measure)
        if whose == ASKED:
            return self._of_recommendations(measure)
        if whose == GAPS:
            return self._of_gaps(measure)
        if whose.partition("/")[0] == TARGETS:
            return self._of_targets(whose, measure)
        row = self._next if whose == NEXT else self._rows.get(whose)
        return self._of_row(row, measure) if row else None

    def _of_row(self, row: Row, measure: str) -> Figure | None:
        label = _said(lambda: f"{row.label or self._whole}: {self._measure_label(measure)}")
        if measure == RATE.key:
            url = _linked(lambda: figure_url(row.selection, RATE.part))
            return Figure(self._rate(row.tally.rate), label, url)
        if measure.startswith(REASON):
            code = measure.removeprefix(REASON)
            if code not in row.tally.reasons:
                return None
            url = _linked(lambda: figure_url(row.selection, REASONS, reason=code))
            return Figure(counted(row.tally.reasons[code]), label, url)
        if measure not in MEASURES or MEASURES[measure].split:
            return None
        in_tally = MEASURES[measure].in_tally
        numbers = row.tally if in_tally else row.progress
        url = _linked(lambda: figure_url(row.selection, measure))
        return Figure(counted(getattr(numbers, measure)), label, url)

    @cached_property
    def planned_committees(self) -> list[CommitteeRow]:
        return [row for row in self.report.committees if row.total.tally.planned_cells]

    def _of_committees(self) -> Figure:
        return Figure(
            counted(len(self.planned_committees)),
            _("Committees with visits planned"),
            _said(lambda: f"{summary_url(self.report.selection)}#committees"),
        )

    @property
    def _whole(self) -> str:
        return self.report.scope

    def _measure_label(self, measure: str) -> str:
        if measure.startswith(REASON):
            reasons = {reason.code: str(reason) for reason, _count in self.report.reasons}
            reason = reasons.get(measure.removeprefix(REASON), measure)
            return gettext("cells not attended, reason: %(reason)s") % {"reason": reason}
        if measure == RATE.key:
            return gettext("rate of cells attended")
        return str(MEASURES[measure].title if measure in MEASURES else measure).lower()

    def _rate(self, rate: Decimal | None) -> str:
        with override("vi"):
            return in_prose(rate)

    # --- evaluations, recommendations, gaps ---

    def _of_evaluations(self, measure: str) -> Figure | None:
        tallied, selection = self.report.quality, self.report.selection
        if measure.startswith(BAND):
            band = measure.removeprefix(BAND)
            if band not in tallied.bands:
                return None
            url = evaluations_url(selection, scorer=quality.LEADER, band=band)
            return Figure(counted(tallied.bands[band]), band, url)
        if measure == "mean_leader_total":
            with override("vi"):
                mean = without_zeros(decimal(tallied.mean_leader_total, 2))
            return Figure(mean, _("Mean total by leaders"), self._scored)
        if measure in ("leader_scored", "cell_scored"):
            scorer = quality.LEADER if measure == "leader_scored" else quality.CELL
            label = _("Evaluations by leaders") if scorer == quality.LEADER else _("Evaluations by the cells")
            return Figure(
                counted(getattr(tallied, measure)), label, evaluations_url(selection, scorer=scorer)
            )
        if measure == "meetings":
            return Figure(counted(tallied.meetings), _("Meetings attended"), meetings_url(selection))
        return self._of_judged_cells(measure)

    @property
    def judged(self) -> JudgedCells:
        return self.report.evaluated.judged

    def _of_judged_cells(self, measure: str) -> Figure | None:
        labels = {
            "cells": _("Cells evaluated by leaders"),
            "judged_meetings": _("Meetings evaluated by leaders"),
        }
        if measure in labels:
            count = self.judged.cells if measure == "cells" else self.judged.meetings
            return Figure(counted(count), labels[measure], self._sheets())
        code = measure.removeprefix(FINDING)
        for finding, cells in [pair for kind in self.judged.findings.values() for pair in kind]:
            if measure.startswith(FINDING) and finding.code == code:
                return Figure(counted(cells), finding.text, self._sheets(finding=code))
        return None

    @property
    def asked(self) -> Asked:
        return self.report.evaluated.asked

    def _of_recommendations(self, state: str) -> Figure | None:
        labels = {
            "given": _("Recommendations given"),
            "done": _("Recommendations carried out"),
            "open": _("Recommendations still open"),
            "overdue": _("Recommendations overdue"),
        }
        if state not in labels:
            return None
        return Figure(counted(getattr(self.asked, state)), labels[state], self._sheets(asked=state))

    @cached_property
    def target_lines(self) -> dict[str, TargetLine]:
        """Of the leader groups and of all; none where nobody has a target."""
        lines = {
            f"{TARGETS}/{line.selection.leader_group}": line
            for line in self.report.target_lines
            if line.selection.leader_group
        }
        return lines | {TARGETS: self.report.target_lines[-1]} if lines else {}

    def _of_targets(self, whose: str, measure: str) -> Figure | None:
        line = self.target_lines.get(whose)
        if not line:
            return None
        if measure == TARGET_RATE.key:
            label = _said(lambda: f"{line.label}: {TARGET_RATE.label}")
            return Figure(self._rate(line.tally.rate), label, target_url(line.selection, TARGET_RATE.part))
        if measure not in TARGET_MEASURES:
            return None
        label = _said(lambda: f"{line.label}: {str(TARGET_MEASURES[measure].title).lower()}")
        number = counted(getattr(line.tally, measure))
        return Figure(number, label, target_url(line.selection, measure))

    def _of_gaps(self, kind: str) -> Figure | None:
        count, committee = self._gaps().get(kind, 0), self.report.selection.committee
        if not count:
            return None
        url = f"#gap-{kind}"
        if committee and kind in OF_VISITS:
            url = reverse("reports:report-gap", args=[committee.pk, self.report.half_year, kind])
        elif committee:
            url = reverse("reports:report", args=[committee.pk, self.report.half_year]) + url
        return Figure(counted(count), _("Not ready"), url)

    def _sheets(self, **filters: str) -> str:
        """Where leaders' sheets are listed, with points or without."""
        return evaluations_url(self.report.selection, scorer=quality.LEADER, unscored="1", **filters)

    @property
    def _scored(self) -> str:
        return evaluations_url(self.report.selection, scorer=quality.LEADER)
