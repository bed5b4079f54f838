"""What a target asks and whether it is fulfilled, by story and against a reading month by month."""

import datetime as dt
import math

from hypothesis import given
from hypothesis import strategies as st

from attendance.figures.duties import ALWAYS, Duty, Judgement, Lack, demands, fulfilled
from lib.periods import HalfYear, Month
from tests.factories import PERIOD

JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE = MONTHS = PERIOD.months
VILLAGE, STREET, SCHOOL = 1, 2, 3
A_MONTH, A_QUARTER, A_HALF_YEAR = 1, 3, 6


def judge(duty, half_year, in_office, visited, before=None):
    """Of who has been in these cells in these months, by the duty alone."""

    def there(months):
        return {cell for cell, month in visited if months[0] <= month <= months[-1]}

    asked = demands(duty, half_year, in_office, before)
    return fulfilled(asked, lambda months: len(there(months)), there)


def test_two_cells_in_the_half_year_are_two_distinct_ones():
    duty = Duty(A_HALF_YEAR, 2)
    twice_the_same = [(VILLAGE, JANUARY), (VILLAGE, MAY)]
    assert judge(duty, PERIOD, ALWAYS, twice_the_same) == Judgement(2, 1, (Lack(tuple(MONTHS), 1),))
    assert judge(duty, PERIOD, ALWAYS, [*twice_the_same, (STREET, MAY)]) == Judgement(2, 2)
    assert judge(duty, PERIOD, ALWAYS, [(cell, MAY) for cell in range(5)]).done == 2


def test_every_month_and_every_quarter_ask_in_each_anew():
    visited = [(VILLAGE, JANUARY), (STREET, JANUARY), (VILLAGE, MARCH)]
    monthly = judge(Duty(A_MONTH, 1), PERIOD, ALWAYS, visited)
    assert (monthly.asked, monthly.done) == (6, 2)
    assert [lack.months for lack in monthly.lacks] == [(FEBRUARY,), (APRIL,), (MAY,), (JUNE,)]
    quarterly = judge(Duty(A_QUARTER, 1), PERIOD, ALWAYS, visited)
    assert quarterly == Judgement(2, 1, (Lack((APRIL, MAY, JUNE), 1),))


def test_named_cells_are_asked_for_one_by_one_while_they_exist():
    until_april = (None, dt.date(2018, 4, 15))
    named = {VILLAGE: ALWAYS, STREET: until_april}
    assert judge(Duty(A_HALF_YEAR, cells=named), PERIOD, ALWAYS, [(SCHOOL, MAY), (VILLAGE, MAY)]) == (
        Judgement(2, 1, (Lack(tuple(MONTHS), 1, (STREET,)),))
    )
    assert judge(Duty(A_MONTH, cells=named), PERIOD, ALWAYS, []).asked == 6 + 3


def test_months_not_in_office_are_not_asked_for():
    since_march, since_mid_june = (dt.date(2018, 2, 20), None), (dt.date(2018, 6, 2), None)
    assert judge(Duty(A_MONTH, 1), PERIOD, since_march, []).asked == 4
    assert judge(Duty(A_QUARTER, 1), PERIOD, since_march, []).asked == 2
    assert judge(Duty(A_HALF_YEAR, 3), PERIOD, since_march, []).asked == 2
    nothing = judge(Duty(A_HALF_YEAR, 3), PERIOD, since_mid_june, [])
    assert (nothing.is_asked, nothing.is_reached, nothing.is_below) == (False, False, False)


def test_a_target_asks_from_its_first_whole_month_on():
    since_april = (dt.date(2018, 3, 10), None)
    assert judge(Duty(A_MONTH, 1, days=since_april), PERIOD, ALWAYS, []).asked == 3
    assert judge(Duty(A_QUARTER, 2, days=since_april), PERIOD, ALWAYS, []).asked == 2
    assert judge(Duty(A_HALF_YEAR, 2, days=since_april), PERIOD, ALWAYS, [(VILLAGE, JANUARY)]).done == 1


def test_of_a_half_year_that_runs_the_periods_that_are_over():
    assert judge(Duty(A_MONTH, 1), PERIOD, ALWAYS, [], before=dt.date(2018, 3, 31)).asked == 2
    assert judge(Duty(A_QUARTER, 1), PERIOD, ALWAYS, [], before=dt.date(2018, 4, 1)).asked == 1
    assert judge(Duty(A_HALF_YEAR, 1), PERIOD, ALWAYS, [], before=dt.date(2018, 6, 30)).asked == 0


# --- the same once more, day by day ---

days = st.one_of(st.none(), st.dates(dt.date(2017, 11, 1), dt.date(2018, 8, 31)))
spans = st.tuples(days, days)
cells = st.integers(1, 4)
duties = st.builds(
    Duty,
    st.sampled_from([A_MONTH, A_QUARTER, A_HALF_YEAR]),
    st.one_of(st.none(), st.integers(1, 5)),
    st.dictionaries(cells, spans, max_size=3),
    spans,
)
visits = st.lists(st.tuples(cells, st.sampled_from([Month(MONTHS[0].ordinal + i) for i in range(-2, 9)])))


def is_whole(span, month) -> bool:
    """Day by day."""
    first, last = span[0] or dt.date.min, span[1] or dt.date.max
    length = (month.last_day - month.first_day).days + 1
    return all(first <= month.first_day + dt.timedelta(days=i) <= last for i in range(length))


def oracle(duty, in_office, visited, before):
    """(asked, done): each period for itself."""
    asked = done = 0
    for start in range(0, 6, duty.months):
        period = [Month(2018 * 12 + start + i) for i in range(duty.months)]
        if before and not all(month.last_day < before for month in period):
            continue
        served = [month for month in period if is_whole(in_office, month)]
        held = [month for month in served if is_whole(duty.days, month)]
        there = {cell for cell, month in visited if month in period}
        if not held:
            continue
        if duty.number is None:
            named = {c for c, its in duty.cells.items() for month in held if is_whole(its, month)}
            asked, done = asked + len(named), done + len(named & there)
        else:
            share = math.ceil(duty.number * len(served) / len(period))
            asked, done = asked + share, done + min(share, len(there))
    return asked, done


@given(duty=duties, in_office=spans, visited=visits, before=days)
def test_any_duty_is_judged_as_the_rules_read(duty, in_office, visited, before):
    judged = judge(duty, HalfYear.parse("2018-H1"), in_office, visited, before)
    assert (judged.asked, judged.done) == oracle(duty, in_office, visited, before)
    assert judged.asked - judged.done == sum(lack.number for lack in judged.lacks)
    assert all(lack.number == len(lack.cells) for lack in judged.lacks if duty.number is None)
    # What is missing, fetched, is all that was missing.
    fetched = [(cell, lack.months[0]) for lack in judged.lacks for cell in lack.cells]
    fetched += [
        (100 + n, lack.months[0]) for lack in judged.lacks if not lack.cells for n in range(lack.number)
    ]
    again = judge(duty, PERIOD, in_office, [*visited, *fetched], before)
    assert (again.asked, again.is_below) == (judged.asked, False)
