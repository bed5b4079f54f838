"""Last month's announcements copied for all cells at once: after a look, all or none."""

import datetime as dt

import pytest

from attendance.planning.announcing import CopyBy, to_copy
from attendance.planning.forms.copying_calendar import CopyCalendarForm
from lib.periods import Month
from meetings.models import AnnouncedMeeting, Cell
from tests.factories import AnnouncedMeetingFactory, CellFactory

pytestmark = pytest.mark.django_db
MARCH = Month.parse("03/2018")


@pytest.fixture
def cells(district):
    """Of A and B something was announced in February, of A in March, too; C met and was dissolved."""
    days = {"A": 5, "B": 6, "C": 6, "D": 7}
    cells = {name: CellFactory(committee=district, name=name) for name in days}
    for name, day in days.items():
        AnnouncedMeetingFactory(cell=cells[name], date=dt.date(2018, 2, day), place="Nhà văn hóa")
    AnnouncedMeetingFactory(cell=cells["A"], date=dt.date(2018, 3, 9))
    Cell.objects.filter(name="C").update(dissolved_on=dt.date(2018, 3, 2))
    return cells


def proposals():
    return to_copy(Cell.objects.order_by("name"), MARCH, CopyBy.WEEKDAY)


def form(data, by):
    return CopyCalendarForm(data, by=by, month=MARCH, proposals=proposals())


def march() -> list[tuple]:
    rows = AnnouncedMeeting.objects.filter(month=MARCH).order_by("date")
    return list(rows.values_list("cell__name", "date", "place", "source_document"))


def test_what_is_announced_already_and_what_is_no_more_is_left_out(cells):
    assert [(cell.name, proposal.date) for cell, proposal in proposals()] == [
        ("B", dt.date(2018, 3, 6)),
        ("D", dt.date(2018, 3, 7)),
    ]


def test_all_are_announced_at_once(cells, staff):
    seen = form(None, staff)["seen"].value()
    assert form({"seen": seen, "source": "9-TB/HU"}, staff).save()
    assert march() == [
        ("B", dt.date(2018, 3, 6), "Nhà văn hóa", "9-TB/HU"),
        ("D", dt.date(2018, 3, 7), "Nhà văn hóa", "9-TB/HU"),
        ("A", dt.date(2018, 3, 9), "", ""),
    ]


def test_nothing_unseen_is_announced(cells, staff):
    seen = form(None, staff)["seen"].value()
    AnnouncedMeeting.objects.filter(cell=cells["B"]).update(place="Trường học")
    late = form({"seen": seen}, staff)
    assert not late.save()
    assert late.non_field_errors() == ["Nội dung sao chép vừa thay đổi. Hãy xem lại rồi gửi lại."]
    assert [name for name, *_facts in march()] == ["A"]
    assert form({"seen": late["seen"].value()}, staff).save()


def test_whoever_announces_one_in_between_is_not_overwritten(cells, staff):
    seen = form(None, staff)["seen"].value()
    late = form({"seen": seen}, staff)
    AnnouncedMeetingFactory(cell=cells["D"], date=dt.date(2018, 3, 20))
    assert not late.save()
    assert [name for name, *_facts in march()] == ["A", "D"]
