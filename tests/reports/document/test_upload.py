"""Files that are uploaded as Word templates: what is none is refused, unread."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from reports.document import upload as document_upload
from reports.document import word_template


def repacked(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The file with parts added or replaced."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return target.getvalue()


def upload(content: bytes, name="mẫu.docx"):
    return SimpleUploadedFile(name, content)


def refusal(content: bytes, name="mẫu.docx") -> ValidationError:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        document_upload.judge(upload(content, name))
    return refused.value


RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
OUTSIDE = (
    '<Relationship Id="rId99" Type="http://x/image" Target="http://ngoai.vn/anh.png" TargetMode="External"/>'
)


class TestFile:
    @pytest.mark.parametrize(
        "content",
        [b"", b"hello", b"%PDF-1.4", b"PK\x03\x04 broken", repacked(word_template.default(), {})[:-200]],
        ids=["empty", "text", "pdf", "broken", "cut"],
    )
    def test_no_word_document(self, content):
        assert refusal(content, "../bao_cao.pdf").message == (
            "“bao_cao.pdf.docx” is not a Word document. Save it in Word as a .docx file and upload that."
        )

    def test_another_office_file(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("xl/workbook.xml", "<workbook/>")
        assert refusal(target.getvalue()).code == "type"

    def test_xml_with_entities(self):
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
        assert refusal(repacked(word_template.default(), {"word/extra.xml": bomb})).code == "type"

    @pytest.mark.parametrize(
        "part",
        ["word/vbaProject.bin", "word/vbaData.xml", "word/activeX/activeX1.xml", "word/embeddings/ole.bin"],
    )
    def test_macros_and_embedded_files(self, part):
        assert refusal(repacked(word_template.default(), {part: b"<x/>"})).message == (
            "“mẫu.docx” contains macros or embedded files. Save it as .docx without them and upload that."
        )

    def test_a_macro_document_under_another_name(self):
        with zipfile.ZipFile(io.BytesIO(word_template.default())) as archive:
            types = archive.read("[Content_Types].xml").replace(
                b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                b"vnd.ms-word.document.macroEnabled.main",
            )
        assert refusal(repacked(word_template.default(), {"[Content_Types].xml": types})).code == "macros"

    def test_what_refers_to_the_outside(self):
        parts = {"word/_rels/header9.xml.rels": RELATIONS.format(OUTSIDE).encode()}
        assert refusal(repacked(word_template.default(), parts)).message == (
            "“mẫu.docx” refers to something outside of it: http://ngoai.vn/anh.png. Remove the link or "
            "linked picture; the office's documents must not fetch anything."
        )

    def test_fields_that_fetch(self):
        field = (
            '<w:x xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            "<w:instrText> DDE</w:instrText><w:instrText>AUTO c:\\\\cmd.exe </w:instrText></w:x>"
        )
        assert refusal(repacked(word_template.default(), {"word/f.xml": field.encode()})).message == (
            "“mẫu.docx” has a field that fetches something from elsewhere: DDEAUTO. Remove the field."
        )

    def test_what_unpacks_without_end(self):
        bomb = repacked(word_template.default(), {"word/media/a.png": bytes(21 * 1024**2)})
        assert refusal(bomb).message == (
            "“mẫu.docx” unpacks to more than a template can hold. Begin again from the product's own."
        )

    def test_a_part_twice(self):
        target = io.BytesIO(word_template.default())
        with (
            pytest.warns(UserWarning, match="Duplicate name"),
            zipfile.ZipFile(target, "a") as archive,
        ):
            archive.writestr("word/document.xml", b"<x/>")
        assert refusal(target.getvalue()).code == "bomb"

    def test_large(self, monkeypatch):
        monkeypatch.setattr(document_upload, "SIZE_AT_MOST", 1024**2)
        assert refusal(bytes(1024**2 + 1)).message == (
            "“mẫu.docx” is larger than 1 MB. Take large pictures out of it."
        )
