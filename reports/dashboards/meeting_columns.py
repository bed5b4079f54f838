"""What files say of each meeting beside the columns of a page; `where` a row has it."""

from django.utils.translation import gettext_lazy

from lib.lists import ListColumn, Reading, read
from lib.periods import written_time
from lib.tables import Kind


def hours(where: str) -> tuple[ListColumn, ...]:
    """From when to when it lasted."""

    def at(name: str) -> Reading:
        return lambda row: (time := read(f"{where}.{name}", row)) and written_time(time)

    return (
        ListColumn(gettext_lazy("Start"), value=at("starts_at"), width=8),
        ListColumn(gettext_lazy("End"), value=at("ends_at"), width=8),
    )


def members(where: str) -> tuple[ListColumn, ...]:
    """All whom the cell has, and who need not come or did not."""
    return tuple(
        ListColumn(label, value=f"{where}.{name}", kind=Kind.NUMBER)
        for label, name in (
            (gettext_lazy("Party members"), "members_total"),
            (gettext_lazy("Exempt"), "members_exempt"),
            (gettext_lazy("Absent, excused"), "absent_excused"),
            (gettext_lazy("Absent, no reason"), "absent_unexcused"),
        )
    )
