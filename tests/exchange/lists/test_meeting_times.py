"""Day, weekday and hour of a meeting in one cell, as notices write them."""

import datetime as dt

import pytest

from exchange.lists.meeting_times import months_in
from exchange.lists.spellings import Parsed, parse
from exchange.workbook.kinds import Unfit
from exchange.workbook.sheets import ANNOUNCED, SHEETS
from lib.periods import Month

DAY, HOUR = (SHEETS[ANNOUNCED].column(key) for key in ("date", "begins_at"))
MARCH, JANUARY = Month.parse("03/2026"), Month.parse("01/2026")
TUESDAY, TWO = dt.date(2026, 3, 3), dt.time(14)
ONLY_A_PART = (
    "“Sáng 03/3/2026” does not say at which hour",
    "the hour is left open; write it where it is known",
)


def understood(text, month=MARCH) -> list:
    """Day and hour; what is wrong with either in its place."""
    found = []
    for column in (DAY, HOUR):
        try:
            found.append(parse(column, text, month=month).value)
        except Unfit as unfit:
            found.append(unfit.what)
    return found


@pytest.mark.parametrize(
    "text",
    [
        *("14h00, ngày 03/3/2026 (thứ Ba)", "14h00 ngày 03/3/2026 (Thứ 3)", "14h 03/3/2026", "14h ngày 3/3"),
        *("14 giờ 00 phút, ngày 03 tháng 3 năm 2026, thứ ba", "Thứ Ba, ngày 03/3/2026, 14h00"),
        *(
            "14:00 - 03/03/2026",
            "03.3.2026, 14h00'",
            "T3, 3/3/26 14g00",
            "lúc 14 giờ, ngày thứ ba, 03/3/2026",
        ),
        *("2h chiều 3/3/2026", "Chiều thứ Ba, 14h00 ngày 03-3-2026", "14h00\nngày 03/3/2026\n(thứ Ba)"),
        *("14h00 - 16h00, ngày 03/3/2026", "14h00 ngày 3", "2026-03-03 14:00", dt.datetime(2026, 3, 3, 14)),  # noqa: DTZ001
    ],
)
def test_one_meeting_in_many_spellings(text):
    assert understood(text) == [TUESDAY, TWO]


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("03/03/2026 Ba", TUESDAY, None),
        ("3/3 Ba", TUESDAY, None),
        ("3 Ba", TUESDAY, None),
        ("3 Thứ 3", TUESDAY, None),
        ("8 CN", dt.date(2026, 3, 8), None),
        ("3 T4", "“3 T4”: 03/03/2026 is a Tuesday", None),
        ("3 3", TUESDAY, None),
        ("10 4", dt.date(2026, 4, 10), None),
        ("03/03/2026 14:00 Ba", TUESDAY, TWO),
        ("03/03/2026 14:00 Tư", "“03/03/2026 14:00 Tư”: 03/03/2026 is a Tuesday", TWO),
        (TUESDAY, TUESDAY, None),
        ("Chủ nhật 08/3/2026 7h30", dt.date(2026, 3, 8), dt.time(7, 30)),
        ("05/4", dt.date(2026, 4, 5), None),  # told of its month later
        ("14h00, 03/3/2026 (thứ Hai)", "“14h00, 03/3/2026 (thứ Hai)”: 03/03/2026 is a Tuesday", TWO),
        ("14h00 31/02/2026", "there is no day “14h00 31/02/2026”", TWO),
        ("8h chiều 3/3/2026", TUESDAY, "“8h chiều 3/3/2026” is not a time"),
        ("25h00 3/3/2026", TUESDAY, "“25h00 3/3/2026” is not a time"),
        ("sẽ báo sau", "“sẽ báo sau” is not a date", "“sẽ báo sau” is not a time"),
    ],
)
def test_what_else_it_may_say(text, day, hour):
    assert understood(text) == [day, hour]


@pytest.mark.parametrize("text", ["ngày 10 - 14h00", "ngày 10 14h00", "ngày 10, 14 giờ"])
def test_no_number_is_cut_in_two(text):
    """Ten, two o'clock: no 10/1 at four."""
    assert understood(text, JANUARY) == [dt.date(2026, 1, 10), TWO]


@pytest.mark.parametrize(
    "text",
    [
        *("9-11h", "14-16h", "8h-10", "8h–10.", "19h-21", "19h30-21", "8h30' - 10", "8 GIỜ 30 - 10"),
        *("8h-10 12/3", "14h-16 ngày 5/3"),
    ],
)
def test_a_range_with_half_an_hour_is_refused(text):
    assert understood(text) == [f"“{text}” is not a date", f"“{text}” is not a time"]


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("8h-12/3", dt.date(2026, 3, 12), dt.time(8)),
        ("14h - 3 tháng 3", TUESDAY, TWO),
        ("19h 12-3-2026", dt.date(2026, 3, 12), dt.time(19)),
        ("19h 30-3", dt.date(2026, 3, 30), dt.time(19)),
        ("7h30-9h", "“7h30-9h” is not a date", dt.time(7, 30)),
        ("8h-10:30", "“8h-10:30” is not a date", dt.time(8)),
    ],
)
def test_after_a_dash_stands_the_day_or_an_end_that_is_an_hour(text, day, hour):
    assert understood(text) == [day, hour]


@pytest.mark.parametrize(
    ("text", "hour", "doubt"),
    [
        ("19.30", dt.time(19, 30), None),
        ("14.00", dt.time(14), None),
        ("7.10", None, "“7.10” does not say at which hour"),
        ("7.3", None, None),
    ],
)
def test_a_point_between_hour_and_minutes(text, hour, doubt):
    found = parse(HOUR, text, month=MARCH)
    assert (found.value, found.doubt and found.doubt[0]) == (hour, doubt)


def test_what_is_not_kept_is_told():
    assert parse(HOUR, "Sáng 03/3/2026") == Parsed(None, ONLY_A_PART)
    assert parse(HOUR, "từ 14h00 đến 16h").doubt == (
        "“từ 14h00 đến 16h” says when the meeting ends, too",
        "only when it begins is kept",
    )


def test_a_day_without_a_year_needs_the_month_of_its_list():
    with pytest.raises(Unfit, match="“14h ngày 3/3” has no year"):
        parse(DAY, "14h ngày 3/3")


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("THÔNG BÁO LỊCH SINH HOẠT CHI BỘ THÁNG 3/2026", {MARCH}),
        ("Lịch họp tháng 03 năm 2026", {MARCH}),
        ("Đông Hà, ngày 20 tháng 02 năm 2026", set()),
        ("Lịch họp tháng 12/0000", set()),
        ("(Kèm theo Thông báo số 12-TB/ĐU, ngày 20 tháng 2 năm 2026)", set()),
    ],
)
def test_the_month_in_a_title(title, month):
    assert months_in(title) == month
