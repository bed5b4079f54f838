"""Finding leaders, cells, committees, plans and reports by a few words, with or without diacritics.

Every word must be found, Lí for Lý too. First comes what is called just so, or has that code; then rows that
have the words with the diacritics that were typed, wherever the tone stands; then those with i for y; then
those where each begins a word; then all others; within these, people by given name, all else by name.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attendance.models import Plan
from committees.models import Committee, Leader
from lib.periods import HalfYear, written_day
from lib.vietnamese import name_key, plain_signs, search_key, spelling_key, spellings
from meetings.models import Cell
from reports.models import IssuedReport

LONGEST_QUERY = 100
CANDIDATES = 500  # of one kind, ranked in memory; more say that the words are too few
HALF_YEAR = re.compile(r"(20\d\d)[-/ ]?h([12])", re.ASCII)


@dataclass(frozen=True)
class Hit:
    title: str
    detail: str
    url: str
    badge: str = ""


@dataclass(frozen=True)
class Found:
    """The hits of one kind, best first; `is_cut` where there were more candidates than were looked at."""

    key: str
    title: str | Promise
    hits: list[Hit]
    is_cut: bool = False

    @property
    def count(self) -> int:
        return len(self.hits)


@dataclass(frozen=True)
class Query:
    """What somebody typed, as words."""

    text: str
    exact: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> "Query":
        text = plain_signs(text[:LONGEST_QUERY].replace("\0", ""))
        exact = text.casefold().split()
        return cls(text, exact, [search_key(word) for word in exact])

    @property
    def is_enough(self) -> bool:
        """One letter finds everything."""
        return len("".join(self.keys)) > 1

    def condition(self, *lookups: str) -> Q:
        """Every word in one of the columns; those that end in __icontains hold text as it was typed."""
        result = Q()
        for word, key in zip(self.exact, self.keys, strict=True):
            either = Q(pk__in=[])
            for lookup in lookups:
                either |= Q(**{lookup: word if lookup.endswith("__icontains") else key})
            result &= either
        return result

    def called_so(self, name_search: str) -> Case:
        """For the database: rows whose whole name was typed come first, to be among the candidates."""
        own, *others = (spelling.strip() for spelling in spellings(self.text))
        respelt = When(**{f"{name_search}__in": others}, then=1)
        return Case(When(**{name_search: own}, then=0), respelt, default=2)

    def rank(self, text: str, code: str = "") -> int:
        """0: the whole name as typed, or the code; 1: the whole name but for diacritics; 2: those with
        diacritics stand there as typed; 3: so with i for y; 4: each begins a word; 5: somewhere in it."""
        whole, name = search_key(self.text), search_key(text)
        if name_key(self.text) == name_key(text) or self.text.casefold() == code.casefold() != "":
            return 0
        if whole == name:
            return 1
        typed = name_key(text)
        marked = [word for word, key in zip(self.exact, self.keys, strict=True) if word != key]
        if marked and all(name_key(word) in typed for word in marked):
            return 2
        respelt = spelling_key(text)
        if spelling_key(self.text) == respelt or (marked and all(spelling_key(w) in respelt for w in marked)):
            return 3
        return 4 if all(f" {key}" in f" {name}" for key in self.keys) else 5


def search(text: str, user) -> list[Found]:
    """What `user` may see, by kind, in a number of queries that does not grow with the hits."""
    query = Query.of(text)
    if not query.is_enough:
        return []
    kinds = (_leaders, _cells, _committees, _plans, _reports)
    return [found for kind in kinds if (found := kind(query, user)).hits]


def _ranked(key: str, title, rows: QuerySet, query: Query, text: Callable, hit: Callable[..., Hit]) -> Found:
    """`rows` come in the order that holds among equals; `text` is a row's name and its code."""
    candidates = list(islice(rows.iterator(), CANDIDATES + 1))
    best = sorted(candidates[:CANDIDATES], key=lambda row: query.rank(*text(row)))
    return Found(key, title, [hit(row) for row in best], is_cut=len(candidates) > CANDIDATES)


def _leaders(query: Query, user) -> Found:
    leaders = Leader.objects.visible_to(user).select_related("committee")
    return _ranked(
        "leaders",
        gettext_lazy("Leaders"),
        leaders.filter(query.condition("name_search__named", "code__icontains")).order_by(
            query.called_so("name_search"), "name_sort", "code"
        ),
        query,
        lambda leader: (leader.full_name, leader.code),
        lambda leader: Hit(
            leader.full_name, f"{leader.position}, {leader.committee.label}", leader.get_absolute_url()
        ),
    )


def _cells(query: Query, user) -> Found:
    cells = Cell.objects.visible_to(user).select_related("committee")
    columns = ("name_search__named", "committee__name_search__named", "code__icontains")
    return _ranked(
        "cells",
        gettext_lazy("Cells of the province"),
        cells.filter(query.condition(*columns)).order_by(query.called_so("name_search"), "name_sort", "code"),
        query,
        lambda cell: (cell.name, cell.code),
        lambda cell: Hit(
            cell.name,
            cell.committee.name,
            cell.get_absolute_url(),
            badge=_until(cell.dissolved_on),
        ),
    )


def _committees(query: Query, user) -> Found:
    half_year = HalfYear.current()
    columns = ("name_search__named", "short_name__icontains", "code__icontains")
    return _ranked(
        "committees",
        gettext_lazy("Committees"),
        Committee.objects.visible_to(user).filter(query.condition(*columns)).order_by("name_sort", "code"),
        query,
        lambda committee: (committee.name, committee.code),
        lambda committee: Hit(
            committee.name,
            committee.get_kind_display(),
            f"{reverse('reports:overview', args=[half_year])}?{urlencode({'committee': committee.code})}",
            badge=_until(committee.ended_on),
        ),
    )


def _until(day: dt.date | None) -> str:
    return _("until %(day)s") % {"day": written_day(day)} if day else ""


def _plans(query: Query, user) -> Found:
    half_years, words = _half_years(query)
    plans = Plan.objects.visible_to(user).select_related("committee")
    plans = plans.filter(words.condition("committee__name_search__named", "committee__code__icontains"))
    if half_years is not None:
        plans = plans.filter(half_year__in=half_years)
    return _ranked(
        "plans",
        gettext_lazy("Plans"),
        plans.order_by("-half_year", "committee__path"),
        words,
        lambda plan: (plan.committee.name, plan.committee.code),
        lambda plan: Hit(
            f"{plan.committee.label} · {plan.half_year.label}",
            plan.get_status_display(),
            reverse("attendance:plan-detail", args=[plan.pk]),
        ),
    )


def _reports(query: Query, user) -> Found:
    half_years, words = _half_years(query)
    reports = IssuedReport.objects.visible_to(user).light().select_related("committee")
    # However it is laid out: 5-BC/BTCTU 05-BC/BTCTU.
    plain = Concat(Cast("number", CharField()), Value("-"), "symbol", output_field=CharField())
    reports = reports.annotate(written=Concat(plain, Value(" 0"), plain, output_field=CharField())).filter(
        words.condition("committee__name_search__named", "written__icontains")
    )
    if half_years is not None:
        reports = reports.filter(half_year__in=half_years)
    return _ranked(
        "reports",
        gettext_lazy("Issued reports"),
        reports.order_by("-half_year", "-pk"),
        words,
        lambda report: (f"{report.full_number} {report.committee.name}", report.full_number),
        lambda report: Hit(
            f"{report.full_number} · {report.committee.label}",
            capfirst(report.half_year.label),
            reverse("reports:issued-detail", args=[report.pk]),
        ),
    )


def _half_years(query: Query) -> tuple[Iterable[HalfYear] | None, Query]:
    """The half-years that the words name (None: none do), and the words that are left.

    "2018-H1", "6 tháng đầu năm 2018" in either language, or a year alone.
    """
    if match := HALF_YEAR.search(" ".join(query.keys)):
        named = [HalfYear.parse(f"{match[1]}-H{match[2]}")]
        return named, Query.of(HALF_YEAR.sub("", " ".join(query.keys)))
    years = [key for key in query.keys if re.fullmatch(r"20\d\d", key, re.ASCII)]
    if len(years) != 1:
        return None, query
    halves = [HalfYear.parse(f"{years[0]}-H{half}") for half in (1, 2)]
    left = [word for word in query.exact if word != years[0]]
    for half_year in halves:
        label = search_key(half_year.label).split()
        others = {word for other in halves if other != half_year for word in search_key(other.label).split()}
        telling = [word for word in label if word not in others]
        if telling and set(telling) <= {search_key(word) for word in left}:
            return [half_year], Query.of(" ".join(w for w in left if search_key(w) not in label))
    return halves, Query.of(" ".join(left))
