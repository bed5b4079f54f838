"""Files that people attach, signed PDFs among them, that would hold whoever looks into them."""

import struct
import zlib

from reports.document import word_template
from tests.exchange.tables.files import archive, compound, parts_of, xlsx
from tests.reports.document import papers

from .templates import twice
from .workbooks import lying, many_parts, overlapping

OURS = papers.pdf(["Bao cao", "Ket qua du sinh hoat"])
SIGNED = papers.person(papers.authority()).sign(OURS)
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources 5 0 R>>"
FONT = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
TEXT = b"BT /F1 12 Tf (x) Tj ET"
FLATE = b"/Filter/FlateDecode"


def stream(content: bytes, facts: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (facts, len(content), content)


def pdf(*objects: bytes, trailer: bytes = b"", size: int | None = None) -> bytes:
    """Numbered from 1; the first is the catalogue."""
    made, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n"
    return made + end % (count, table, size or count, trailer, len(made))


def page(content: bytes = TEXT, facts: bytes = b"", resources: bytes = FONT, *more: bytes) -> bytes:
    """One page with this stream, as it is packed."""
    return pdf(CATALOG, PAGES, PAGE, stream(content, facts), resources, *more)


def packed(content: bytes, times: int = 1) -> bytes:
    for _n in range(times):
        content = zlib.compress(content, 9)
    return content


def form_fields(fields: bytes, *more: bytes) -> bytes:
    catalog = CATALOG.replace(b">>", b"/AcroForm<</SigFlags 3/Fields[%s]>>>>" % fields)
    return pdf(catalog, PAGES, PAGE, stream(TEXT), FONT, *more)


def many_pages(count: int) -> bytes:
    kids = b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b"3 0 R " * count)
    return pdf(CATALOG, kids, PAGE, stream(TEXT), FONT)


def deep_pages(depth: int) -> bytes:
    nodes = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1 if number < depth + 1 else 2)
        for number in range(2, depth + 2)
    ]
    return pdf(CATALOG, *nodes)


def object_stream(size: int) -> bytes:
    """Objects that lie in a stream, which unpacks to so much."""
    inside = b"9 0 " + b" " * size
    facts = b"/Type/ObjStm/N 1/First 4" + FLATE
    return pdf(CATALOG, PAGES, PAGE, stream(packed(inside), facts), FONT, trailer=b"/Info 9 0 R")


def reference_stream(index: bytes, widths: bytes = b"1 4 1") -> bytes:
    """A table of objects in a stream that claims to be of any size."""
    facts = b"/Type/XRef/Size 999999999/Root 1 0 R/W[%s]/Index[%s]" % (widths, index) + FLATE
    begin = b"%PDF-1.7\n1 0 obj\n" + CATALOG + b"\nendobj\n"
    return (
        begin
        + b"9 0 obj\n"
        + stream(packed(bytes(50_000_000)), facts)
        + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(begin)
    )


def meaning(pairs: int) -> bytes:
    """What a font's letters mean, by a table of ranges."""
    ranges = b"<0000> <ffff> <0041>\n" * pairs
    font = b"<</Font<</F1<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R>>>>>>"
    table = b"begincmap\n%d beginbfrange\n%sendbfrange\nendcmap" % (pairs, ranges)
    return page(TEXT, b"", font, stream(packed(table), FLATE))


def widths(count: int) -> bytes:
    font = b"<</Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/A/FirstChar 0/LastChar %d/Widths[%s]>>>>>>"
    return page(TEXT, b"", font % (count, b"1 " * count))


def in_each_other() -> bytes:
    """Two drawings, each with the other inside, many times."""
    other = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    drawn = b"/X Do " * 2000
    resources = b"<</XObject<</X 6 0 R>>>>"
    return page(drawn, b"", resources, stream(drawn, other % 7), stream(drawn, other % 6))


def previous() -> bytes:
    """Each table of objects names another as the one before it."""
    made = page()
    at = made.rindex(b"startxref\n")
    table = int(made[at + 10 :].split()[0])
    return made.replace(b"<</Root", b"<</Prev %d/Root" % table)


def appended(count: int) -> bytes:
    """As many times changed as a program could."""
    made = page()
    table = int(made[made.rindex(b"startxref\n") + 10 :].split()[0])
    parts, place = [made], len(made)
    for _n in range(count):
        part = b"xref\n0 0\ntrailer\n<</Root 1 0 R/Size 6/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
            table,
            place,
        )
        parts.append(part)
        table, place = place, place + len(part)
    return b"".join(parts)


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunk(*each) for each in chunks) + chunk(b"IEND", b"")


TYPES = "[Content_Types].xml"

ATTACHMENTS = {
    # signed PDFs
    "a page of 300 MB": lambda: page(packed(b"(x) Tj " * 40_000_000), FLATE),
    "a page packed three times": lambda: page(
        packed(bytes(200_000_000), 3), b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"
    ),
    "a page packed 200 times": lambda: page(packed(TEXT, 200), b"/Filter[" + b"/FlateDecode" * 200 + b"]"),
    "a page of 800,000 words": lambda: page(packed(b"(x) Tj " * 800_000), FLATE),
    "a page of 500,000 places": lambda: page(packed(b"1 0 0 1 0 0 Tm (x) Tj " * 500_000), FLATE),
    "a page of brackets": lambda: page(packed(b"[" * 5_000_000), FLATE),
    "a page of one text": lambda: page(packed(b"(" * 9_000_000), FLATE),
    "a page in hexadecimal": lambda: page(b"<" * 5_000_000, b"/Filter/ASCIIHexDecode"),
    "a page of lengths": lambda: page(b"\x81x" * 2_000_000, b"/Filter/RunLengthDecode"),
    "a page of LZW": lambda: page(b"\x80\x0b\x60\x50" * 1_000_000, b"/Filter/LZWDecode"),
    "a page 1,000,000,000 columns wide": lambda: page(
        packed(bytes(1_000_000)), FLATE + b"/DecodeParms<</Predictor 12/Columns 999999999>>"
    ),
    "drawings in each other": in_each_other,
    "1,000,000 pages": lambda: many_pages(1_000_000),
    "400 pages": lambda: many_pages(400),
    "pages in pages in a circle": lambda: deep_pages(20_000),
    "a page that holds itself": lambda: pdf(
        CATALOG, b"<</Type/Pages/Count 1/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"
    ),
    "objects of 400 MB": lambda: object_stream(400_000_000),
    "a table of 999,999,999 objects": lambda: reference_stream(b"0 999999999"),
    "a table of objects of wide numbers": lambda: reference_stream(b"0 999999", b"1 999999 1"),
    "a table that comes before itself": previous,
    "changed 5,000 times": lambda: appended(5_000),
    "a size of 2,000,000,000": lambda: pdf(CATALOG, PAGES, PAGE, stream(TEXT), FONT, size=2_000_000_000),
    "no table of objects": lambda: b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 400_000,
    "3,000,000 lists in lists": lambda: page(TEXT, b"", b"[" * 3_000_000),
    "1,000,000 names in names": lambda: page(TEXT, b"", b"<</A" * 1_000_000),
    "a name of 9 MB": lambda: page(TEXT, b"", b"<</" + b"a" * 9_000_000 + b" 1>>"),
    "a number of 5,000,000 digits": lambda: page(TEXT, b"/X " + b"9" * 5_000_000),
    "letters that mean 65,536 others, 20,000 times": lambda: meaning(20_000),
    "4,000,000 widths": lambda: widths(4_000_000),
    "fields in fields in a circle": lambda: form_fields(b"6 0 R", b"<</T(a)/Kids[6 0 R 6 0 R]>>"),
    "150,000 fields": lambda: form_fields(b"6 0 R " * 150_000, b"<</T(a)/FT/Sig/V 7 0 R>>", b"<</Type/Sig>>"),
    "300 signatures that are none": lambda: form_fields(
        b"6 0 R " * 300, b"<</T(a)/FT/Sig/V<</Type/Sig/ByteRange[0 1 2 999999999]/Contents<30>>>>>"
    ),
    "a signature of 4 MB": lambda: form_fields(
        b"6 0 R", b"<</T(a)/FT/Sig/V<</Type/Sig/ByteRange[0 9 9 9]/Contents<" + b"30" * 2_000_000 + b">>>>>"
    ),
    "signed, then damaged": lambda: SIGNED[:3000] + b"\xff" * 5000 + SIGNED[3000:],
    "signed, then 9 MB": lambda: SIGNED + b"\n%" + b"x" * 9_000_000,
    "1,000,000 ends": lambda: page() + b"startxref\n1\n%%EOF\n" * 500_000,
    # pictures
    "100,000 by 100,000 points": lambda: png(100_000, 100_000, (b"IDAT", packed(bytes(5_000_000)))),
    "a picture with 300 MB of words": lambda: png(1, 1, (b"zTXt", b"a\0\0" + packed(bytes(300_000_000)))),
    "a photograph of 65,535 by 65,535": lambda: (
        b"\xff\xd8\xff\xc0" + struct.pack(">HBHHB", 17, 8, 65535, 65535, 3)
    ),
    # Word and Excel
    "300,000 parts": lambda: many_parts(200_000),
    "1,000 parts in one place": overlapping,
    "a part that lies about its size": lambda: lying(1000),
    "a list of kinds of 100 MB": lambda: archive({TYPES: b"<" * 100_000_000, "word/document.xml": ""}),
    "a part twice": twice,
    "macros in capitals": lambda: archive(parts_of(xlsx(["x"])) | {"xl/VBAPROJECT.BIN": b"x"}),
    "macros under another name": lambda: archive(
        parts_of(xlsx(["x"])) | {TYPES: b"application/vnd.ms-excel.sheet.MacroEnabled.main+xml"}
    ),
    "a workbook of before 2007": lambda: compound({"Workbook": b"x"}),
    "a program": lambda: b"MZ" + bytes(5000),
    "a page of the web": lambda: b"<html><script>x</script>",
    "a picture that is an archive": lambda: png(1, 1) + word_template.default(),
    "nothing but its beginning": lambda: b"PK\x03\x04" + bytes(100_000),
}
