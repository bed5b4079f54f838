"""Which column of an office's list means which column of the exchange format: a guess by its heading."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise, takewhile

from exchange.workbook.columns import Column, Sheet
from exchange.workbook.kinds import Choice, word_key
from exchange.workbook.sheets import (
    ANNOUNCED,
    CELLS,
    LEADERS,
    PLANS,
    RESULTS,
    SHEETS,
    TOTALS,
    TRIPS,
)
from lib.vietnamese import search_key

from . import calendar_headings, month_table
from .columns import heading_key
from .listing import ACROSS, CROSSING, GROUP, Heading
from .synonyms import OF_CELL, OF_LEADER, SYNONYMS
from .words import INDEX_KEYS, begins_like_group, is_mark, is_no_committee, month_of

_CELLS_COMMITTEE = ("dang uy", "dang bo", "cap uy", "ten cap uy", "truc thuoc", "thuoc")
_COMMUNAL = ("dang uy", "dang bo", "xa ", "phuong ", "thi tran ", "huyen uy", "thi uy", "thanh uy")
# Family and given name in two columns, and what may be written above the first.
_FAMILY = (
    "ho", "ho dem", "ho va dem", "ho ten dem", "ho va ten dem", "ho lot", "ho va lot", "ho va ten lot",
    "ho va chu lot", "ho va chu dem", "ho chu dem",
)  # fmt: skip
_GIVEN = "ten"
_PERSON = {LEADERS: "full_name", TRIPS: "leader", PLANS: "leader", RESULTS: "leader"}
# What a line above a group of rows may say, where nothing else does.
_BY_GROUP = {CELLS: ("committee",), LEADERS: ("committee",), PLANS: ("committee", "leader")}
# Headings of office lists that mean no column of the format.
_COMMON = (
    "stt", "tt", "so tt", "ghi chu", "nam sinh", "ngay sinh", "ngay thang nam sinh", "gioi tinh", "nam", "nu",
    "dan toc", "que quan", "so dien thoai", "dien thoai", "email", "trinh do", "ngay vao dang", "bi thu",
    "tong", "tong so", "chinh quyen", "dang", "huyen", "xa",
)  # fmt: skip


def guess(sheet: Sheet, headings: list[Heading]) -> dict[str, list[str]]:
    """Keys of the format's columns → keys of the headings that probably mean them, each once.

    Several where together they make one value: a name in two columns.
    """
    found = _Guess(headings)
    found.whole_values(sheet.name)
    ranks = list(_ranks(sheet))
    for names_of in (_whole_names, _lower_names):
        for rank in ranks:
            for key, name in rank:
                found.take(key, (h for h in headings if name in names_of(h)))
    for column in sheet.columns:
        found.take(column.key, _begins_alike(column, headings))
    for rank in ranks:
        for key, name in rank:
            found.take(key, sorted((h for h in headings if name in _upper_names(h)), key=_is_no_total))
    if sheet.name in (PLANS, LEADERS):
        found.drop_the_cells_committee(sheet.name)
    for key in _BY_GROUP.get(sheet.name, ()):
        found.take_group(sheet.name, key)
    if sheet.name == ANNOUNCED:
        found.columns |= calendar_headings.day_hour_and_weekday(headings, found.columns)
    if sheet.name == TOTALS:
        found.columns |= month_table.members_together(headings, found.columns)
    if sheet.name == LEADERS and "position" in found.columns:
        # Who is of which group shows in the position; the words are asked about before they count.
        found.columns.setdefault("group", found.columns["position"])
    return found.columns


class _Guess:
    """What is guessed so far."""

    def __init__(self, headings: list[Heading]):
        self.headings = headings
        self.columns: dict[str, list[str]] = {}
        self.taken: set[str] = set()

    def take(self, key: str, candidates: Iterable[Heading]) -> None:
        if key in self.columns:
            return
        heading = next((h for h in candidates if h.key not in self.taken and not h.continues), None)
        if heading:
            self.put(key, [heading.key, *self._continuing(heading)])

    def put(self, key: str, names: list[str]) -> None:
        self.columns[key] = names
        self.taken.update(names)

    def _continuing(self, heading: Heading) -> list[str]:
        """The other columns that its heading is merged over."""
        others = self.headings[self.headings.index(heading) + 1 :]
        return [h.key for h in takewhile(lambda h: h.continues, others)]

    def whole_values(self, sheet: str) -> None:
        """What stands in several columns of the list, or across."""
        if sheet in _PERSON:
            self.name_in_two_columns(_PERSON[sheet])
        if sheet == PLANS:
            self.matrix()
        if sheet == TOTALS and any(h.key == ACROSS for h in self.headings):
            self.put("band", [ACROSS])
        if sheet == ANNOUNCED and (both := calendar_headings.secretary_and_phone(self.headings)):
            self.put("contact", both)

    def name_in_two_columns(self, key: str) -> None:
        for family, given in pairwise(self.headings):
            if _last_key(family) in _FAMILY and _last_key(given) == _GIVEN:
                self.put(key, [family.key, given.key])
                return

    def matrix(self) -> None:
        """Months across the top or in the crossings, and there or here the cells or the leaders."""
        across, crossing = (
            next((h for h in self.headings if h.key == key), None) for key in (ACROSS, CROSSING)
        )
        if across is None or crossing is None:
            return
        if _are(month_of, across):
            self.put("month", [across.key])
        else:
            self.put("cell", [across.key])
        keys = {_last_key(h) for h in self.headings}
        has_cells, has_leaders = keys & {*OF_CELL, "ma chi bo"}, keys & {*OF_LEADER, "ma lanh dao"}
        if (has_cells and has_leaders) or all(is_mark(text) for text in crossing.samples):
            return
        if "month" not in self.columns and _are(month_of, crossing):
            self.put("month", [crossing.key])
        elif "month" in self.columns:
            self.put("leader" if has_cells else "cell", [crossing.key])

    def drop_the_cells_committee(self, sheet: str) -> None:
        """A party committee beside the cell is the cell's own, not the one that plans."""
        names = self.columns.get("committee")
        heading = next(h for h in self.headings if h.key == names[0]) if names else None
        if heading and (
            _last_key(heading) in _CELLS_COMMITTEE
            or (sheet == PLANS and _last_key(heading) == "don vi" and _are(_is_communal, heading))
        ):
            del self.columns["committee"]

    def take_group(self, sheet: str, key: str) -> None:
        groups = [h for h in self.headings if h.key.startswith(GROUP) and h.key not in self.taken]
        if key == "leader":
            groups = [h for h in groups if not any(begins_like_group(s) for s in h.samples)]
        else:
            groups = [h for h in groups if not any(is_no_committee(s) for s in h.samples)]
        if key == "committee" and sheet == PLANS:
            groups = [
                h for h in groups if all(begins_like_group(s) and not _is_communal(s) for s in h.samples)
            ]
        self.take(key, reversed(groups))  # the innermost says most


def _are(is_such, heading: Heading) -> bool:
    return bool(heading.samples) and all(is_such(text) for text in heading.samples)


def _is_communal(text: str) -> bool:
    return search_key(text).startswith(_COMMUNAL)


def _last_key(heading: Heading) -> str:
    return heading_key(heading.parts[-1] if heading.parts else heading.text)


def _is_no_total(heading: Heading) -> bool:
    return _last_key(heading) not in ("tong", "tong so", "cong", "chinh quyen")


def _whole_names(heading: Heading) -> list[str]:
    """The heading; of one in two rows also the lower before the upper: "Ngày" below "Sinh hoạt"."""
    parts = heading.parts
    if len(parts) < 2:
        return [heading.key]
    return [heading.key, heading_key(" ".join((parts[-1], *parts[:-1])))]


def _lower_names(heading: Heading) -> list[str]:
    return [_last_key(heading)] if len(heading.parts) > 1 else []


def _upper_names(heading: Heading) -> list[str]:
    return [heading_key(part) for part in heading.parts[:-1]]


def _ranks(sheet: Sheet):
    """Pairs of column and heading: exact names of all columns first, then each next synonym."""
    synonyms = SYNONYMS.get(sheet.name, {})
    yield [(column.key, heading_key(column.name)) for column in sheet.columns]
    for i in range(max(map(len, synonyms.values()), default=0)):
        yield [(key, names[i]) for key, names in synonyms.items() if i < len(names)]


def _begins_alike(column: Column, headings: list[Heading]) -> list[Heading]:
    """Headings that say more than the column's name: "Địa điểm sinh hoạt chi bộ"."""
    name = heading_key(column.name)
    return [h for h in headings if len(h.parts) < 2 and " " in name and h.key.startswith(f"{name} ")]


def is_canonical(sheet: Sheet, headings: list[Heading]) -> bool:
    """Whether the headings are the format's own: every mandatory column under its exact name."""
    names = [word_key(heading.text) for heading in headings]
    return all(names.count(word_key(c.name)) == 1 for c in sheet.columns if c.mandatory)


@cache
def vocabulary() -> frozenset[str]:
    """Keys of all headings that are known, of whatever list."""
    own = {heading_key(column.name) for sheet in SHEETS.values() for column in sheet.columns}
    return frozenset(own.union(_COMMON, *(names for known in SYNONYMS.values() for names in known.values())))


def canonical(sheet: Sheet, headings: list[Heading]) -> dict[str, list[str]]:
    """As `guess`, by the exact names of the format alone."""
    by_name = {word_key(heading.text): heading.key for heading in headings}
    return {c.key: [by_name[word_key(c.name)]] for c in sheet.in_lists if word_key(c.name) in by_name}


# Known headings that may just as well be values, as all words are that a column may hold.
_VALUES_TOO = frozenset(
    ("ban", "xa", "huyen", "don vi", "co quan", "chi bo", "dang", "loai", "nam", "nu")
) | frozenset(
    heading_key(word)
    for sheet in SHEETS.values()
    for column in sheet.columns
    if isinstance(column.kind, Choice)
    for word in column.kind.words
)


def are_headings(values: list) -> bool:
    """Whether a row of a worksheet is certainly one of headings; `values` are its filled cells."""
    if len(values) < 2 or not all(map(_may_head, values)):
        return False
    known = vocabulary()
    texts = [value for value in values if isinstance(value, str)]
    if not any(heading_key(text) in known for text in texts[:3]):
        return False
    found = {key for text in texts if (key := heading_key(text)) in known}
    enough = len(found) * 2 >= len(texts) or len(texts) < len(values)
    codes = (
        {heading_key(text) for text in texts if _is_code(text)} if not all(map(str.isupper, texts)) else set()
    )
    return len(found) > 1 and enough and not found <= _VALUES_TOO | codes


def _is_code(text: str) -> bool:
    """ "TU" beside names is the code of a committee, no heading "Từ"."""
    return text.isupper() and text.isascii() and " " not in text and heading_key(text) not in INDEX_KEYS


def may_be_headings(values: list) -> bool:
    """Whether it may be one, where nothing above is."""
    texts = [value for value in values if isinstance(value, str) and len(value) < 80]
    if sum(map(_may_head, values)) * 3 < len(values) * 2:
        return False
    known = {key for text in texts if (key := heading_key(text)) in vocabulary()}
    more = [text for text in texts if _begins_known(heading_key(text))]
    return len(known) > 1 or len(known | set(more)) * 2 >= len(values) > 0


def _may_head(value) -> bool:
    """Text; months across the top may be numbers and dates."""
    return len(value) < 80 if type(value) is str else month_of(value) is not None


def _begins_known(key: str) -> bool:
    words = key.split()
    return any(" ".join(words[:length]) in vocabulary() for length in (2, 3) if length < len(words))
