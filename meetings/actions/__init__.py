"""Writes over several rows about cells, their meetings and evaluations: one verb each."""

from .cells import move_cell
from .evaluations import delete_evaluation, move_marks, save_evaluation

__all__ = ["delete_evaluation", "move_cell", "move_marks", "save_evaluation"]
