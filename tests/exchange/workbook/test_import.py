"""What an import makes of a workbook without problems: as a whole, in the history, and how fast."""

import datetime as dt
import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.models import Plan, Trip, Visit
from committees.models import Committee, Leader, User
from exchange.workbook import import_workbook
from meetings.models import Cell, Criterion, Evaluation, Guidance, Meeting, OrganizationType, Rubric, Score

from .histories import History
from .workbooks import (
    changes,
    file_of,
    load,
    meeting,
    small,
    the_visit,
    warnings,
)

pytestmark = pytest.mark.django_db
D = dt.date


def test_importing_again_changes_nothing():
    imported = load(small())
    assert changes(imported) == {name: (len(rows), 0) for name, rows in small().items()}
    history = Visit.history.count()
    again = load(small())
    assert changes(again) == {}
    assert sum(counts.unchanged for counts in again.counts.values()) == sum(map(len, small().values()))
    assert Visit.history.count() == history


def test_a_dry_run_counts_and_saves_nothing():
    imported = load(small(), dry_run=True)
    assert changes(imported)["Kế hoạch"] == (7, 0)
    assert not Committee.objects.exists()
    assert not Visit.history.exists()


def test_the_sheets_may_come_in_several_workbooks_and_any_order_of_rows():
    rows = small()
    for listed in rows.values():
        listed.reverse()
    for name, listed in rows.items():
        # What a carry-over and its result say of each other belongs together.
        if name == "Kế hoạch":
            load({name: listed, "Kết quả": rows["Kết quả"]})
        elif name != "Kết quả":
            load({name: listed})
    assert changes(load(small())) == {"Khung tiêu chí": (0, 2)}


def test_an_empty_cell_erases_nothing():
    load(small())
    rows = small()
    for listed in rows.values():
        for row in listed:
            for column in (
                "Tên viết tắt",
                "Mã cấp trên",
                "Số hướng dẫn",
                "Ngày ban hành",
                "Cơ quan ban hành",
                "Số đảng viên",
                "Địa điểm",
                "Ngày sinh hoạt",
                "Nội dung" if "Mã lãnh đạo" in row else "",
                "Nguồn",
                "Chuyển từ tháng",
                "Chuyển từ lãnh đạo",
                "Ghi chú",
                "Tổng số đảng viên",
                "Có mặt",
                "Văn bản",
            ):
                if column in row:
                    row[column] = None
    assert changes(load(rows)) == {}
    assert Committee.objects.get(code="BTC").depth == 2
    assert the_visit("L2", "CB3", "06/2018").origin == Visit.Origin.AMENDMENT


def test_warnings_do_not_block():
    rows = small()
    rows["Kết quả"][4]["Lý do"] = "Ốm"
    rows["Buổi sinh hoạt"].append(meeting("CB3", D(2099, 1, 1), "Thường kỳ"))
    rows["Khung tiêu chí"][0]["Hiệu lực từ"] = rows["Khung tiêu chí"][1]["Hiệu lực từ"] = D(2018, 6, 1)
    assert warnings(load(rows)) == [
        "Kết quả!G6",
        "Buổi sinh hoạt!B3",
        "Đánh giá!D2",
        "Đánh giá!D4",
    ]


def test_history_names_the_file_its_checksum_and_the_user():
    user = User.objects.create(username="mai")
    file = file_of(small())
    checksum = hashlib.sha256(file.getvalue()).hexdigest()
    import_workbook(file, by=user, filename="Quý 1.xlsx")
    for model in (
        Committee,
        OrganizationType,
        Guidance,
        Cell,
        Leader,
        Trip,
        Plan,
        Visit,
        Meeting,
        Rubric,
        Criterion,
        Evaluation,
        Score,
    ):
        records = model.history.all()
        assert len(records) == model.objects.count()
        for record in records:
            assert record.history_user == user
            assert "Quý 1.xlsx" in record.history_change_reason
            assert checksum in record.history_change_reason
    findings = [link.finding.code for e in Evaluation.history.all() for link in e.findings.all()]
    assert sorted(findings) == ["H1", "U1"]


def test_the_number_of_queries_does_not_grow_with_the_rows():
    def queries(visits: int) -> tuple[int, int]:
        rows = History(7, visits=visits, cells=30, leaders=20).sheets
        with CaptureQueriesContext(connection) as judged:
            import_workbook(file_of(rows), by=None, dry_run=True)
        return len(judged), len([q for q in judged if "INSERT INTO" not in q["sql"]])

    few, many = queries(60), queries(600)
    # Inserts go in batches, as many as the database takes at a time.
    assert many[1] <= few[1] + 5
    assert many[0] <= few[0] + 150
