"""What was downloaded to be worked on comes back: unchanged it changes nothing, changed just that."""

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse

from attendance.models import AbsenceReason, Plan, Visit
from exchange.lists.pages import page_of
from lib.periods import Month
from tests.factories import MeetingFactory, PlanFactory, VisitFactory
from tests.pages import typed

from .importing import file_of_book, imported, latest, problems_on, sent, url

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def spring(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: D(2018, 3, 20))


@pytest.fixture
def staff(staff, client):
    client.cookies["django_language"] = "en"
    client.force_login(staff)
    return staff


def downloaded(client, name: str, *args) -> openpyxl.Workbook:
    response = client.get(reverse(f"attendance:{name}", args=args))
    return openpyxl.load_workbook(io.BytesIO(response.getvalue()))


def place(worksheet, heading: str, row: int):
    """The cell below the heading, of the row that is counted from the list's first one."""
    for line in worksheet.iter_rows():
        for cell in line:
            if cell.value == heading:
                return worksheet.cell(cell.row + row, cell.column)
    raise LookupError(heading)


@pytest.fixture
def draft(chief, department_head, cells, commission, period):
    plan = PlanFactory(committee=commission, half_year=period, status=Plan.Status.DRAFT)
    for leader, cell, month in (
        (chief, cells[0], "04/2018"),
        (department_head, cells[1], "05/2018"),
    ):
        VisitFactory(plan=plan, leader=leader, cell=cell, month=Month.parse(month))
    return plan


@pytest.fixture
def approved(draft, staff):
    draft.status, draft.approved_at = Plan.Status.APPROVED, dt.datetime(2018, 1, 5, tzinfo=dt.UTC)
    draft.save()
    Visit.objects.filter(month=Month.parse("04/2018")).update(month=Month.parse("03/2018"))
    return draft


def test_an_unchanged_plan_changes_nothing(client, staff, draft):
    assert sent(client, file_of_book(downloaded(client, "plan-xlsx", draft.pk)), "plans") == []
    assert latest().preview["counts"]["Kế hoạch"] == {"created": 0, "changed": 0, "unchanged": 2}
    assert latest().preview["warnings"] == []


def test_nor_does_an_approved_one(client, staff, approved):
    assert sent(client, file_of_book(downloaded(client, "plan-xlsx", approved.pk)), "plans") == []
    assert latest().preview["counts"]["Kế hoạch"] == {"created": 0, "changed": 0, "unchanged": 2}


def test_another_month_moves_the_visit_and_a_row_more_adds_one(client, staff, draft):
    book = downloaded(client, "plan-xlsx", draft.pk)
    worksheet = book["Kế hoạch"]
    first = Visit.objects.get(month=Month.parse("04/2018"))
    place(worksheet, "Tháng", 1).value = "06/2018"
    for heading, value in {
        "Tháng": "02/2018",
        "Lãnh đạo": "Nguyễn Văn An",
        "Chi bộ": "Chi bộ Trường Tiểu học Bắc Sơn",
        "Kỳ": "2018-H1",
        "Mã cơ quan": "BTCTU",
    }.items():
        place(worksheet, heading, 3).value = value
    item = imported(client, file_of_book(book), "plans")
    assert item.counts["Kế hoạch"] == {"created": 1, "changed": 1, "unchanged": 1}
    first.refresh_from_db()
    assert str(first.month) == "06/2018"
    assert sorted(
        (str(v.month), v.leader.code, v.cell.code) for v in Visit.objects.select_related("leader", "cell")
    ) == [
        ("02/2018", "LD-AN", "CB-TRUONG"),
        ("05/2018", "LD-BINH", "CB-TKHU"),
        ("06/2018", "LD-AN", "CB-THON"),
    ]


def test_a_row_copied_for_one_more_does_not_take_its_place(client, staff, draft):
    book = downloaded(client, "plan-xlsx", draft.pk)
    worksheet = book["Kế hoạch"]
    number = place(worksheet, "Mã lượt", 1)
    for cell in worksheet[number.row]:
        worksheet.cell(number.row + 2, cell.column).value = cell.value
    place(worksheet, "Tháng", 3).value = "06/2018"
    assert sent(client, file_of_book(book), "plans") == [
        (
            f"Kế hoạch!{number.column_letter}{number.row + 2} Row {number.row} is about the same visit. "
            "Empty the cell where the row is a visit more."
        )
    ]


def test_a_name_that_is_not_that_of_the_code_is_asked_about(client, staff, draft):
    book = downloaded(client, "plan-xlsx", draft.pk)
    name = place(book["Kế hoạch"], "Lãnh đạo", 1)
    name.value = "Trần Thị Bình"
    assert sent(client, file_of_book(book), "plans") == [
        (
            f"Kế hoạch!{name.coordinate} “Trần Thị Bình” is not who “LD-AN” stands for: that is "
            "“Nguyễn Văn An”. Write the code of the one who is meant; an empty code is looked up by the "
            "name."
        )
    ]


def test_rows_taken_out_stay_in_the_plan_and_it_is_said(client, staff, draft):
    book = downloaded(client, "plan-xlsx", draft.pk)
    worksheet = book["Kế hoạch"]
    worksheet.delete_rows(place(worksheet, "Tháng", 2).row)
    assert sent(client, file_of_book(book), "plans") == []
    (warning,) = latest().preview["warnings"]
    assert warning["what"] == "visits of this plan that are not in the file, and stay in the plan: 1"


def test_a_month_is_filled_in(client, staff, approved, chief):
    month = Month.parse("03/2018")
    assert sent(client, file_of_book(downloaded(client, "month-xlsx", month)), "results") == []
    assert latest().preview["counts"]["Kết quả"] == {"created": 0, "changed": 0, "unchanged": 1}
    book = downloaded(client, "month-xlsx", month)
    for heading, value in {
        "Kết quả": "Đã dự",
        "Ngày họp": D(2018, 3, 5),
        "Tổng số đảng viên": 20,
        "Có mặt": 18,
    }.items():
        place(book["Kết quả"], heading, 1).value = value
    imported(client, file_of_book(book), "results")
    meeting = Visit.objects.get(leader=chief).meeting
    assert (meeting.date, meeting.members_total, meeting.members_present) == (D(2018, 3, 5), 20, 18)
    assert sent(client, file_of_book(downloaded(client, "month-xlsx", month)), "results") == []
    assert latest().preview["counts"]["Kết quả"] == {"created": 0, "changed": 0, "unchanged": 1}


def test_numbers_that_are_no_meeting_s(client, staff, approved):
    book = downloaded(client, "month-xlsx", Month.parse("03/2018"))
    worksheet = book["Kết quả"]
    present = place(worksheet, "Có mặt", 1)
    present.value = 5
    assert sent(client, file_of_book(book), "results") == [
        f"Kết quả!{place(worksheet, 'Kết quả', 1).coordinate} “Kết quả” is empty. Fill in the cell."
    ]


def test_a_day_is_corrected_and_the_numbers_come_along(client, staff, approved, chief, cells):
    month = Month.parse("03/2018")
    held = MeetingFactory(cell=cells[0], date=D(2018, 3, 5), members_total=20, members_present=18)
    Visit.objects.filter(leader=chief).update(outcome="attended", meeting=held)
    book = downloaded(client, "month-xlsx", month)
    place(book["Kết quả"], "Ngày họp", 1).value = D(2018, 3, 6)
    place(book["Kết quả"], "Có mặt", 1).value = None
    item = imported(client, file_of_book(book), "results")
    assert item.counts["Kết quả"] == {"created": 0, "changed": 1, "unchanged": 0}
    held.refresh_from_db()
    assert (held.date, held.members_total, held.members_present) == (D(2018, 3, 6), 20, 18)


def test_two_leaders_at_one_meeting_tell_the_same_numbers(client, staff, approved, department_head, cells):
    Visit.objects.filter(leader=department_head).update(cell=cells[0], month=Month.parse("03/2018"))
    book = downloaded(client, "month-xlsx", Month.parse("03/2018"))
    worksheet = book["Kết quả"]
    for row, present in ((1, 18), (2, 17)):
        for heading, value in {"Kết quả": "Đã dự", "Ngày họp": D(2018, 3, 5), "Có mặt": present}.items():
            place(worksheet, heading, row).value = value
    above, below = (place(worksheet, "Có mặt", row) for row in (1, 2))
    assert sent(client, file_of_book(book), "results") == [
        (
            f"Kết quả!{below.coordinate} Row {above.row} has the number 18 for the same meeting. "
            "Write the same number in both rows."
        )
    ]


def test_a_result_that_is_fixed_changes_on_its_page_only(client, staff, approved, chief, cells):
    month = Month.parse("03/2018")
    held = MeetingFactory(cell=cells[0], date=D(2018, 3, 5))
    now = dt.datetime(2018, 3, 10, tzinfo=dt.UTC)
    Visit.objects.filter(leader=chief).update(outcome="attended", meeting=held, reported_at=now)
    book = downloaded(client, "month-xlsx", month)
    assert sent(client, file_of_book(book), "results") == []
    outcome = place(book["Kết quả"], "Kết quả", 1)
    outcome.value, place(book["Kết quả"], "Ngày họp", 1).value = "Vắng", None
    place(book["Kết quả"], "Lý do", 1).value = AbsenceReason.objects.first().label
    assert sent(client, file_of_book(book), "results") == [
        (
            f"Kết quả!{outcome.coordinate} A report of the first half of 2018 that was issued counts this "
            "result. Correct the result on the page of the visit, with a reason."
        )
    ]


def test_a_wrong_name_beside_an_empty_code_is_marked_and_chosen_for(client, staff, draft, chief):
    book = downloaded(client, "plan-xlsx", draft.pk)
    worksheet = book["Kế hoạch"]
    places = {key: place(worksheet, key, 1) for key in ("Mã lãnh đạo", "Lãnh đạo", "Mã chi bộ", "Chi bộ")}
    places["Mã lãnh đạo"].value = places["Mã chi bộ"].value = None
    places["Lãnh đạo"].value, places["Chi bộ"].value = "Nguyễn An", "Chi bộ thôn Bẩy"
    assert sent(client, file_of_book(book), "plans") == [
        (
            f"Kế hoạch!{places[key].coordinate} “{places[key].value}” is no code and no name in “{key}”. "
            "Correct it, or choose under “Put right on this page” what is meant."
        )
        for key in ("Lãnh đạo", "Chi bộ")
    ]
    asked = typed(client.get(url("values", latest())))
    assert {name: value for name, value in asked.items() if name.startswith("answer")} == {
        "answer-0": "LD-AN",
        "answer-1": "",
    }
    answers = asked | {"answer-1": "CB-THON"}
    assert problems_on(client.post(url("values", latest()), answers, follow=True)) == []
    assert latest().preview["counts"]["Kế hoạch"] == {"created": 0, "changed": 0, "unchanged": 2}


def test_a_name_that_is_not_that_of_the_code_is_typed_anew(client, staff, draft):
    book = downloaded(client, "plan-xlsx", draft.pk)
    place(book["Kế hoạch"], "Lãnh đạo", 1).value = "Trần Thị Bình"
    sent(client, file_of_book(book), "plans")
    asked = typed(client.get(url("values", latest())))
    assert asked["answer-0"] == "Trần Thị Bình"
    answers = asked | {"answer-0": "Nguyễn Văn An"}
    assert problems_on(client.post(url("values", latest()), answers, follow=True)) == []


def test_an_empty_plan_says_what_its_rows_need(client, staff, commission, period):
    plan = PlanFactory(committee=commission, half_year=period, status=Plan.Status.DRAFT)
    guide = downloaded(client, "plan-xlsx", plan.pk)["Kế hoạch"]["A2"].value
    assert "Dòng thêm: ghi Kỳ 2018-H1, Mã cơ quan BTCTU; để trống Mã lượt" in guide
    assert guide.endswith("Ngày dự kiến và Ghi chú chỉ để xem, không được nhập.")


def test_its_preview_has_no_column_twice(client, staff, draft):
    book = downloaded(client, "plan-xlsx", draft.pk)
    place(book["Kế hoạch"], "Tháng", 1).value = "06/2018"
    sent(client, file_of_book(book), "plans")
    (sheet,) = page_of(latest().preview, "")["sheets"]
    assert sheet["columns"] == ["Kỳ", "Cơ quan", "Lãnh đạo", "Chi bộ", "Tháng", "Nguồn", "Mã lượt"]
