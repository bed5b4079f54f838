"""How a process that serves pages, or works off jobs, looks for memory that nobody needs any longer."""

import gc

ALLOCATIONS = 50_000  # rows of a province's list are made without a search between them


def search_seldom() -> None:
    """Leave alone what was loaded so far, and search the rest less often.

    Python searches after 700 allocations for rings of objects, which rows of a list are not: of a page that
    reads thousands of them, half the time went there. Called once a process has loaded everything.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, 20, 20)
