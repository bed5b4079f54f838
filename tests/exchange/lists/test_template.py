"""Templates: what they explain and offer, and that one sent back untouched makes nothing."""

import io

import openpyxl
import pytest

from committees.models import Committee
from exchange.layout.laying_out import CHOICES, GUIDE
from exchange.lists.excel_template import example, explain, write_template
from exchange.lists.reading import read_file
from exchange.models import Import
from exchange.workbook import import_workbook
from exchange.workbook.sheets import SHEETS
from tests.exchange.workbook.workbooks import small
from tests.factories import CommitteeFactory

pytestmark = pytest.mark.django_db


def opened(sheet: str | None):
    return openpyxl.load_workbook(io.BytesIO(write_template(sheet)))


def offered(book, worksheet, column: str) -> list:
    """What the drop-down list of a column's first cell offers."""
    for validation in worksheet.data_validations.dataValidation:
        if f"{column}2" in validation.sqref:
            title, _mark, area = validation.formula1.rpartition("!")
            return [cell.value for (cell,) in book[title.strip("'")][area.replace("$", "")]]
    return []


def test_the_kinds_are_the_sheets_of_the_format():
    assert [Import(kind=kind).sheet for kind in Import.Kind.values] == [*SHEETS, None]


@pytest.mark.parametrize("name", SHEETS)
def test_a_template_for_each_sheet(name):
    book = opened(name)
    assert book.sheetnames == [name, GUIDE, CHOICES]
    assert book[CHOICES].sheet_state == "hidden"
    worksheet = book[name]
    assert worksheet.freeze_panes == "A2"
    columns = [c for c in SHEETS[name].columns if name == "Khung tiêu chí" or not c.only_if_used]
    assert [cell.value for cell in worksheet[1]] == [column.name for column in columns]
    assert [cell.font.bold for cell in worksheet[1]] == [column.mandatory for column in columns]
    assert all(cell.comment.text for cell in worksheet[1])
    assert worksheet.max_row == 1
    for column in columns:
        assert explain(SHEETS[name], column)
        assert example(SHEETS[name], column)


def test_the_whole_workbook():
    assert opened(None).sheetnames == [*SHEETS, GUIDE, CHOICES]


def test_lists_offer_words_and_the_codes_that_are_there(commission, province, chief):
    book = opened("Lãnh đạo")
    worksheet = book["Lãnh đạo"]
    assert offered(book, worksheet, "D") == ["Lãnh đạo ban", "Trưởng, phó phòng"]
    assert offered(book, worksheet, "E") == ["TU – Tỉnh ủy Bình Sơn", "BTCTU – Ban Tổ chức Tỉnh ủy"]
    trips = opened("Công tác")
    assert offered(trips, trips["Công tác"], "A") == ["LD-AN – Nguyễn Văn An"]
    results = opened("Kết quả")
    assert "Công tác" in offered(results, results["Kết quả"], "G")


def test_codes_are_text_and_dates_are_dates():
    worksheet = opened("Chi bộ")["Chi bộ"]
    formats = {letter: worksheet.column_dimensions[letter].number_format for letter in "AEFH"}
    assert formats == {"A": "@", "E": "General", "F": "General", "H": "dd/mm/yyyy"}


@pytest.mark.parametrize("name", [None, "Chi bộ"])
def test_untouched_it_imports_nothing(name, commission):
    before = Committee.objects.count()
    file = write_template(name)
    result = import_workbook(io.BytesIO(file), by=None)
    assert result.problems == []
    assert {(c.created, c.changed, c.unchanged) for c in result.counts.values()} == {(0, 0, 0)}
    assert read_file(file, None).report.warnings == []
    assert Committee.objects.count() == before


def test_filled_in_it_imports_what_was_written():
    book, filled = opened(None), small()
    filled["Kết quả"][3]["Ghi chú"] = "Nghỉ ốm"  # openpyxl would make a formula of what stands there
    for name, rows in filled.items():
        worksheet = book[name]
        headings = [cell.value for cell in worksheet[1]]
        for row in rows:
            worksheet.append(["x" if row.get(heading) is True else row.get(heading) for heading in headings])
    target = io.BytesIO()
    book.save(target)
    result = import_workbook(target, by=None)
    assert [str(problem) for problem in result.problems] == []
    assert {name: counts.created for name, counts in result.counts.items()} == {
        name: len(small().get(name, [])) for name in SHEETS
    }


def test_what_begins_like_a_formula_is_text(province):
    CommitteeFactory(parent=province, code="A", name="Ban A", short_name="")
    Committee.objects.filter(code="A").update(code="=1+1")
    found = [cell for row in opened("Lãnh đạo")[CHOICES].iter_rows() for cell in row]
    cells = [cell for cell in found if cell.value == "=1+1 – Ban A"]
    assert [cell.data_type for cell in cells] == ["s"]
