"""How a process that serves pages, or works off jobs, uses Python's memory."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

ALLOCATIONS = 50_000  # rows of a province's list are made without a search between them
ROOM = 17_000  # pointers: of the 256 kB that Python then takes, half is left for the calls


def search_seldom() -> None:
    """Leave alone what was loaded so far, and search the rest less often.

    Python searches after 700 allocations for rings of objects, which rows of a list are not: of a page that
    reads thousands of them, half the time went there. Called once a process has loaded everything.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, 20, 20)


def in_one_piece(function: Callable[P, T]) -> Callable[P, T]:
    """`function`, with room for the calls it makes in one piece of Python's stack.

    Until 3.14 Python takes its stack from the system in pieces of 16 kB, and gives one back as soon as a call
    returns out of it. A loop that happens to run on the border of two takes and returns memory with every
    turn (python/cpython#142183): pages cost up to twice as much, another one after each change of the code.
    A call that says it needs much gets a piece of that size, and those below it share what it leaves.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=ROOM)
    return wraps(function)(call)
