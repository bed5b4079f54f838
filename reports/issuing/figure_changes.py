"""Two exported summaries (docs/formats.md) set beside each other, figure by figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from attendance.figures.measures import MEASURES
from attendance.models import AbsenceReason
from committees.models import LeaderGroup
from meetings.models import Finding
from reports.models import IssuedReport

Number = int | float | None
ROWS = ("committees", "organization_types", "leaders")  # of a summary


@dataclass(frozen=True)
class Difference:
    """One figure in two summaries; None where one of them does not have it."""

    label: str
    before: Number
    after: Number

    @property
    def is_same(self) -> bool:
        """What only one of the two has counts as 0 in the other."""
        return (self.before or 0) == (self.after or 0)

    @property
    def change(self) -> Decimal | None:
        if self.before is None or self.after is None:
            return None
        return Decimal(str(self.after)) - Decimal(str(self.before))


class Catalogues:
    """What is called today what summaries have by code; a query each, where one has any."""

    @cached_property
    def reasons(self) -> dict[str, str]:
        return {reason.code: str(reason) for reason in AbsenceReason.objects.all()}

    @cached_property
    def findings(self) -> dict[str, str]:
        return dict(Finding.objects.values_list("code", "text"))


def differences(before: dict, after: dict, catalogues: Catalogues | None = None) -> list[Difference]:
    """Figures that differ; one that only one of the two has counts as 0 in the other."""
    # Of a report's thousand rows most are the same, and none of their figures need be looked at.
    apart = _apart_from(after, before), _apart_from(before, after)
    lines = _side_by_side(*apart, catalogues or Catalogues())
    return [line for line in lines if not line.is_same]


def _apart_from(other: dict, summary: dict) -> dict:
    """The summary without those of its committees, types and leaders that are just so in the other one."""
    known = {name: {row["code"]: row for row in other.get(name, [])} for name in ROWS}
    others = {
        name: [row for row in summary.get(name, []) if row != known[name].get(row["code"])] for name in ROWS
    }
    return summary | others


def _side_by_side(before: dict, after: dict, catalogues: Catalogues) -> list[Difference]:
    """By what the figures are of, not by its name: two communes may have one, and one may get another."""
    then = {key: (label, value) for key, label, value in _numbers(before, catalogues)}
    now = {key: (label, value) for key, label, value in _numbers(after, catalogues)}
    return [
        Difference(
            (now.get(key) or then[key])[0],
            then[key][1] if key in then else None,
            now[key][1] if key in now else None,
        )
        for key in dict.fromkeys([*then, *now])
    ]


def headline(report: IssuedReport, catalogues: Catalogues) -> list[Difference]:
    """The figures of the groups and the total as issued."""
    numbers = _numbers(_headline_of(report.figures), catalogues)
    return [Difference(label, value, value) for _key, label, value in numbers]


def compare(one: IssuedReport, other: IssuedReport) -> list[Difference]:
    """All headline figures of two reports side by side, equal ones too."""
    return _side_by_side(_headline_of(one.figures), _headline_of(other.figures), Catalogues())


def headline_differences(report: IssuedReport, now: dict) -> list[Difference]:
    """The headline figures that are others in the summary `now`."""
    return differences(_headline_of(report.figures), _headline_of(now))


def _headline_of(summary: dict) -> dict:
    return {name: summary[name] for name in ("groups", "total", "evaluations") if name in summary}


Numbers = Iterator[tuple[tuple, str, Number]]


def _numbers(summary: dict, catalogues: Catalogues) -> Numbers:
    """(key, what it is, the figure) of an exported summary (docs/formats.md), in reading order."""
    for code, tally in summary.get("groups", {}).items():
        yield from _tally(("group", code), LeaderGroup(code).label, tally, catalogues)
    if "total" in summary:
        yield from _tally(("total",), _("Total"), summary["total"], catalogues)
    for committee in summary.get("committees", []):
        key = ("committee", committee["code"])
        yield from _tally(key, committee["name"], committee["total"], catalogues)
        for code, tally in committee["groups"].items():
            label = f"{committee['name']}, {LeaderGroup(code).label}"
            yield from _tally((*key, code), label, tally, catalogues)
    for kind in summary.get("organization_types", []):
        yield from _tally(("type", kind["code"]), kind.get("name", kind["code"]), kind["total"], catalogues)
    for leader in summary.get("leaders", []):
        label = f"{leader['name']} ({leader['code']})"
        yield from _tally(("leader", leader["code"]), label, leader["total"], catalogues)
    if "evaluations" in summary:
        yield from _evaluations(summary["evaluations"], catalogues)


def _tally(key: tuple, whose: str, tally: dict, catalogues: Catalogues) -> Numbers:
    for name, value in tally.items():
        measure = MEASURES.get(name)
        # What another day alone makes another figure is no difference.
        if name != "reasons" and not (measure and measure.passing):
            yield (*key, name), f"{whose}: {measure.label if measure else name}", value
    for code, count in tally.get("reasons", {}).items():
        yield (*key, "reason", code), f"{whose}: {catalogues.reasons.get(code, code)}", count


def _evaluations(tallied: dict, catalogues: Catalogues) -> Numbers:
    plain = {
        "meetings": _("Meetings attended"),
        "leader_scored": _("Evaluations by leaders"),
        "cell_scored": _("Evaluations by the cells themselves"),
        "mean_leader_total": _("Mean total by leaders"),
        "mean_cell_total": _("Mean total by the cells"),
    }
    for name, label in plain.items():
        yield ("evaluations", name), label, tallied.get(name)
    for name, label in (("bands", _("by leaders")), ("cell_bands", _("by the cells"))):
        for band, count in tallied.get(name, {}).items():
            yield ("evaluations", name, band), f"{band}, {label}", count
    for kind, found in tallied.get("findings", {}).items():
        for code, count in found:
            label = f"{capfirst(Finding.Kind(kind).label)}: {catalogues.findings.get(code, code)}"
            yield ("evaluations", "finding", code), label, count
