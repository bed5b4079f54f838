from types import SimpleNamespace

from attendance.figures.measures import CARDS
from attendance.figures.selection import Selection
from attendance.figures.written import plain_number, signed_number
from attendance.templatetags.figures import DEVIATIONS, NIL, facts, figure, linked, linked_figures
from lib.periods import HalfYear

NOTHING = SimpleNamespace(**dict.fromkeys([*DEVIATIONS, "attended_cells", "planned_cells"], 0))


def test_where_nothing_went_wrong_a_table_may_show_a_dot_where_nothing_was_done_it_says_0():
    selection = Selection(HalfYear.parse("2018-H1"))
    shown = {name: figure(selection, NOTHING, name) for name in vars(NOTHING)}
    assert shown == dict.fromkeys(DEVIATIONS, NIL) | {"attended_cells": "0", "planned_cells": "0"}


def test_large_figures_have_separators_wherever_they_stand():
    selection = Selection(HalfYear.parse("2018-H1"))
    tally = SimpleNamespace(planned_cells=20952, attended_cells=9246)
    in_a_row = linked_figures(selection, tally)
    for shown in (figure(selection, tally, "planned_cells"), in_a_row["planned_cells"]):
        assert shown.endswith(">20.952</a>")
    assert (linked(20952, ""), plain_number(20952), signed_number(-1250)) == ("20.952", "20.952", "−1.250")


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
