"""How far an import has come: whoever starts one may be told.

A `Progress` is called with the stage, and how much of how much of it is done (0: nobody knows).
"""

from collections.abc import Callable

READING, JUDGING, SAVING = STAGES = ("reading", "judging", "saving")

Progress = Callable[[str, int, int], None]


def untold(stage: str, done: int, total: int) -> None:
    """Nobody is waiting to hear of it."""
