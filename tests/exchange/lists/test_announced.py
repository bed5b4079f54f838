"""A notice of the month's meetings (F3) as an office has it becomes the announced calendar."""

import datetime as dt
import io
from dataclasses import asdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.days.due import due_before
from attendance.models import Visit
from attendance.planning.notice import Notice
from attendance.planning.notice import table as notice_table
from committees.roles import Role
from exchange.lists.reading import read_file
from exchange.lists.recognising import recognised
from exchange.tables import read_tables
from exchange.workbook.importer import import_contents
from exchange.workbook.sheets import ANNOUNCED
from exchange.workbook.terms import terms_of
from lib.periods import HalfYear, Month
from meetings.models import AnnouncedMeeting, Cell
from reports.summary.workbook import write_table
from tests.exchange.workbook.workbooks import places
from tests.factories import (
    AnnouncedMeetingFactory,
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    TripFactory,
    UserFactory,
    VisitFactory,
)
from tests.pages import typed

from .importing import choose_columns, confirm, latest, upload, url
from .lists import workbook

pytestmark = pytest.mark.django_db

HEADINGS = ["STT", "Chi bộ", "Số lượng", "Thời gian", "Địa điểm", "Bí thư, điện thoại", "Ghi chú"]
ABOVE = ["ĐẢNG ỦY XÃ ĐÔNG HÀ", "Đông Hà, ngày 20 tháng 02 năm 2026", "LỊCH SINH HOẠT CHI BỘ THÁNG 3/2026"]
ROWS = [
    [1, "Thôn 1", 21, "14h00, ngày 03/3/2026 (thứ Ba)", "Nhà văn hóa", "Lê An, 0912 345 678"],
    [2, "Chi bộ Thôn 2", 18, "19h30 ngày 05/3 (thứ Năm)", None, "Lý Bình"],
    ["Tổng số", "02 chi bộ", 39],
    [],
    [None, "Nơi nhận:", None, None, "T/M ĐẢNG ỦY"],
]


@pytest.fixture
def commune(province):
    commune = CommitteeFactory(parent=province, code="DH", name="Đảng ủy xã Đông Hà")
    for number in (1, 2):
        CellFactory(code=f"T{number}", name=f"Chi bộ Thôn {number}", committee=commune)
    return commune


@pytest.fixture
def secretary(commune):
    return MembershipFactory(role=Role.STAFF, committee=commune).user


def notice(rows, headings=HEADINGS, above=ABOVE):
    return workbook("Thang 3", above, headings, rows)


def load(rows, by, **more):
    return load_file(notice(rows, **more).getvalue(), by)


def load_file(data, by):
    """As guessed, at once."""
    mapping, _is_certain = recognised(ANNOUNCED, read_tables(data), by)
    terms = terms_of(by)
    found = read_file(data, mapping, terms=terms)
    return import_contents(found.contents, found.report, terms=terms, filename="F3.xlsx"), found


def announced():
    rows = AnnouncedMeeting.objects.order_by("date")
    return list(rows.values_list("cell__code", "date", "begins_at", "place", "contact", "source_document"))


def test_three_clicks_after_the_file_is_chosen(client, secretary):
    client.force_login(secretary)
    upload(client, notice(ROWS), "announced")
    choose_columns(client, **{"value-source_document": "Thông báo 12-TB/ĐU"})
    confirm(client)
    assert latest().counts == {ANNOUNCED: {"created": 2, "changed": 0, "unchanged": 0}}
    assert announced() == [
        ("T1", dt.date(2026, 3, 3), dt.time(14), "Nhà văn hóa", "Lê An, 0912 345 678", "Thông báo 12-TB/ĐU"),
        ("T2", dt.date(2026, 3, 5), dt.time(19, 30), "", "Lý Bình", "Thông báo 12-TB/ĐU"),
    ]
    record = AnnouncedMeeting.history.first()
    assert record.history_user == secretary
    assert record.history_change_reason.startswith("Nhập từ tệp ")


@pytest.mark.parametrize(
    ("headings", "row"),
    [
        (["TT", "Tên chi bộ", "Giờ", "Ngày", "Thứ", "Nơi họp"], [1, "Thôn 1", "14h", "03/3/2026", "Ba", "A"]),
        (["Chi bộ", "Thứ", "Ngày sinh hoạt", "Giờ họp", "Địa điểm sinh hoạt"],
         ["Thôn 1", "Thứ 3", dt.date(2026, 3, 3), dt.time(14), "A"]),
        (["STT", "Đơn vị", "Thời gian sinh hoạt", "Địa điểm tổ chức"], [1, "T1", "14h00, thứ Ba, 3/3", "A"]),
        (["STT", "Đơn vị", "Giờ", "Ngày", "Địa điểm"], [1, "T1", "2 giờ chiều", 3, "A"]),
        (["Đơn vị", "Giờ", "Ngày", "Thứ", "Địa điểm"], ["T1", "14h", 3, "Ba", "A"]),
        (["Đơn vị", "Giờ", "Ngày", "Thứ", "Địa điểm"], ["T1", "14h", "3", 3, "A"]),
        (["Đơn vị", "Giờ", "Ngày", "Thứ", "Địa điểm"], ["T1", "14h", "3/3", "Ba", "A"]),
    ],
)  # fmt: skip
def test_headings_in_other_words(secretary, headings, row):
    result, _found = load([row], by=secretary, headings=headings)
    assert places(result) == []
    assert announced() == [("T1", dt.date(2026, 3, 3), dt.time(14), "A", "", "")]


def test_a_weekday_in_words_is_held_against_the_bare_day(secretary):
    headings = ["Đơn vị", "Giờ", "Ngày", "Thứ"]
    result, _found = load([["T1", "14h", 3, "Tư"]], by=secretary, headings=headings)
    assert places(result) == ["Thang 3!C5: “3 Tư”: 03/03/2026 is a Tuesday"]


def test_secretary_and_phone_in_two_columns(secretary):
    headings = ["Chi bộ", "Thời gian", "Họ tên Bí thư", "Điện thoại"]
    load([["Thôn 1", "03/3/2026", "Lê An", "0912 345 678"]], by=secretary, headings=headings)
    assert AnnouncedMeeting.objects.get().contact == "Lê An 0912 345 678"


def test_every_bad_cell_is_named_and_nothing_is_saved(secretary, commune, district):
    CellFactory(code="X", name="Chi bộ Thôn 9", committee=district)
    rows = [
        [1, "Thôn 1", 21, "14h00, ngày 03/4/2026"],
        [2, "Thôn 2", 21, "14h00, ngày 03/3/2026 (thứ Hai)"],
        [3, "Thôn 3", 21, "14h00, ngày 03/3/2026"],
        [4, "Thôn 9", 21, "14h00, ngày 03/3/2026"],
        [5, "Chi bộ Thôn 1", 21, "chưa rõ"],
    ]
    result, _found = load(rows, by=secretary)
    assert places(result) == [
        "Thang 3!D5: 03/04/2026 does not lie in 03/2026",
        "Thang 3!D6: “14h00, ngày 03/3/2026 (thứ Hai)”: 03/03/2026 is a Tuesday",
        "Thang 3!B7: “Thôn 3” is no code and no name in “Chi bộ”",
        "Thang 3!B8: you may not announce the meetings of “Chi bộ Thôn 9”",
        "Thang 3!D9: “chưa rõ” is not a date",
        "Thang 3!D9: “chưa rõ” is not a time",
    ]
    assert announced() == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite locks no rows")
@pytest.mark.parametrize("is_bounded", [True, False])
def test_the_cells_of_all_months_are_locked_together_and_first(is_bounded, secretary):
    """Month by month, two who announce could wait for each other."""
    by = secretary if is_bounded else UserFactory(is_superuser=True)
    rows = [[1, "Thôn 2", 18, "05/3/2026"], [2, "Thôn 1", 21, "03/4/2026"]]
    with CaptureQueriesContext(connection) as asked:
        load(rows, by=by, above=["ĐẢNG ỦY XÃ ĐÔNG HÀ"])
    locks = [q["sql"] for q in asked if 'FROM "meetings_cell"' in q["sql"] and "FOR UPDATE" in q["sql"]]
    first, second = Cell.objects.order_by("pk").values_list("pk", flat=True)
    assert f"IN ({first}, {second}) ORDER BY" in locks[0]
    assert AnnouncedMeeting.objects.count() == 2


def test_an_unknown_cell_and_a_bad_day_are_put_right_together(client, secretary):
    rows = [[1, "Thôn Nhất", 21, "14h00, ngày 03/3/2026"], [2, "Thôn 2", 18, "05/3/2026 (thứ Hai)"]]
    client.force_login(secretary)
    upload(client, notice(rows), "announced")
    choose_columns(client)
    address = url("values", latest())
    parts = client.get(address).context["form"].parts()
    answers = {question.text: field.html_name for *_kind, asked in parts for question, field in asked}
    sent = {answers["Thôn Nhất"]: "T1", answers["05/3/2026 (thứ Hai)"]: "05/3/2026"}
    client.post(address, typed(client.get(address)) | sent)
    confirm(client)
    assert [facts[:2] for facts in announced()] == [
        ("T1", dt.date(2026, 3, 3)),
        ("T2", dt.date(2026, 3, 5)),
    ]


def test_an_abbreviated_name_is_a_guess_with_its_reason(secretary, commune):
    CellFactory(code="TDP7", name="Chi bộ tổ dân phố 7", committee=commune)
    rows = [[1, "TDP 7", 21, "03/3/2026"], [2, "Chi bộ TDP 7, X. Đông Hà", 21, "03/4/2026"]]
    result, found = load(rows, by=secretary, above=["Xã Đông Hà"])
    assert places(result) == []
    assert [(g["text"], g["code"], g["reason"]) for g in found.guesses] == [
        ("TDP 7", "TDP7", "it is its name with abbreviations"),
        ("Chi bộ TDP 7, X. Đông Hà", "TDP7", "“xã Đông Hà” says so"),
    ]


def test_cells_of_the_committees_in_the_list_come_first_and_the_only_likely_one_is_proposed(
    client, secretary, commune, province
):
    """Never counted: its user looks at it."""
    other = CommitteeFactory(parent=province, code="CV", name="Đảng ủy xã Cẩm Vân")
    MembershipFactory(user=secretary, role=Role.STAFF, committee=other)
    for code, owner in (("DH3", commune), ("CV3", other)):
        CellFactory(code=code, name=f"Chi bộ tổ dân phố 3, {owner.name[9:]}", committee=owner)
    client.force_login(secretary)
    upload(client, notice([[1, "Tổ dân phố 3", 21, "03/3/2026"]]), "announced")
    choose_columns(client)
    form = client.get(url("values", latest())).context["form"]
    _kind, _column, ((question, field),) = next(form.parts())
    assert question.proposed == "DH3"
    (_none, _label), (_here, first), (_others, rest) = field.field.choices
    assert [code for code, _label in first] == ["T1", "T2", "DH3"]
    assert [code for code, _label in rest] == ["CV3"]
    assert AnnouncedMeeting.objects.count() == 0


def test_two_rows_for_one_cell(secretary):
    rows = [[1, "Thôn 1", 21, "03/3/2026"], [2, "Thôn 1", 21, "05/3/2026"]]
    assert places(load(rows, by=secretary)[0]) == [
        "Thang 3!D6: the meeting of this cell in 03/2026 is already in row 5"
    ]


def test_a_name_of_several_cells_is_asked_about(secretary, province):
    other = CommitteeFactory(parent=province, code="CV", name="Đảng ủy xã Cẩm Vân")
    CellFactory(code="T1-CV", name="Chi bộ Thôn 1", committee=other)
    _result, found = load([[1, "Thôn 1", 21, "03/3/2026"]], by=secretary, above=["Lịch tháng 3/2026"])
    assert [(asked["place"], asked["text"]) for asked in found.ambiguous] == [("Thang 3!B3", "Thôn 1")]
    # The title says whose list it is.
    result, found = load([[1, "Thôn 1", 21, "03/3/2026"]], by=secretary)
    assert (places(result), found.ambiguous) == ([], [])


def test_the_month_of_the_title_is_told_and_another_one_among_the_days(secretary):
    _result, found = load(ROWS, by=secretary)
    assert [
        (g["column"], g["code"], g["reason"], g["rows"]) for g in found.guesses if g["column"] == "month"
    ] == [("month", "03/2026", "“LỊCH SINH HOẠT CHI BỘ THÁNG 3/2026” says so", 2)]
    rows = [[1, "Thôn 1", 21, "03/3/2026"], [2, "Thôn 2", 21, "05/4/2026"]]
    result, _found = load(rows, by=secretary, above=["ĐẢNG ỦY XÃ ĐÔNG HÀ"])
    assert [(w.cell, w.what) for w in result.warnings] == [
        ("D4", "the day lies in 04/2026, most others in 03/2026")
    ]


def test_what_is_announced_is_changed_and_an_empty_cell_takes_nothing_away(secretary, commune):
    cell = commune.cells.get(code="T1")
    told = {"place": "Trường học", "contact": "Lê An", "source_document": "9-TB/ĐU"}
    AnnouncedMeetingFactory(cell=cell, date=dt.date(2026, 3, 10), begins_at=dt.time(8), **told)
    result, _found = load([[1, "Thôn 1", 21, "14h00, ngày 03/3/2026"]], by=secretary)
    assert result.counts[ANNOUNCED].changed == 1
    assert announced() == [("T1", dt.date(2026, 3, 3), dt.time(14), "Trường học", "Lê An", "9-TB/ĐU")]
    assert AnnouncedMeeting.objects.get().version == 2


def test_our_own_notice_changes_nothing(secretary, commune):
    first, second = Cell.objects.order_by("code")
    first.place = "Nhà văn hóa"
    first.save()
    AnnouncedMeetingFactory(cell=first, date=dt.date(2026, 3, 3), begins_at=dt.time(14), contact="Lê An")
    AnnouncedMeetingFactory(cell=second, date=dt.date(2026, 3, 8), place="Trường học")
    file = io.BytesIO()
    write_table(file, notice_table(Notice.of(Month.parse("03/2026"), Cell.objects.all(), commune)))
    result, found = load_file(file.getvalue(), secretary)
    assert (places(result), found.ambiguous) == ([], [])
    assert asdict(result.counts[ANNOUNCED]) == {"created": 0, "changed": 0, "unchanged": 2}


@pytest.mark.parametrize(
    ("usual", "announced_for", "is_due"), [(3, "25/3/2026", False), (25, "03/3/2026", True)]
)
def test_what_is_overdue_follows_the_notice(usual, announced_for, is_due, secretary, commune):
    Cell.objects.filter(code="T1").update(meeting_day=usual)
    VisitFactory(cell=commune.cells.get(code="T1"), month=Month.parse("03/2026"))
    overdue = Visit.objects.filter(due_before(dt.date(2026, 3, 10)))
    assert overdue.exists() == (not is_due)
    load([[1, "Thôn 1", 21, announced_for]], by=secretary)
    assert overdue.exists() == is_due


@pytest.mark.parametrize("rows", [1, 3])
def test_leaders_who_are_away_or_elsewhere_on_the_new_days_are_told(
    rows, secretary, commune, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2026, 2, 20))
    months = {"month": Month.parse("03/2026"), "half_year": HalfYear.parse("2026-H1")}
    leader = LeaderFactory(committee=commune, full_name="Lê An")
    TripFactory(leader=leader, date_from=dt.date(2026, 3, 3), date_to=dt.date(2026, 3, 4))
    for number in range(3, 3 + rows):
        # On trips in the usual days, not on the new ones.
        cell = CellFactory(code=f"T{number}", name=f"Chi bộ Thôn {number}", committee=commune, meeting_day=3)
        VisitFactory(cell=cell, leader=leader, **months)
    days = ["04/3/2026", "05/3/2026", "05/3/2026"]
    notices = [[n, f"Thôn {n + 3}", 21, days[n]] for n in range(rows)]
    data, terms = notice(notices).getvalue(), terms_of(secretary)
    found = read_file(data, recognised(ANNOUNCED, read_tables(data), secretary)[0], terms=terms)
    with django_assert_num_queries(22):
        result = import_contents(
            found.contents, found.report, terms=terms, filename="", agreed=lambda _book: False
        )
    told = [(w.cell, w.what) for w in result.warnings]
    assert told == [
        ("D5", "Lê An is on a trip 03/03–04/03/2026; the cell meets on 04/03/2026"),
        ("D6", "Lê An goes to another meeting on 05/03/2026: Chi bộ Thôn 5"),
        ("D7", "Lê An goes to another meeting on 05/03/2026: Chi bộ Thôn 4"),
    ][:rows]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "said"),
    [
        (["Số 215-TB/ThU", "Mỹ Giang, ngày 27 tháng 11 năm 2026"],
         ("215-TB/ThU, ngày 27/11/2026", "“Số 215-TB/ThU” says so")),
        (["Kèm theo Thông báo số 12-TB/ĐU, ngày 20/02/2026", "Đông Hà, ngày 21 tháng 02 năm 2026"],
         ("12-TB/ĐU, ngày 20/02/2026",
          "“Kèm theo Thông báo số 12-TB/ĐU, ngày 20/02/2026” says so")),
        (["Số: 12 -TB/ĐU", "Thực hiện Kế hoạch số 3-KH/TU"], ("12-TB/ĐU", "“Số: 12 -TB/ĐU” says so")),
        (["Thực hiện Kế hoạch số 3-KH/TU và Hướng dẫn số 5-HD/BTCTU"], None),
        (["Số      -TB/ĐU", "ngày 31/02/2026"], None),
    ],
)  # fmt: skip
def test_the_document_stands_above_the_list(secretary, above, said):
    _result, found = load(ROWS[:1], by=secretary, above=[*above, "LỊCH SINH HOẠT THÁNG 3/2026"])
    told = [(g["code"], g["reason"]) for g in found.guesses if g["column"] == "source_document"]
    assert told == ([said] if said else [])
    assert AnnouncedMeeting.objects.get().source_document == (said[0] if said else "")
