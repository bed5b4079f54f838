"""Writes over the rows of plans: one verb each, keyword-only, atomic, `by` whom.

A refusal is a ValidationError whose message tells the user what to do instead; nothing is saved.
"""

from .moves import keep_visit, move_visit
from .plans import (
    approve_plan,
    change_visit,
    close_plans,
    copy_plan,
    create_plan,
    delete_plan,
    recall_plan,
    register_visit,
    return_plan,
    submit_plan,
    withdraw_visit,
)
from .proposals import propose_cell, withdraw_proposal
from .trips import create_trip, delete_trip, update_trip
from .windows import change_registration, open_registration

__all__ = [
    "approve_plan",
    "change_registration",
    "change_visit",
    "close_plans",
    "copy_plan",
    "create_plan",
    "create_trip",
    "delete_plan",
    "delete_trip",
    "keep_visit",
    "move_visit",
    "open_registration",
    "propose_cell",
    "recall_plan",
    "register_visit",
    "return_plan",
    "submit_plan",
    "update_trip",
    "withdraw_proposal",
    "withdraw_visit",
]
