"""A small, complete workbook to vary, and ways to write workbooks as people really send them.

The makers of rows name every column of their sheet; `more` fills in those that are empty otherwise.
"""

import datetime as dt
import functools
import io
import pickle
from decimal import Decimal

import openpyxl

from attendance.models import Visit
from exchange.workbook import import_workbook, write_workbook

D = dt.date


def small() -> dict[str, list[dict]]:
    """Every sheet with a few rows: two committees' plans, a carry-over, evaluations by both scorers."""
    return {**_catalogues(), **_attendance(), **_frame(), **_quality()}


def _catalogues() -> dict[str, list[dict]]:
    guidance = {
        "Số hướng dẫn": "01-HD/BTC",
        "Ngày ban hành": D(2018, 1, 5),
        "Cơ quan ban hành": "Ban Tổ chức",
    }
    return {
        "Cấp ủy": [
            committee("TU", "Tỉnh ủy Bến Tre", "Tỉnh ủy"),
            committee("BTC", "Ban Tổ chức", "Ban", **{"Tên viết tắt": "BTC", "Mã cấp trên": "TU"}),
            committee("HU", "Huyện ủy Ba Tri", "Huyện ủy", **{"Mã cấp trên": "TU"}),
        ],
        "Loại hình": [
            organization_type("AP", "Chi bộ ấp", **guidance),
            organization_type("CQ", "Chi bộ cơ quan"),
        ],
        "Chi bộ": [
            cell("CB1", "Chi bộ ấp 1", "HU", "AP", **{"Số đảng viên": 20}),
            cell("CB2", "Chi bộ ấp 2", "HU", "AP", **{"Ngày sinh hoạt": 5, "Địa điểm": "Nhà văn hóa"}),
            cell("CB3", "Chi bộ Văn phòng", "TU", "CQ"),
        ],
        "Lãnh đạo": [
            leader("L1", "Nguyễn Văn An", "Trưởng ban", "Lãnh đạo ban", "BTC"),
            leader("L2", "Trần Thị Bình", "Trưởng phòng", "Trưởng, phó phòng", "BTC"),
        ],
        "Công tác": [
            trip("L1", D(2018, 4, 3), D(2018, 4, 6), **{"Nội dung": "Hội nghị", "Nơi đến": "Hà Nội"})
        ],
    }


def _attendance() -> dict[str, list[dict]]:
    return {
        "Kế hoạch": [
            visit("L1", "CB1", "03/2018"),
            visit("L1", "CB2", "04/2018"),
            visit("L1", "CB2", "05/2018") | {"Chuyển từ tháng": "04/2018"},
            visit("L2", "CB2", "06/2018"),
            visit("L2", "CB3", "06/2018") | {"Nguồn": "Bổ sung"},
            visit("L2", "CB1", "02/2018") | {"Nguồn": "Ngoài kế hoạch"},
            visit("L1", "CB2", "07/2018", "2018-H2")
            | {"Chuyển từ tháng": "06/2018", "Chuyển từ lãnh đạo": "L2"},
        ],
        "Kết quả": [
            result("L1", "CB1", "03/2018", "Đã dự", **{"Ngày họp": D(2018, 4, 2)}),
            result("L1", "CB2", "04/2018", "Vắng", **{"Lý do": "Công tác"}),
            result("L1", "CB2", "05/2018", "Đã dự", **{"Ngày họp": D(2018, 5, 5)}),
            result("L2", "CB2", "06/2018", "Vắng", **{"Lý do": "Ốm", "Ghi chú": "=cmd()"}),
            result("L2", "CB3", "06/2018", "Rút"),
            result("L2", "CB1", "02/2018", "Đã dự", **{"Ngày họp": D(2018, 2, 5)}),
        ],
        "Buổi sinh hoạt": [
            meeting(
                "CB1",
                D(2018, 4, 2),
                "Chuyên đề",
                **{"Tổng số đảng viên": 20, "Có mặt": 18, "Số đảng viên phát biểu": 7},
            )
        ],
        "Lịch sinh hoạt": [announced("CB2", D(2018, 5, 7), Giờ="14:00")],
        "Chỉ tiêu": [target("HU", D(2018, 1, 1), **{"Số chi bộ": 2})],
    }


def _frame() -> dict[str, list[dict]]:
    return {
        "Khung tiêu chí": [
            criterion("A", 60, **{"Bắt buộc": True}),
            criterion("B", Decimal("39.5")),
        ],
        "Mức xếp loại": [
            band("K1", "Tốt", 90, **{"Cần tiêu chí bắt buộc": True}),
            band("K1", "Khá", 70),
        ],
        "Nhận định": [
            catalogue_finding("U1", "Ưu điểm", "Chuẩn bị tốt"),
            catalogue_finding("H1", "Hạn chế", "Ít phát biểu"),
        ],
    }


def _quality() -> dict[str, list[dict]]:
    return {
        "Đánh giá": [
            score("L1", "A", 60),
            score("L1", "B", Decimal("30.5")),
            score("TỰ CHẤM", "A", 55),
            score("TỰ CHẤM", "B", 39),
        ],
        "Nhận định buổi họp": [
            finding("CB1", D(2018, 4, 2), "L1", "U1"),
            finding("CB2", D(2018, 5, 5), "L1", "H1"),
        ],
    }


def with_totals() -> dict[str, list[dict]]:
    """`small`, and a total without lines."""
    return small() | {"Tổng điểm": [total("CB1", D(2018, 2, 5), "L2", 75, **{"Mức xếp loại": "Khá"})]}


def committee(code, name, kind, **more):
    return {"Mã": code, "Tên": name, "Tên viết tắt": None, "Loại": kind, "Mã cấp trên": None} | more


def organization_type(code, name, **more):
    return {
        "Mã": code,
        "Tên": name,
        "Số hướng dẫn": None,
        "Ngày ban hành": None,
        "Cơ quan ban hành": None,
    } | more


def cell(code, name, committee, organization_type, **more):
    return {
        "Mã": code,
        "Tên": name,
        "Mã cấp ủy": committee,
        "Mã loại hình": organization_type,
        "Số đảng viên": None,
        "Ngày sinh hoạt": None,
        "Địa điểm": None,
        "Ngày thành lập": None,
        "Ngày giải thể": None,
    } | more


def leader(code, name, position, group, committee, **more):
    return {
        "Mã": code,
        "Họ và tên": name,
        "Chức vụ": position,
        "Nhóm": group,
        "Mã cơ quan": committee,
        "Từ ngày": None,
        "Đến ngày": None,
        "Thứ tự sắp xếp": None,
    } | more


def trip(leader, first, last, **more):
    return {
        "Mã lãnh đạo": leader,
        "Từ ngày": first,
        "Đến ngày": last,
        "Nội dung": None,
        "Nơi đến": None,
    } | more


def visit(leader, cell, month, half_year="2018-H1", committee="BTC", **more):
    return {
        "Kỳ": half_year,
        "Mã cơ quan": committee,
        "Mã lãnh đạo": leader,
        "Mã chi bộ": cell,
        "Tháng": month,
        "Nguồn": None,
        "Chuyển từ tháng": None,
        "Chuyển từ lãnh đạo": None,
        "Nhóm khi đăng ký": None,
    } | more


def result(leader, cell, month, outcome, half_year="2018-H1", **more):
    return {
        "Kỳ": half_year,
        "Mã lãnh đạo": leader,
        "Mã chi bộ": cell,
        "Tháng": month,
        "Kết quả": outcome,
        "Ngày họp": None,
        "Lý do": None,
        "Ghi chú": None,
    } | more


def meeting(cell, day, kind, **more):
    return {
        "Mã chi bộ": cell,
        "Ngày họp": day,
        "Hình thức": kind,
        "Tổng số đảng viên": None,
        "Có mặt": None,
        "Số đảng viên phát biểu": None,
    } | more


def announced(cell, date, **more):
    return {
        "Mã chi bộ": cell,
        "Tháng": f"{date:%m/%Y}",
        "Ngày họp": date,
        "Giờ": None,
        "Địa điểm": None,
        "Bí thư, điện thoại": None,
        "Theo văn bản": None,
    } | more


def target(committee, since, **more):
    return {
        "Mã cơ quan": committee,
        "Mã lãnh đạo": None,
        "Nhóm": None,
        "Định kỳ": "Trong kỳ",
        "Số chi bộ": None,
        "Mã chi bộ": None,
        "Từ ngày": since,
        "Đến ngày": None,
        "Theo văn bản": None,
    } | more


def criterion(code, maximum, **more):
    return {
        "Mã khung": "K1",
        "Tên khung": "Khung 2018",
        "Văn bản": "12-HD/BTCTW",
        "Hiệu lực từ": D(2018, 1, 1),
        "Hiệu lực đến": None,
        "Phần": "I",
        "Mã tiêu chí": code,
        "Tiêu chí": f"Tiêu chí {code}",
        "Điểm tối đa": maximum,
        "Bắt buộc": None,
    } | more


def band(rubric, label, minimum, **more):
    return {
        "Mã khung": rubric,
        "Mức": label,
        "Điểm tối thiểu": minimum,
        "Cần tiêu chí bắt buộc": None,
    } | more


def catalogue_finding(code, kind, text):
    return {"Mã": code, "Loại": kind, "Nội dung": text}


def total(cell, date, scorer, points, **more):
    return {
        "Mã chi bộ": cell,
        "Ngày họp": date,
        "Người chấm": scorer,
        "Mã khung": "K1",
        "Tổng điểm": points,
        "Mức xếp loại": None,
        "Hình thức": None,
        "Có mặt": None,
        "Tổng số đảng viên": None,
        "Miễn sinh hoạt": None,
        "Ghi chú": None,
    } | more


def score(scorer, criterion, points):
    return {
        "Mã chi bộ": "CB1",
        "Ngày họp": D(2018, 4, 2),
        "Người chấm": scorer,
        "Mã khung": "K1",
        "Mã tiêu chí": criterion,
        "Điểm": points,
    }


def finding(cell, day, scorer, finding):
    """A finding on a meeting."""
    return {"Mã chi bộ": cell, "Ngày họp": day, "Người chấm": scorer, "Mã nhận định": finding}


def file_of(rows: dict[str, list[dict]]) -> io.BytesIO:
    """The rows as the product itself writes them."""
    return io.BytesIO(_written(pickle.dumps(rows)))


@functools.lru_cache(maxsize=8)
def _written(rows: bytes) -> bytes:
    """Most tests begin with the same rows, and writing them takes longer than what is tested."""
    target = io.BytesIO()
    write_workbook(pickle.loads(rows), target)  # noqa: S301 - from the line above
    return target.getvalue()


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


def changes(imported) -> dict[str, tuple[int, int]]:
    """Rows that made something new, and that changed something, of the sheets that have any."""
    return {
        name: (counts.created, counts.changed)
        for name, counts in imported.counts.items()
        if counts.created or counts.changed
    }


def warnings(imported) -> list[str]:
    return [f"{warning.sheet}!{warning.cell}" for warning in imported.warnings]


def the_visit(leader, cell, month) -> Visit:
    number, year = map(int, month.split("/"))
    return Visit.objects.get(leader__code=leader, cell__code=cell, month=year * 12 + number - 1)
