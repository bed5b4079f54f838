"""Figures on a page: each is a link to the very rows it counts."""

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from attendance.figures.links import evaluations_url, figure_url, page_query, query, target_url
from attendance.figures.measures import CARDS, MEASURES, NAMED, RATE, REASONS, TARGET_MEASURES, TARGET_RATE
from attendance.figures.selection import Selection
from attendance.figures.tally import Tally
from attendance.figures.targets import TargetTally
from attendance.figures.written import (
    decimal,
    in_prose,
    in_words,
    percent,
    plain_number,
    signed,
    signed_number,
)
from lib.counts import whole

# Of these nothing is as it should be, so a zero may stay in the background of a table.
DEVIATIONS = {"carried_over_cells", "missed_cells", "pending_cells", "overdue_visits", "extra_cells"}
NIL, NOTHING = mark_safe('<span class="nil">0</span>'), mark_safe("0")
ANY = "planned_cells"

register = template.Library()
register.simple_tag(page_query)
register.simple_tag(figure_url)
for written in (percent, in_prose, decimal, in_words, signed, plain_number, signed_number):
    register.filter(written)


@register.simple_tag
def selection_query(selection: Selection, **extra) -> str:
    return query(selection, **extra)


@register.simple_tag
def figure(selection: Selection, tally: Tally, measure: str) -> str:
    """The number, linked to its rows; a zero has none."""
    count = getattr(tally, measure)
    if not count and measure in DEVIATIONS:
        return NIL
    return _linked(count, figure_url(selection, measure))


def _linked(count: int, url: str, zero: str = "0") -> str:
    if not count:
        return zero
    return format_html('<a class="figure" href="{}">{}</a>', url, whole(count))


@register.simple_tag
def linked(count: int, url: str, zero: str = "0") -> str:
    """A number, linked to where its rows are listed; a zero has none."""
    return _linked(count, url, zero) if url else whole(count)


@register.simple_tag
def target_figure(selection: Selection, tally: TargetTally, measure: str) -> str:
    """A figure about targets, linked to the leaders it counts."""
    return _linked(getattr(tally, measure), target_url(selection, measure))


@register.simple_tag
def share_bar(part, whole) -> str:
    """As much of a small bar as `part` is of `whole`: for the eye only, beside the numbers."""
    if not whole:
        return ""
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-whole" width="100" height="10"/>'
        '<rect class="bar-part" width="{}" height="10"/></svg>',
        round(100 * part / whole),
    )


@register.simple_tag
def rate_bar(tally: Tally) -> str:
    return share_bar(tally.attended_cells, tally.planned_cells)


@register.simple_tag
def narrowed_like(selection: Selection, other: Selection) -> Selection:
    """The same cut of another half-year."""
    return selection.narrow(
        half_year=other.half_year,
        as_of=other.as_of,
        first_month=other.first_month,
        last_month=other.last_month,
    )


@register.simple_tag
def fraction(selection: Selection, tally: Tally) -> str:
    """18/22, each number linked to its rows."""
    return format_html(
        "{}/{}",
        figure(selection, tally, "attended_cells"),
        figure(selection, tally, "planned_cells"),
    )


@register.simple_tag
def linked_figures(selection: Selection, *counted) -> "LinkedFigures":
    """For a table's row: `{% linked_figures row.selection row.tally as n %}{{ n.planned_cells }}`."""
    return LinkedFigures(selection, *counted)


class LinkedFigures:
    """As `figure`, of many measures: their addresses differ in one word, and are written once."""

    def __init__(self, selection: Selection, *counted):
        self._counted = counted
        self._before, self._after = escape(figure_url(selection, ANY)).split(ANY, 1)

    def __getitem__(self, measure: str) -> SafeString:
        count = next(getattr(numbers, measure) for numbers in self._counted if hasattr(numbers, measure))
        if not count:
            return NIL if measure in DEVIATIONS else NOTHING
        return SafeString(f'<a class="figure" href="{self._before}{measure}{self._after}">{whole(count)}</a>')


@register.simple_tag
def figure_cells(row, columns) -> SafeString:
    """The values of a report's row in the columns, linked where they count rows; each in a cell."""
    linked_to = LinkedFigures(row.selection, row.tally)
    return SafeString(
        "".join(
            f'<td class="{"number detail" if column.detail else "number"}">'
            f"{decimal(row.tally.rate) if column.name == RATE.key else linked_to[column.name]}</td>"
            for column in columns
        )
    )


@register.simple_tag
def heading(measure: str) -> str:
    """Of a column with that figure."""
    return str(NAMED[measure].label)


@register.simple_tag
def target_heading(measure: str) -> str:
    return str(TARGET_RATE.label if measure == TARGET_RATE.key else TARGET_MEASURES[measure].heading)


@register.inclusion_tag("figures/_facts.html")
def facts(card: str, selection: Selection, *counted, beside=()) -> dict:
    """The lines of a card; each figure is that of whichever of `counted` has it.

    What one of the cards `beside` says, all say: their lines stand next to one another.
    """
    cards = [counted, *((line.row.tally, line.progress) for line in beside)]

    def having(key: str, of):
        return next(numbers for numbers in of if hasattr(numbers, key))

    def number(key: str, of) -> int:
        return getattr(having(key, of), key) if key else 0

    lines = []
    for fact in CARDS[card]:
        if fact.always or any(number(fact.of or fact.key, of) != number(fact.unless, of) for of in cards):
            linked_figures = [(figure(selection, having(k, counted), k),) for k in (fact.key, fact.of) if k]
            label = fact.label or MEASURES[fact.key].title
            lines.append((label, format_html_join("/", "{}", linked_figures)))
    return {"lines": lines}


@register.simple_tag
def reason_figure(selection: Selection, reason, count: int) -> str:
    return _linked(count, figure_url(selection, REASONS, reason=reason.code), NIL)


@register.simple_tag
def delay_figure(selection: Selection, delay: str, count: int) -> str:
    return _linked(count, figure_url(selection, "logged_after", delay=delay), NIL)


@register.simple_tag
def evaluation_figure(selection: Selection, count, **filters) -> str:
    """A count of evaluations, linked to their list."""
    return _linked(count, evaluations_url(selection, **filters))
