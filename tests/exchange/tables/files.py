"""Files of every kind as bytes, small ones and hostile ones."""

import io
import struct
import zipfile

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def archive(members: dict[str, bytes | str], compression=zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as out:
        for name, content in members.items():
            out.writestr(name, content)
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def odd_archives() -> dict[str, bytes]:
    """Of which Python's zipfile says neither that they are archives nor that they are bad ones."""
    good = archive({"xl/worksheets/ạ.xml": "<row "})
    directory = good.index(b"PK\x01\x02")
    return {
        "a name in no encoding": good.replace("ạ".encode(), b"\xff\xff\xff"),
        "of a version to come": good[: directory + 6] + b"\xfa" + good[directory + 7 :],
    }


# .xlsx


def xlsx(*rows: list, title: str = "DS", change=lambda worksheet: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    change(book.active)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def with_part(data: bytes, name: str, content: bytes | str) -> bytes:
    return archive(parts_of(data) | {name: content})


def with_cells(cells: str | bytes, data: bytes | None = None) -> bytes:
    """A workbook whose only worksheet holds this XML."""
    cells = cells.encode() if isinstance(cells, str) else cells
    sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), cells)
    return with_part(data or xlsx(["x"]), SHEET, sheet)


# .ods

_CONTENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>
<style:style style:name="hidden" style:family="table">
<style:table-properties table:display="false"/></style:style>
<style:style style:name="struck" style:family="table-cell">
<style:text-properties style:text-line-through-style="solid"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>{}</office:spreadsheet></office:body>
</office:document-content>"""
_MANIFEST = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}
</manifest:manifest>"""


def ods(*tables: str, manifest: str = "", **members: bytes) -> bytes:
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": _CONTENT.format("".join(tables)),
            "META-INF/manifest.xml": _MANIFEST.format(manifest),
        }
        | members
    )


def table(*rows: str, title: str = "DS", before: str = "", style: str = "") -> str:
    style = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{title}"{style}>{before}{"".join(rows)}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", attributes: str = "") -> str:
    if not text:
        return f"<table:table-cell {attributes}/>"
    kind = 'office:value-type="string"'
    return f"<table:table-cell {kind} {attributes}><text:p>{text}</text:p></table:table-cell>"


# .xls


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xls(
    cells: bytes, texts: list[str] = (), title: str = "DS", sheets: int = 1, before: bytes = b""
) -> bytes:
    """A workbook whose worksheets all hold these records."""
    begin = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6))
    font = record(0x0031, struct.pack("<HHHHHBBBBBB", 200, 0, 0, 400, 0, 0, 0, 0, 0, 1, 0) + b"A")
    struck = font[:6] + b"\x08" + font[7:]
    styles = b"".join(record(0x00E0, struct.pack("<HH", number, 0) + bytes(16)) for number in (0, 1))
    shared = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    shared = record(0x00FC, struct.pack("<II", len(texts), len(texts)) + shared) if texts else b""
    name = struct.pack("<BB", len(title), 1) + title.encode("utf-16-le")
    size = len(record(0x0085, struct.pack("<IBB", 0, 0, 0) + name)) * sheets
    first = len(begin) + len(before) + 2 * len(font) + len(styles) + size + len(shared) + 4
    bound = record(0x0085, struct.pack("<IBB", first, 0, 0) + name) * sheets
    stream = begin + before + font + struck + styles + bound + shared + record(0x000A)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 6)) + cells + record(0x000A)
    return compound({"Workbook": stream + sheet})


def text_cell(row: int, column: int, number: int, style: int = 0) -> bytes:
    return record(0x00FD, struct.pack("<HHHI", row, column, style, number))


def number_cell(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, style, value))


def compound(streams: dict[str, bytes]) -> bytes:
    """The container of old Office files; streams are filled up, so that none counts as a small one."""
    end, free, used = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    following, body, entries = [], b"", [_entry("Root Entry", 5, end, 0, child=1)]
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        count = -(-len(content) // 512)
        entries.append(_entry(name, 2, len(following), len(content)))
        following += [*range(len(following) + 1, len(following) + count), end]
        body += content.ljust(count * 512, b"\0")
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\0")
    start = len(following)
    following += [*range(start + 1, start + len(directory) // 512), end]
    body += directory
    tables = -(-(len(following) + 1) // 127)
    first_table = len(following)
    following += [used] * tables
    packed = struct.pack(f"<{tables * 128}I", *(following + [free] * (tables * 128 - len(following))))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(10) + struct.pack("<IIIIIIII", tables, start, 0, 4096, end, 0, end, 0)
    numbers = [*range(first_table, first_table + tables)]
    return header + struct.pack("<109I", *(numbers + [free] * (109 - tables))) + body + packed


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    return (
        head
        + struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        + bytes(36)
        + struct.pack("<III", start, size, 0)
    )
