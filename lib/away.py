"""Whether it is the database that cannot be written to just now, and not the product that is wrong."""

from django.db import DatabaseError, InterfaceError, OperationalError

ERRORS = (DatabaseError, InterfaceError)  # of which some are it
READ_ONLY = "25006"  # PostgreSQL: the machine that was reached has just ceased to be the primary


def is_away(error: BaseException) -> bool:
    """Away or locked for a moment, or handed over to another machine: the same may do later.

    Errors of an operator's kind are not told apart further: a full disk shows at the next try.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == READ_ONLY
