"""Word templates that would hold a server, or every report's making once they were accepted."""

import io
import struct
import zipfile

from reports.document import word_template
from tests.exchange.tables.files import archive, parts_of

from .workbooks import FILE_ENTITY, LAUGHS, many_parts, overlapping

BODY, TYPES, RELATIONS = "word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEADER = f'<w:hdr xmlns:w="{WORD}"><w:p><w:r><w:t>{{}}</w:t></w:r></w:p></w:hdr>'


def own() -> dict[str, bytes]:
    return parts_of(word_template.default())


def with_parts(**parts: str | bytes) -> bytes:
    return archive(own() | parts)


def part(name: str, content: str | bytes) -> bytes:
    return archive(own() | {name: content})


def body(xml: str, head: str = "") -> bytes:
    """The product's own template with this at its end."""
    text = own()[BODY].decode()
    at = text.rindex("<w:sectPr")
    begin = text.index("<w:document")
    return part(BODY, text[:begin] + head + text[begin:at] + xml + text[at:])


def tags(*lines: str) -> bytes:
    """With these paragraphs."""
    return body("".join(f'<w:p><w:r><w:t xml:space="preserve">{line}</w:t></w:r></w:p>' for line in lines))


def stored(data: bytes) -> bytes:
    return archive(parts_of(data), zipfile.ZIP_STORED)


def related(kind: str, target: str, mode: str = "Internal") -> bytes:
    text = own()[RELATIONS].decode()
    link = f'<Relationship Id="rId999" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return part(RELATIONS, text.replace("</Relationships>", f"{link}</Relationships>"))


def many_headers(count: int, text: str) -> bytes:
    parts = own()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    names = [f"word/header{100 + n}.xml" for n in range(count)]
    types = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name in names)
    links = "".join(
        f'<Relationship Id="h{n}" Type="{OFFICE}/header" Target="header{100 + n}.xml"/>' for n in range(count)
    )
    parts[TYPES] = parts[TYPES].replace(b"</Types>", f"{types}</Types>".encode())
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", f"{links}</Relationships>".encode())
    return archive(parts | dict.fromkeys(names, HEADER.format(text)))


def twice() -> bytes:
    target = io.BytesIO(word_template.default())
    with zipfile.ZipFile(target, "a") as out:
        out.writestr(BODY.upper(), "<x/>")
        out.writestr("word/./document.xml", "<x/>")
    return target.getvalue()


def lying() -> bytes:
    data = bytearray(part("word/media/a.xml", b"<" + bytes(30_000_000)))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<I", 1000)
    return bytes(data)


def nested_joins(depth: int) -> str:
    text = "title|join(' ')"
    for _n in range(depth):
        text = f"title|join({text})|join({text})"
    return f"{{{{ {text} }}}}"


LETTERS = "a" * 20_000
LOOP = "{%p for section in sections %}", "{%p for line in section.paragraphs %}"
ENDS = "{%p endfor %}", "{%p endfor %}"
CELLS = "<w:tc><w:p/></w:tc>"
FAR_TABLE = (
    '<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
    "<w:p/></w:tc></w:tr></w:tbl>"
)
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 1</w:instrText></w:r>'

TEMPLATES = {
    # loops
    "a loop over letters": lambda: tags(f"{{% for a in '{LETTERS}' %}}x{{% endfor %}}"),
    "letters times letters": lambda: tags(
        f"{{% for a in '{LETTERS}' %}}{{% for b in '{LETTERS}' %}}{{% endfor %}}{{% endfor %}}"
    ),
    "a loop over a field's letters": lambda: tags("{% for a in issuing_body %}x{% endfor %}"),
    "letters of letters of paragraphs": lambda: tags(
        *LOOP,
        "{{ line }}",
        *ENDS,
        "{% for a in sections[0].paragraphs[0] %}{% for b in sections[0].paragraphs[1] %}x{% endfor %}"
        "{% endfor %}",
    ),
    "a loop over a filter": lambda: tags("{% for a in title|join('aaaaaaaaaaaa') %}x{% endfor %}"),
    "a loop over a choice": lambda: tags(f"{{% for a in title if kind else '{LETTERS}' %}}x{{% endfor %}}"),
    "a loop that calls itself": lambda: tags("{% for a in title recursive %}{{ loop(title) }}{% endfor %}"),
    "300 loops in a row": lambda: tags(*[*LOOP, "{{ line }}" * 20, *ENDS] * 300),
    "a loop over 30,000 paragraphs": lambda: body(
        f"<w:p><w:r><w:t>{LOOP[0]}</w:t></w:r></w:p>{'<w:p/>' * 30_000}"
        f"<w:p><w:r><w:t>{ENDS[0]}</w:t></w:r></w:p>"
    ),
    "a loop over 5 MB of text": lambda: tags(LOOP[0], "abcdefghi " * 500_000, ENDS[0]),
    "loops around rows that are none": lambda: tags("{%tr for a in title %}" * 500),
    # join and other filters
    "joins in joins": lambda: tags(nested_joins(4)),
    "joins after joins": lambda: tags("{{ issuing_body" + "|join(issuing_body)" * 8 + " }}"),
    "joins by letters": lambda: tags("{{ issuing_body" + "|join('aaaaaaaaaaaaaaaaaaaa')" * 8 + " }}"),
    "a join with 1 MB between": lambda: tags(f"{{{{ recipients|join('{'a' * 1_000_000}') }}}}"),
    "a join by attribute": lambda: tags("{{ sections|join('', attribute='paragraphs') }}"),
    "a join of parts of the report": lambda: tags("{{ sections|join(', ') }}"),
    "20,000 filters in a row": lambda: tags("{{ kind" + "|upper" * 20_000 + " }}"),
    "defaults of defaults": lambda: tags("{{ kind" + "|default(kind" * 2000 + ")" * 2000 + " }}"),
    # expressions
    "1,000,000,000 letters": lambda: tags("{{ 'a' * 1000000000 }}"),
    "a power of powers": lambda: tags("{{ 9 ** 9 ** 9 }}"),
    "a width of 1,000,000,000": lambda: tags(
        "{{ '%1000000000d'|format(1) }}", "{{ kind|center(999999999) }}"
    ),
    "a number of 1,000,000 digits": lambda: tags(f"{{{{ {'9' * 1_000_000} }}}}"),
    "50,000 texts put together": lambda: tags("{{ kind" + " ~ kind" * 50_000 + " }}"),
    "20,000 brackets": lambda: tags("{{ " + "(" * 20_000 + "kind" + ")" * 20_000 + " }}"),
    "20,000 comparisons": lambda: tags("{% if kind" + " == kind" * 20_000 + " %}x{% endif %}"),
    "20,000 times not": lambda: tags("{% if " + "not " * 20_000 + "kind %}x{% endif %}"),
    "5,000 choices in choices": lambda: tags(
        "{{ " + "kind if kind else (" * 5000 + "kind" + ")" * 5000 + " }}"
    ),
    "3,000 conditions in conditions": lambda: tags("{% if kind %}" * 3000, "{% endif %}" * 3000),
    "60,000 tags": lambda: tags("{{ day }}" * 60_000),
    "60,000 tags in pieces": lambda: body(
        "<w:p>" + "<w:r><w:t>{{</w:t></w:r><w:r><w:t> day }}</w:t></w:r>" * 15_000 + "</w:p>"
    ),
    "classes of classes": lambda: tags("{{ kind.__class__.__mro__[1].__subclasses__() }}"),
    # what the readers of tags stumble over
    "500,000 tags that begin": lambda: tags("{{" * 500_000),
    "300,000 blocks that begin": lambda: tags("{%" * 300_000),
    "a remark that never ends": lambda: tags("{#" + "a" * 1_000_000),
    "a text that never ends": lambda: tags("{{ '" + "\\'" * 300_000),
    "1,000,000 spaces in a tag": lambda: tags("{{" + " " * 1_000_000 + "kind }}"),
    "1,000,000 signs before a tag": lambda: tags("{" * 1_000_000 + " kind }}", "{_{" * 100_000),
    "as it is written": lambda: tags("{% raw %}" + "{{ x }}" * 50_000 + "{% endraw %}"),
    "a cell over 1,000,000,000 columns": lambda: tags(
        "{% colspan 999999999 %}", "{% cellbg '" + "f" * 100_000 + "' %}"
    ),
    "cells merged by tags": lambda: tags("{% hm %}" * 5000, "{% vm %}" * 5000),
    # the document
    "600,000 empty paragraphs": lambda: body("<w:p/>" * 600_000),
    "600,000 empty paragraphs, not packed": lambda: stored(body("<w:p/>" * 250_000)),
    "190,000 empty paragraphs": lambda: stored(body("<w:p/>" * 190_000)),
    "400,000 runs of nothing": lambda: body(f"<w:p>{'<w:r/>' * 400_000}</w:p>"),
    "60,000 tables in tables": lambda: body(
        "<w:tbl><w:tr><w:tc>" * 20_000 + "</w:tc></w:tr></w:tbl>" * 20_000
    ),
    "a table of 60,000 cells": lambda: body(f"<w:tbl><w:tr>{CELLS * 60_000}</w:tr></w:tbl>"),
    "a table 1,000,000,000 columns wide": lambda: body(FAR_TABLE),
    "an attribute of 9 MB": lambda: body(f"<w:p w:x='{'a' * 9_000_000}'/>"),
    "300,000 attributes": lambda: body("<w:p {}/>".format(" ".join(f"a{n}='1'" for n in range(300_000)))),
    "20,000 fields in fields": lambda: body(f"<w:p>{FIELD * 20_000}</w:p>"),
    "a field that fetches": lambda: body(
        "<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT x</w:instrText></w:r></w:p>"
    ),
    "entities that grow": lambda: body("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>", head=LAUGHS),
    "an entity from a file": lambda: body("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", head=FILE_ENTITY),
    "UTF-16": lambda: part(
        BODY, own()[BODY].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    ),
    "bytes of no encoding": lambda: part(BODY, own()[BODY].replace(b"<w:t>", b"<w:t>\xff\xfe")),
    "300,000 styles": lambda: part(
        "word/styles.xml", f'<w:styles xmlns:w="{WORD}">{"<w:style/>" * 300_000}</w:styles>'
    ),
    "150,000 styles, not packed": lambda: stored(
        part("word/styles.xml", f'<w:styles xmlns:w="{WORD}">{"<w:style/>" * 150_000}</w:styles>')
    ),
    "400 headers": lambda: many_headers(400, "{{ kind }}" * 50),
    "a header that grows": lambda: many_headers(2, "{% for a in issuing_body %}x{% endfor %}"),
    # the archive
    "a picture of nothing, 19 MB": lambda: part("word/media/a.png", bytes(19_000_000)),
    "300,000 parts": lambda: many_parts(300_000),
    "1,000 parts in one place": overlapping,
    "a part twice, nearly": twice,
    "a part that lies about its size": lying,
    "parts outside of the archive": lambda: part("../../../../tmp/x.xml", "<x/>"),
    "a document that is its own header": lambda: related("header", "document.xml"),
    "a part that is not there": lambda: related("header", "nowhere.xml"),
    "another template from elsewhere": lambda: related(
        "attachedTemplate", "http://ngoai.vn/a.dotm", "External"
    ),
    "another document inside": lambda: part("word/afchunk.docx", b"PK"),
    "no document": lambda: archive({name: text for name, text in own().items() if name != BODY}),
    "no list of kinds": lambda: archive({name: text for name, text in own().items() if name != TYPES}),
    "a list of kinds of 900,000": lambda: part(TYPES, "<Types>" + "<Default/>" * 900_000 + "</Types>"),
    "nothing but its beginning": lambda: b"PK\x03\x04" + bytes(100_000),
}
