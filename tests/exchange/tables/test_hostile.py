"""Files that would take all memory or time, or the server down, are refused with a sentence that helps."""

import random
import time
import zipfile

import pytest
from django.utils import translation

from exchange.tables import limits, read_tables, reading, unpacked_size
from exchange.workbook.problems import UnreadableWorkbook

from .files import (
    MAIN,
    SHEET,
    archive,
    cell,
    number_cell,
    odd_archives,
    ods,
    parts_of,
    record,
    row,
    table,
    text_cell,
    with_cells,
    with_part,
    xls,
    xlsx,
)

FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = ENTITIES.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/passwd"')
TEXT_BY_ENTITY = (
    f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    "</sheetData></worksheet>"
)
CONTENT_BY_ENTITY = parts_of(ods(table(row(cell("&b;")))))["content.xml"].decode().partition("?>")[2]
WIDE = '<row r="{0}"><c r="IV{0}"><v>1</v></c></row>'
TOO_FAR = "reaches as far as cell"
OTHER_KIND = "This file cannot be read"
BOMB = b"<" + b"a" * 11 * 1024**2
PREFIXED = f"""<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c>
</x:row></x:sheetData></x:worksheet>"""


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def repeated(columns: int | str = 1, rows: int | str = 1, text: str = "x") -> str:
    """A row of an .ods that stands for many."""
    repeated_cell = cell(text, f'table:number-columns-repeated="{columns}"')
    return row(repeated_cell, attributes=f'table:number-rows-repeated="{rows}"')


def with_one_text(text: str, uses: int) -> bytes:
    """Every cell names the same text, by its number."""
    cells = "".join(
        f'<row r="{i}"><c r="A{i}" s="{i * 7 % 10}" t="s"><v>0</v></c></row>' for i in range(1, uses + 1)
    )
    shared = f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>'
    types = parts_of(xlsx(["x"]))["[Content_Types].xml"]
    return with_part(
        with_part(with_cells(cells), "xl/sharedStrings.xml", shared), "[Content_Types].xml", types
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        # .xlsx: a cell far away, however it is written
        (lambda: with_cells(FIRST + FAR), f"“DS” {TOO_FAR} XFD1048576; at most 200000 rows and 256 columns"),
        (lambda: with_cells((FIRST + FAR).replace('"', "'")), TOO_FAR),
        (lambda: with_cells(FIRST + FAR.replace("<v>", "<!-- --><v>")), TOO_FAR),
        (lambda: with_cells(FIRST + FAR.replace("<c r", "<c s='0' r")), TOO_FAR),
        (lambda: with_cells(FIRST + FAR.replace("<c r", "<c x=' r=\"A1\"' r")), TOO_FAR),
        (lambda: with_cells(FIRST + '<row r="1048575"/><row><c><v>1</v></c></row>'), f"{TOO_FAR} A1048576"),
        (lambda: with_cells('<row r="1"><c r="A1048576"><v>1</v></c></row>'), TOO_FAR),
        (lambda: with_cells('<row r="99999999999"><c><v>1</v></c></row>' + FIRST), TOO_FAR),
        (lambda: with_cells('<row r="1"><c r="IW1"><v>1</v></c></row>'), f"{TOO_FAR} IW1"),
        (lambda: with_cells('<row r="1"><c r="A1" r="XFD1048576"><v>1</v></c></row>' + FIRST), OTHER_KIND),
        (lambda: with_cells('<row r="1" r="1048576"><c><v>1</v></c></row>' + FIRST), OTHER_KIND),
        (lambda: with_part(xlsx(["x"]), SHEET, PREFIXED), TOO_FAR),
        (lambda: with_part(xlsx(["x"]), "xl/worksheets/other.xml", PREFIXED), TOO_FAR),
        (
            lambda: with_cells("".join(map(WIDE.format, range(1, 30_000)))),
            TOO_FAR,
        ),
        (lambda: with_part(xlsx(["x"]), SHEET, PREFIXED.encode("utf-16")), OTHER_KIND),
        # its XML and its archive
        (lambda: with_part(xlsx(["x"]), SHEET, ENTITIES + TEXT_BY_ENTITY), OTHER_KIND),
        (lambda: with_part(xlsx(["x"]), SHEET, EXTERNAL + TEXT_BY_ENTITY), OTHER_KIND),
        (lambda: with_part(xlsx(["x"]), SHEET, b"<worksheet><sheetData><row>"), OTHER_KIND),
        (lambda: with_part(xlsx(["x"]), SHEET, BOMB), "takes more memory or time"),
        (lambda: with_part(xlsx(["x"]), SHEET, b"<c/>" * 12_000_000), "takes more memory or time"),
        (lambda: with_part(xlsx(["x"]), "xl/media/a.png", BOMB), "takes more memory or time"),
        (lambda: with_part(xlsx(["x"]), "xl/vbaProject.bin", b"x"), "macros"),
        (lambda: with_part(xlsx(["x"]), "xl/a.rels", b'Type="http://x/vbaProject"'), "macros"),
        (lambda: xlsx(["x"])[:-400], OTHER_KIND),
        (lambda: b"PK\x03\x04" + bytes(1000), OTHER_KIND),
        (lambda: archive({"word/document.xml": b"<a/>"}), OTHER_KIND),
        (lambda: archive(parts_of(xlsx(["x"])) | parts_of(ods(table(repeated(10**6))))), OTHER_KIND),
        # cells that each get their own copy of a text
        (lambda: with_one_text("a" * 30_000, 6_000), OTHER_KIND),
        # .ods
        (lambda: ods(table(repeated(columns=1_048_576))), f"{TOO_FAR} XFD1"),
        (lambda: ods(table(repeated(rows=1_048_576))), f"{TOO_FAR} A1048576"),
        (lambda: ods(table(repeated(200, 100_000))), TOO_FAR),
        (lambda: ods(*(table(repeated(200, 10_000), title=f"T{i}") for i in range(9))), "“T3” reaches"),
        (lambda: ods(table(repeated(200, 10_000, text="a" * 30_000))), OTHER_KIND),
        (lambda: ods(table(repeated("-1"))), OTHER_KIND),
        (lambda: ods(table(repeated("9" * 30))), OTHER_KIND),
        (lambda: ods(table(row(cell("x"))), **{"styles.xml": BOMB}), "takes more memory or time"),
        (lambda: ods(table(row(cell("x"))), **{"content.xml": ENTITIES + CONTENT_BY_ENTITY}), OTHER_KIND),
        (lambda: ods(table(row(cell("x"))), **{"content.xml": EXTERNAL + CONTENT_BY_ENTITY}), OTHER_KIND),
        (lambda: ods(table(row(cell("x"))), **{"content.xml": CONTENT_BY_ENTITY}), OTHER_KIND),
        (lambda: ods(table(row(cell("x"))), manifest="<manifest:encryption-data/>"), "password"),
        (lambda: ods(table(row(cell("x"))), **{"Basic/Standard/Module1.xml": b"<a/>"}), "macros"),
        # .xls
        (lambda: xls(number_cell(0, 0, 1) + number_cell(65_535, 255, 1)), f"{TOO_FAR} IV65536"),
        (lambda: xls(number_cell(20_000, 100, 1), sheets=50), TOO_FAR),
        (lambda: xls(number_cell(0, 0, 1) * 20_000, sheets=50), OTHER_KIND),
        (lambda: xls(text_cell(0, 0, 0) * 20_000, ["a" * 4_000, "b" * 30]) + bytes(9), None),
        (lambda: xls(b"".join(text_cell(i, 0, 0) for i in range(40_000)), ["a" * 4_000]), OTHER_KIND),
        (lambda: xls(number_cell(0, 0, 1), before=record(0x002F, bytes(6))), "password"),
        (lambda: xls(b"")[:700], OTHER_KIND),
        (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), OTHER_KIND),
        (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "password"),
        # texts
        (lambda: b"a;" * 300, f"“CSV” {TOO_FAR} "),
        (lambda: b"a;b\n" * 200_001, f"{TOO_FAR} B200001"),
        (lambda: b'a;b\n"c;d\n' + b"e;f\n" * 10, "A quotation mark"),
        (lambda: b'a;b\n"c;d\n' + b"e;f\n" * 100_000, "A quotation mark"),
        (lambda: b"a" * 200_000 + b";b", OTHER_KIND),
        (lambda: b"a;b\0c;d", OTHER_KIND),
        (lambda: b"\n" * 100_000, OTHER_KIND),
        (lambda: b"", OTHER_KIND),
        (lambda: b"%PDF-1.7\nabc", OTHER_KIND),
        # web pages
        (lambda: b"<table><tr><td rowspan=65534 colspan=1000>x</table>", TOO_FAR),
        (lambda: b"<table><tr>" + b"<td>" * 300 + b"x", TOO_FAR),
        (lambda: b"<table><tr><td>" * 50_000, OTHER_KIND),
        (lambda: b"<table><tr><td>" + b"<div>" * 200_000, OTHER_KIND),
        (lambda: b"<html>no table</html>", OTHER_KIND),
        (lambda: b'<?xml version="1.0"?><Workbook><Table/></Workbook>', OTHER_KIND),
    ],
)  # fmt: skip
def test_what_may_not_be_read(make, message):
    data, start = make(), time.process_time()
    if message is None:
        assert len(read_tables(data)) == 1
    else:
        with pytest.raises(UnreadableWorkbook) as refused:
            read_tables(data)
        assert message in str(refused.value)
        assert "\n" not in str(refused.value)
    assert time.process_time() - start < 10  # a second or less on an idle machine


def test_entities_of_a_web_page_stay_what_they_are():
    page = (
        b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><table><tr><td>&a;&amp;</td></tr></table>'
    )
    assert read_tables(page)[0].rows == [["&a;&"]]


def test_cells_far_away_with_nothing_in_them_do_no_harm():
    assert read_tables(with_cells(FIRST + FAR.replace("<v>1</v>", "")))[0].rows == [[1]]
    spanned = cell("x", 'table:number-columns-spanned="99999999" table:number-rows-spanned="99999999"')
    assert read_tables(ods(table(row(spanned))))[0].rows == [["x"]]


def test_an_archive_that_shows_two_contents_is_read_as_we_see_it():
    """The library gets an archive made anew of what was looked at, not the one that was sent."""
    hidden = with_cells(FIRST + FAR)
    assert read_tables(hidden + xlsx(["harmless"]))[0].rows == [["harmless"]]


@pytest.mark.parametrize(
    ("library_raises", "message"),
    [
        (ValueError, OTHER_KIND),
        (type("Panic", (BaseException,), {}), OTHER_KIND),
        (MemoryError, "takes more memory or time"),
    ],
)
def test_whatever_a_library_raises_is_a_sentence(monkeypatch, library_raises, message):
    def fail(*_args):
        raise library_raises

    monkeypatch.setattr(reading.excel, "read", fail)
    with pytest.raises(UnreadableWorkbook, match=message):
        read_tables(xlsx(["x"]))


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls", "csv", "html"])
def test_no_damage_makes_a_traceback(kind):
    good = {
        "xlsx": lambda: xlsx(["Mã", 1, "=1"], [None, 2.5, "x" * 50]),
        "ods": lambda: ods(table(row(cell("a"), cell("b")), repeated(2, 3))),
        "xls": lambda: xls(text_cell(0, 0, 0) + number_cell(1, 1, 1.5), ["Mã", "Tên"]),
        "csv": lambda: 'Mã;Tên\n1;"Hà"'.encode("cp1258", "replace"),
        "html": lambda: b"<table><tr><td rowspan=2>a<td>b<tr><td>c</table>",
    }[kind]()
    chance = random.Random(kind)
    parts = parts_of(good) if good.startswith(b"PK") else {"": good}
    for _attempt in range(60):
        name = chance.choice([name for name in parts if parts[name]])
        damaged = bytearray(parts[name])
        for _i in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        data = archive(parts | {name: bytes(damaged)}, zipfile.ZIP_STORED) if name else bytes(damaged)
        try:
            read_tables(data)
        except UnreadableWorkbook:
            continue


def test_how_much_there_is_to_read():
    data = archive({"a": bytes(1000), "b": bytes(10)})
    assert (unpacked_size(data), unpacked_size(b"a;b")) == (1010, 3)


@pytest.mark.parametrize("data", odd_archives().values(), ids=odd_archives())
def test_an_odd_archive_is_as_large_as_it_is_and_not_read(data):
    assert unpacked_size(data) == len(data)
    with pytest.raises(UnreadableWorkbook):
        read_tables(data)


def test_there_is_room_for_what_offices_have():
    room = limits.Room()
    assert room.has(200_000, 20)
    assert not room.has(200_001, 1)
    assert not room.has(1, 257)
