"""The Word template: an administrator changes it, the product fences it in and names every mistake."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from docx import Document
from docxtpl import DocxTemplate

from reports.document import upload as document_upload
from reports.document import word_template
from reports.document.rendering import TemplateProblem
from reports.document.sample import CONTENT
from reports.document.word import write
from reports.models import DocumentTemplate
from tests.factories import MembershipFactory
from tests.pages import alerts, feedback, find_all, parse, text

from .test_word import words

PAGE = reverse("reports:document-template")
SAMPLE = reverse("reports:document-template-sample")
PRODUCT = reverse("reports:document-template-product")


def changed(*paragraphs: str, instead: dict[str, str] | None = None) -> bytes:
    """The product's own template with further paragraphs, or with words replaced."""
    document = Document(io.BytesIO(word_template.default()))
    for words_ in paragraphs:
        document.add_paragraph(words_)
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]:
        for old, new in (instead or {}).items():
            if paragraph.text == old:
                paragraph.text = new
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


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


class TestOwn:
    def test_prints_everything(self):
        assert document_upload.judge(upload(word_template.default())).left_out == []

    def test_can_be_understood_in_word(self):
        document = Document(io.BytesIO(word_template.default()))
        assert document.paragraphs[0].text.startswith("{#p Mẫu báo cáo 6 tháng.")
        styles = {style.name for style in document.styles}
        assert set(word_template.STYLES) <= styles
        # Explanations are not printed, nor is any tag.
        printed = "".join(words(Document(write(CONTENT)).element.body))
        assert all(mark not in printed for mark in ("Mẫu báo cáo", "{", "%}"))

    def test_says_nothing_of_the_library_that_wrote_it(self):
        with zipfile.ZipFile(io.BytesIO(word_template.default())) as archive:
            assert [n for n in archive.namelist() if "thumbnail" in n] == []
            assert b"python-docx" not in archive.read("docProps/core.xml")

    def test_is_explained_field_by_field(self):
        document = Document(io.BytesIO(word_template.default()))
        body = "".join(words(document.element.body))
        assert all(name in body for name in word_template.FIELDS)


class TestSandbox:
    """A template is a program: whoever may upload one gains nothing but a document."""

    @pytest.mark.parametrize(
        "tag",
        [
            "{{ ''.__class__ }}",
            "{{ ''['__class__'] }}",
            "{{ kind['__cl' ~ 'ass__'] }}",
            "{{ kind|attr('__class__') }}",
            "{% for x in ().__class__.__bases__ %}{{ x }}{% endfor %}",
            "{{ kind.upper() }}",
            "{{ kind.format }}",
            "{{ sections.append }}",
            "{{ range(10) }}",
            "{{ lipsum() }}",
            "{{ cycler.__init__.__globals__ }}",
            "{{ self }}",
            "{{ kind|safe }}",
            "{{ 'a' * 1000000000 }}",
            "{{ 9 ** 9 ** 9 }}",
            "{{ kind|center(1000000000) }}",
            "{% set x = 1 %}",
            "{% include 'x' %}",
            "{% import 'x' as x %}",
            "{% extends 'x' %}",
            "{% macro m() %}{% endmacro %}",
            "{% block b %}{% endblock %}",
            "{% filter upper %}x{% endfilter %}",
            "{% for a in title %}" * 3 + "{% endfor %}" * 3,
        ],
    )
    def test_refused(self, tag):
        # Attributes that there are, but may not be read, are as good as unknown.
        assert refusal(changed(tag)).code in {"not_allowed", "unknown", "loops", "refused"}

    def test_refused_in_headers_too(self):
        document = Document(io.BytesIO(word_template.default()))
        document.sections[0].header.paragraphs[0].add_run("{{ ''.__class__ }}")
        target = io.BytesIO()
        document.save(target)
        assert refusal(target.getvalue()).message.startswith("“__class__” is not allowed in a template.")

    def test_docxtpl_alone_would_neither_escape_nor_refuse(self):
        """Why the product passes an environment of its own: the library's defaults, should they change."""
        template = DocxTemplate(io.BytesIO(changed("{{ ''.__class__ }}", "{{ '<b>' }}")))
        fields = dict.fromkeys(word_template.FIELDS, "") | {"sections": [], "title": []}
        template.render(fields | {"recipients": [], "signatory_title": []})
        printed = words(template.docx.element.body)
        assert "<b>" not in printed
        assert refusal(changed("{{ ''.__class__ }}")).code == "not_allowed"

    def test_properties_of_the_template_are_not_filled_in(self):
        document = Document(io.BytesIO(word_template.default()))
        document.core_properties.title = "{{ ''.__class__ }}"
        target = io.BytesIO()
        document.save(target)
        properties = Document(write(CONTENT, target.getvalue())).core_properties
        assert properties.title.startswith("Báo cáo Kết quả")

    def test_no_loop_grows_without_bound(self, monkeypatch):
        monkeypatch.setattr("reports.document.rendering.SIZE_AT_MOST", 1000)
        assert refusal(word_template.default()).code == "grows"


UNKNOWN = "Unknown field: {}. Use only the fields listed on the page, spelt as there."
MISTAKES = {
    ("{{ xyz }}",): UNKNOWN.format("“xyz”"),
    ("{{ abc }} {{ xyz }}",): UNKNOWN.format("“abc”, “xyz”"),
    ("{%p for s in sections %}", "{{ s.name }}", "{%p endfor %}"): UNKNOWN.format("“name”"),
    ("{%p if is_draft %}", "Dự thảo"): (
        "{% if %} is not closed: {% endif %} is missing. Add it where it ends. Look near “{% if is_draft %}”."
    ),
    ("{%p endfor %}",): (
        "{% endfor %} stands where nothing is open: its beginning is missing. Add that or remove it. "
        "Look near “{% endfor %}”."
    ),
    ("{% lặp kind %}",): (
        "Unknown tag: {% lặp %}. A template may use for and if. Remove it. Look near “{% lặp kind %}”."
    ),
    ("{{ kind. }}",): (
        "A tag is not written correctly (expected name or number). Compare it with the product's own "
        "template. Look near “{{ kind. }}”."
    ),
    ("{{ recipients }}",): (
        "A list is printed in one piece. Repeat its lines: {%p for line in title %}, {{ line }}, "
        "{%p endfor %}."
    ),
    ("{{ kind|viethoa }}",): (
        "“|viethoa” is not allowed in a template. It may print fields with {{ }}, repeat with "
        "{% for %} and choose with {% if %}. Remove it."
    ),
}


class TestMistakes:
    @pytest.mark.parametrize("tags", MISTAKES)
    def test_is_named_with_what_to_do(self, tags):
        assert refusal(changed(*tags)).message == MISTAKES[tags]

    def test_a_tag_that_crosses_the_edge_of_a_table(self):
        content = changed("{% endif %}", instead={"*": "{% if is_draft %}*"})
        assert refusal(content).message == (
            "A tag begins in one paragraph or table cell and ends in another. Write {%p for … %}, "
            "{%p if … %}, {%p endfor %}, {%p endif %} each in a paragraph of its own, and for rows of a "
            "table {%tr … %}."
        )

    def test_a_template_without_the_text_is_no_template(self):
        content = changed(instead={"{{ paragraph }}": "…"})
        assert refusal(content).message.startswith("The template does not print the text of the report.")

    def test_what_is_left_out_is_told(self):
        content = changed(
            instead={"- {{ recipient }}": "- Lưu", "{{ signatory_name }}": "", "{{ superior_body }}": ""}
        )
        judged = document_upload.judge(upload(content))
        assert judged.left_out == ["superior_body", "recipients", "signatory_name"]

    def test_fails_only_on_what_is_empty_in_a_draft(self):
        assert refusal(changed("{{ recipients[0] }}")).code in {"unknown", "refused"}

    def test_changed_in_word(self):
        """Styles, words and conditions of the administrator's own."""
        content = changed(
            "{%p if not is_draft and recipients|length > 1 %}",
            "Gửi {{ recipients|join('; ') }} - {{ kind|lower }}",
            "{%p else %}",
            "Chưa gửi",
            "{%p endif %}",
            instead={"ĐẢNG CỘNG SẢN VIỆT NAM": "ĐẢNG BỘ TỈNH"},
        )
        printed = words(Document(write(CONTENT, content)).element.body)
        assert "ĐẢNG BỘ TỈNH" in printed
        assert f"Gửi {'; '.join(CONTENT.recipients)} - báo cáo" in printed

    def test_lost_styles_of_the_annexes_are_made_anew(self):
        document = Document(io.BytesIO(word_template.default()))
        for style in list(document.styles):
            if style.name.startswith("Phụ lục"):
                style.delete()
        target = io.BytesIO()
        document.save(target)
        written = Document(write(CONTENT, target.getvalue()))
        assert "PHỤ LỤC 1" in words(written.element.body)
        assert "Phụ lục - bảng" in {style.name for style in written.styles}


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


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def as_administrator(self, client, province):
        client.force_login(MembershipFactory(role="administrator", committee=province).user)
        return client

    def send(self, client, content, name="mẫu mới.docx"):
        return client.post(PAGE, {"template": upload(content, name)}, follow=True)

    def test_the_products_own_until_another_is_uploaded(self, as_administrator):
        page = as_administrator.get(PAGE)
        assert page.context["current"] is None
        assert len(list(find_all(parse(page), "a", href=PRODUCT))) == 1
        file = as_administrator.get(PRODUCT)
        assert b"".join(file.streaming_content) == word_template.default()
        assert "attachment" in file["Content-Disposition"]

    def test_downloaded_changed_uploaded_and_back(self, as_administrator):
        downloaded = b"".join(as_administrator.get(PRODUCT).streaming_content)
        assert downloaded == word_template.default()
        mine = changed(instead={"ĐẢNG CỘNG SẢN VIỆT NAM": "ĐẢNG BỘ TỈNH"})
        page = self.send(as_administrator, mine)
        assert page.redirect_chain == [(PAGE, 302)]
        stored = DocumentTemplate.objects.get()
        assert (stored.name, bytes(stored.content), stored.is_current) == ("mẫu mới.docx", mine, True)
        assert page.context["current"] == stored
        sample = Document(io.BytesIO(b"".join(as_administrator.get(SAMPLE).streaming_content)))
        assert "ĐẢNG BỘ TỈNH" in words(sample.element.body)
        file = as_administrator.get(reverse("reports:document-template-file", args=[stored.pk]))
        assert b"".join(file.streaming_content) == mine

        page = as_administrator.post(reverse("reports:document-template-reset"), follow=True)
        assert page.context["current"] is None
        # What was uploaded is kept.
        assert list(DocumentTemplate.objects.values_list("name", "is_current")) == [("mẫu mới.docx", False)]
        sample = Document(io.BytesIO(b"".join(as_administrator.get(SAMPLE).streaming_content)))
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in words(sample.element.body)

    def test_the_newest_is_in_use(self, as_administrator):
        for name in ("một.docx", "hai.docx"):
            self.send(as_administrator, changed(name), name)
        assert list(DocumentTemplate.objects.values_list("name", "is_current")) == [
            ("hai.docx", True),
            ("một.docx", False),
        ]
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentTemplate.objects.update(is_current=True)

    def test_refused_ones_are_not_stored(self, as_administrator):
        as_administrator.cookies["django_language"] = "en"
        page = as_administrator.post(PAGE, {"template": upload(changed("{{ xyz }}"))})
        assert page.status_code == 422
        assert DocumentTemplate.objects.count() == 0
        assert any("“xyz”" in words_ for words_ in [*alerts(page), *feedback(page)])
        assert as_administrator.post(PAGE, {}).status_code == 422

    def test_what_is_left_out_is_asked_about(self, as_administrator):
        page = self.send(as_administrator, changed(instead={"{{ signatory_name }}": ""}))
        assert DocumentTemplate.objects.count() == 1
        assert len(alerts(page)) == 2

    def test_an_upload_that_the_product_cannot_fill_in_any_more(self, as_administrator, administrator):
        content = changed("{{ xyz }}")
        DocumentTemplate.objects.create(
            name="cũ.docx", content=content, size=len(content), sha256="0" * 64, uploaded_by=administrator
        )
        page = as_administrator.get(SAMPLE, follow=True)
        assert page.redirect_chain == [(PAGE, 302)]
        assert any("“xyz”" in alert for alert in alerts(page))

    def test_every_field_is_explained(self, as_administrator):
        page = text(parse(as_administrator.get(PAGE)))
        assert all(f" {name} " in page for name in word_template.FIELDS)

    @pytest.mark.parametrize("role", ["staff", "official", "clerk"])
    def test_only_the_provinces_administrator(self, role, client, province, administrator):
        urls = [PAGE, SAMPLE, PRODUCT, reverse("reports:document-template-file", args=[1])]
        for user in (MembershipFactory(role=role, committee=province).user, administrator):
            client.force_login(user)
            assert {client.get(url).status_code for url in urls} == {403}
            assert client.post(reverse("reports:document-template-reset")).status_code == 403
            assert client.post(PAGE, {"template": upload(changed())}).status_code == 403
        assert DocumentTemplate.objects.count() == 0


@pytest.mark.django_db
def test_a_problem_of_the_template_is_told_by_the_command(administrator, province):
    content = changed("{{ xyz }}")
    DocumentTemplate.objects.create(
        name="cũ.docx", content=content, size=len(content), sha256="0" * 64, uploaded_by=administrator
    )
    with pytest.raises(TemplateProblem):
        write(CONTENT, document_upload.current_content())
