"""How accounts were called when they saved something: a later name is not read into what was done before."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from .models import User


def called(full_name: str, username: str) -> str:
    return f"{full_name} ({username})" if full_name else username


class NamesThen:
    """Full names with the account's own, which no two have, from the history of the accounts; one query."""

    def __init__(self, records: Iterable):
        """`records` of any history."""
        self._since, self._names = defaultdict(list), defaultdict(list)
        users = {record.history_user_id for record in records} - {None}
        told = User.history.filter(id__in=users).order_by("history_date", "history_id")
        for pk, when, full_name, username in told.values_list("id", "history_date", "full_name", "username"):
            self._since[pk].append(when)
            self._names[pk].append(called(full_name, username))

    def of(self, record) -> str:
        """Who saved it, by the first name where it is older than the account's history; "" where unknown."""
        user = record.history_user_id
        earlier = bisect_right(self._since[user], record.history_date)
        return self._names[user][max(earlier - 1, 0)] if self._names[user] else ""
