"""A figure stands once: each row says what is counted, of which visits, and how people call it.

Tables, files, pages, the rows behind a figure, the report's text and the help chapter take it from here.
Rules are those of docs/domain.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import and_
from typing import TypeAlias

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .duties import Judgement
from .selection import Selection

Text: TypeAlias = "str | Promise"


class Unit(StrEnum):
    """What is counted: distinct cells or leaders of the rows, or the rows themselves."""

    CELLS = "cell"
    LEADERS = "leader"
    VISITS = "visit"


CELLS, LEADERS, VISITS = Unit


class Fate(StrEnum):
    """What became of a cell planned (rules 2 and 5): of those that its rows have, the first one."""

    ATTENDED = "attended"
    CARRIED_OVER = "carried_over"
    PENDING = "pending"
    MISSED = "missed"


Marks: TypeAlias = tuple[str, ...]
"""Conditions of `Selection` by their names, all of which a row satisfies."""

# The marks of the rows that have it; a row of S has one of them.
FATES = {
    Fate.ATTENDED: "attended",
    Fate.CARRIED_OVER: "moved_on",
    Fate.PENDING: "pending",
    Fate.MISSED: "missed",
}


def marked(marks: Marks, selection: Selection) -> Q:
    """The rows that have all the marks."""
    return reduce(and_, (getattr(selection, mark) for mark in marks))


def fates_before(fate: Fate) -> list[Fate]:
    fates = list(FATES)
    return fates[: fates.index(fate)]


@dataclass(frozen=True)
class Measure:
    """One figure: the distinct `unit` of the rows with all `marks`, or the cells of a `fate`.

    One with a `split` stands for several: by the reason of absence, or the delay of the entry, of its rows.
    """

    key: str  # in addresses, in texts of reports, in the exported summary
    unit: Unit
    title: Text  # above the rows it opens
    rule: int | None = None
    marks: Marks = ("counted",)
    heading: Text = ""  # of a column, where the title is too long
    fate: Fate | None = None
    among: Marks = ()  # of a fate: only of the cells that have such a row, too
    split: str = ""
    in_tally: bool = True  # counted for every selection, and exported
    in_progress: bool = False  # counted where one asks how far logging has come
    passing: bool = False  # another one tomorrow, though nobody enters anything

    @property
    def label(self) -> Text:
        return self.heading or self.title

    @property
    def explanation(self) -> Text:
        return RULES[self.rule] if self.rule else ""


@dataclass(frozen=True)
class Rate:
    """A figure that divides two others, in per cent."""

    key: str
    part: str
    whole: str
    label: Text
    rule: int


RATE = Rate("rate", "attended_cells", "planned_cells", _("Rate, %"), 10)

COUNTED = ("counted",)
ATTENDED = ("counted", "attended")
MISSED = ("counted", "missed")
DUE = ("counted", "due")  # one should know by now what became of them
CARRIED_IN = ("counted", "carried_in")  # moved here from an earlier half-year

# In the order of the exported summary.
MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure("planned_cells", CELLS, _("Cells planned"), 1),
        Measure("attended_cells", CELLS, _("Cells attended"), 2, ATTENDED),
        Measure("planned_visits", VISITS, _("Visits planned"), 3, ("planned_once",)),
        Measure("attended_visits", VISITS, _("Visits attended"), 3, ATTENDED),
        Measure("leaders_planned", LEADERS, _("Leaders planned"), 4),
        Measure("leaders_attended", LEADERS, _("Leaders who attended"), 4, ATTENDED, _("Leaders attended")),
        Measure("carried_over_cells", CELLS, _("Cells not attended, carried over to a later half-year"), 5,
                heading=_("Carried over"), fate=Fate.CARRIED_OVER),
        Measure("pending_cells", CELLS, _("Cells not attended yet: a visit is still open"), 5,
                heading=_("Not logged yet"), fate=Fate.PENDING),
        Measure("missed_cells", CELLS, _("Cells not attended and not carried over"), 5,
                heading=_("Missed, not carried over"), fate=Fate.MISSED),
        Measure("registered_cells", CELLS, _("Cells registered at first approval"), 6,
                ("registered",), _("Cells registered")),
        Measure("extra_cells", CELLS, _("Cells attended without being registered"), 7,
                ("unplanned", "attended"), _("Unplanned cells")),
        Measure("missed_by_reason", CELLS, _("Cells not attended: %(reason)s"), 5,
                MISSED, split="reason"),
        Measure("due_visits", VISITS, _("Visits due by now"), 11, DUE, _("Visits due"),
                in_progress=True, passing=True),
        Measure("attended_of_due", VISITS, _("Visits due by now and attended"), 11,
                (*DUE, "attended"), _("Attended of those due"), passing=True),
        Measure("logged_visits", VISITS, _("Visits due by now and logged"), 11,
                (*DUE, "logged"), in_tally=False, in_progress=True),
        Measure("overdue_visits", VISITS, _("Visits overdue: nothing logged yet"), 11,
                (*DUE, "pending"), _("Visits overdue"), in_tally=False, in_progress=True),
        Measure("carried_in_cells", CELLS, _("Cells carried in from an earlier half-year"), None,
                CARRIED_IN, _("Cells carried in"), in_tally=False, in_progress=True),
        Measure("carried_in_attended", CELLS, _("Cells carried in from an earlier half-year and attended"), 5,
                heading=_("Carried in and attended"), fate=Fate.ATTENDED, among=CARRIED_IN,
                in_tally=False, in_progress=True),
        Measure("carried_in_carried_over", CELLS, _("Cells carried in and carried over once more"), 5,
                heading=_("Carried over once more"), fate=Fate.CARRIED_OVER, among=CARRIED_IN,
                in_tally=False, in_progress=True),
        Measure("carried_in_pending", CELLS, _("Cells carried in and not attended yet"), 5,
                heading=_("Carried in, still open"), fate=Fate.PENDING, among=CARRIED_IN,
                in_tally=False, in_progress=True),
        Measure("carried_in_missed", CELLS, _("Cells carried in and missed again"), 5,
                heading=_("Missed again"), fate=Fate.MISSED, among=CARRIED_IN,
                in_tally=False, in_progress=True),
        Measure("logged_after", VISITS, _("Visits attended, by days until they were logged: %(delay)s"), None,
                ATTENDED, split="delay", in_tally=False),
    )
}  # fmt: skip
REASONS = "missed_by_reason"
TALLY = tuple(m for m in MEASURES.values() if m.in_tally and not m.split)
PROGRESS = tuple(m for m in MEASURES.values() if m.in_progress)
NAMED: dict[str, Measure | Rate] = {**MEASURES, RATE.key: RATE}


@dataclass(frozen=True)
class TargetMeasure:
    """A figure about targets: the leaders of whom something is asked, and of whom `counts` is true."""

    key: str
    title: Text
    heading: Text
    counts: Callable[[Judgement], bool]


TARGET_MEASURES = {
    measure.key: measure
    for measure in (
        TargetMeasure("leaders_with_target", _("Leaders with a target"), _("With a target"),
                      lambda judged: judged.is_asked),
        TargetMeasure("targets_reached", _("Leaders who reached their target"), _("Target reached"),
                      lambda judged: judged.is_reached),
        TargetMeasure("targets_below", _("Leaders below their target"), _("Below the target"),
                      lambda judged: judged.is_below),
    )
}  # fmt: skip
TARGET_RATE = Rate("target_rate", "targets_reached", "leaders_with_target", _("Targets reached, %"), 10)

# --- where they stand ---

# The columns of the report's tables; `MAIN` ones stay where the screen is narrow.
COLUMNS = (
    "registered_cells", "planned_cells", "attended_cells", "rate",
    "carried_over_cells", "missed_cells", "pending_cells", "extra_cells",
    "planned_visits", "attended_visits", "due_visits", "attended_of_due",
    "leaders_planned", "leaders_attended",
)  # fmt: skip
MAIN = ("planned_cells", "attended_cells", "rate")
# They say nothing of one leader, or leave the printed annex no room.
NOT_IN_PLAN_ANNEX = (
    "registered_cells", "leaders_planned", "leaders_attended", "due_visits", "attended_of_due",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A line of a card: a figure, with `of` as a part of another; no line where there is nothing."""

    key: str
    label: Text = ""  # where it is not called as its rows are
    of: str = ""
    unless: str = ""  # no line either where the figure is the same as this one
    always: bool = False


CARDS = {
    "group": (
        Fact("leaders_attended", of="leaders_planned", always=True),
        Fact("attended_of_due", _("Attended of the visits due by now"), of="due_visits"),
        Fact("registered_cells", _("Cells registered at first"), unless="planned_cells"),
        Fact(
            "carried_in_attended",
            _("Attended of the cells carried in from an earlier half-year"),
            of="carried_in_cells",
        ),
        Fact("carried_over_cells", _("Cells carried over to a later half-year")),
        Fact("missed_cells"),
        Fact("pending_cells", _("Cells not logged yet")),
        Fact("extra_cells", _("Cells attended unplanned, not counted above"), always=True),
    ),
    "leader": (
        Fact("attended_visits", _("Visits attended of those planned"), of="planned_visits", always=True),
        Fact("missed_cells"),
        Fact("carried_over_cells", _("Cells carried over to a later half-year")),
        Fact("pending_cells", _("Cells not logged yet")),
        Fact("overdue_visits"),
        Fact("extra_cells", _("Cells attended unplanned, not counted above")),
    ),
}

# What the guide says of the counting rules, by their numbers.
RULES: dict[int, Text] = {
    1: _(
        "**Planned** counts distinct cells in the approved plans of the half-year, leaving out visits "
        "withdrawn or unplanned."
    ),
    2: _("**Attended** counts those of them with at least one visit attended. Never more than planned."),
    3: _("**Visits** counts each one; a visit moved within the half-year counts once."),
    4: _(
        "**Leaders** counts distinct people in the plan; attended means having attended at least one visit."
    ),
    5: _(
        "**Not attended** splits in three without overlap, in this order: *carried over to a later "
        "half-year*, *without a result yet*, *missed*. So what tables call *missed, not carried over* leaves "
        "out the cells that are to be visited in a later half-year."
    ),
    6: _("**Registered** is the plan as first approved; shown where it differs from that of today."),
    7: _("**Unplanned** stands apart, outside the fraction."),
    8: _(
        "**Total** counts distinct cells of all groups. A cell that two groups attended counts once, so the "
        "total may be less than its rows add up to; where it is, the report says so."
    ),
    9: _("**As at a day**: a meeting after that day counts as without a result."),
    10: _("**Rate** has one decimal; where nothing is planned it is *—*."),
    11: _(
        "**Visits due** counts those whose meeting day has passed: the cell's usual day in that month, "
        "without one the month's last day. Beside it, how many were attended; *overdue* is due without "
        "a result. A visit moved within the half-year falls due twice and is planned once, so more may be "
        "due than are planned."
    ),
    12: _("Every figure opens the very rows that it counts."),
}
