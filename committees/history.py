"""Who changed what, when, from what to what: the recorded history as its readers would tell it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import models
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from lib.periods import written_day, written_moment, written_time

from .models import User
from .names import NamesThen
from .scope import within

SAME_SAVE = dt.timedelta(seconds=2)


def known_users(records: models.QuerySet, reader) -> set[int]:
    """By id, those who worked on what the history `records` tell, or within the reader's committees."""
    colleagues = User.objects.filter(within(reader.committee_paths(), "memberships__committee"))
    own = records.order_by().exclude(history_user=None).values_list("history_user", flat=True).distinct()
    return {*own, *colleagues.values_list("pk", flat=True), reader.pk}


@dataclass(frozen=True)
class FieldChange:
    """One value of a row, before and after; "" where there was or is none."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """What happened to one row: `verb` is "+", "~" or "-"."""

    verb: str
    subject: str
    changes: list[FieldChange]


@dataclass
class HistoryEntry:
    """What one user saved at one time: `who` with the account, as they were then."""

    who: str
    when: dt.datetime
    reason: str
    rows: list[RowChange] = field(default_factory=list)


class Telling:
    """How the records of one model are told: of which row, and which of its fields matter."""

    def __init__(
        self,
        records: models.QuerySet,
        *,
        subject,
        fields: Iterable[str] = (),
        named: Iterable[str] = (),
        many: str = "",
        known_users: Collection[int] | None = None,
        notes: bool = False,
    ):
        """`records` of a history model; `subject(record)` names the row; `fields` in reading order.

        Those `named` stand in the subject: told when they change, not when the row is new.
        `known_users`, by id, are those whose names the reader may know (None: all).
        With `notes` a record that changed none of the fields is told for its reason alone.
        `many` is a many-to-many field that the model records as well: told as what came and went.
        """
        self.records = records.order_by("id", "history_date", "history_id")
        self.subject = subject
        self.fields = [records.model._meta.get_field(name) for name in fields]
        self.named = set(named)
        self.known_users = known_users
        self.notes = notes
        self.many = many and records.model.instance_type._meta.get_field(many)

    def row_changes(self) -> list[tuple]:
        """(record, RowChange) of every record that changed something its reader would miss."""
        records = list(self.records)
        self._names = self._related_names(records)
        self._chosen = self._chosen_by_record(records) if self.many else {}
        found, before = [], None
        for record in records:
            previous = before if before is not None and before.id == record.id else None
            before = record
            changes = [] if record.history_type == "-" else self._changes(previous, record)
            is_noted = self.notes and record.history_change_reason
            if changes or is_noted or record.history_type != "~":
                found.append((record, RowChange(record.history_type, self.subject(record), changes)))
        return found

    def user_of(self, record) -> int | None:
        """Who saved it, by id; None for somebody whom the reader does not know."""
        user = record.history_user_id
        return user if self.known_users is None or user in self.known_users else None

    def reason_of(self, record) -> str:
        """Why it was saved; what somebody wrote whom the reader does not know stays with them."""
        known = record.history_user_id is None or self.user_of(record)
        return record.history_change_reason or "" if known else ""

    def _changes(self, old, new) -> list[FieldChange]:
        changes = []
        for column in self.fields:
            if not old and column.name in self.named:
                continue
            before = self._shown(column, old) if old else ""
            after = self._shown(column, new)
            if before != after:
                changes.append(FieldChange(capfirst(column.verbose_name), before, after))
        if self.many:
            before, after = self._chosen[old.pk] if old else {}, self._chosen[new.pk]
            gone = "; ".join(name for pk, name in before.items() if pk not in after)
            come = "; ".join(name for pk, name in after.items() if pk not in before)
            if gone or come:
                changes.append(FieldChange(capfirst(self.many.verbose_name), gone, come))
        return changes

    def _chosen_by_record(self, records) -> dict[int, dict[int, str]]:
        """{record: {row chosen: its name}}, in one query."""
        name = self.many.m2m_reverse_field_name()
        links = getattr(self.records.model, self.many.name).model.objects
        chosen = defaultdict(dict)
        for link in links.filter(history__in=[r.pk for r in records]).select_related(name).order_by(name):
            chosen[link.history_id][getattr(link, f"{name}_id")] = str(getattr(link, name))
        return chosen

    def _shown(self, column, record) -> str:
        value = getattr(record, column.attname)
        if value is None or value == "":
            return ""
        if isinstance(column, models.ForeignKey):
            return self._names[column.name].get(value, "—")
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else ""
        if isinstance(value, Decimal):
            return number_format(Decimal(f"{value.normalize():f}"))
        if isinstance(value, dt.datetime):
            return written_moment(value)
        if isinstance(value, dt.time):
            return written_time(value)
        return written_day(value) if isinstance(value, dt.date) else str(value)

    def _related_names(self, records) -> dict[str, dict]:
        """Names of the rows that foreign keys point to, one query per key."""
        names = {}
        for column in self.fields:
            if isinstance(column, models.ForeignKey):
                ids = {getattr(record, column.attname) for record in records} - {None}
                rows = column.related_model._default_manager.in_bulk(ids) if ids else {}
                names[column.name] = {pk: str(row) for pk, row in rows.items()}
        return names


def entries(*tellings: Telling) -> list[HistoryEntry]:
    """All that was saved, latest first; what one user saved in one go, for one reason, is one entry."""
    by_user = defaultdict(list)
    for telling in tellings:
        for record, change in telling.row_changes():
            by_user[telling.user_of(record)].append((record, change, telling.reason_of(record)))
    names = NamesThen(record for saved in by_user.values() for record, _change, _reason in saved)
    found = []
    for user, saved in by_user.items():
        saved.sort(key=lambda told: told[0].history_date)
        entry = None
        for record, change, reason in saved:
            is_another = entry is None or record.history_date - entry.when > SAME_SAVE
            if is_another or (reason and entry.reason not in ("", reason)):
                who = names.of(record) if user else ""
                entry = HistoryEntry(who or "—", record.history_date, reason)
                found.append(entry)
            entry.reason = entry.reason or reason
            entry.rows.append(change)
    return sorted(found, key=lambda e: e.when, reverse=True)
