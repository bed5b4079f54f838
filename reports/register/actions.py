"""Writes of the register: a number given, an entry made or corrected by hand, terms of office."""

import datetime as dt
from dataclasses import asdict, dataclass, fields, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from committees.models import Committee
from lib.periods import today, written_day
from lib.versions import locked_row, save, sign
from reports.models import RegisterEntry, TermOfOffice
from reports.models.register import kind_of

from .numbering import series_of


@dataclass(frozen=True)
class Facts:
    """What a line of the register says."""

    number: int
    symbol: str
    issued_on: dt.date
    title: str
    signatory_name: str = ""
    recipients: str = ""
    note: str = ""


def facts_of(entry: RegisterEntry) -> Facts:
    return Facts(**{field.name: getattr(entry, field.name) for field in fields(Facts)})


def lock_numbers(committee: Committee) -> None:
    """Whoever gives a number of the committee waits here for whoever is just giving one."""
    list(Committee.objects.select_for_update(no_key=True).filter(pk=committee.pk).values_list("pk"))


@transaction.atomic
def enter(*, committee: Committee, facts: Facts, by) -> RegisterEntry:
    """A new line of the register; refused where its number is given in its series already."""
    lock_numbers(committee)
    expect_free(committee, facts)
    return _kept(RegisterEntry(committee=committee, version=0), facts, by)


@transaction.atomic
def change(*, entry: RegisterEntry, facts: Facts, by, version: int | None = None) -> RegisterEntry:
    """Correct a line. That of a report issued here says what the report says: only its note is one's own."""
    lock_numbers(entry.committee)
    entry = locked_row(entry, version)
    if entry.reports.exists() and facts != replace(facts_of(entry), note=facts.note):
        raise ValidationError(_("A report was issued under this number: only the note can be changed here."))
    return renew(entry=entry, facts=facts, by=by)


def renew(*, entry: RegisterEntry, facts: Facts, by) -> RegisterEntry:
    """Of a locked line: what a report corrected under its number says now."""
    expect_free(entry.committee, facts, but=entry)
    return _kept(entry, facts, by)


@transaction.atomic
def remove(*, entry: RegisterEntry, by, version: int | None = None) -> None:
    """Take a line out that was entered by mistake; a report's own stays. The history keeps it."""
    entry = locked_row(entry, version)
    if entry.reports.exists():
        raise ValidationError(_("A report was issued under this number. It stays in the register."))
    sign(entry, by=by).delete()


def _kept(entry: RegisterEntry, facts: Facts, by) -> RegisterEntry:
    for name, value in asdict(facts).items():
        setattr(entry, name, value)
    entry.full_clean(validate_unique=False, validate_constraints=False, exclude=["committee", "kind"])
    return save(entry, by=by)


def expect_free(committee: Committee, facts: Facts, *, but: RegisterEntry | None = None) -> None:
    if facts.issued_on > today():
        raise ValidationError({"issued_on": _("The date lies ahead. Issue the report on its day.")})
    series = series_of(committee, kind_of(facts.symbol), facts.issued_on)
    taken = series.entries.filter(number=facts.number).exclude(pk=but.pk if but else None).first()
    if taken:
        message = _(
            "Number %(number)s was given on %(day)s already (%(title)s). The next one free in %(series)s is "
            "%(next)d."
        )
        raise ValidationError(
            {
                "number": message
                % {
                    "number": taken.full_number,
                    "day": written_day(taken.issued_on),
                    "title": taken.title,
                    "series": series.label,
                    "next": series.next_number(),
                }
            }
        )


# --- terms of office ---


@transaction.atomic
def save_term(
    *,
    committee: Committee,
    name: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    by,
    term: TermOfOffice | None = None,
    version: int | None = None,
) -> TermOfOffice:
    """A new term, or one corrected. Two terms of one committee never share a day."""
    lock_numbers(committee)
    term = locked_row(term, version) if term else TermOfOffice(committee=committee, version=0)
    term.name, term.starts_on, term.ends_on = name, starts_on, ends_on
    until = Q(starts_on__lte=ends_on) if ends_on else Q()
    others = TermOfOffice.objects.filter(
        until, Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), committee=committee
    )
    if other := others.exclude(pk=term.pk).first():
        message = _("The term %(term)s (from %(day)s) lies there already. Let it end before this one begins.")
        raise ValidationError({"starts_on": message % {"term": other, "day": written_day(other.starts_on)}})
    term.full_clean(validate_unique=False)
    return save(term, by=by)


@transaction.atomic
def remove_term(*, term: TermOfOffice, by, version: int | None = None) -> None:
    """Numbers given in it stay as they are; new ones follow the calendar year, or another term."""
    sign(locked_row(term, version), by=by).delete()
