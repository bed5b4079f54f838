"""Writes over several rows: one verb each, keyword-only, atomic, `by` whom.

A refusal is a ValidationError whose message tells the user what to do instead; nothing is saved.
"""

from .carry_over import carry_over, miss_and_carry_over, undo_carry_over
from .plans import (
    approve_plan,
    close_plan,
    create_plan,
    delete_plan,
    register_visit,
    return_plan,
    submit_plan,
    withdraw_visit,
)
from .results import clear_result, log_attended, log_missed

__all__ = [
    "approve_plan",
    "carry_over",
    "clear_result",
    "close_plan",
    "create_plan",
    "delete_plan",
    "log_attended",
    "log_missed",
    "miss_and_carry_over",
    "register_visit",
    "return_plan",
    "submit_plan",
    "undo_carry_over",
    "withdraw_visit",
]
