"""Writes over several rows about cells, their meetings and evaluations: one verb each."""

from .cells import dissolve_cell, merge_cell, move_cell, reopen_cell
from .evaluations import EvaluationSheet, delete_evaluation, move_marks, save_evaluation

__all__ = [
    "EvaluationSheet",
    "delete_evaluation",
    "dissolve_cell",
    "merge_cell",
    "move_cell",
    "move_marks",
    "reopen_cell",
    "save_evaluation",
]
