"""The notice of the month's meetings (F3): in Word with the letterhead, in Excel as it is imported again."""

import datetime as dt
import io

import docx
import openpyxl
import pytest
from django.urls import reverse

from attendance.planning.notice import Notice, write
from committees.models import Committee
from lib.periods import Month
from meetings.models import Cell
from tests.factories import AnnouncedMeetingFactory, CellFactory, CommitteeFactory

pytestmark = pytest.mark.django_db
MARCH = Month.parse("03/2026")
HEADINGS = ("STT", "Chi bộ", "Số lượng", "Thời gian", "Địa điểm", "Bí thư, điện thoại", "Ghi chú")
FIRST = (
    1,
    "Chi bộ Thôn 1",
    21,
    "14h00, ngày 03/03/2026 (thứ Ba)",
    "Nhà văn hóa",
    "Lê An, 0912 345 678",
    None,
)
SECOND = (2, "Chi bộ Thôn 2", 18, "ngày 08/03/2026 (Chủ nhật)", "Trường học", None, None)


@pytest.fixture
def commune(province):
    commune = CommitteeFactory(
        parent=province, code="DH", name="Đảng ủy xã Đông Hà", kind=Committee.Kind.COMMUNE
    )
    first, second, _third = (
        CellFactory(committee=commune, name=f"Chi bộ Thôn {n}", members_total=24 - 3 * n, place=place)
        for n, place in enumerate(("", "Trường học", ""), start=1)
    )
    AnnouncedMeetingFactory(cell=second, date=dt.date(2026, 3, 8))
    told = {"place": "Nhà văn hóa", "contact": "Lê An, 0912 345 678"}
    AnnouncedMeetingFactory(cell=first, date=dt.date(2026, 3, 3), begins_at=dt.time(14), **told)
    return commune


def test_no_meeting_after_the_cells_end(commune):
    commune.cells.filter(name="Chi bộ Thôn 2").update(dissolved_on=dt.date(2026, 3, 7))
    notice = Notice.of(MARCH, Cell.objects.all(), commune)
    assert ([meeting.cell.name for meeting in notice.meetings], notice.members) == (["Chi bộ Thôn 1"], 21)


def excel(client, **asked) -> list[tuple]:
    address = reverse("attendance:calendar", args=[MARCH])
    response = client.get(address, {"format": "xlsx", "table": "notice"} | asked)
    return [*openpyxl.load_workbook(io.BytesIO(response.getvalue())).active.iter_rows(values_only=True)]


def test_excel_of_one_committee(as_staff, commune):
    title, whose, *rows = excel(as_staff, committee=commune.code)
    assert (title[0], whose[0]) == ("Lịch sinh hoạt chi bộ tháng 03/2026", "Đảng ủy xã Đông Hà")
    total = (None, "Tổng số: 02 chi bộ", 39, None, None, None, None)
    assert rows == [HEADINGS, FIRST, SECOND, total]


def test_of_all_that_the_user_sees_each_committee_has_its_heading(as_staff, commune, district):
    AnnouncedMeetingFactory(cell=CellFactory(committee=district, name="A"), date=dt.date(2026, 3, 4))
    rows = excel(as_staff)
    assert [row[:2] for row in rows[3:]] == [
        (None, "Đảng ủy xã Đông Hà"),
        (1, "Chi bộ Thôn 1"),
        (2, "Chi bộ Thôn 2"),
        (None, "Huyện ủy Bắc Sơn"),
        (3, "A"),
        (None, "Tổng số: 03 chi bộ"),
    ]


def test_word_has_the_letterhead_of_its_day(commune, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2026, 6, 1))
    paper = docx.Document(write(Notice.of(MARCH, Cell.objects.all(), commune)))
    head, listed, foot = paper.tables
    assert head.cell(0, 0).text.splitlines()[-1] == "Số         -TB/ĐU"
    rows = [[cell.text for cell in row.cells] for row in listed.rows]
    day = "14h00, ngày 03/03/2026 (thứ\u00a0Ba)"
    assert rows[1] == ["1", "Chi bộ Thôn 1", "21", day, *FIRST[4:6], ""]
    assert rows[-1] == ["", "Tổng số: 02 chi bộ", "39", "", "", "", ""]
    # As 05-HD says of documents from 27/5/2026 on.
    (section,) = paper.sections
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    bold = {p.text: p.runs[0].bold for p in foot.cell(0, 1).paragraphs}
    assert (bold["T/M BAN THƯỜNG VỤ"], bold["BÍ THƯ"]) == (True, False)
