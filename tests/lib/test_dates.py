"""Days as people write them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.dates import NoSuchDay, day_written, moment_written, time_written

DAYS = st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31))
FORMS = st.sampled_from(
    [
        *("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d / %m / %Y", "%d/%m/%y", "%d.%m.%y", "%d–%m–%y"),
        *("%d%m%Y", "%d%m%y", "%Y-%m-%d", "%Y/%m/%d", "ngày %d tháng %m năm %Y", "Ngày %d/%m/%Y"),
    ]
)
TIMES = st.sampled_from(["", " 08:00", " 8h", " 8h30", ", 08:00:05", "T08:00:05.000"])


@given(DAYS, FORMS, TIMES)
def test_every_day_in_every_form_with_any_time(day, form, time):
    assert day_written(day.strftime(form) + time) == day


@pytest.mark.parametrize(
    "text",
    ["1/9/27", "01.09.27", "1-9-2027", "2027-09-01", "2027-9-1", "010927", " 1/9/2027 ", "08:00 1/9/2027"],
)
def test_days_with_few_digits(text):
    assert day_written(text) == dt.date(2027, 9, 1)


def test_the_time_is_kept():
    assert str(moment_written("14/05/2018 23:59:44")) == "2018-05-14 23:59:44"
    assert str(moment_written("8 giờ 30, ngày 14/05/2018")) == "2018-05-14 08:30:00"


@pytest.mark.parametrize("text", ["31/02/2018", "12/31/2027", "062918", "1/9/0000", "1/9/2027 25:00"])
def test_days_that_no_calendar_has(text):
    with pytest.raises(NoSuchDay):
        day_written(text)


@pytest.mark.parametrize(
    "text", ["15/5", "5/2018", "43110", "1/9-2027", "1/9/202", "٢٩/٠٦/٢٠١٨", "", "x", "1/9/2027 x"]
)
def test_what_is_no_day(text):
    with pytest.raises(ValueError, match=r"^") as refusal:
        day_written(text)
    assert not isinstance(refusal.value, NoSuchDay)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        *[(text, dt.time(19, 30)) for text in ("19:30", "19h30", "19 giờ 30 phút", "19g30", "19.30", "1930")],
        *[(text, dt.time(7)) for text in ("7h", "7 giờ", "700", "07:00", "7")],
    ],
)
def test_times_as_offices_write_them(text, time):
    assert time_written(text) == time


@pytest.mark.parametrize("text", ["", "25:00", "19:60", "2460", "19-30", "tối", "19:30 đến 21:00"])
def test_what_is_no_time(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the forms' own
        time_written(text)
