"""A form of one table as an office prints it: what Word and Excel draw alike. Always in Vietnamese."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import number_format

from committees.models import Committee
from lib.counts import whole
from lib.heads import Looks
from lib.periods import written_day
from reports.document import layouts
from reports.document.layouts import Layout
from reports.document.letterheads import letterhead_of, party_organisation, preset_of, words_in
from reports.models.layouts import MARGINS

Value = str | int | Decimal | dt.date | None
DOTS = "…………"  # to be filled in by hand
SIZE, SMALL = 12, 10.5  # points; small where there are many columns, and below what a cell says first


@dataclass(frozen=True)
class PaperColumn:
    """`width` in millimetres: of what the page has, its share. Neighbours of one `group` stand below it."""

    label: str
    width: float
    is_words: bool = False
    group: str = ""


@dataclass(frozen=True)
class PaperRow:
    """One value a column; of a text the first line, the others tell more of it. Or one `heading` across.

    With `stays` it is on one page with the next row.
    """

    values: Sequence[Value] = ()
    is_bold: bool = False
    stays: bool = False
    heading: str = ""


@dataclass(frozen=True)
class Frame:
    """What stands around the table: whose paper it is, where, and in which layout."""

    superior_body: str
    issuing_body: str
    place: str
    year: int
    layout: Layout  # with the letterhead's own margins
    font: str
    signatory_title: list[str]
    signatory_name: str

    @property
    def looks(self) -> Looks:
        """Typeface and margins, as every document on paper begins with."""
        margins = {name: getattr(self.layout, name) for name in MARGINS}
        return Looks(font=self.font, **margins)


@dataclass(frozen=True)
class Signature:
    """`is_official`: by a title in the Party, set as the layout has it."""

    title: Sequence[str]
    name: str = ""
    is_official: bool = False


@dataclass(frozen=True)
class Paper:
    name: str  # in a word or two, as on a worksheet's tab
    frame: Frame
    kind: str  # PHIẾU ĐÁNH GIÁ
    title: Sequence[str]
    columns: Sequence[PaperColumn]
    rows: Sequence[PaperRow]
    signatures: tuple[Signature, Signature]  # left and right
    source: str = ""  # below the title: by what document
    above: Sequence[str] = field(default_factory=list)
    below: Sequence[str] = field(default_factory=list)
    is_small: bool = False  # of many columns


def frame_of(committee: Committee, day: dt.date) -> Frame:
    """As the committee's other documents of that day have it."""
    letterhead = letterhead_of(committee)
    layout = layouts.of(preset_of(letterhead, day))
    own = {name: value for name in MARGINS if (value := getattr(letterhead, name))}
    words = words_in(letterhead, layout)
    return Frame(
        superior_body=layout.spelt(words["superior_body"]),
        issuing_body=layout.spelt(words["issuing_body"]),
        place=words["place"],
        year=day.year,
        layout=replace(layout, **own),
        font=letterhead.font,
        signatory_title=layout.spelt(words["signatory_title"]).splitlines(),
        signatory_name=layout.signed(words["signatory_name"]),
    )


def frame_of_cell(name: str, committee: Committee, day: dt.date) -> Frame:
    """Of a paper that the cell fills in: above its name stands whoever manages it."""
    frame = frame_of(committee, day)
    is_organisation = frame.layout.superior == "organisation"
    above = party_organisation(committee.name) if is_organisation else committee.name.upper()
    spelt = frame.layout.spelt
    return replace(frame, superior_body=spelt(above), issuing_body=spelt(name.upper()))


def written(value: Value) -> str:
    """As it is printed: 7,5; 1.250; 05/03/2018."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return written_day(value)
    if isinstance(value, Decimal):
        return points(value)
    return whole(value) if isinstance(value, int) else value


@lru_cache(maxsize=1024)
def points(number: Decimal) -> str:
    """7,5, and 7 without a zero after it."""
    plain = number.normalize()
    return number_format(plain, max(0, -int(plain.as_tuple().exponent)))


def grouped(columns: Sequence[PaperColumn]) -> list[tuple[str, int]]:
    """(group, how many columns) from left to right; a column of its own has no group."""
    found: list[tuple[str, int]] = []
    for column in columns:
        if column.group and found and found[-1][0] == column.group:
            found[-1] = (column.group, found[-1][1] + 1)
        else:
            found.append((column.group, 1))
    return found
