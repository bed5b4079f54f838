"""What a page that lists rows says of its table: a view's `columns`, drawn by `_partials/list_page.html`."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class ListColumn:
    """The heading of a column; a link where `sort` names an order of the filter form's SortField."""

    label: str | Promise
    sort: str = ""
    css: str = ""  # "number", "detail", "no-print"
    is_hidden: bool = False  # read out, not shown: over buttons
