"""What became of visits, and the meetings that an import makes of it."""

import datetime as dt

import pytest

from attendance.models import AbsenceReason
from committees.models import User
from meetings.models import Meeting

from .workbooks import (
    changes,
    load,
    result,
    small,
    the_visit,
    visit,
    warnings,
)

pytestmark = pytest.mark.django_db
D = dt.date


def test_results():
    load(small())
    attended = the_visit("L1", "CB1", "03/2018")
    assert (attended.outcome, attended.meeting.date) == ("attended", D(2018, 4, 2))
    assert attended.meeting.kind == Meeting.Kind.THEMATIC
    missed = the_visit("L2", "CB2", "06/2018")
    assert (missed.outcome, missed.absence_reason.code, missed.note) == ("missed", "illness", "=cmd()")
    assert the_visit("L2", "CB3", "06/2018").outcome == "withdrawn"
    assert the_visit("L1", "CB2", "07/2018").outcome == "pending"
    assert the_visit("L1", "CB2", "05/2018").meeting.kind == Meeting.Kind.REGULAR


def test_a_result_that_changes_names_who_logged_it():
    load(small())
    user = User.objects.create(username="mai")
    changed = result("L2", "CB2", "06/2018", "Vắng", **{"Lý do": "Công tác"})
    rows = {"Kết quả": [changed, small()["Kết quả"][0]]}
    assert changes(load(rows, by=user)) == {"Kết quả": (0, 1)}
    logged = the_visit("L2", "CB2", "06/2018")
    assert (logged.absence_reason.code, logged.note, logged.logged_by, logged.version) == (
        "trip",
        "=cmd()",
        user,
        2,
    )
    assert the_visit("L1", "CB1", "03/2018").logged_by is None


def test_two_visits_exchange_their_meetings():
    rows = small()
    rows["Kế hoạch"].append(visit("L2", "CB1", "03/2018"))
    rows["Kết quả"].append(result("L2", "CB1", "03/2018", "Đã dự", **{"Ngày họp": D(2018, 3, 5)}))
    load(rows)
    rows["Kết quả"][5]["Ngày họp"], rows["Kết quả"][6]["Ngày họp"] = D(2018, 3, 5), D(2018, 2, 5)
    assert changes(load(rows)) == {"Kết quả": (0, 2)}
    assert the_visit("L2", "CB1", "02/2018").meeting.date == D(2018, 3, 5)


def test_a_new_visit_takes_the_meeting_that_a_stored_one_gives_up():
    load(small())
    rows = {
        "Kế hoạch": [visit("L2", "CB1", "03/2018")],
        "Kết quả": [
            result("L2", "CB1", "03/2018", "Đã dự", **{"Ngày họp": D(2018, 2, 5)}),
            result("L2", "CB1", "02/2018", "Rút"),
        ],
    }
    load(rows)
    assert the_visit("L2", "CB1", "03/2018").meeting.date == D(2018, 2, 5)
    assert the_visit("L2", "CB1", "02/2018").meeting is None


def test_the_day_of_a_meeting_that_was_missed_is_kept():
    rows = small()
    rows["Kết quả"][1]["Ngày họp"] = D(2018, 4, 5)
    load(rows)
    assert Meeting.objects.filter(cell__code="CB2", date=D(2018, 4, 5)).exists()
    assert changes(load(rows)) == {}


def test_offices_add_reasons_of_their_own():
    AbsenceReason.objects.create(code="flood", label="Lũ lụt", requires_note=True)
    rows = small()
    rows["Kết quả"][1] |= {"Lý do": "lũ lụt", "Ghi chú": "Đường ngập"}
    load(rows)
    assert the_visit("L1", "CB2", "04/2018").absence_reason.code == "flood"


def test_an_unplanned_visit_without_a_result_is_warned_of():
    rows = small()
    del rows["Kết quả"][5]
    imported = load(rows)
    assert [str(warning) for warning in imported.warnings] == [
        "Kế hoạch!F7: an unplanned visit without a result: log it as Đã dự in “Kết quả”"
    ]
    assert warnings(load({"Kết quả": small()["Kết quả"]})) == []
    assert warnings(load(rows)) == []


HELD = {
    "Hình thức": "thường kỳ kết hợp chuyên đề",
    "Giờ bắt đầu": "19h30",
    "Giờ kết thúc": dt.time(21, 0, 40),
    "Miễn sinh hoạt": 1,
    "Vắng có lý do": 1,
    "Vắng không lý do": 0,
}


def test_hours_and_absence_of_a_meeting():
    rows = small()
    rows["Loại hình"][0] |= {"Số phút tối thiểu": 60, "Số phút tối thiểu khi kết hợp": 90}
    rows["Buổi sinh hoạt"][0] |= HELD
    assert warnings(load(rows)) == []
    meeting = Meeting.objects.get(date=D(2018, 4, 2))
    assert (meeting.kind, meeting.starts_at, meeting.ends_at) == ("combined", dt.time(19, 30), dt.time(21))
    assert (meeting.members_expected, meeting.absent_excused, meeting.absent_unexcused) == (19, 1, 0)
    assert (meeting.minutes, meeting.shortest) == (90, 90)
    assert changes(load(rows)) == {}
    assert changes(load(small())) == {"Buổi sinh hoạt": (0, 1)}  # an old file says less: its kind alone
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.members_exempt, meeting.cell.organization_type.shortest) == (90, 1, 60)


def test_a_short_meeting_is_a_warning():
    rows = small()
    rows["Buổi sinh hoạt"][0] |= HELD
    assert warnings(load(rows)) == ["Buổi sinh hoạt!H2"]
