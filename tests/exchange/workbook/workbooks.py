"""A small, complete workbook to vary, and ways to write workbooks as people really send them."""

import datetime as dt
import io
from copy import deepcopy
from decimal import Decimal

import openpyxl

from exchange.workbook import import_workbook, write_workbook

D = dt.date


def small() -> dict[str, list[dict]]:
    """Every sheet with a few rows: two committees' plans, a carry-over, evaluations by both scorers."""
    return deepcopy(
        {
            "Cấp ủy": [
                {"Mã": "TU", "Tên": "Tỉnh ủy Bến Tre", "Loại": "Tỉnh ủy"},
                {
                    "Mã": "BTC",
                    "Tên": "Ban Tổ chức",
                    "Tên viết tắt": "BTC",
                    "Loại": "Ban",
                    "Mã cấp trên": "TU",
                },
                {"Mã": "HU", "Tên": "Huyện ủy Ba Tri", "Loại": "Huyện ủy", "Mã cấp trên": "TU"},
            ],
            "Loại hình": [
                {
                    "Mã": "AP",
                    "Tên": "Chi bộ ấp",
                    "Số hướng dẫn": "01-HD/BTC",
                    "Ngày ban hành": D(2018, 1, 5),
                    "Cơ quan ban hành": "Ban Tổ chức",
                },
                {"Mã": "CQ", "Tên": "Chi bộ cơ quan"},
            ],
            "Chi bộ": [
                {
                    "Mã": "CB1",
                    "Tên": "Chi bộ ấp 1",
                    "Mã cấp ủy": "HU",
                    "Mã loại hình": "AP",
                    "Số đảng viên": 20,
                },
                {
                    "Mã": "CB2",
                    "Tên": "Chi bộ ấp 2",
                    "Mã cấp ủy": "HU",
                    "Mã loại hình": "AP",
                    "Ngày sinh hoạt": 5,
                    "Địa điểm": "Nhà văn hóa",
                },
                {"Mã": "CB3", "Tên": "Chi bộ Văn phòng", "Mã cấp ủy": "TU", "Mã loại hình": "CQ"},
            ],
            "Lãnh đạo": [
                {
                    "Mã": "L1",
                    "Họ và tên": "Nguyễn Văn An",
                    "Chức vụ": "Trưởng ban",
                    "Nhóm": "Lãnh đạo ban",
                    "Mã cơ quan": "BTC",
                },
                {
                    "Mã": "L2",
                    "Họ và tên": "Trần Thị Bình",
                    "Chức vụ": "Trưởng phòng",
                    "Nhóm": "Trưởng, phó phòng",
                    "Mã cơ quan": "BTC",
                },
            ],
            "Công tác": [
                {
                    "Mã lãnh đạo": "L1",
                    "Từ ngày": D(2018, 4, 3),
                    "Đến ngày": D(2018, 4, 6),
                    "Nội dung": "Hội nghị",
                    "Nơi đến": "Hà Nội",
                }
            ],
            "Kế hoạch": [
                _visit("L1", "CB1", "03/2018"),
                _visit("L1", "CB2", "04/2018"),
                _visit("L1", "CB2", "05/2018") | {"Chuyển từ tháng": "04/2018"},
                _visit("L2", "CB2", "06/2018"),
                _visit("L2", "CB3", "06/2018") | {"Nguồn": "Bổ sung"},
                _visit("L2", "CB1", "02/2018") | {"Nguồn": "Ngoài kế hoạch"},
                _visit("L1", "CB2", "07/2018", "2018-H2")
                | {"Chuyển từ tháng": "06/2018", "Chuyển từ lãnh đạo": "L2"},
            ],
            "Kết quả": [
                _result("L1", "CB1", "03/2018", "Đã dự", **{"Ngày họp": D(2018, 4, 2)}),
                _result("L1", "CB2", "04/2018", "Vắng", **{"Lý do": "Công tác"}),
                _result("L1", "CB2", "05/2018", "Đã dự", **{"Ngày họp": D(2018, 5, 5)}),
                _result("L2", "CB2", "06/2018", "Vắng", **{"Lý do": "Ốm", "Ghi chú": "=cmd()"}),
                _result("L2", "CB3", "06/2018", "Rút"),
                _result("L2", "CB1", "02/2018", "Đã dự", **{"Ngày họp": D(2018, 2, 5)}),
            ],
            "Buổi sinh hoạt": [
                {
                    "Mã chi bộ": "CB1",
                    "Ngày họp": D(2018, 4, 2),
                    "Hình thức": "Chuyên đề",
                    "Tổng số đảng viên": 20,
                    "Có mặt": 18,
                    "Số đảng viên phát biểu": 7,
                }
            ],
            "Khung tiêu chí": [
                _criterion("A", 60, **{"Bắt buộc": True}),
                _criterion("B", Decimal("39.5")),
            ],
            "Mức xếp loại": [
                {"Mã khung": "K1", "Mức": "Tốt", "Điểm tối thiểu": 90, "Cần tiêu chí bắt buộc": True},
                {"Mã khung": "K1", "Mức": "Khá", "Điểm tối thiểu": 70},
            ],
            "Nhận định": [
                {"Mã": "U1", "Loại": "Ưu điểm", "Nội dung": "Chuẩn bị tốt"},
                {"Mã": "H1", "Loại": "Hạn chế", "Nội dung": "Ít phát biểu"},
            ],
            "Đánh giá": [
                _score("L1", "A", 60),
                _score("L1", "B", Decimal("30.5")),
                _score("TỰ CHẤM", "A", 55),
                _score("TỰ CHẤM", "B", 39),
            ],
            "Nhận định buổi họp": [
                _finding("CB1", D(2018, 4, 2), "L1", "U1"),
                _finding("CB2", D(2018, 5, 5), "L1", "H1"),
            ],
        }
    )


def _visit(leader, cell, month, half_year="2018-H1"):
    return {
        "Kỳ": half_year,
        "Mã cơ quan": "BTC",
        "Mã lãnh đạo": leader,
        "Mã chi bộ": cell,
        "Tháng": month,
    }


def _result(leader, cell, month, outcome, half_year="2018-H1", **more):
    return {
        "Kỳ": half_year,
        "Mã lãnh đạo": leader,
        "Mã chi bộ": cell,
        "Tháng": month,
        "Kết quả": outcome,
    } | more


def _criterion(code, maximum, **more):
    return {
        "Mã khung": "K1",
        "Tên khung": "Khung 2018",
        "Văn bản": "12-HD/BTCTW",
        "Hiệu lực từ": D(2018, 1, 1),
        "Phần": "I",
        "Mã tiêu chí": code,
        "Tiêu chí": f"Tiêu chí {code}",
        "Điểm tối đa": maximum,
    } | more


def _score(scorer, criterion, points):
    return {
        "Mã chi bộ": "CB1",
        "Ngày họp": D(2018, 4, 2),
        "Người chấm": scorer,
        "Mã khung": "K1",
        "Mã tiêu chí": criterion,
        "Điểm": points,
    }


def _finding(cell, day, scorer, finding):
    return {"Mã chi bộ": cell, "Ngày họp": day, "Người chấm": scorer, "Mã nhận định": finding}


visit, result, criterion, score, finding = _visit, _result, _criterion, _score, _finding


def file_of(rows: dict[str, list[dict]]) -> io.BytesIO:
    """The rows as the product itself writes them."""
    target = io.BytesIO()
    write_workbook(rows, target)
    target.seek(0)
    return target


def raw_file(sheets: dict[str, list[list]]) -> io.BytesIO:
    """Sheets cell by cell, the heading included, as any program may write them."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        worksheet = book.create_sheet(title)
        for row in rows:
            worksheet.append(row)
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def edited(rows: dict[str, list[dict]], changes: dict[tuple[str, str], object]) -> io.BytesIO:
    """The workbook with some cells ("Chi bộ", "B2") as a person leaves them: any value, formulas too."""
    book = openpyxl.load_workbook(file_of(rows))
    for (sheet, cell), value in changes.items():
        book[sheet][cell] = value
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def load(rows: dict[str, list[dict]], **options):
    """Import the rows, which must have no problem."""
    result = import_workbook(file_of(rows), by=options.pop("by", None), **options)
    assert [str(problem) for problem in result.problems] == []
    return result


def problems(rows: dict[str, list[dict]]) -> list[str]:
    """Import rows with problems: "sheet!cell: what" of each."""
    return places(import_workbook(file_of(rows), by=None))


def places(result) -> list[str]:
    return [f"{problem.sheet}!{problem.cell}: {problem.what}" for problem in result.problems]
