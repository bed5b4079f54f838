"""The PDF of a document: made where LibreOffice is, refused in plain words where it is not."""

import contextlib
import http.server
import io
import os
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfReader

from attendance.figures.selection import Selection
from lib.tables import Column, Kind, Line, Table
from reports.document import pdf
from reports.document.pdf import PdfProblem, convert
from reports.document.sameness import Sameness
from reports.document.sample import CONTENT
from reports.document.signatures import examine
from reports.document.word import write
from reports.half_year.report import HalfYearReport
from reports.summary.lists import visits_on_paper
from tests.factories import CellFactory, PlanFactory, VisitFactory

from . import papers

LETTERS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


@pytest.fixture
def program(settings, tmp_path):
    """Stands in for LibreOffice: a script of the shell, whose last argument is the document."""

    def use(script: str) -> None:
        path = tmp_path / "soffice"
        path.write_text(f"#!/bin/sh\nfor last; do :; done\n{script}\n")
        path.chmod(0o755)
        settings.SOFFICE = str(path)

    return use


def message(problem) -> str:
    (text,) = problem.value.messages
    return text


class TestWithoutLibreOffice:
    def test_it_says_how_to_get_it(self):
        assert not pdf.is_available()
        with pytest.raises(PdfProblem) as problem:
            convert(b"")
        assert message(problem) == pdf.how_to_get_it()
        assert "lưu thành PDF trong Word" in message(problem)

    def test_what_the_program_makes_is_handed_back(self, program):
        program('printf "%%PDF-1.7" > "${last%.docx}.pdf"')
        assert pdf.is_available()
        assert convert(b"") == b"%PDF-1.7"

    @pytest.mark.parametrize("script", ["exit 1", 'echo "no PDF" > "${last%.docx}.pdf"'])
    def test_nothing_or_no_pdf_made(self, program, script):
        program(f'echo "Error: source file could not be loaded" >&2\n{script}')
        with pytest.raises(PdfProblem) as problem:
            convert(b"")
        assert problem.value.code == "failed"
        assert message(problem).endswith("Error: source file could not be loaded")

    def test_at_the_time_limit_everything_is_killed_that_was_started(self, program, tmp_path):
        program(f"sleep 60 & echo $! > {tmp_path}/pid; wait")
        start = time.monotonic()
        with pytest.raises(PdfProblem) as problem:
            convert(b"", timeout=1)
        assert problem.value.code == "timeout"
        assert time.monotonic() - start < 5
        assert not _runs(int((tmp_path / "pid").read_text()))

    def test_it_is_told_no_secrets_and_leaves_nothing_behind(self, program, tmp_path, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "for nobody else")
        program(f"env > {tmp_path}/told; pwd > {tmp_path}/place")
        with pytest.raises(PdfProblem):
            convert(b"")
        assert "for nobody else" not in (tmp_path / "told").read_text()
        assert not Path((tmp_path / "place").read_text().strip()).exists()


def _runs(pid: int) -> bool:
    for _ in range(50):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        # Killed, and not yet buried by whoever inherited it.
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return False
        time.sleep(0.1)
    return True


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(
    not any(map(shutil.which, pdf.PROGRAMS)), reason="LibreOffice is not there: docs/operations.md, “PDF”"
)
class TestWithLibreOffice:
    @pytest.fixture(autouse=True)
    def real(self, settings):
        settings.SOFFICE = ""

    def test_every_vietnamese_letter_is_in_the_font_that_replaces_times_new_roman(self):
        document = Document(write(CONTENT))
        for bold, italic in [(False, False), (True, False), (False, True)]:
            run = document.add_paragraph().add_run(f"{LETTERS} {LETTERS.upper()}")
            run.bold, run.italic = bold, italic
        pages = PdfReader(io.BytesIO(convert(_saved(document)))).pages
        words = "".join("".join(page.extract_text() for page in pages).split())
        assert words.count(LETTERS) == words.count(LETTERS.upper()) == 3
        fonts = {
            font["/BaseFont"].partition("+")[2]: "/FontFile2" in font["/FontDescriptor"]
            for page in pages
            for font in page["/Resources"]["/Font"].values()
        }
        names = ("LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic")
        assert fonts == dict.fromkeys(names, True)  # in the file; from no other font

    def test_a_page_holds_25_visits_and_more(self, chief, period):
        street = {"name": "Chi bộ tổ dân phố 10, phường Tân Phong", "committee__short_name": "P. Tân Phong"}
        plan = PlanFactory(committee=chief.committee, status="approved")
        for number in range(60):
            cell = CellFactory(**street, code=f"CB{number}", committee__code=f"P{number}")
            visit = {"attended": True} if number % 5 else {"missed": True}
            VisitFactory(leader=chief, plan=plan, cell=cell, month=period.months[number // 10], **visit)
        listed = visits_on_paper(HalfYearReport(Selection(period)))
        pages = PdfReader(io.BytesIO(convert(write(replace(CONTENT, annexes=[listed])).read()))).pages
        rows = [page.extract_text().count("Tân Phong") // 2 for page in pages]
        annex = [count for count in rows if count]
        assert sum(annex) == 60
        assert min(annex[:-1]) >= 25, annex

    def test_signed_it_is_recognised_beside_either_file_that_went_out(self):
        columns = [Column("STT", Kind.NUMBER), Column("Chi bộ", width=40)]
        annex = Table("t", "T", columns, lambda: [Line([n, f"Chi bộ thôn {n}"]) for n in range(1, 81)])
        word = write(replace(CONTENT, annexes=[annex])).read()
        made = convert(word)
        assert len(PdfReader(io.BytesIO(made)).pages) == 4  # the heading of the list stands on three
        root = papers.authority()
        signed = papers.person(root).sign(made)
        found = [examine(signed, ours=[ours], roots=[root.der]) for ours in (made, word)]
        assert [(one.is_valid, one.sameness) for one in found] == [
            (True, Sameness.SAME_BYTES),
            (True, Sameness.SAME_TEXT),
        ]

    def test_nothing_is_fetched(self):
        document = Document(write(CONTENT))
        with _server() as (address, asked):
            _link_picture(document, f"{address}/picture.png")
            assert convert(_saved(document)).startswith(b"%PDF-")
        assert asked == []

    @pytest.mark.parametrize("content", [b"Not a document at all.", b"PK\3\4 nor this one"])
    def test_what_is_no_word_document(self, content):
        with pytest.raises(PdfProblem) as problem:
            convert(content)
        assert problem.value.code == "failed"


def _saved(document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _link_picture(document, address: str) -> None:
    relation = document.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    document.add_paragraph()._p.append(
        parse_xml(
            f"<w:r {nsdecls('w', 'wp', 'a', 'pic', 'r')}><w:drawing><wp:inline>"
            '<wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
            '<pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:link="{relation}"/><a:stretch/></pic:blipFill><pic:spPr>'
            '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/>'
            "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )
    )


@contextlib.contextmanager
def _server():
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def handle_one_request(self):
            asked.append(self.client_address)
            super().handle_one_request()

        def log_message(self, *args):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
