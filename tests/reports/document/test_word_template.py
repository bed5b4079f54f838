"""The Word template: the product fences it in and names every mistake."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from reports.document import upload as document_upload
from reports.document import word_template
from reports.document.rendering import TemplateProblem
from reports.document.sample import CONTENT
from reports.document.word import write
from reports.models import DocumentTemplate

from .test_word import words


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
            parts = {name.rpartition("/")[2] for name in archive.namelist() if not name.endswith(".rels")}
            assert b"python-docx" not in archive.read("docProps/core.xml")
        assert parts == {
            *("[Content_Types].xml", "core.xml", "document.xml", "styles.xml", "settings.xml"),
            *("webSettings.xml", "fontTable.xml", "theme1.xml", "header1.xml", "header2.xml"),
        }
        document = Document(io.BytesIO(word_template.default()))
        shown = {style.name for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
        assert shown == {"Normal", *word_template.STYLES}

    def test_headings_are_what_word_s_navigation_goes_by(self):
        document = Document(io.BytesIO(word_template.default()))
        levels = {
            style.name: style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val"))
            for style in document.styles
            if style.element.pPr is not None and style.element.pPr.find(qn("w:outlineLvl")) is not None
        }
        assert levels == {"Đề mục": "0", "Phụ lục - số": "0", "Phụ lục - tên": "1"}

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

    def test_no_loop_grows_without_bound(self):
        long = ["{%p for section in sections %}", *["x"] * 5000, "{%p endfor %}"]
        assert refusal(changed(*long)).code == "grows"

    @pytest.mark.parametrize(
        ("tag", "code"),
        [
            ("{% for letter in 'abc' %}{% endfor %}", "no_list"),
            ("{% for letter in kind %}{% endfor %}", "no_list"),
            ("{% for line in title|join(' ') %}{% endfor %}", "no_list"),
            ("{{ kind|join(' ') }}", "no_list"),
            ("{{ sections|join(' ') }}", "no_list"),
            ("{{ title|join(title|join(' ')) }}", "join"),
            ("{{ title|join('123456789 123456789 1') }}", "join"),
            ("{{ title|join(attribute='x') }}", "join"),
            ("{{ kind" + "~ kind" * 3000 + " }}", "costly"),
            ("{{ kind }}" * 2000, "bomb"),
        ],
    )
    def test_nothing_is_multiplied(self, tag, code):
        assert refusal(changed(tag)).code == code

    def test_lines_are_put_together(self):
        template = changed("{{ title|join(' – ') }}|{{ signatory_title|join }}")
        printed = words(Document(write(CONTENT, template)).element.body)
        assert f"{CONTENT.title[0]}|K/T TRƯỞNG BANPHÓ TRƯỞNG BAN" in printed


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


@pytest.mark.django_db
def test_a_problem_of_the_template_is_told_by_the_command(administrator, province):
    content = changed("{{ xyz }}")
    DocumentTemplate.objects.create(
        name="cũ.docx", content=content, size=len(content), sha256="0" * 64, uploaded_by=administrator
    )
    with pytest.raises(TemplateProblem):
        write(CONTENT, document_upload.current_content())
