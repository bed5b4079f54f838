"""Whoever hears a page, or walks it by a list of its buttons, is told whose button each is."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.test.html import Element
from django.urls import reverse

from attendance.models import Plan
from lib.periods import HalfYear
from tests.factories import (
    AttachmentFactory,
    EvaluationFactory,
    PlanFactory,
    RegistrationWindowFactory,
    VisitFactory,
)
from tests.pages import find, parse, text

pytestmark = pytest.mark.django_db


def controls(element: Element, form: str = "") -> Iterator[tuple[str, str]]:
    """(name, where it leads) of every button, and of every link that looks like one."""
    for child in element.children:
        if not isinstance(child, Element):
            continue
        facts = dict(child.attributes)
        action = facts.get("action", "") if child.name == "form" else form
        is_link = child.name == "a" and "btn" in facts.get("class", "")
        if is_link or (child.name == "button" and facts.get("type", "submit") == "submit"):
            leads = facts["href"] if is_link else f"{action} {facts.get('name')} {facts.get('value')}"
            yield facts.get("aria-label") or text(child), leads
        yield from controls(child, action)


def alike(response) -> list[str]:
    """Names that lead to several places."""
    assert response.status_code == 200
    found = defaultdict(set)
    for name, leads in controls(find(parse(response), "main")):
        found[name].add(leads)
    return [name for name, places in found.items() if len(places) > 1]


@pytest.fixture
def visits(chief, department_head, cells, commission, period):
    """Two of everything that has buttons."""
    plan = PlanFactory(committee=commission, half_year=period, status=Plan.Status.APPROVED)
    draft = PlanFactory(committee=commission, half_year=period.next)
    for leader, cell in zip((chief, department_head), cells, strict=False):
        months = period.months
        VisitFactory(plan=plan, leader=leader, cell=cell, month=months[0])
        VisitFactory(plan=plan, leader=leader, cell=cell, month=months[1], missed=True)
        visit = VisitFactory(plan=plan, leader=leader, cell=cell, month=months[2], attended=True)
        VisitFactory(plan=draft, leader=leader, cell=cell, month=period.next.months[0])
    return {"plan": plan, "draft": draft, "attended": visit}


def test_staff(as_staff, visits):
    attended = visits["attended"]
    addresses = [
        reverse("office:work"),
        reverse("attendance:plan-detail", args=[visits["plan"].pk]),
        reverse("attendance:plan-detail", args=[visits["draft"].pk]),
        reverse("attendance:visit-detail", args=[attended.pk]),
    ]
    assert [(address, alike(as_staff.get(address))) for address in addresses] == [
        (address, []) for address in addresses
    ]
    for leader in (attended.leader, None):
        EvaluationFactory(meeting=attended.meeting, leader=leader)
    for digit in "12":
        AttachmentFactory(visit=attended, name=f"trang {digit}.pdf", sha256=digit * 64)
    assert alike(as_staff.get(addresses[-1])) == []


def test_officials(as_official, commission, period):
    for half_year in (period, period.next):
        PlanFactory(committee=commission, half_year=half_year, status=Plan.Status.SUBMITTED)
    for name in ("office:work", "attendance:plan-waiting"):
        assert alike(as_official.get(reverse(name))) == []


def test_the_administrator(client, head, commission, province):
    for half_year in (HalfYear.current(), HalfYear.current().next):
        RegistrationWindowFactory(province=province, half_year=half_year)
        PlanFactory(committee=commission, half_year=HalfYear(half_year.ordinal - 4), status="approved")
    for name in ("attendance:window-list", "attendance:half-year-list", "office:first-steps"):
        assert alike(client.get(reverse(name))) == []
