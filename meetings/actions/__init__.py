"""Writes over several rows about cells, their meetings and evaluations: one verb each."""

from .announcements import Announcement, announce
from .cells import dissolve_cell, merge_cell, move_cell, reopen_cell
from .evaluations import EvaluationSheet, delete_evaluation, move_marks, save_evaluation
from .recommendations import mark_done, reopen

__all__ = [
    "Announcement",
    "EvaluationSheet",
    "announce",
    "delete_evaluation",
    "dissolve_cell",
    "mark_done",
    "merge_cell",
    "move_cell",
    "move_marks",
    "reopen",
    "reopen_cell",
    "save_evaluation",
]
