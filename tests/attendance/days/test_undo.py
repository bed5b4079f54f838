"""What may be taken back: named in the language of the page, on two pages, for an hour."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import translation

from attendance.days import undo
from attendance.logging import undo as results
from attendance.planning import undo as plans
from attendance.planning.settlements import Settlement
from lib.periods import Month
from tests.factories import RecommendationFactory, VisitFactory

MARCH = Month.parse("03/2018")


@pytest.fixture
def request_(db):
    return SimpleNamespace(session={}, htmx=False)


@pytest.fixture
def visits(chief, cells):
    return [VisitFactory(leader=chief, cell=cell, month=MARCH, attended=True) for cell in cells]


def whats(request) -> list[str]:
    return [offer.what for offer in undo.shown(request)]


def test_it_stands_on_the_page_that_follows_and_the_next(request_, visits):
    results.offer(request_, visits, back="/")
    assert [len(whats(request_)) for _page in range(4)] == [1, 1, 0, 0]
    assert request_.session["undo"] == []


def test_parts_of_a_page_do_not_count(request_, visits):
    results.offer(request_, visits, back="/")
    request_.htmx = True
    assert [len(whats(request_)) for _part in range(4)] == [1, 1, 1, 1]
    request_.htmx = False
    assert [len(whats(request_)) for _page in range(3)] == [1, 1, 0]


def test_each_says_what_it_undoes_the_latest_first(request_, visits, chief, cells):
    results.offer(request_, visits, back="/")
    results.offer(request_, visits[:1], back="/")
    plans.offer_removed(request_, visits[1], back="/")
    plans.offer_copied(request_, visits, back="/")
    assert whats(request_) == [
        "sao chép 3 lượt",
        f"bỏ lượt của đ/c {chief} tại {cells[1]}, tháng 3",
        f"đã dự, đ/c {chief} tại {cells[0]}, tháng 3",
        "đã dự, 3 lượt tháng 3",
    ]
    with translation.override("en"):
        assert whats(request_)[0] == "the copying of 3 visits"


def test_of_several_months_it_says_only_how_many(request_, visits, chief, cells):
    april = VisitFactory(leader=chief, cell=cells[0], month=MARCH + 1, attended=True)
    results.offer(request_, [*visits, april], back="/")
    assert whats(request_) == ["đã dự, 4 lượt"]


def test_decisions_and_plans_say_what_they_were(request_, visits, chief, cells):
    missed = VisitFactory(leader=chief, cell=cells[0], month=MARCH + 1, missed=True)
    april = VisitFactory(leader=chief, cell=cells[1], month=MARCH + 1)
    given = RecommendationFactory(evaluation__meeting__cell=cells[0], done_on=dt.date(2018, 4, 3))
    results.offer(request_, [missed], back="/")
    results.offer_waived(request_, missed, back="/")
    results.offer_done(request_, given, back="/")
    plans.offer_several(request_, [visits[0], april], back="/")
    plans.offer_settled(request_, [Settlement(april, [april])], back="/")
    assert whats(request_) == [
        f"xử lý lượt trùng lịch công tác, đ/c {chief} tại {cells[1]}, tháng 4",
        f"thêm lượt dự của đ/c {chief}, tháng 3, 4",
        f"đã thực hiện ngày 03/04/2018, {cells[0]}",
        f"không dự bù, đ/c {chief} tại {cells[0]}, tháng 4",
        f"vắng, đ/c {chief} tại {cells[0]}, tháng 4",
    ]


def test_what_an_earlier_release_left_in_a_session_is_no_offer(request_):
    request_.session["undo"] = [{"key": "k", "logged": [], "back": "/", "at": "9999", "shown": False}]
    assert whats(request_) == []
    assert undo.take(request_, "k") is None
