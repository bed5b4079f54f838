"""An office's own lists through the pages: mapped, judged, corrected and saved."""

import datetime as dt
import io

import openpyxl
import pytest

from committees.models import Leader
from exchange.models import ColumnMapping, Import
from meetings.models import Cell
from tests.pages import find, find_all, parse, text

from . import lists
from .importing import choose_columns, confirm, latest, problems_on, upload, url

pytestmark = pytest.mark.django_db


class TestAnOfficesOwnLists:
    """Title lines, headings of the office's own, six mistakes; corrected, 50 cells and 12 leaders."""

    HEADINGS = ["TT", "Mã số", "Tên chi bộ", "Đơn vị", "Loại hình chi bộ", "Ngày họp", "Ngày TL"]
    MISTAKES = {
        ("DS chi bộ", "D8"): "Huyện ủy Không Có",
        ("DS chi bộ", "F12"): 45,
        ("DS chi bộ", "C17"): None,
        ("DS chi bộ", "G21"): "mùa xuân 2001",
        ("DS chi bộ", "B33"): "BS-05",
        ("Lãnh đạo các ban", "E9"): "Lãnh đao phòng",
    }

    def file(self, mistakes: dict) -> io.BytesIO:
        book = openpyxl.Workbook()
        cells = book.active
        cells.title = "DS chi bộ"
        cells.append(["HUYỆN ỦY BẮC SƠN"])
        cells.append(["DANH SÁCH CHI BỘ NĂM 2018"])
        cells.append(self.HEADINGS)
        for i in range(1, 51):
            day = dt.date(2001, 3, 1 + i % 28)
            cells.append(
                [i, f"BS-{i:02}", f"Chi bộ ấp {i}", "Huyện ủy Bắc Sơn", "chi bộ thôn, bản", 1 + i % 28, day]
            )
        leaders = book.create_sheet("Lãnh đạo các ban")
        leaders.append(["TỈNH ỦY BÌNH SƠN"])
        leaders.append(["Danh sách cán bộ dự sinh hoạt"])
        leaders.append(["STT", "Họ tên", "Chức danh", "Cơ quan", "Đối tượng"])
        for i in range(1, 13):
            leaders.append([i, f"Nguyễn Văn Thứ {i}", "Phó Trưởng ban", "Ban Tổ chức", "Lãnh đạo ban"])
        for (sheet, place), value in mistakes.items():
            book[sheet][place] = value
        return lists.saved(book)

    def test_all_mistakes_are_found_and_the_corrected_lists_saved(self, as_importer, cells, commission):
        response = upload(as_importer, self.file(self.MISTAKES), "cells")
        assert response.url == url("mapping", latest())
        response = choose_columns(as_importer)
        assert response.redirect_chain[0][0] == url("values", latest())
        response = as_importer.get(url("detail", latest()))
        cure = "Correct it, or choose under “Put right on this page” what is meant."
        assert problems_on(response) == [
            f"DS chi bộ!D8 “Huyện ủy Không Có” is no code and no name in “Cấp ủy”. {cure}",
            "DS chi bộ!F12 “45” is out of range. Write a number from 1 to 31.",
            "DS chi bộ!C17 “Tên” is empty. Fill in the cell.",
            "DS chi bộ!G21 “mùa xuân 2001” is not a date. Write it as dd/mm/yyyy or as an Excel date.",
            "DS chi bộ!B33 “BS-05” is already in row 8. Keep one of the two rows.",
        ]
        upload(as_importer, self.file(self.MISTAKES), "leaders")
        assert latest().mapping["worksheet"] == "Lãnh đạo các ban"
        choose_columns(as_importer)
        response = as_importer.get(url("detail", latest()))
        words = "Lãnh đạo ban · Trưởng, phó phòng"
        assert problems_on(response) == [
            f"Lãnh đạo các ban!E9 “Lãnh đao phòng” is not in the list. Write one of: {words}."
        ]
        assert (Cell.objects.count(), Leader.objects.count()) == (3, 0)

        for kind in ("cells", "leaders"):
            # The columns are known by now.
            response = upload(as_importer, self.file({}), kind)
            assert response.url == url("detail", latest())
            assert latest().preview["problem_count"] == 0
            confirm(as_importer)
            assert latest().state == Import.State.DONE
        assert (Cell.objects.filter(code__startswith="BS-").count(), Leader.objects.count()) == (50, 12)
        assert Cell.objects.get(code="BS-07").established_on == dt.date(2001, 3, 8)
        response = upload(as_importer, self.file({}), "leaders")
        assert "This file changes nothing" in as_importer.get(response.url).text

    def test_the_rows_stand_as_in_the_file_with_their_bad_cells_marked(self, as_importer, cells):
        upload(as_importer, self.file({("DS chi bộ", "F12"): 45}))
        choose_columns(as_importer)
        page = parse(as_importer.get(url("detail", latest())))
        lines = find(page, "table", class_="import-problems")
        heading, row = next(iter(find_all(lines, "thead"))), next(iter(find_all(lines, "tbody")))
        assert [text(th) for th in find_all(heading, "th")] == ["Row", *self.HEADINGS]
        values = [text(td) for td in find_all(next(iter(find_all(row, "tr"))), "td")]
        assert values == [
            "9",
            "BS-09",
            "Chi bộ ấp 9",
            "Huyện ủy Bắc Sơn",
            "chi bộ thôn, bản",
            "45",
            "10/03/2001",
        ]
        assert [text(td) for td in find_all(row, "td", class_="import-bad")] == ["45"]


def test_the_total_below_a_list_is_no_row_of_it(as_importer, cells):
    """Left out, and said so."""
    book = openpyxl.load_workbook(lists.cells(count=3))
    book.active.append(["Tổng cộng", None, None, None, 63])
    upload(as_importer, lists.saved(book))
    choose_columns(as_importer)

    preview = latest().preview
    assert preview["problem_count"] == 0
    assert preview["counts"]["Chi bộ"]["created"] == 3
    assert preview["aside"] == [
        {"worksheet": "DS chi bộ 2018", "number": 7, "kind": "total", "text": "Tổng cộng · 63"}
    ]
    page = parse(as_importer.get(url("detail", latest())))
    assert "1 row that is not read (sum of the rows: 1)" in text(find(page, "details", id="aside"))


def test_a_row_is_left_out_by_a_click_for_this_file_alone(as_importer, cells):
    upload(as_importer, lists.cells(count=3))
    choose_columns(as_importer)
    sheet = "DS chi bộ 2018"
    response = as_importer.post(url("row", latest()), {"out": f"5 {sheet}"}, follow=True)
    assert "Row 5 is left out." in response.text
    assert latest().mapping["rows"] == {sheet: {"5": False}}
    assert "rows" not in ColumnMapping.objects.get().meaning
    for odd in ({"out": f"99 {sheet}"}, {"in": "5 Sheet1"}, {"out": "x"}, {}):
        response = as_importer.post(url("row", latest()), odd, follow=True)
        assert "The preview has no such row any more. Look at it again." in response.text
