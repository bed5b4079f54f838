"""What single values of an office's list mean, and which of them are refused or doubted."""

import contextlib
import datetime as dt

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exchange.lists.spellings import Parsed, doubts, parse
from exchange.workbook.kinds import Unfit
from exchange.workbook.sheets import (
    ANNOUNCED,
    CELLS,
    FINDINGS,
    LEADERS,
    PLANS,
    RESULTS,
    RUBRICS,
    SHEETS,
    TRIPS,
)
from lib.periods import HalfYear, Month

FIRST_HALF = HalfYear.parse("2019-H1")
DAY = SHEETS[TRIPS].column("date_from")
MONTH = SHEETS[PLANS].column("month")
MEETING_DAY = SHEETS[ANNOUNCED].column("date")
SWAPPED = "a date of Excel among dates that are text: day and month may be swapped, %s"
MIDNIGHT = "is less than a minute before midnight: it may mean"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def refusal(column, value, **more) -> str:
    with pytest.raises(Unfit) as refused:
        parse(column, value, **more)
    return refused.value.what


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


class TestDays:
    """Case 12: the spellings of tests/lib/test_dates.py, and what Excel makes of days."""

    @pytest.mark.parametrize(
        "value",
        [
            *("15-05-2018", "15.05.2018", "2018-05-15", "15/5/18", "ngày 15/05/2018", "15/05/2018 08:00"),
            *("150518", 150518, 15052018, 15052018.0, dt.date(2018, 5, 15), moment("2018-05-15 23:58:59")),
        ],
    )
    def test_as_the_forms_take_them(self, value):
        assert parse(DAY, value) == Parsed(dt.date(2018, 5, 15), None)

    @pytest.mark.parametrize(
        ("value", "what"),
        [
            ("15/5", "“15/5” has no year"),
            (43110, "“43110” is a number, perhaps Excel's number of the day 10/01/2018"),
            ("43110", "“43110” is a number, perhaps Excel's number of the day 10/01/2018"),
            (43110.25, "“43110.25” is a number, perhaps Excel's number of the day 10/01/2018"),
            ("31/02/2018", "there is no day “31/02/2018”"),
            ("12/31/2018", "there is no day “12/31/2018”"),
            ("1/9/0027", "“01/09/0027” lies outside the years 1900 to 2100"),
            (True, "“TRUE” is not a date"),
            (float("nan"), "“nan” is not a date"),
            (dt.time(8), "“08:00” is not a date"),
            (-5, "“-5” is not a date"),
            ("sáng thứ hai", "“sáng thứ hai” is not a date"),
        ],
    )
    def test_what_is_refused(self, value, what):
        assert refusal(DAY, value) == what

    @pytest.mark.parametrize("value", [moment("2018-05-14 23:59:44"), "14/05/2018 23:59:44"])
    def test_seconds_before_midnight_are_doubted(self, value):
        """Case 10: some systems write a day so, in another time zone."""
        assert parse(DAY, value) == Parsed(
            dt.date(2018, 5, 14),
            (
                f"“14/05/2018 23:59:44” {MIDNIGHT} 14/05/2018 or 15/05/2018",
                "14/05/2018 is taken; correct the cell where 15/05/2018 was meant",
            ),
        )

    def test_dates_among_texts_may_be_swapped(self):
        values = [dt.date(2018, 6, 5), "13/05/2018", dt.date(2018, 5, 20), dt.date(2018, 5, 5), None, "x"]
        assert doubts(DAY, values) == {
            0: (
                SWAPPED % "05/06/2018 or 06/05/2018",
                "05/06/2018 is taken; correct the cell where 06/05/2018 was meant",
            )
        }

    def test_among_days_with_their_hour_as_well(self):
        values = [dt.date(2026, 5, 3), "14h00, ngày 13/03/2026 (thứ Sáu)"]
        assert [*doubts(MEETING_DAY, values)] == [0]
        assert doubts(DAY, values) == {}

    def test_dates_alone_or_other_columns_are_not_doubted(self):
        assert doubts(DAY, [dt.date(2018, 6, 5), "chưa rõ", None]) == {}
        assert doubts(DAY, ["13/05/2018", "05/06/2018"]) == {}
        assert doubts(MONTH, [dt.date(2018, 6, 1), "13/05/2018"]) == {}


class TestMonths:
    """Case 42."""

    @pytest.mark.parametrize(
        "value",
        [
            *(
                "Tháng 3/2019",
                "tháng 03/2019",
                "T3/2019",
                "T3/19",
                "thg 3-2019",
                "Tháng 3 năm 2019",
                "03-2019",
            ),
            *("3.2019", 3.2019, "03/2019", "2019-03", "2019/3", "18/03/2019", dt.date(2019, 3, 1)),
            *("3 – 2019", "Tha\u0301ng 3/2019"),
        ],
    )
    def test_that_say_their_year(self, value):
        march = Parsed(Month.parse("03/2019"), None)
        assert (parse(MONTH, value), parse(MONTH, value, half_year=FIRST_HALF)) == (march, march)

    @pytest.mark.parametrize("value", [3, 3.0, "3", "03", "T3", "t03", "Tháng 3", "thg 3", "3/19"])
    def test_that_have_it_from_the_half_year_beside(self, value):
        assert parse(MONTH, value, half_year=FIRST_HALF) == Parsed(Month.parse("03/2019"), None)
        with pytest.raises(Unfit):
            parse(MONTH, value)

    @given(st.integers(1, 12), st.integers(2000, 2098), st.sampled_from(["{}", "T{}", "Tháng {:02}"]))
    def test_lie_in_the_half_year_or_are_refused(self, month, year, form):
        half_year = Month.parse(f"{month}/{year}").half_year
        assert parse(MONTH, form.format(month), half_year=half_year).value == Month.parse(f"{month}/{year}")
        assert "does not lie in the" in refusal(MONTH, form.format(month), half_year=half_year.next)

    def test_a_number_that_lost_its_last_digit(self):
        assert parse(MONTH, 3.202).value == Month.parse("03/2020")

    @pytest.mark.parametrize("value", ["Quý I", "Quý I/2019", "Q1", "quý 1 năm 2019", "QUÝ 1-2019"])
    def test_a_quarter_is_its_last_month_with_a_doubt(self, value):
        assert parse(MONTH, value, half_year=FIRST_HALF) == Parsed(
            Month.parse("03/2019"),
            (
                f"“{value}” is a quarter: it may mean 01/2019, 02/2019 or 03/2019",
                "03/2019, its last month, is taken; write the month where another was meant",
            ),
        )

    def test_seconds_before_another_month_are_doubted(self):
        assert parse(MONTH, moment("2019-03-30 23:59:44")).doubt is None
        assert parse(MONTH, moment("2019-03-31 23:59:44")) == Parsed(
            Month.parse("03/2019"),
            (
                f"“31/03/2019 23:59:44” {MIDNIGHT} 03/2019 or 04/2019",
                "03/2019 is taken; correct the cell where 04/2019 was meant",
            ),
        )

    @pytest.mark.parametrize(
        ("value", "what"),
        [
            ("T3", "“T3” has no year"),
            ("Quý I", "“Quý I” has no year"),
            (43525, "“43525” is a number, perhaps Excel's number of the day 01/03/2019"),
            *(
                (value, f"“{value}” is not a month")
                for value in ("3/12", "3, 4", "3-4", "13", "-3", "–3", "T3/12", 2019, "032019")
            ),
        ],
    )
    def test_what_is_refused(self, value, what):
        assert refusal(MONTH, value) == what

    def test_a_half_year_that_leaves_two_ways_or_none(self):
        assert refusal(MONTH, "T3/18", half_year=FIRST_HALF) == "“T3/18” is not a month"
        assert refusal(MONTH, "3/6", half_year=HalfYear.parse("2006-H1")) == "“3/6” is not a month"
        assert (
            refusal(MONTH, "Quý III", half_year=FIRST_HALF)
            == "“Quý III” does not lie in the first half of 2019"
        )


class TestHalfYears:
    COLUMN = SHEETS[PLANS].column("half_year")

    @pytest.mark.parametrize(
        "value",
        [
            *("2019-H1", "2019 h1", "2019–H1", "H1/2019", "6 tháng đầu năm 2019", "6 THÁNG ĐẦU NĂM 2019"),
            *("Sáu tháng đầu 2019", "06 tháng đầu năm 2019", "6T đầu năm 2019"),
        ],
    )
    def test_that_mean_one_thing(self, value):
        assert parse(self.COLUMN, value) == Parsed(FIRST_HALF, None)
        assert parse(self.COLUMN, "6 tháng cuối năm 2019").value == FIRST_HALF.next

    @pytest.mark.parametrize(
        "value", ["I/2019", "HK1 2019", "Kỳ 1 năm 2019", 2019, "2019", dt.date(2019, 1, 1)]
    )
    def test_that_may_mean_another(self, value):
        assert "is not a half-year" in refusal(self.COLUMN, value)

    def test_without_a_year(self):
        assert refusal(self.COLUMN, "6 tháng đầu năm") == "“6 tháng đầu năm” has no year"


class TestDaysOfTheMonth:
    COLUMN = SHEETS[CELLS].column("meeting_day")

    @pytest.mark.parametrize(
        "value", [3, "3", "03", "Ngày 03", "ngày 3 hằng tháng", "Ngày 3 hàng tháng", "mùng 3", "3 hằng tháng"]
    )
    def test_the_third(self, value):
        assert parse(self.COLUMN, value) == Parsed(3, None)

    @pytest.mark.parametrize(
        "value", ["ngày 32", "3-5", "ngày 3 và 18", "-3", "–3", 0, "cuối tháng", dt.date(2018, 1, 3)]
    )
    def test_what_is_none(self, value):
        refusal(self.COLUMN, value)

    def test_other_numbers_stay_numbers(self):
        members = SHEETS[CELLS].column("members_total")
        assert parse(members, "25").value == 25
        assert refusal(members, "ngày 25") == "“ngày 25” is not a number"


class TestTexts:
    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("007", "007"),
            ("1.10", "1.10"),
            (7, "7"),
            (5.0, "5"),
            ("BTGTU\u201101", "BTGTU-01"),
            ("A\u200b 1 ", "A 1"),
        ],
    )
    @pytest.mark.parametrize("column", [SHEETS[CELLS].column("code"), SHEETS[PLANS].column("leader")])
    def test_codes_keep_their_zeros(self, column, value, code):
        assert parse(column, value) == Parsed(code, None)

    def test_names_are_one_line_with_the_signs_that_were_typed(self):
        name = SHEETS[CELLS].column("name")
        assert parse(name, "Chi bộ\u00a0 K’Đăm –\nKhối\u00ad").value == "Chi bộ K’Đăm – Khối"
        assert refusal(name, "\u00ad") == "contains characters that cannot be seen"
        assert refusal(name, "=1+1") == "“=1+1” begins like a formula"
        assert refusal(name, "Chi bộ\u202e 1") == "contains characters that cannot be seen"

    def test_notes_may_have_several_lines(self):
        assert parse(SHEETS[RESULTS].column("note"), "một\u00a0 hai\nba ").value == "một hai\nba"

    @given(st.text(min_size=1, max_size=30))
    def test_any_text_is_read_or_refused(self, text):
        for column in (SHEETS[LEADERS].column("full_name"), SHEETS[FINDINGS].column("text"), DAY, MONTH):
            with contextlib.suppress(Unfit):
                assert parse(column, text, half_year=FIRST_HALF).value


class TestWords:
    GROUP, GATE = SHEETS[LEADERS].column("group"), SHEETS[RUBRICS].column("is_gate")

    def test_without_their_diacritics(self):
        assert parse(self.GROUP, "LANH DAO  BAN").value == parse(self.GROUP, "Lãnh đạo ban").value
        assert refusal(self.GROUP, "Lãnh đạo") == "“Lãnh đạo” is not in the list"

    @pytest.mark.parametrize("value", ["x", "X", "✓", "✔\ufe0f", "có", "Có", "CO", True])
    def test_marks(self, value):
        assert parse(self.GATE, value) == Parsed(True, None)
        assert parse(self.GATE, "không").value is False

    @pytest.mark.parametrize("value", ["cô", "?", 1])
    def test_what_is_no_mark(self, value):
        assert "is not a mark" in refusal(self.GATE, value)
