"""The month's calendar: for which days meetings are announced; judged, then announced as on its page."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from attendance.planning.announcing import announceable
from lib.periods import Month
from lib.versions import on_occasion_of
from meetings.actions import Announcement, announce
from meetings.models import AnnouncedMeeting, Cell

from .book import CREATED, UNCHANGED, Book
from .kinds import shown
from .ledger import batches
from .reader import Row
from .sheets import ANNOUNCED

_FACTS = ("begins_at", "place", "contact", "source_document")


def judge(book: Book) -> None:
    """An empty cell takes nothing away that was announced."""
    rows = _once_a_month(list(book.known_rows(ANNOUNCED, "cell", "date")))
    stored, allowed = _stored(book, rows), _allowed(book, rows)
    for row in rows:
        cell, month = book.named(row, "cell"), Month.of(row["date"])
        if cell is None or not _is_possible(row, cell):
            continue
        if allowed is not None and cell.pk not in allowed[month]:
            row.problem(
                "cell",
                _("you may not announce the meetings of “%(cell)s”") % {"cell": shown(cell)},
                _("leave the row out, or ask the staff there"),
            )
            continue
        _announce(book, row, cell, stored.get((row["cell"], month)))


def _announce(book: Book, row: Row, cell: Cell, meeting: AnnouncedMeeting | None) -> None:
    told = {name: value for name, value in row.given(*_FACTS).items() if value is not None}
    if meeting is None:
        new = AnnouncedMeeting(cell=cell, month=Month.of(row["date"]), date=row["date"], **told)
        book.count(row, CREATED, new)
        return
    if not meeting.place and told.get("place") == cell.place:
        del told["place"]  # it meets there anyway
    book.count_change(row, book.ledger.give(meeting, date=row["date"], **told), meeting)


def _once_a_month(rows: list[Row]) -> list[Row]:
    first: dict[tuple, Row] = {}
    for row in rows:
        month = Month.of(row["date"])
        if (other := first.setdefault((row["cell"], month), row)) is not row:
            row.problem(
                "date",
                _("the meeting of this cell in %(month)s is already in row %(row)d")
                % {"month": month, "row": other.number},
                _("keep one of the two rows"),
            )
    return list(first.values())


def _is_possible(row: Row, cell: Cell) -> bool:
    return is_in_its_month(row) and exists(row, cell)


def is_in_its_month(row: Row) -> bool:
    """Whether the day lies in the month that the row, or the list, is about."""
    day, month = row["date"], row["month"]
    if month and Month.of(day) != month:
        row.problem(
            "date",
            _("%(day)s does not lie in %(month)s") % {"day": shown(day), "month": month},
            _("correct the day, or the month for which the list holds"),
        )
        return False
    return True


def exists(row: Row, cell: Cell) -> bool:
    day = row["date"]
    if not cell.exists_between(day, day):
        row.problem(
            "date",
            _("“%(cell)s” does not exist on %(day)s") % {"cell": shown(cell), "day": shown(day)},
            _("correct the day, or choose another cell"),
        )
        return False
    return True


def _stored(book: Book, rows: list[Row]) -> dict[tuple[str, Month], AnnouncedMeeting]:
    """By the cell's code and month."""
    found = {}
    cells = {cell.pk: cell for row in rows if (cell := book.cells.get(row["cell"])) and cell.pk is not None}
    months = {Month.of(row["date"]) for row in rows}
    for batch in batches(sorted(cells)):
        for meeting in AnnouncedMeeting.objects.filter(cell__in=batch, month__in=months).order_by():
            meeting.cell = cells[meeting.cell_id]
            found[meeting.cell.code, meeting.month] = meeting
    return found


def _allowed(book: Book, rows: list[Row]) -> dict[Month, set[int]] | None:
    """Within bounds: the cells whose meetings the user announces, by month."""
    if not book.terms.is_bounded:
        return None
    months = {Month.of(row["date"]) for row in rows}
    return {
        month: set(announceable(book.by, month).order_by().values_list("pk", flat=True)) for month in months
    }


def lock(book: Book, others: Collection[int] = ()) -> None:
    """Before anything is written, the cells of all months and the `others`, by their ids, in one order.

    A month after the other, two who announce could wait for each other.
    """
    keys = {meeting.cell_id for _row, meeting in _new_or_changed(book)} - {None}
    for batch in batches(sorted(keys.union(others))):
        list(Cell.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))


def save(book: Book) -> None:
    """Cells are saved by now, and those of before are locked."""
    by_month: dict[Month, dict[int, tuple[Row, Announcement]]] = defaultdict(dict)
    for row, meeting in _new_or_changed(book):
        facts = {name: getattr(meeting, name) for name in ("date", *_FACTS)}
        version = 0 if meeting.pk is None else meeting.version
        by_month[meeting.month][meeting.cell.pk] = row, Announcement(meeting.cell, **facts, version=version)
    with on_occasion_of(book.ledger.change_reason):
        for month in sorted(by_month):
            _save(month, by_month[month], by=book.by)


def _new_or_changed(book: Book) -> Iterator[tuple[Row, AnnouncedMeeting]]:
    for judged in book.judged:
        if judged.row.sheet == ANNOUNCED and judged.outcome != UNCHANGED:
            yield judged.row, judged.objects[0]


def _save(month: Month, announced: dict[int, tuple[Row, Announcement]], *, by) -> None:
    try:
        announce(month=month, announcements=[told for _row, told in announced.values()], by=by)
    except ValidationError as refusal:
        for key, errors in refusal.error_dict.items():
            row, _told = announced[key]
            row.refused("date", ValidationError(errors), _("do it on the page of the calendar"))
