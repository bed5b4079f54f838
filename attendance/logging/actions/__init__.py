"""Writes over results and evaluations: one verb each, keyword-only, atomic, `by` whom.

A refusal is a ValidationError whose message tells the user what to do instead; nothing is saved.
"""

from attendance.days.actions import explained

from .attachments import Attached, attach, remove_attachment
from .carry_over import carry_over, miss_and_carry_over, undo_carry_over, waive_carry_over
from .evaluations import evaluate, remove_evaluation
from .results import (
    FACTS,
    FURTHER,
    NUMBERS,
    MeetingFacts,
    Miss,
    MonthEntry,
    clear_result,
    expect_held,
    expect_possible_day,
    expect_told,
    is_scored_by_leader,
    log_attended,
    log_missed,
    log_month,
)
from .undo import undo_logging, undo_waiving
from .unplanned import MonthTaken, OpenVisits, log_unplanned

__all__ = [
    "FACTS",
    "FURTHER",
    "NUMBERS",
    "Attached",
    "MeetingFacts",
    "Miss",
    "MonthEntry",
    "MonthTaken",
    "OpenVisits",
    "attach",
    "carry_over",
    "clear_result",
    "evaluate",
    "expect_held",
    "expect_possible_day",
    "expect_told",
    "explained",
    "is_scored_by_leader",
    "log_attended",
    "log_missed",
    "log_month",
    "log_unplanned",
    "miss_and_carry_over",
    "remove_attachment",
    "remove_evaluation",
    "undo_carry_over",
    "undo_logging",
    "undo_waiving",
    "waive_carry_over",
]
