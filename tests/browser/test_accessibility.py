"""Every page against axe-core: what a screen reader, a keyboard or weak eyes would stumble over."""

import pytest
from django.urls import reverse

from attendance.models import Plan, Visit
from committees.models import Committee, Leader, User
from lib.periods import HalfYear
from meetings.models import Cell, OrganizationType, Rubric
from reports.half_year.breakdowns import Dimension
from tests.reports.factories import IssuedFileFactory

from .conftest import DESKTOP, PHONE, findings, sign_in
from .test_pages import BULLETINS, addresses

RUNNING = HalfYear.current()


def dashboards() -> list[str]:
    """Each kind of page of figures, and the pages behind its numbers."""
    busy_cell = Cell.objects.filter(meetings__evaluations__isnull=False).first()
    busy_leader = Leader.objects.filter(visits__outcome=Visit.Outcome.ATTENDED).first()
    named = [
        ("reports:overview", [BULLETINS]),
        ("reports:overview", [RUNNING]),
        *[("reports:breakdown", [BULLETINS, dimension]) for dimension in Dimension.values],
        ("reports:coverage", [RUNNING]),
        ("reports:coverage-cells", [RUNNING]),
        ("reports:quality", [BULLETINS]),
        ("reports:meeting-list", [BULLETINS]),
        ("reports:recommendation-rows", [BULLETINS]),
        ("reports:trends", [BULLETINS]),
        ("reports:leader-detail", [busy_leader.pk]),
        ("reports:cell-detail", [busy_cell.pk]),
        ("attendance:plan-waiting", []),
        ("attendance:plan-detail", [Plan.objects.filter(status=Plan.Status.SUBMITTED).first().pk]),
    ]
    return [reverse(name, args=arguments) for name, arguments in named]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_figures_have_no_serious_finding(viewport, demo, new_page):
    page = new_page(viewport=viewport)
    sign_in(page, "lanhdao")
    found, widths = {}, {}
    for address in dashboards():
        assert page.goto(address).status == 200, address
        found[address] = findings(page)
        widths[address] = page.evaluate("document.documentElement.scrollWidth")
    assert {address: f for address, f in found.items() if f} == {}
    assert widths == dict.fromkeys(widths, viewport["width"])


def test_pages_hold_colours_that_the_system_gives(demo, new_page):
    page = new_page(forced_colors="active")
    sign_in(page, "chuyenvien")
    found = {}
    for address in ["/work/", "/months/", "/plans/", f"/half-years/{RUNNING}/coverage/"]:
        page.goto(address)
        found[address] = findings(page)
    assert {address: f for address, f in found.items() if f} == {}
    edge = "e => getComputedStyle(e).borderTopStyle"
    assert page.locator(".badge").first.evaluate(edge) == "solid"
    lit = "all => all.map(e => getComputedStyle(e).outlineStyle)"
    assert page.locator(".sections a").evaluate_all(lit).count("solid") == 1


def test_pages_of_the_days_work_have_no_serious_finding(demo, new_page):
    page = new_page()
    page.goto("/sign-in/")
    found = {"/sign-in/": findings(page)}
    sign_in(page, "chuyenvien")
    for address in ["/work/", "/months/", "/trips/", "/visits/", *addresses()]:
        page.goto(address)
        found[address] = findings(page)
    assert {address: f for address, f in found.items() if f} == {}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_the_report_have_no_serious_finding(viewport, demo, new_page):
    issued = IssuedFileFactory(report__committee=Committee.objects.get(code="BTCTU")).report
    root = Committee.objects.get_first_root_node()
    named = [
        ("reports:report", [root.pk, BULLETINS]),
        ("reports:report-issue", [root.pk, BULLETINS]),
        ("reports:report-section", [root.pk, BULLETINS, "results"]),
        ("reports:report-day", [root.pk, BULLETINS]),
        ("reports:issued-list", []),
        ("reports:issued-compare", []),
        ("reports:issued-detail", [issued.pk]),
        ("reports:export-list", []),
        ("reports:letterhead-list", []),
        ("reports:letterhead-update", [root.pk]),
        ("reports:summary", [BULLETINS]),
    ]
    page = new_page(viewport=viewport)
    sign_in(page, "vanthu")
    found, widths = {}, {}
    for name, arguments in named:
        address = reverse(name, args=arguments)
        assert page.goto(address).status == 200, address
        found[address] = findings(page)
        widths[address] = page.evaluate("document.documentElement.scrollWidth")
    assert {address: f for address, f in found.items() if f} == {}
    assert widths == dict.fromkeys(widths, viewport["width"])


ADMINISTRATION = [
    "office:administration",
    "office:first-steps",
    "exchange:import-list",
    "attendance:reason-list",
    "office:my-calendar",
    "committees:account",
    "committees:password-change",
    "committees:committee-list",
    "committees:committee-create",
    "committees:leader-list",
    "committees:user-list",
    "committees:user-create",
    "meetings:cell-list",
    "meetings:cell-create",
    "meetings:type-list",
    "meetings:finding-list",
    "meetings:rubric-list",
    "meetings:rubric-create",
    "reports:help",
]


def administration() -> list[str]:
    """Every kind of page of the administration, with rows in use."""
    committee = Committee.objects.get(code="HUTL")
    leader, cell = Leader.objects.first(), Cell.objects.first()
    rubric, kind = Rubric.objects.first(), OrganizationType.objects.first()
    account = User.objects.get(username="chuyenvien")
    named = [
        *[(name, []) for name in ADMINISTRATION],
        ("office:offer", ["rubric"]),
        *[(f"committees:committee-{name}", [committee.pk]) for name in ("detail", "rename", "move")],
        *[(f"office:committee-{name}", [committee.pk]) for name in ("merge", "end")],
        ("office:cells-move", [committee.pk]),
        *[(f"committees:leader-{name}", [leader.pk]) for name in ("update", "transfer", "delete")],
        *[(f"meetings:cell-{name}", [cell.pk]) for name in ("update", "move", "delete")],
        *[(f"office:cell-{name}", [cell.pk]) for name in ("merge", "dissolve")],
        *[(f"meetings:rubric-{name}", [rubric.pk]) for name in ("detail", "update", "version")],
        ("meetings:type-update", [kind.pk]),
        ("committees:user-detail", [account.pk]),
        ("reports:help-chapter", ["cai-dat"]),
    ]
    return [reverse(name, args=arguments) for name, arguments in named] + [
        "/search/?q=nguyen",
        "/help/?q=nhap",
    ]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_the_administration_have_no_serious_finding(viewport, demo, new_page):
    page = new_page(viewport=viewport)
    sign_in(page, "quantri")
    found, widths = {}, {}
    for address in administration():
        assert page.goto(address).status == 200, address
        found[address] = findings(page)
        widths[address] = page.evaluate("document.documentElement.scrollWidth")
    assert {address: f for address, f in found.items() if f} == {}
    assert widths == dict.fromkeys(widths, viewport["width"])
