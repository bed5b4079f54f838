"""Announcing a month's meetings: all or none, nobody's work lost, and who did it stays known."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from lib.periods import Month
from meetings.actions import Announcement, announce
from meetings.models import AnnouncedMeeting
from tests.factories import CellFactory, UserFactory

pytestmark = pytest.mark.django_db

MARCH = Month.parse("03/2018")


@pytest.fixture
def cells():
    return [CellFactory(meeting_day=5) for _n in range(3)]


@pytest.fixture
def clerk():
    return UserFactory(full_name="Trần Thị Bình")


def say(clerk, *announcements, month=MARCH):
    return announce(month=month, announcements=announcements, by=clerk)


def calendar():
    rows = AnnouncedMeeting.objects.order_by("cell__code")
    return [(row.cell, row.written, row.place, row.version) for row in rows]


def refused(clerk, *announcements) -> dict:
    with pytest.raises(ValidationError) as caught:
        say(clerk, *announcements)
    return caught.value.message_dict


def test_announced_changed_and_withdrawn(cells, clerk):
    first, second, third = cells
    hall = {"begins_at": dt.time(14), "place": "Hội trường"}
    say(clerk, *(Announcement(cell, MARCH.day(3), **hall, version=0) for cell in cells))
    assert calendar() == [(cell, "14:00 03/03/2018", "Hội trường", 1) for cell in cells]

    saved = say(
        clerk,
        Announcement(first, MARCH.day(3), **hall, version=1),
        Announcement(second, MARCH.day(31), place="Nhà văn hóa", version=1),
        Announcement(third, None, version=1),
    )
    assert {row.cell for row in saved} == {second, third}
    assert calendar() == [
        (first, "14:00 03/03/2018", "Hội trường", 1),
        (second, "31/03/2018", "Nhà văn hóa", 2),
    ]
    history = AnnouncedMeeting.history.filter(history_user=clerk).order_by("history_id")
    assert [(row.cell, row.history_type) for row in history] == [
        *((cell, "+") for cell in cells),
        (second, "~"),
        (third, "-"),
    ]


def test_what_stands_there_already_changes_nothing_whoever_saved_it(cells, clerk):
    say(clerk, Announcement(cells[0], MARCH.day(3)))
    assert say(clerk, Announcement(cells[0], MARCH.day(3), version=0), Announcement(cells[1], None)) == []


def test_all_or_none_each_with_its_reason(cells, clerk):
    first, second, third = cells
    third.established_on = MARCH.day(20)
    third.save()
    assert refused(
        clerk,
        Announcement(first, MARCH.day(3)),
        Announcement(second, (MARCH + 1).day(1)),
        Announcement(third, MARCH.day(19)),
    ) == {
        second.pk: ["Buổi sinh hoạt tháng 03/2018 phải vào một ngày trong tháng đó."],
        third.pk: ["Ngày đó chi bộ chưa thành lập hoặc đã giải thể."],
    }
    assert calendar() == []


def test_two_editors_never_overwrite_each_other(cells, clerk):
    first, second, third = cells
    say(clerk, Announcement(first, MARCH.day(3), version=0), Announcement(second, MARCH.day(3), version=0))
    say(clerk, Announcement(second, None, version=1))
    other = UserFactory()
    found = refused(
        other,
        Announcement(first, MARCH.day(4), version=0),
        Announcement(second, MARCH.day(4), version=1),
        Announcement(third, MARCH.day(4), version=0),
    )
    assert set(found) == {first.pk, second.pk}
    assert "Trần Thị Bình" in found[first.pk][0]
    assert found[second.pk] == ["Mục này vừa bị người khác xóa. Hãy tải lại trang."]
    assert calendar() == [(first, "03/03/2018", "", 1)]


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_one_as_for_all(count, cells, clerk, django_assert_num_queries):
    with django_assert_num_queries(6):
        say(clerk, *(Announcement(cell, MARCH.day(3), version=0) for cell in cells[:count]))
