from types import SimpleNamespace

from attendance.figures.measures import CARDS
from attendance.figures.selection import Selection
from attendance.templatetags.figures import DEVIATIONS, NIL, facts, figure
from lib.periods import HalfYear

NOTHING = SimpleNamespace(**dict.fromkeys([*DEVIATIONS, "attended_cells", "planned_cells"], 0))


def test_where_nothing_went_wrong_a_table_may_show_a_dot_where_nothing_was_done_it_says_0():
    selection = Selection(HalfYear.parse("2018-H1"))
    shown = {name: figure(selection, NOTHING, name) for name in vars(NOTHING)}
    assert shown == dict.fromkeys(DEVIATIONS, NIL) | {"attended_cells": "0", "planned_cells": "0"}


def test_a_card_has_the_lines_of_those_beside_it():
    selection = Selection(HalfYear.parse("2018-H1"))
    keys = {key for fact in CARDS["group"] for key in (fact.key, fact.of, fact.unless) if key}
    as_planned = SimpleNamespace(**dict.fromkeys(keys, 0))
    changed = SimpleNamespace(**vars(as_planned) | {"registered_cells": 3, "planned_cells": 2})
    beside = [
        SimpleNamespace(row=SimpleNamespace(tally=tally), progress=tally) for tally in (as_planned, changed)
    ]
    alone, told = (len(facts("group", selection, as_planned, beside=b)["lines"]) for b in ((), beside))
    assert (alone, told) == (2, 3)
