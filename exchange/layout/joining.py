"""Lists of several worksheets as one, and what their columns are called."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _

from .columns import SAMPLES, headings_of
from .flat import Flat
from .listing import ABOVE, ACROSS, CROSSING, EVERY_SHEET, GROUP, SHEET, Heading, Listing, Place, Record
from .texts import text_of

_LOOKED_AT = 40  # records that samples come from


def listing_of(lists: list[Flat], place: Place) -> Listing:
    """The lists as one: columns with the same heading are one, wherever they stand."""
    names = []
    if any(one.matrix.across for one in lists):
        names += [ACROSS, CROSSING]
    depth = max((len(groups) for one in lists for _line, groups in one.lines), default=0)
    names += [GROUP + (str(level) if level > 1 else "") for level in range(1, depth + 1)]
    names += [SHEET] if place.worksheet == EVERY_SHEET else []
    names += [ABOVE] if any(one.above for one in lists) else []
    parts = [(headings_of(one.columns, {}), one.records(names)) for one in lists]
    headings = {h.key: h for own, _records in parts for h in reversed(own)}
    order = _order([h.key for h in own] for own, _records in parts)
    records: list[Record] = []
    for own, found in parts:
        records += found if [h.key for h in own] == order else _moved(found, own, order, len(names))
    shown = [headings[key] for key in order] + [Heading(name, 0, _text(name)) for name in names]
    samples = [dict.fromkeys(text for record in records[:_LOOKED_AT] if (text := text_of(record.values[i])))
               for i in range(len(shown))]  # fmt: skip
    return Listing(
        [
            replace(heading, position=i, samples=tuple(islice(samples[i], SAMPLES)))
            for i, heading in enumerate(shown)
        ],
        records,
        [row for one in lists for row in one.aside],
        [row for one in lists for row in one.brought_back],
        [remark for one in lists for remark in one.remarks()],
        {one.title: one.titles() for one in lists},
    )


def _order(lists: Iterable[list[str]]) -> list[str]:
    """All keys of the lists, each behind the one that it stands behind where it first comes."""
    order: list[str] = []
    for keys in lists:
        for i, key in enumerate(keys):
            if key not in order:
                order.insert(order.index(keys[i - 1]) + 1 if i else 0, key)
    return order


def _moved(records: Iterator[Record], own: list[Heading], order: list[str], more: int) -> Iterator[Record]:
    """Records with their values in the order of these keys, the last `more` as they are."""
    by_key = {heading.key: i for i, heading in enumerate(own)}
    positions = [by_key.get(key) for key in order] + [len(own) + i for i in range(more)]
    for record in records:
        yield Record(
            record.worksheet,
            record.number,
            [None if i is None else record.values[i] for i in positions],
            [f"A{record.number}" if i is None else record.places[i] for i in positions],
        )


def _text(name: str) -> str:
    """What such a column is called."""
    if name.startswith(GROUP):
        level = name[len(GROUP) :]
        text = _("line above the group of rows")
        return _("%(text)s, level %(level)s") % {"text": text, "level": level} if level else text
    return {
        ACROSS: _("heading of the column (month, cell or band)"),
        CROSSING: _("what stands in the column"),
        SHEET: _("title of the sheet"),
        ABOVE: _("line above the headings"),
    }[name]
