from types import SimpleNamespace

from attendance.figures.selection import Selection
from attendance.templatetags.figures import DEVIATIONS, NIL, figure
from lib.periods import HalfYear

NOTHING = SimpleNamespace(**dict.fromkeys([*DEVIATIONS, "attended_cells", "planned_cells"], 0))


def test_where_nothing_went_wrong_a_table_may_show_a_dot_where_nothing_was_done_it_says_0():
    selection = Selection(HalfYear.parse("2018-H1"))
    shown = {name: figure(selection, NOTHING, name) for name in vars(NOTHING)}
    assert shown == dict.fromkeys(DEVIATIONS, NIL) | {"attended_cells": "0", "planned_cells": "0"}
