"""An administrator downloads the Word template, changes it, uploads it and goes back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from docx import Document

from reports.document import upload as document_upload
from reports.document import word_template
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


def upload(content: bytes, name="mẫu.docx"):
    return SimpleUploadedFile(name, content)


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

    def test_nothing_is_locked_while_it_is_tried(self, as_administrator, monkeypatch):
        blocks, apart = [], document_upload.apart.apart

        def tried(*arguments):
            blocks.append(len(connection.savepoint_ids))
            return apart(*arguments)

        monkeypatch.setattr(document_upload.apart, "apart", tried)
        outside = len(connection.savepoint_ids)
        assert self.send(as_administrator, changed()).status_code == 200
        assert blocks == [outside]

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
