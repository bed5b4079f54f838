"""Lines of .ics files: another library reads back what was written."""

import datetime as dt

import vobject

from lib import icalendar


def written(*lines: str) -> bytes:
    begin, end = ["BEGIN:VCALENDAR", "VERSION:2.0"], ["END:VCALENDAR"]
    return icalendar.content([*begin, *lines, *end])


def test_what_people_read_comes_back_as_it_was():
    words = "Chi bộ A, B; C\\D: “E”\nNghị quyết số 21-NQ/TW"
    read = vobject.readOne(written(f"X-WR-CALDESC:{icalendar.text(words)}").decode())
    assert read.x_wr_caldesc.value.replace("\\,", ",").replace("\\;", ";") == words


def test_long_lines_are_folded_between_letters():
    words = "Đảng ủy xã Hướng Hóa " * 12
    content = written(f"X-WR-CALNAME:{words}")
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) == 75
    assert [line.decode() for line in lines][-1] == ""
    assert content.replace(b"\r\n ", b"").decode().split("\r\n")[2] == f"X-WR-CALNAME:{words}"


def test_days_and_moments():
    assert icalendar.day(dt.date(2018, 3, 5)) == "20180305"
    at = dt.datetime(2018, 3, 5, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    assert icalendar.moment(at) == "20180305T003000Z"


def test_control_characters_leave_no_line_of_their_own():
    assert icalendar.text("Họp\tbù\r\nATTENDEE:x\x07\x00") == "Họp bù\\nATTENDEE:x"
