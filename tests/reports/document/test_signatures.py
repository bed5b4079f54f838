"""A file that came back signed: by whom, unchanged or not, and whether it is the document that went out."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from lib.periods import now
from reports.document.sameness import Sameness
from reports.document.signatures import Examination, Problem, Since, Trust, examine, judge

from . import papers

ROOT = papers.authority()
REPORT = papers.pdf(["REPORT", "The leaders attended 18 of 22 cells."], ["Recipients", "The chief"])
SIGNED = papers.person(ROOT).sign(REPORT)
PNG = b"\x89PNG\r\n\x1a\n scan"


def look(content, ours=(REPORT,), roots=(ROOT,)) -> Examination:
    return examine(content, ours=ours, roots=[root.der for root in roots])


def only(examination: Examination):
    (signature,) = examination.signatures
    return signature


class TestWhoSigned:
    def test_the_office_s_own_people(self):
        found = look(SIGNED)
        signature = only(found)
        assert (signature.signer, signature.organisation) == ("Nguyễn Văn An", "Ban Tổ chức Tỉnh ủy")
        assert now() - signature.signed_at < dt.timedelta(hours=1)
        assert not signature.time_is_attested
        assert (signature.is_intact, signature.trust, signature.since) == (
            True,
            Trust.TRUSTED,
            Since.NOTHING,
        )
        assert found.is_valid
        assert found.sameness == Sameness.SAME_BYTES

    def test_two_one_after_the_other(self):
        found = look(papers.person(ROOT, "Văn thư").sign(SIGNED, "Signature2"))
        assert [(s.signer, s.since) for s in found.signatures] == [
            ("Nguyễn Văn An", Since.SIGNED),
            ("Văn thư", Since.NOTHING),
        ]
        assert found.is_valid
        assert found.sameness == Sameness.SAME_BYTES

    @pytest.mark.parametrize("roots", [[], [papers.authority("Another CA")]])
    def test_certified_by_nobody_known(self, roots):
        found = look(SIGNED, roots=roots)
        assert (only(found).is_intact, only(found).trust) == (True, Trust.UNKNOWN_ROOT)
        assert not found.is_valid
        assert found.is_this_document

    def test_somebody_who_merely_uses_the_root_s_name(self):
        impostor = papers.authority("Root CA", papers.BEGIN, papers.END - dt.timedelta(days=1))
        assert only(look(papers.person(impostor).sign(REPORT))).trust == Trust.UNKNOWN_ROOT

    @pytest.mark.parametrize(("begin", "end", "trust"), [(-20, -10, Trust.EXPIRED), (10, 20, Trust.NOT_YET)])
    def test_a_certificate_of_another_time(self, begin, end, trust):
        valid = [now() + dt.timedelta(days=days) for days in (begin, end)]
        found = look(papers.person(ROOT, "Nguyễn Văn An", *valid).sign(REPORT))
        assert (only(found).is_intact, only(found).trust) == (True, trust)
        assert not found.is_valid

    def test_a_certificate_for_something_else(self):
        server = papers.person(ROOT, "Máy chủ", signs=False)
        assert only(look(server.sign(REPORT))).trust == Trust.UNSUITED

    def test_nobody(self):
        found = look(REPORT)
        assert (found.signatures, found.is_signed, found.is_valid) == ([], False, False)
        assert found.sameness == Sameness.SAME_BYTES


class TestChanged:
    def test_one_byte(self):
        at = SIGNED.index(b"18 of 22")
        found = look(SIGNED[:at] + b"19" + SIGNED[at + 2 :])
        assert (only(found).is_intact, only(found).trust) == (False, Trust.BROKEN)
        assert not found.is_valid
        assert found.sameness == Sameness.DIFFERENT
        assert found.ours == "The leaders attended 18 of 22 cells. Recipients The chief"
        assert found.theirs == "The leaders attended 19 of 22 cells. Recipients The chief"

    def test_a_page_more_after_signing(self):
        found = look(papers.with_another_page(SIGNED, ["And one more thing."]))
        assert (only(found).is_intact, only(found).since) == (True, Since.CHANGED)
        assert not found.is_valid
        assert found.sameness == Sameness.DIFFERENT
        assert found.theirs == "Recipients The chief And one more thing."

    def test_bytes_after_the_end(self):
        found = look(SIGNED + b"\n% something else")
        assert only(found).since == Since.CHANGED
        assert not found.is_valid

    def test_a_page_more_before_signing(self):
        """It begins with our bytes, and everything was signed; it says something else nonetheless."""
        longer = papers.with_another_page(REPORT, ["And one more thing."])
        assert longer.startswith(REPORT)
        found = look(papers.person(ROOT).sign(longer))
        assert found.is_valid
        assert found.sameness == Sameness.DIFFERENT


class TestWhichDocument:
    def test_the_same_words_on_other_pages(self):
        elsewhere = papers.pdf(
            ["REPORT", "The leaders attended", "18 of 22 cells."], ["Recipients The chief"]
        )
        found = look(papers.person(ROOT).sign(elsewhere))
        assert found.is_valid
        assert found.sameness == Sameness.SAME_TEXT

    def test_another_document(self):
        found = look(papers.person(ROOT).sign(papers.pdf(["REPORT", "The leaders attended 9 of 10 cells."])))
        assert found.is_valid
        assert found.sameness == Sameness.DIFFERENT

    def test_a_scan(self):
        assert look(papers.pdf([], [])).sameness == Sameness.UNKNOWN

    def test_a_scan_whose_words_a_program_recognised(self):
        scan = papers.pdf(["REP0RT", "The leaders attended l8 of 22 cells."], picture=True)
        assert look(scan).sameness == Sameness.UNKNOWN

    def test_nothing_to_compare_with(self):
        assert look(SIGNED, ours=[]).sameness == Sameness.UNKNOWN


class TestWord:
    """The Word file went out, and came back as a PDF that Word made of it."""

    LINES = ["REPORT", "No.", "Cell", "1", "Village A", "2", "Village B"]
    PAGES = [LINES[:5], ["No.", "Cell", *LINES[5:], "End."]]  # the heading again, on the new page

    @pytest.fixture
    def word(self) -> bytes:
        document = Document()
        document.add_paragraph("REPORT")
        table = document.add_table(3, 2)
        for cell, text in zip((c for row in table.rows for c in row.cells), self.LINES[1:], strict=True):
            cell.text = text
        table.rows[0]._tr.get_or_add_trPr().append(table.rows[0]._tr.makeelement(_HEADER))
        document.add_paragraph("End.")
        target = io.BytesIO()
        document.save(target)
        return target.getvalue()

    def test_the_same_words(self, word):
        assert look(papers.pdf(*self.PAGES), ours=[word]).sameness == Sameness.SAME_TEXT

    def test_a_word_less(self, word):
        found = look(papers.pdf(self.PAGES[0], [*self.PAGES[1][:-2], "End."]), ours=[word])
        assert found.sameness == Sameness.DIFFERENT
        assert (found.ours, found.theirs) == ("Village B", "1 Village A No. Cell 2 End.")

    def test_a_word_more(self, word):
        found = look(papers.pdf(*self.PAGES, ["P.S."]), ours=[word])
        assert found.sameness == Sameness.DIFFERENT
        assert (found.ours, found.theirs) == ("", "No. Cell 2 Village B End. P.S.")

    def test_one_of_both_files_is_enough(self, word):
        assert look(papers.pdf(*self.PAGES), ours=[word, REPORT]).sameness == Sameness.SAME_TEXT


_HEADER = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader"


class TestUnreadable:
    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"", Problem.NOT_PDF),
            (b"PK\x03\x04", Problem.NOT_PDF),
            (PNG, Problem.PICTURE),
            (b"\xff\xd8\xff\xe0", Problem.PICTURE),
            (b"%PDF-1.7", Problem.DAMAGED),
            (b"%PDF-1.7\n" + b"\xff" * 2000 + b"startxref\n99999999\n%%EOF", Problem.DAMAGED),
        ],
    )
    def test_it_says_why(self, content, problem):
        found = look(content)
        assert found == Examination(problem)
        assert str(problem.label)

    def test_locked(self):
        from pypdf import PdfWriter

        writer, target = PdfWriter(clone_from=io.BytesIO(REPORT)), io.BytesIO()
        writer.encrypt("secret", algorithm="AES-256")
        writer.write(target)
        assert look(target.getvalue()) == Examination(Problem.ENCRYPTED)

    @pytest.mark.parametrize("step", range(7))
    def test_cut_off_or_altered_anywhere_it_is_an_answer(self, step):
        for at in range(step * 97 + 8, len(SIGNED), 7 * 97):
            assert not look(SIGNED[:at]).is_valid
            assert not look(SIGNED[:at] + bytes([SIGNED[at] ^ 0xFF]) + SIGNED[at + 1 :]).is_valid

    def test_every_answer_has_words(self):
        told = [str(one.label) for kind in (Trust, Since, Sameness, Problem) for one in kind]
        assert told.count("") == 1  # no problem


class TestJudging:
    @pytest.mark.parametrize(("name", "content"), [("a.PDF", SIGNED), ("scan.png", PNG)])
    def test_pdf_and_scan(self, name, content):
        assert judge(SimpleUploadedFile(name, content)).size == len(content)

    def test_judged_by_content(self):
        with pytest.raises(ValidationError) as refusal:
            judge(SimpleUploadedFile("a.docx", _word()))
        assert refusal.value.messages == [
            "“a.docx” không phải là PDF hay bản quét (PNG, JPEG). Hãy lưu hoặc quét bản đã ký thành PDF."
        ]


def _word() -> bytes:
    target = io.BytesIO()
    Document().save(target)
    return target.getvalue()
