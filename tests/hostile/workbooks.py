"""Small files that would hold a server, of every kind that a list may come in. Made as they are asked for."""

import io
import random
import struct
import zipfile
import zlib

from tests.exchange.tables.files import (
    MAIN,
    SHEET,
    archive,
    cell,
    compound,
    number_cell,
    ods,
    parts_of,
    record,
    row,
    table,
    text_cell,
    with_part,
    xls,
    xlsx,
)

ROWS, COLUMNS = 1_048_576, 16_384
FILLED = "".join(
    f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="B{i}"><v>{i}</v></c></row>' for i in (1, 2, 3)
)
STYLES, TEXTS, TYPES = "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
TEXTS_TYPE = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{}]>'.format(
    "".join(f"<!ENTITY {b} '{10 * ('&' + a + ';')}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)
FILE_ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def sheet(cells: str = FILLED, before: str = "", after: str = "", head: str = "") -> bytes:
    """A workbook whose only worksheet is this."""
    xml = f'{head}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{cells}</sheetData>{after}'
    return with_part(xlsx(["x", "y"]), SHEET, f"{xml}</worksheet>")


def merged(*areas: str) -> bytes:
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return sheet(after=f'<mergeCells count="{len(areas)}">{cells}</mergeCells>')


def styles(group: str, item: str, count: int) -> bytes:
    """`count` of something in the workbook's styles."""
    data = xlsx(["x", "y"])
    text = parts_of(data)[STYLES].decode()
    start = text.index(f"<{group}") if f"<{group}" in text else text.index("<fonts")
    if f"<{group}" in text:
        end = text.index(f"</{group}>")
        inside = text.index(">", start) + 1
        return with_part(data, STYLES, text[:inside] + item * count + text[end:])
    return with_part(data, STYLES, f"{text[:start]}<{group}>{item * count}</{group}>{text[start:]}")


def texts(items: str, cells: str | None = None) -> bytes:
    cells = cells or '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    data = with_part(sheet(cells), TEXTS, f'<sst xmlns="{MAIN}">{items}</sst>')
    types = parts_of(data)[TYPES].decode().replace("</Types>", f"{TEXTS_TYPE}</Types>")
    return with_part(data, TYPES, types)


def with_text(name: str, old: str, new: str) -> bytes:
    """An ordinary workbook with this in one of its parts."""
    data = xlsx(["x", "y"], [1, 2])
    text = parts_of(data)[name].decode()
    assert old in text
    return with_part(data, name, text.replace(old, new, 1))


def stored(data: bytes) -> bytes:
    """The same, not packed: nobody can tell by how much it grows."""
    return archive(parts_of(data), zipfile.ZIP_STORED)


def lying(claimed: int) -> bytes:
    """The archive says that a part unpacks to so much; it unpacks to more."""
    data = bytearray(archive({TYPES: "x", BOOK: b"<" + bytes(50_000_000)}))
    for sign, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.rindex(sign) + place
        data[at : at + 4] = struct.pack("<I", claimed)
    return bytes(data)


def overlapping() -> bytes:
    """One packed part, listed under a thousand names."""
    packed = zlib.compress(bytes(9_000_000), 9)[2:-4]
    size, crc = 9_000_000, zlib.crc32(bytes(9_000_000))
    facts = struct.pack("<HHHIIIHH", 8, 0, 33, crc, len(packed), size, 7, 0)
    body = b"PK\x03\x04" + struct.pack("<HH", 20, 0) + facts + b"a00.xml" + packed
    listed = b"".join(
        b"PK\x01\x02" + struct.pack("<HHH", 20, 20, 0) + facts + struct.pack("<HHHII", 0, 0, 0, 0, 0)
        + b"a%02x.xml" % (n % 256) for n in range(1000)
    )  # fmt: skip
    return (
        body + listed + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1000, 1000, len(listed), len(body), 0)
    )


def many_parts(count: int) -> bytes:
    """Nothing but names."""
    entry = struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0)
    listed = b"".join(b"PK\x01\x02" + entry + b"%06x" % n for n in range(count))
    return (
        b"PK\x03\x04" + bytes(26) + listed
        + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(listed), 30, 0)
    )  # fmt: skip


def twice(name: str) -> bytes:
    target = io.BytesIO(xlsx(["x", "y"]))
    with zipfile.ZipFile(target, "a") as out:
        out.writestr(name.replace("/", "\\"), "<x/>")
    return target.getvalue()


def encrypted() -> bytes:
    data = bytearray(xlsx(["x", "y"]))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def odd_numbers() -> bytes:
    values = ("1e999", "-1e999", "NaN", "9" * 400, "1" + "0" * 100_000, "-0", "0x1F", "1,5", "")
    cells = "".join(f'<row r="{i}"><c r="A{i}"><v>{v}</v></c></row>' for i, v in enumerate(values, start=1))
    return sheet(cells)


def odd_dates() -> bytes:
    data = xlsx(["x"], change=lambda worksheet: setattr(worksheet["A1"], "number_format", "dd/mm/yyyy"))
    values = ("-1", "60", "2958466", "1e15", "-1e308", "0.9999999999")
    cells = "".join(
        f'<row r="{i}"><c r="A{i}" s="1"><v>{v}</v></c></row>' for i, v in enumerate(values, start=1)
    )
    return with_part(data, SHEET, f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>')


def many_sheets(count: int) -> bytes:
    data = xlsx(["x", "y"])
    named = "".join(f'<sheet name="S{n}" sheetId="{n + 2}" r:id="rId1"/>' for n in range(count))
    text = parts_of(data)[BOOK].decode().replace("<sheets>", f'<sheets xmlns:r="{OFFICE}">{named}')
    return with_part(data, BOOK, text)


def no_table() -> bytes:
    """The container of an old Office file whose table of sectors runs in a circle."""
    data = bytearray(xls(number_cell(0, 0, 1)))
    sectors = struct.unpack_from("<I", data, 76)[0]
    at = (sectors + 1) * 512
    data[at : at + 512] = struct.pack("<128I", *([0] * 128))
    return bytes(data)


def broken(data: bytes, seed: int) -> bytes:
    damaged, chance = bytearray(data), random.Random(seed)
    for _n in range(200):
        damaged[chance.randrange(512, len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def names(count: int) -> str:
    return "".join(f'<definedName name="n{n}">DS!$A$1</definedName>' for n in range(count))


def html(inside: str) -> bytes:
    return f"<html><body>{inside}</body></html>".encode()


WIDE_ROW = "".join(
    f'<c r="{a}{b}{{0}}"><v>1</v></c>' for a in "ABCDEFGHIJKLMNOPQRSTU" for b in "ABCDEFGHIJKLMNOPQRST"
)
HIGH = bytes(n | 128 for n in range(256))  # no plain letters
TEXT_CELLS = "".join(f'<c r="{letter}#" t="s"><v>0</v></c>' for letter in "ABCDEFGH")
TEXT_CELL = '<c t="s"><v>0</v></c>'
WIDE_TEXTS = f"<row>{TEXT_CELL * 200}</row>"
NINE_WIDE = '<col min="1" max="16384" width="9"/>'
CHOICE = '<dataValidation type="list" sqref="A1:XFD1048576"/>'
LINK = '<hyperlink ref="A1:XFD1048576" location="x"/>'
REMARK = '<comment ref="A1" authorId="0"/>'
NINE_MB = "a" * 9_000_000
FAR, DIGITS = "Z" * 2000, "9" * 5000
REPEATED = 'table:number-{}-repeated="{}"'

WORKBOOKS = {
    # .xlsx: areas
    "everything merged": lambda: merged("A1:XFD1048576"),
    "two columns merged": lambda: merged("F1:G1048576"),
    "300,000 merged areas": lambda: merged(*(f"A{n}:B{n}" for n in range(1, 300_001))),
    "2,000 areas upon each other": lambda: merged(*["A1:XFD1048576"] * 2000),
    "a merged area without an end": lambda: merged("A1:", "ZZZZZ1:A99999999999", "A0:B0"),
    # rows, columns and cells
    "a row numbered 2,000,000,000": lambda: sheet(
        FILLED + '<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>'
    ),
    "an empty row numbered 2,000,000,000": lambda: sheet(FILLED + '<row r="2000000000" hidden="1"/>'),
    "a row numbered 2,000,000,000, its cell not": lambda: sheet(
        '<row r="2000000000"><c><v>1</v></c><c><v>2</v></c></row>'
    ),
    "a row with a number of 5,000 digits": lambda: sheet(f'<row r="{DIGITS}"><c r="A1"><v>1</v></c></row>'),
    "the last cell that Excel has": lambda: sheet(
        FILLED + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "a column that Excel does not have": lambda: sheet(f'<row r="1"><c r="{FAR}1"><v>1</v></c></row>'),
    "16,384 columns": lambda: sheet(
        "".join(f'<row r="{i}">{"<c><v>1</v></c>" * COLUMNS}</row>' for i in range(1, 31))
    ),
    "420 columns in 400 rows": lambda: sheet(
        "".join(f'<row r="{i}">{WIDE_ROW.format(i)}</row>' for i in range(1, 401))
    ),
    "1,500,000 empty rows": lambda: sheet(FILLED + '<row r="4"/>' * 1_500_000),
    "2,000,000 empty cells": lambda: sheet(FILLED + f'<row r="4">{"<c/>" * 2_000_000}</row>'),
    "600,000 columns described": lambda: sheet(before=f"<cols>{NINE_WIDE * 600_000}</cols>"),
    "columns wider than the world": lambda: sheet(
        before='<cols><col min="1" max="16384" width="1e308"/></cols>'
    ),
    "a formula for all cells": lambda: sheet(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:XFD1048576" si="0">B1</f><v>1</v></c></row>'
    ),
    "a formula of 5 MB": lambda: sheet(f'<row r="1"><c r="A1"><f>{"(" * 5_000_000}</f><v>1</v></c></row>'),
    "numbers that are none": odd_numbers,
    "days that are none": odd_dates,
    # what goes with cells
    "500,000 rules of colours": lambda: sheet(
        after="<conditionalFormatting sqref='A1'><cfRule type='expression' priority='1'><formula>1</formula>"
        "</cfRule></conditionalFormatting>" * 500_000
    ),
    "400,000 lists to choose from": lambda: sheet(
        after=f"<dataValidations>{CHOICE * 400_000}</dataValidations>"
    ),
    "400,000 links": lambda: sheet(after=f"<hyperlinks>{LINK * 400_000}</hyperlinks>"),
    "1,000,000 remarks": lambda: with_part(
        xlsx(["x", "y"]),
        "xl/comments1.xml",
        f'<comments xmlns="{MAIN}"><commentList>{REMARK * 1_000_000}</commentList></comments>',
    ),
    # styles and texts
    "1,900,000 styles": lambda: styles("cellXfs", "<xf/>", 1_900_000),
    "900,000 fonts": lambda: styles("fonts", "<font/>", 900_000),
    "900,000 fonts, struck through": lambda: styles("fonts", "<font><strike/></font>", 400_000),
    "900,000 borders": lambda: styles("borders", "<border/>", 900_000),
    "500,000 named styles": lambda: styles("cellStyles", '<cellStyle name="a" xfId="0"/>', 500_000),
    "2,200,000 shared texts": lambda: texts("<si/>" * 2_200_000),
    "1,000,000 shared texts with letters": lambda: texts("<si><t>a</t></si>" * 1_000_000),
    "a text of 9 MB in 3,000 cells": lambda: texts(
        f"<si><t>{'a' * 9_000_000}</t></si><si/>",
        "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 3001)),
    ),
    "a text of 400 letters in 320,000 cells": lambda: texts(
        f"<si><t>{'abcdefgh' * 50}</t></si><si/>",
        "".join(f"<row r='{i}'>{TEXT_CELLS.replace('#', str(i))}</row>" for i in range(1, 40_001)),
    ),
    "a text of 700,000 pieces": lambda: texts(f"<si>{'<r><t>a</t></r>' * 700_000}</si><si/>"),
    "1,900,000 styles, not packed": lambda: stored(styles("cellXfs", "<xf/>", 1_900_000)),
    "2,200,000 shared texts, not packed": lambda: stored(texts("<si/>" * 2_200_000)),
    "300,000 texts of their own": lambda: stored(
        texts("".join(f"<si><t>{n}</t></si>" for n in range(300_000)))
    ),
    "800,000 empty rows, not packed": lambda: stored(sheet(FILLED + '<row r="4"/>' * 800_000)),
    "400,000 cells of one text, not packed": lambda: stored(texts("<si><t>a</t></si>", WIDE_TEXTS * 2_000)),
    # the whole workbook
    "200,000 names": lambda: with_text(
        BOOK, "<definedNames", f"<definedNames>{names(200_000)}</definedNames><old"
    ),
    "20,000 sheets": lambda: many_sheets(20_000),
    "a relation to itself": lambda: with_text(RELATIONS, "worksheets/sheet1.xml", "workbook.xml"),
    "a sheet in another file": lambda: with_text(
        RELATIONS, "/xl/worksheets/sheet1.xml", "../../../../etc/passwd"
    ),
    "a link to another workbook": lambda: with_part(
        xlsx(["x"]), "xl/externalLinks/externalLink1.xml", f'<externalLink xmlns="{MAIN}"/>'
    ),
    "no worksheet": lambda: archive({n: p for n, p in parts_of(xlsx(["x"])).items() if n != SHEET}),
    "no list of kinds": lambda: archive({n: p for n, p in parts_of(xlsx(["x"])).items() if n != TYPES}),
    "macros under another name": lambda: with_text(
        TYPES, "spreadsheetml.sheet.main", "sheet.macroEnabled.main"
    ),
    # the XML
    "entities that grow": lambda: sheet('<row r="1"><c r="A1"><v>&i;</v></c></row>', head=LAUGHS),
    "an entity from a file": lambda: sheet('<row r="1"><c r="A1"><v>&a;</v></c></row>', head=FILE_ENTITY),
    "UTF-16": lambda: with_part(xlsx(["x"]), SHEET, parts_of(sheet())[SHEET].decode().encode("utf-16")),
    "bytes of no encoding": lambda: with_part(xlsx(["x"]), SHEET, parts_of(sheet())[SHEET] + b"\xff\xfe\xc3"),
    "2,000,000 tags, each in the last": lambda: sheet("<row>" * 2_000_000),
    "an attribute of 9 MB": lambda: sheet(f"<row r='1'><c r='A1' x='{NINE_MB}'><v>1</v></c></row>"),
    "150,000 attributes of one tag": lambda: sheet(
        "<row {}/>".format(" ".join(f'a{n}="1"' for n in range(150_000)))
    ),
    "one comment of 9 MB": lambda: sheet(FILLED + f"<!--{'<' * 9_000_000}-->"),
    # the archive
    "zeros without end": lambda: archive({SHEET: bytes(280_000_000), BOOK: "", TYPES: ""}),
    "a part that lies about its size": lambda: lying(1000),
    "1,000 parts in one place": overlapping,
    "300,000 parts": lambda: many_parts(300_000),
    "a part twice": lambda: twice(SHEET),
    "parts outside of the archive": lambda: with_part(xlsx(["x"]), "../../../../tmp/x.xml", "<x/>"),
    "a password": encrypted,
    "an encrypted package": lambda: compound({"EncryptedPackage": bytes(5000), "EncryptionInfo": b"x"}),
    "nothing but its beginning": lambda: b"PK\x03\x04" + b"\0" * 100_000,
    # .ods
    "a row 1,000,000,000 times": lambda: ods(
        table(row(cell("x"), attributes=REPEATED.format("rows", 999_999_999)))
    ),
    "a cell 1,000,000,000 times": lambda: ods(table(row(cell("x", REPEATED.format("columns", 999_999_999))))),
    "an area 1,000,000,000 wide": lambda: ods(
        table(
            row(cell("x", 'table:number-columns-spanned="999999999" table:number-rows-spanned="999999999"'))
        )
    ),
    "20,000 tables in each other": lambda: ods("<table:table><table:table-row><table:table-cell>" * 20_000),
    "1,000,000 wide spaces": lambda: ods(table(row(cell('<text:s text:c="999999999"/>' * 200_000)))),
    "1,500,000 rows of nothing": lambda: ods(table(row(cell("x")), "<table:table-row/>" * 1_500_000)),
    # .xls
    "a .xls whose sectors run in a circle": no_table,
    "a .xls with 4,000,000,000 texts": lambda: xls(
        text_cell(0, 0, 0), before=record(0x00FC, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))
    ),
    "a .xls with damage": lambda: broken(xls(number_cell(0, 0, 1), ["x"] * 50), seed=1),
    "a .xls that reaches to its end": lambda: xls(number_cell(0, 0, 1) + number_cell(65_535, 65_535, 1)),
    "a .xls of 2,000 sheets upon each other": lambda: xls(number_cell(60_000, 200, 1), sheets=2000),
    # web pages and texts
    "100,000 tables in each other": lambda: html("<table><tr><td>" * 100_000),
    "a cell 1,000,000,000 columns wide": lambda: html(
        "<table><tr><td colspan='999999999'>x</td></tr></table>"
    ),
    "cells 65,534 rows high": lambda: html(
        "<table>" + "<tr>" + "<td rowspan='65534' colspan='200'>x</td>" + "<tr></tr>" * 60_000 + "</table>"
    ),
    "1,900,000 tags of a web page": lambda: html("<table><tr><td>x</td></tr></table>" + "<b>" * 1_900_000),
    "a line of 19 MB": lambda: b"a" * 19_000_000,
    "3,000,000 columns": lambda: b";" * 3_000_000,
    "10,000,000 lines": lambda: b"x\n" * 10_000_000,
    "a quotation mark never closed": lambda: b'a;b\n"' + b"x;y\n" * 2_000_000,
    "9,000,000 letters of no encoding": lambda: random.Random(1).randbytes(500_000).translate(HIGH) * 18,
}
