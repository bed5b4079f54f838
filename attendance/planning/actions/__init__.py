"""Writes over the rows of plans: one verb each, keyword-only, atomic, `by` whom.

A refusal is a ValidationError whose message tells the user what to do instead; nothing is saved.
"""

from attendance.days.actions.closing import (
    Counted,
    close_settled_plans,
    lock_plans,
    note_report,
    report_results,
    unreport_results,
)

from .bringing_back import bring_back, undo_bringing_back
from .closing import close_half_year, reopen_half_year
from .moves import keep_visit, move_visit
from .plans import (
    approve_plan,
    change_visit,
    copy_plan,
    copy_visits,
    create_plan,
    delete_plan,
    list_visit,
    recall_plan,
    register_visit,
    restore_visit,
    return_plan,
    submit_plan,
    withdraw_visit,
)
from .proposals import propose_cell, withdraw_proposal
from .several import register_repeated, register_visits
from .targets import (
    Asked,
    Holder,
    change_target,
    correct_target,
    end_target,
    remove_target,
    set_target,
)
from .trips import create_trip, delete_trip, expect_days_in_order, update_trip
from .undo import put_back, undo_copy, undo_move, undo_registering, undo_restore, undo_settling
from .windows import change_registration, open_registration

__all__ = [
    "Asked",
    "Counted",
    "Holder",
    "approve_plan",
    "bring_back",
    "change_registration",
    "change_target",
    "change_visit",
    "close_half_year",
    "close_settled_plans",
    "copy_plan",
    "copy_visits",
    "correct_target",
    "create_plan",
    "create_trip",
    "delete_plan",
    "delete_trip",
    "end_target",
    "expect_days_in_order",
    "keep_visit",
    "list_visit",
    "lock_plans",
    "move_visit",
    "note_report",
    "open_registration",
    "propose_cell",
    "put_back",
    "recall_plan",
    "register_repeated",
    "register_visit",
    "register_visits",
    "remove_target",
    "reopen_half_year",
    "report_results",
    "restore_visit",
    "return_plan",
    "set_target",
    "submit_plan",
    "undo_bringing_back",
    "undo_copy",
    "undo_move",
    "undo_registering",
    "undo_restore",
    "undo_settling",
    "unreport_results",
    "update_trip",
    "withdraw_proposal",
    "withdraw_visit",
]
