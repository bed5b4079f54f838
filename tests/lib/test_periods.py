"""Months and half-years: their edges, their names, their columns."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from attendance.models import Plan, Visit
from lib.periods import (
    HalfYear,
    HalfYearConverter,
    HalfYearField,
    Month,
    MonthField,
    overlaps,
    parse_day,
    today,
)
from tests.factories import PlanFactory, VisitFactory

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))
H1, H2 = HalfYear.parse("2018-H1"), HalfYear.parse("2018-H2")
MARCH = Month.parse("03/2018")


class TestMonth:
    def test_parts(self):
        assert (MARCH.year, MARCH.month, MARCH.ordinal) == (2018, 3, 2018 * 12 + 2)
        assert (MARCH.first_day, MARCH.last_day) == (dt.date(2018, 3, 1), dt.date(2018, 3, 31))
        assert str(MARCH) == "03/2018"
        assert MARCH.half_year == H1

    @pytest.mark.parametrize(
        ("month", "last_day"),
        [
            ("02/2018", 28),
            ("02/2020", 29),
            ("04/2018", 30),
            ("12/2018", 31),
            ("02/1900", 28),
            ("02/2000", 29),
        ],
    )
    def test_last_day(self, month, last_day):
        assert Month.parse(month).last_day.day == last_day

    @pytest.mark.parametrize(("number", "day"), [(1, 1), (28, 28), (30, 28), (31, 28)])
    def test_a_day_that_the_month_is_too_short_for(self, number, day):
        assert Month.parse("02/2018").day(number) == dt.date(2018, 2, day)

    def test_adding_months_passes_the_year(self):
        assert Month.parse("04/2018") == MARCH + 1
        assert Month.parse("01/2019") == MARCH + 10

    @given(DAYS)
    def test_of_a_day(self, day):
        month = Month.of(day)
        assert (month.year, month.month) == (day.year, day.month)
        assert month.first_day <= day <= month.last_day
        assert Month.parse(str(month)) == month

    @pytest.mark.parametrize("text", ["3/2018", " 03/2018 "])
    def test_as_people_write_it(self, text):
        assert Month.parse(text) == MARCH

    @pytest.mark.parametrize(
        "text", ["", "03", "2018-03", "13/2018", "00/2018", "03/18", "03/0000", "x/2018"]
    )
    def test_what_is_no_month(self, text):
        with pytest.raises(ValueError):  # noqa: PT011 - the text is the message
            Month.parse(text)


class TestHalfYear:
    def test_parts(self):
        assert (H1.year, H1.half, H1.ordinal) == (2018, 1, 4036)
        assert [str(month) for month in H1.months] == [f"{month:02}/2018" for month in range(1, 7)]
        assert [str(month) for month in H2.months] == [f"{month:02}/2018" for month in range(7, 13)]
        assert (H1.first_day, H1.last_day) == (dt.date(2018, 1, 1), dt.date(2018, 6, 30))
        assert (H2.first_day, H2.last_day) == (dt.date(2018, 7, 1), dt.date(2018, 12, 31))
        assert str(H1) == "2018-H1"

    def test_neighbours(self):
        assert (H1.next, H2.next) == (H2, HalfYear.parse("2019-H1"))
        assert (H2.previous, H1.previous) == (H1, HalfYear.parse("2017-H2"))

    @pytest.mark.parametrize(
        ("day", "half_year"),
        [
            (dt.date(2017, 12, 31), "2017-H2"),
            (dt.date(2018, 1, 1), "2018-H1"),
            (dt.date(2018, 6, 30), "2018-H1"),
            (dt.date(2018, 7, 1), "2018-H2"),
            (dt.date(2018, 12, 31), "2018-H2"),
            (dt.date(2019, 1, 1), "2019-H1"),
        ],
    )
    def test_edges(self, day, half_year):
        assert str(HalfYear.of(day)) == half_year
        assert day in HalfYear.parse(half_year)
        assert day not in HalfYear.parse(half_year).next
        assert day not in HalfYear.parse(half_year).previous

    @given(DAYS)
    def test_of_a_day(self, day):
        half_year = HalfYear.of(day)
        assert day in half_year
        assert half_year.first_day <= day <= half_year.last_day
        assert half_year == Month.of(day).half_year
        assert HalfYear.parse(str(half_year)) == half_year

    def test_no_day_lies_between_two(self):
        assert H1.last_day + dt.timedelta(days=1) == H2.first_day

    def test_order(self):
        assert sorted([H2, HalfYear.parse("2017-H2"), H1]) == [HalfYear.parse("2017-H2"), H1, H2]

    @pytest.mark.parametrize(
        ("language", "first", "second"),
        [("en", "first half of 2018", "second half of 2018")],
    )
    def test_label(self, language, first, second):
        with translation.override(language):
            assert (H1.label, H2.label) == (first, second)

    @pytest.mark.parametrize(
        "text", ["", "2018", "2018-H3", "2018-H0", "2018H1", "18-H1", "2018-h1", "0000-H1", "٢٠١٨-H1"]
    )
    def test_what_is_no_half_year(self, text):
        with pytest.raises(ValueError):  # noqa: PT011 - the text is the message
            HalfYear.parse(text)

    def test_in_addresses(self):
        converter = HalfYearConverter()
        assert converter.to_python("2018-H1") == H1
        assert converter.to_url(H1) == "2018-H1"

    def test_the_office_decides_what_day_it_is(self, monkeypatch):
        # Half past six in the evening in Greenwich is already tomorrow in Vietnam.
        late = dt.datetime(2018, 6, 30, 18, 30, tzinfo=dt.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: late)

        assert today() == dt.date(2018, 7, 1)
        assert HalfYear.current() == H2


class TestParseDay:
    @pytest.mark.parametrize("text", ["2018-06-29", "29/06/2018", "29/6/2018", " 29/06/2018 "])
    def test_days(self, text):
        assert parse_day(text) == dt.date(2018, 6, 29)

    @pytest.mark.parametrize("text", ["", "31/06/2018", "06/29/2018", "2018-06", "29.06.2018"])
    def test_what_is_no_day(self, text):
        with pytest.raises(ValueError):  # noqa: PT011 - the text is the message
            parse_day(text)


class TestFields:
    @pytest.mark.parametrize("field", [MonthField(), HalfYearField()])
    @pytest.mark.parametrize("text", ["", "13/2018", "2018-H3", "29/06/2018", "x"])
    def test_bad_text_is_a_validation_error(self, field, text):
        with pytest.raises(ValidationError):
            field.clean(text, None)

    def test_good_text(self):
        assert MonthField().clean("03/2018", None) == MARCH
        assert HalfYearField().clean("2018-H1", None) == H1
        assert HalfYearField().clean(H1, None) == H1

    def test_form_fields_take_text(self):
        assert HalfYearField().formfield().clean("2018-H1") == "2018-H1"
        assert MonthField().formfield().clean(" 03/2018 ") == "03/2018"


@pytest.mark.django_db
class TestColumns:
    def test_what_is_stored_comes_back(self):
        visit = Visit.objects.get(pk=VisitFactory(month=MARCH).pk)

        assert (visit.month, visit.half_year, visit.carried_from_month) == (MARCH, H1, None)
        assert visit.meeting_id is None

    def test_lookups(self):
        plans = [PlanFactory(half_year=half_year) for half_year in (H1.previous, H1, H2)]

        def found(**lookup):
            return [plan.half_year for plan in Plan.objects.filter(**lookup).order_by("half_year")]

        assert found(half_year=H1) == [H1]
        assert found(half_year="2018-H1") == [H1]
        assert found(half_year__in=[H1, H2]) == [H1, H2]
        assert found(half_year__gte=H1) == [H1, H2]
        assert found(half_year__lt=H1) == [H1.previous]
        assert found(half_year__range=(H1, H2)) == [H1, H2]
        assert found(half_year__isnull=True) == []
        assert [plan.pk for plan in Plan.objects.order_by("-half_year")] == [p.pk for p in plans[::-1]]
        assert Plan.objects.values_list("half_year", flat=True).distinct().order_by("half_year").last() == H2

    def test_a_lookup_of_what_is_no_half_year(self):
        with pytest.raises(ValidationError):
            Plan.objects.filter(half_year="2018-H3").exists()

    def test_months_in_order_across_the_year(self):
        leader_and_cell = VisitFactory(month=Month.parse("12/2017"))
        VisitFactory(leader=leader_and_cell.leader, cell=leader_and_cell.cell, month=Month.parse("02/2018"))

        assert [str(v.month) for v in Visit.objects.filter(month__lte=MARCH).order_by("month")] == [
            "12/2017",
            "02/2018",
        ]

    def test_serialized_as_it_is_written(self):
        visit = VisitFactory(month=MARCH)

        assert Visit._meta.get_field("month").value_to_string(visit) == "03/2018"
        assert Visit._meta.get_field("half_year").value_to_string(visit) == "2018-H1"
        assert Visit._meta.get_field("carried_from_month").value_to_string(visit) == ""

    @pytest.mark.parametrize("half_year", ["", "2018-H3", None])
    def test_validation_of_a_plan(self, half_year, commission):
        with pytest.raises(ValidationError) as refusal:
            Plan(committee=commission, half_year=half_year).full_clean()
        assert list(refusal.value.message_dict) == ["half_year"]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        (None, None, True),
        (dt.date(2018, 6, 30), None, True),
        (dt.date(2018, 7, 1), None, False),
        (None, dt.date(2018, 1, 1), True),
        (None, dt.date(2017, 12, 31), False),
        (dt.date(2018, 3, 1), dt.date(2018, 3, 1), True),
    ],
)
def test_what_holds_on_some_day_of_a_half_year(begin, end, expected):
    assert overlaps(begin, end, dt.date(2018, 1, 1), dt.date(2018, 6, 30)) == expected
