"""Score sheets as files, downloaded and filled in as people do it."""

import io
from collections.abc import Callable, Iterable, Mapping

import docx
import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.models import Visit
from exchange.score_sheets.reading import Asked, Reading, read
from meetings.models import Evaluation
from reports.papers import excel, score_sheet, word
from tests.factories import CriterionFactory, LevelFactory, RatingBandFactory, RubricFactory

CELL, LEADER = 4, 5  # columns of the points, from 1
Values = Mapping[str, object]  # by code, or by the beginning of what stands in the line


def rubric_of_every_kind():
    rubric = RubricFactory(code="P1", name="Phiếu 2018", document="Hướng dẫn 42-HD/BTCTW")
    unless = {"kind": "yes_no", "not_applicable_when": "chỉ có bí thư"}
    lines = [
        ("Chuẩn bị", "1.1", "Nội dung đầy đủ", "6", {"is_gate": True}),
        ("Chuẩn bị", "1.2", "Thời gian", "4", {"kind": "levels"}),
        ("2. Tiến hành", "2.1", "Họp chi ủy trước", "2", unless),
        ("2. Tiến hành", "2.2", "Chuyên đề thiết thực", "3", {"kind": "yes_no", "theme": "left_out"}),
        ("2. Tiến hành", "2.3", "Sáng kiến", "1", {"kind": "bonus"}),
    ]  # fmt: skip
    for position, (section, code, text, maximum, more) in enumerate(lines):
        place = {"rubric": rubric, "section": section, "position": position}
        CriterionFactory(**place, code=code, text=text, maximum=maximum, **more)
    levels = rubric.criteria.get(code="1.2")
    LevelFactory(criterion=levels, points="4", condition="Từ 90 phút")
    LevelFactory(criterion=levels, points="2", condition="Dưới 90 phút")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum="10")
    return rubric


def papers(visit: Visit) -> list:
    found = Evaluation.objects.filter(meeting=visit.meeting_id).final().for_display()
    return score_sheet.of_visit(Visit.objects.for_display().get(pk=visit.pk), found)


def as_excel(visit: Visit, values: Values | None = None, *, column: int = LEADER, **more) -> bytes:
    """`rest` changes the worksheet besides; `lines` replace beginnings of lines outside of the table."""
    book = openpyxl.load_workbook(excel.write(papers(visit)))
    fill_in(book.worksheets[0], values or {}, column=column, **more)
    return saved(book)


def fill_in(
    worksheet,
    values: Values,
    *,
    column: int = LEADER,
    lines: Mapping[str, str | None] | None = None,
    notes: Iterable[str] = (),
    rest: Callable = lambda worksheet: None,
) -> None:
    for key, value in values.items():
        worksheet.cell(row_of(worksheet, key), column).value = value
    for beginning, text in (lines or {}).items():
        worksheet.cell(row_of(worksheet, beginning), 1).value = text
    for note in notes:
        worksheet.cell(row_of(worksheet, "………"), 1).value = note
    rest(worksheet)


def row_of(worksheet, beginning: str) -> int:
    for row in worksheet.iter_rows(max_col=2):
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith(beginning):
                return cell.row
    raise LookupError(beginning)


def as_word(
    visit: Visit, values: Values | None = None, *, column: int = LEADER, notes: Iterable[str] = ()
) -> bytes:
    document = docx.Document(word.write(papers(visit)))
    for row in document.tables[1].rows:
        for key, value in (values or {}).items():
            if any(cell.text.startswith(key) for cell in row.cells[:2]):
                row.cells[column - 1].paragraphs[0].add_run(str(value))
    dotted = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith("……")]
    for paragraph, note in zip(dotted, notes, strict=False):
        paragraph.runs[0].text = f"{note}{paragraph.text[:40]}"
    return saved(document)


def saved(document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def upload(data: bytes, name: str = "phieu.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def asked(visit: Visit, rubric, *, by_leader: bool = True) -> Asked:
    return Asked(
        visit.meeting,
        rubric,
        list(rubric.criteria.prefetch_related("levels")),
        visit.leader if by_leader else None,
    )


def reading(data: bytes, visit: Visit, rubric, **of) -> Reading:
    return read(upload(data), asked(visit, rubric, **of))
