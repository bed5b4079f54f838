"""Office sheets made up at random, each with the clean list that it was made from.

`office_sheet(Random(seed))` decides everything by its random numbers: titles, headings in one or two rows,
numbering rows, groups, merged cells, footers, hidden and struck rows, blank lines, headings again, sheets.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import openpyxl
from openpyxl.styles import Font

from exchange.layout.listing import Odd
from exchange.tables import Merge, Table
from exchange.workbook.sheets import CELLS, LEADERS, PLANS

COMMUNES = ["Đông Hà", "Cẩm Vân", "Hạc Thành", "Tân Mỹ", "An Phú", "Cộng Hòa", "Kỳ Anh"]
UNITS = ["Ban Tổ chức Tỉnh ủy", "Ban Tuyên giáo Tỉnh ủy", "Văn phòng Tỉnh ủy", "Ủy ban Kiểm tra Tỉnh ủy"]
FAMILY = ["Lê", "Trần Văn", "Nguyễn Thị Thu", "Phạm", "Đỗ Thị", "Lưu Ý", "Tống"]
GIVEN = ["An", "Bình", "Hà", "Khánh", "Ngân", "Dũng", "Hoa"]
POSITIONS = ["Trưởng ban", "Phó Trưởng ban", "Trưởng phòng", "Chánh Văn phòng", "Phó Trưởng phòng"]
TYPES = ["Thôn", "Trường học", "Quân sự", "Tổ dân phố"]
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII"]


@dataclass
class Sheet:
    """Tables, and what is right about them: the records, and the kind of each odd row by title and number."""

    kind: str
    tables: list[Table] = field(default_factory=list)
    records: list[dict[str, str]] = field(default_factory=list)
    odd: dict[tuple[str, int], Odd] = field(default_factory=dict)
    headings: set[tuple[str, int]] = field(default_factory=set)
    titles: set[tuple[str, int]] = field(default_factory=set)

    def saved(self) -> bytes:
        """As an Excel workbook."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for table in self.tables:
            _write(book.create_sheet(table.title), table)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()


def _write(worksheet, table: Table) -> None:
    for number, values in enumerate(table.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                cell = worksheet.cell(number, column, value)
                if number - 1 in table.struck_rows:
                    cell.font = Font(strike=True)
    for merge in table.merges:
        first_row, first_column, last_row, last_column = (part + 1 for part in merge)
        worksheet.merge_cells(
            start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column
        )
    for row in table.hidden_rows:
        worksheet.row_dimensions[row + 1].hidden = True


class _Page:
    """A worksheet that is being written."""

    def __init__(self, sheet: Sheet, title: str, random: Random):
        self.sheet, self.random, self.title = sheet, random, title
        self.rows: list[list] = []
        self.merges: list[Merge] = []
        self.hidden: set[int] = set()
        self.struck: set[int] = set()

    def add(self, values: list, odd: Odd | None = None) -> int:
        """The row's number, from 1."""
        values = list(values)
        while values and values[-1] is None:
            values.pop()
        self.rows.append(values)
        number = len(self.rows)
        if odd and values:
            self.sheet.odd[self.title, number] = odd
        return number

    def maybe_blank(self, chance: float = 0.3) -> None:
        if self.random.random() < chance:
            self.rows.append([])

    def merge(self, row: int, first: int, last: int, down: int = 0) -> None:
        """Columns from 0; `row` from 1."""
        if last > first or down:
            self.merges.append(Merge(row - 1, first, row - 1 + down, last))

    def table(self) -> Table:
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        return Table(self.title, self.rows, self.merges, frozenset(self.hidden),
                     struck_rows=frozenset(self.struck))  # fmt: skip


@dataclass
class _Column:
    """`parts` are its headings from above; `key` the fact of a record that stands in it."""

    key: str
    parts: tuple[str, ...]


def office_sheet(random: Random, kind: str | None = None) -> Sheet:
    kind = kind or random.choice([CELLS, LEADERS, PLANS])
    sheet = Sheet(kind)
    columns = _COLUMNS[kind](random)
    style = {
        "groups": random.choice(["none", "roman", "roman", "text", "merged", "alone", "two"]),
        "marks": random.randrange(3),
        "subtotals": random.random() < 0.3,
        "index": random.choice(["int", "int", "text", "none"]),
        "depth": max(len(column.parts) for column in columns),
        "numbering": random.random() < 0.4,
        "again": random.random() < 0.3,
        "down": kind == LEADERS and random.random() < 0.4,
        "whole": random.random() < 0.5,
    }
    if style["index"] == "none":
        columns = columns[1:]
        if style["groups"] == "roman":
            style["groups"] = "text"
    titles = ["Danh sách"] if random.random() < 0.7 else ["Khối A", "Khối B"]
    for title in titles:
        page = _Page(sheet, title, random)
        _fill(page, columns, style)
        sheet.tables.append(page.table())
    return sheet


def _fill(page: _Page, columns: list[_Column], style: dict) -> None:
    random = page.random
    for text in ["TỈNH ỦY LAM SƠN", "DANH SÁCH ĐỀ NGHỊ", "(Tính đến ngày 01/01/2026)"][
        : random.randint(0, 3)
    ]:
        row = page.add([text])
        page.sheet.titles.add((page.title, row))
        if random.random() < 0.5:
            page.merge(row, 0, len(columns) - 1)
        page.maybe_blank()
    _headings(page, columns, style["depth"], Odd.HEADING if False else None)
    if style["numbering"]:
        shape = random.choice(["{}", "({})"])
        page.add([shape.format(i) for i in range(1, len(columns) + 1)], Odd.NUMBERING)
    count = 0
    for number, groups in enumerate(_groups(random, style["groups"])):
        for level, name in enumerate(groups):
            _group(page, columns, style, name, (number, level, len(groups)))
        first = len(page.rows) + 1
        for _i in range(random.randint(1, 5)):
            count += 1
            _record(page, columns, style, count, groups)
            page.maybe_blank(0 if style["down"] else 0.05)
        if style["down"]:
            _merge_down(page, columns, first, len(page.rows))
        if style["again"] and random.random() < 0.4:
            _headings(page, columns, style["depth"], Odd.HEADING)
    _footer(page, columns, count)


def _headings(page: _Page, columns: list[_Column], depth: int, odd: Odd | None) -> None:
    rows = [[None] * len(columns) for _i in range(depth)]
    first = len(page.rows) + 1
    spans: dict[tuple[int, str], list[int]] = {}
    for i, column in enumerate(columns):
        for level, part in enumerate(column.parts):
            spans.setdefault((level, part), []).append(i)
        if len(column.parts) < depth:
            page.merge(first, i, i, depth - 1)
    for (level, part), among in spans.items():
        rows[level][among[0]] = part
        if len(among) > 1:
            page.merge(first + level, among[0], among[-1])
    for values in rows:
        number = page.add(values, odd)
        if not odd:
            page.sheet.headings.add((page.title, number))


def _groups(random: Random, style: str) -> Iterator[list[str]]:
    names = [f"{random.choice(['Xã', 'Phường', 'Đảng ủy xã'])} {name}" for name in COMMUNES]
    random.shuffle(names)
    if style == "none":
        yield []
        return
    for number in range(random.randint(1, 3)):
        if style == "two":
            yield [f"Khối {number + 1}", names[number]]
        else:
            yield [names[number]]


def _group(page: _Page, columns: list[_Column], style: dict, name: str, where: tuple[int, int, int]) -> None:
    number, level, _depth = where
    random = page.random
    has_index = columns[0].key == "index"
    count = random.choice(["", "", " (4 chi bộ)", ": 03 đồng chí", ":"])
    if style["groups"] == "two":
        text = f"{ROMAN[number]}. {name}" if level == 0 else f"1. {name}"
    elif style["groups"] == "text":
        text = f"{[ROMAN[number] + '.', str(number + 1) + '.', 'ABC'[number] + ')'][style['marks']]} {name}"
    else:
        text = name
    if style["groups"] == "roman" and has_index:
        members = [i for i, column in enumerate(columns) if column.key in ("members_total", "women")]
        values = [ROMAN[number], text + count, *[None] * (len(columns) - 2)]
        for i in members if style["subtotals"] else ():
            values[i] = 77
        page.add(values, Odd.GROUP)
        return
    alone = 1 if style["groups"] == "alone" and has_index else 0
    row = page.add([None] * alone + [text + count], Odd.GROUP)
    if style["groups"] == "merged" or (style["whole"] and not alone):
        page.merge(row, 0, len(columns) - 1)


def _record(page: _Page, columns: list[_Column], style: dict, count: int, groups: list[str]) -> None:
    random = page.random
    facts = _FACTS[page.sheet.kind](random, count)
    values: dict[str, object] = {**facts, "index": count if style["index"] == "int" else f"{count}."}
    if "given" in {column.key for column in columns}:
        words = facts["name"].split()
        values |= {"name": " ".join(words[:-1]), "given": words[-1]}
    for key in ("place", "note"):
        if key in facts and random.random() < 0.3:
            values[key], facts[key] = None, ""
    row = page.add([values.get(column.key) for column in columns])
    kind = random.choice([Odd.HIDDEN, Odd.STRUCK]) if random.random() < 0.06 else None
    if kind:
        (page.hidden if kind == Odd.HIDDEN else page.struck).add(row - 1)
        page.sheet.odd[page.title, row] = kind
        return
    for level, name in enumerate(groups):
        facts["@group" if not level else f"@group{level + 1}"] = name
    page.sheet.records.append({key: str(value) for key, value in facts.items()})


def _merge_down(page: _Page, columns: list[_Column], first: int, last: int) -> None:
    """All rows of the group are of the office that stands in the first of them."""
    column = next(i for i, one in enumerate(columns) if one.key == "committee")
    unit = page.rows[first - 1][column]
    for row in range(first, last + 1):
        page.rows[row - 1][column] = unit if row == first else None
    page.merge(first, column, column, last - first)
    records = page.sheet.records
    kept = sum((page.title, row) not in page.sheet.odd for row in range(first, last + 1))
    for record in records[len(records) - kept :]:
        record["committee"] = unit


def _footer(page: _Page, columns: list[_Column], count: int) -> None:
    random, width = page.random, len(columns)
    for number in range(count + 1, count + 1 + (random.randint(1, 3) if random.random() < 0.1 else 0)):
        if columns[0].key == "index":
            page.add([number], Odd.SHORT)
    if random.random() < 0.6:
        text = random.choice(
            ["Tổng cộng", f"Tổng cộng: {count} chi bộ", "Cộng", f"Tổng số: {count:02}", "TỔNG"]
        )
        page.add([None] * random.randint(0, 1) + [text] + [None] * (width - 3) + [count], Odd.TOTAL)
    if random.random() < 0.6:
        page.maybe_blank(0.8)
        if random.random() < 0.5:
            page.add([None] * (width - 2) + ["Lam Sơn, ngày 05 tháng 01 năm 2026"], Odd.SIGNATURE)
        one = random.choice(["NGƯỜI LẬP BIỂU", "Người lập", "NGƯỜI TỔNG HỢP"])
        other = random.choice([None, "TRƯỞNG BAN", "T/M BAN THƯỜNG VỤ"])
        page.add([None, one] + [None] * (width - 4) + [other], Odd.SIGNATURE)
        page.maybe_blank(0.9)
        page.add(
            [None, "Nguyễn Thị Lập"] + [None] * (width - 4) + [other and "Trần Văn Trưởng"], Odd.SIGNATURE
        )
    if random.random() < 0.2:
        page.add(["Ghi chú: danh sách này thay danh sách trước."], Odd.SIGNATURE)


# The kinds of lists


def _cell_columns(random: Random) -> list[_Column]:
    two_rows = random.random() < 0.4
    members = (("Số đảng viên", "Tổng số"), ("Số đảng viên", "Nữ")) if two_rows else (("Số ĐV",), ("Nữ",))
    meeting = (("Sinh hoạt định kỳ", "Ngày"), ("Sinh hoạt định kỳ", "Địa điểm")) if two_rows else (
        ("Ngày sinh hoạt",), ("Nơi họp",)
    )  # fmt: skip
    return [
        _Column("index", (random.choice(["STT", "TT", "Số TT"]),)),
        _Column("name", (random.choice(["Tên chi bộ", "Chi bộ", "TÊN CHI BỘ"]),)),
        _Column("organization_type", (random.choice(["Loại hình", "Loại"]),)),
        _Column("members_total", members[0]),
        _Column("women", members[1]),
        _Column("meeting_day", meeting[0]),
        _Column("place", meeting[1]),
        _Column("note", ("Ghi chú",)),
    ]


def _cell_facts(random: Random, count: int) -> dict:
    return {
        "name": f"Chi bộ {random.choice(['thôn', 'tổ dân phố', 'ấp'])} {count}",
        "organization_type": random.choice(TYPES),
        "members_total": random.randint(3, 60),
        "meeting_day": random.randint(1, 28),
        "place": f"Nhà văn hóa {count}",
    }


def _leader_columns(random: Random) -> list[_Column]:
    names = random.choice([
        [_Column("name", ("Họ và tên",))],
        [_Column("name", ("Họ và tên đệm",)), _Column("given", ("Tên",))],
        [_Column("name", ("Họ và tên",)), _Column("given", ("Họ và tên",))],
        [_Column("name", ("Họ và tên", "Họ đệm")), _Column("given", ("Họ và tên", "Tên"))],
    ])  # fmt: skip
    return [
        _Column("index", (random.choice(["STT", "TT"]),)),
        *names,
        _Column("position", (random.choice(["Chức vụ", "Chức danh"]),)),
        _Column("committee", (random.choice(["Cơ quan", "Đơn vị công tác"]),)),
        _Column("note", ("Ghi chú",)),
    ]


def _leader_facts(random: Random, count: int) -> dict:
    return {
        "name": f"{random.choice(FAMILY)} {random.choice(GIVEN)}",
        "position": random.choice(POSITIONS),
        "committee": random.choice(UNITS),
    }


def _plan_columns(random: Random) -> list[_Column]:
    return [
        _Column("index", ("STT",)),
        _Column("name", (random.choice(["Họ và tên", "Lãnh đạo", "Cán bộ dự"]),)),
        _Column("position", ("Chức vụ",)),
        _Column("cell", (random.choice(["Chi bộ", "Chi bộ dự sinh hoạt"]),)),
        _Column("month", (random.choice(["Tháng", "Tháng dự"]),)),
        _Column("note", ("Ghi chú",)),
    ]


def _plan_facts(random: Random, count: int) -> dict:
    return {
        "name": f"{random.choice(FAMILY)} {random.choice(GIVEN)}",
        "cell": f"Chi bộ thôn {count}, xã {random.choice(COMMUNES)}",
        "month": random.choice([random.randint(1, 12), f"T{random.randint(1, 6)}", "03/2026"]),
    }


_COLUMNS = {CELLS: _cell_columns, LEADERS: _leader_columns, PLANS: _plan_columns}
_FACTS = {CELLS: _cell_facts, LEADERS: _leader_facts, PLANS: _plan_facts}
