"""Writes over several rows: one verb each, keyword-only, atomic, `by` whom.

A refusal is a ValidationError whose message tells the user what to do instead; nothing is saved.
"""

from .attachments import Attached, attach, remove_attachment
from .carry_over import carry_over, miss_and_carry_over, undo_carry_over
from .evaluations import evaluate, remove_evaluation
from .imports import (
    begin_import,
    confirm_import,
    discard_import,
    map_columns,
    match_values,
    restart_import,
)
from .moves import keep_visit, move_visit, waive_carry_over
from .plans import (
    approve_plan,
    change_visit,
    close_plans,
    copy_plan,
    create_plan,
    delete_plan,
    earlier_visits,
    recall_plan,
    register_visit,
    return_plan,
    submit_plan,
    unexplained_visits,
    withdraw_visit,
)
from .proposals import propose_cell, withdraw_proposal
from .results import MonthEntry, clear_result, log_attended, log_missed, log_month
from .trips import create_trip, delete_trip, update_trip
from .undo import undo_logging
from .unplanned import MonthTaken, OpenVisits, log_unplanned, nearest_plan
from .windows import change_registration, open_registration

__all__ = [
    "Attached",
    "MonthEntry",
    "MonthTaken",
    "OpenVisits",
    "approve_plan",
    "attach",
    "begin_import",
    "carry_over",
    "change_registration",
    "change_visit",
    "clear_result",
    "close_plans",
    "confirm_import",
    "copy_plan",
    "create_plan",
    "create_trip",
    "delete_plan",
    "delete_trip",
    "discard_import",
    "earlier_visits",
    "evaluate",
    "keep_visit",
    "log_attended",
    "log_missed",
    "log_month",
    "log_unplanned",
    "map_columns",
    "match_values",
    "miss_and_carry_over",
    "move_visit",
    "nearest_plan",
    "open_registration",
    "propose_cell",
    "recall_plan",
    "register_visit",
    "remove_attachment",
    "remove_evaluation",
    "restart_import",
    "return_plan",
    "submit_plan",
    "undo_carry_over",
    "undo_logging",
    "unexplained_visits",
    "update_trip",
    "waive_carry_over",
    "withdraw_proposal",
    "withdraw_visit",
]
