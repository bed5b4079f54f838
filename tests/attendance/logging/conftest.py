import pytest

from tests.factories import CellFactory, VisitFactory

from .months import MARCH


@pytest.fixture
def visits(commission, chief, department_head, cells):
    """Four to log: on the 5th, the 10th and the 31st, and one of a cell without a fixed day."""
    for cell, day in zip(cells, (10, 5, None), strict=True):
        cell.meeting_day = day
        cell.save()
    late = CellFactory(name="Chi bộ Thôn 9", meeting_day=31, members_total=12)
    return {
        "5": VisitFactory(leader=chief, cell=cells[1], month=MARCH),
        "10": VisitFactory(leader=chief, cell=cells[0], month=MARCH),
        "31": VisitFactory(leader=department_head, cell=late, month=MARCH),
        "none": VisitFactory(leader=department_head, cell=cells[2], month=MARCH),
    }
