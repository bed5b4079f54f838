"""Two hundred connections cut at random moments while meetings are logged and evaluated: nothing is lost, and
nothing is saved twice."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from attendance.models import Visit
from lib.periods import Month, today
from meetings.models import Evaluation
from tests.factories import (
    PASSWORD,
    CellFactory,
    CriterionFactory,
    LeaderFactory,
    PlanFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)

from .conftest import PHONE, sign_in

CUTS, IN_ONE_FORM = 200, 10
OF_EACH = 8  # of four kinds of forms; some may be saved before all of their cuts are made
# Before the request leaves the device; after the server has done its work; while the page is reloaded, the
# server reached or not; the whole network gone for a moment.
KINDS = ("before", "after", "reloaded before", "reloaded after", "offline")
WEIGHTS = (6, 6, 1, 1, 2)


class Network:
    """Cuts what forms send, as planned; all else passes."""

    def __init__(self, page):
        self.page, self.plan, self.held, self.is_reloading = page, [], [], False
        self.made, self.answers = Counter(), Counter()
        page.route("**/*", self.pass_or_cut)

    def pass_or_cut(self, route):
        if "x-sent-for" not in route.request.headers or not self.plan:
            route.continue_()
            return
        kind = self.plan.pop(0)
        self.made[kind] += 1
        if kind.endswith("after"):
            self.answers[route.fetch().status] += 1
        if kind.startswith("reloaded") and self.is_reloading:
            self.held.append(route)  # no answer ever comes
        else:
            route.abort("connectionreset")

    def gone_for_a_moment(self, press):
        self.plan.pop(0)
        self.made["offline"] += 1
        self.page.evaluate(
            "void (window.isBack = new Promise((is) => { addEventListener('online', is, { once: true }); }))"
        )
        self.page.context.set_offline(True)
        press()
        self.page.locator("[data-outbox].alert-warning").wait_for()
        self.page.context.set_offline(False)


@dataclass
class Filling:
    """A form, what is typed into it, and the button that sends it."""

    address: str
    typed: dict[str, str | None]  # None: ticked
    button: str

    @property
    def path(self) -> str:
        return self.address.partition("?")[0]

    @property
    def words(self) -> str:
        return list(self.typed.values())[-1]

    def send(self, page, network):
        page.goto(f"{self.address}{'&' if '?' in self.address else '?'}next=/offline/")
        for selector, text in self.typed.items():
            field = page.locator(selector)
            if text is None:
                field.check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                with page.expect_response(lambda response: response.request.method == "POST"):
                    field.select_option(text)
            else:
                field.fill(text)
        while not self.press(page, network):
            pass

    def press(self, page, network) -> bool:
        """Whether it is saved."""
        kind = network.plan[0] if network.plan else ""
        import time; print(time.time(), kind, page.url, flush=True)
        if kind == "offline":
            network.gone_for_a_moment(lambda: self._click(page))
            return self._is_settled(page)
        if kind.startswith("reloaded"):
            network.is_reloading = True
            self._click(page)
            while not network.held:
                page.wait_for_timeout(5)
            network.held.clear()
            network.is_reloading = False
            page.reload()
            if self._is_settled(page):
                return True
            page.locator("[data-kept] .btn-primary").click()
            return False
        self._click(page)
        page.wait_for_function(
            "path => location.pathname !== path || document.querySelector('[data-outbox].alert-warning')",
            arg=self.path,
        )
        return self.path not in page.url

    def _click(self, page):
        page.locator(self.button).click(no_wait_after=True)

    @staticmethod
    def _is_settled(page) -> bool:
        """Whether the server had it, or what waited was sent by itself: then the page goes on."""
        script = """Promise.all([window.offline.settled, window.isBack]).then(() => window.offline.outbox.send())
            .then(() => window.offline.readDraft(location.pathname) === null)"""
        try:
            return page.evaluate(script)
        except Error:
            return True


@pytest.fixture
def fillings(transactional_db, commission, district, staff):
    rubric = RubricFactory()
    criterion = CriterionFactory(rubric=rubric, code="1", maximum=Decimal(100), text="Nội dung")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=0)
    month = Month.of(today()) + -1
    PlanFactory(committee=commission, half_year=Month.of(today()).half_year, status="approved")

    def visit(**facts):
        return VisitFactory(
            leader=LeaderFactory(committee=commission), cell=CellFactory(committee=district), month=month, **facts
        )

    def address(route, row, *more):
        return reverse(f"attendance:{route}", args=[row.pk, *more])

    fillings = []
    for number in range(OF_EACH):
        fillings += [
            Filling(
                address("visit-attended", visit()),
                {"[name=date]": f"{month.day(10):%d/%m/%Y}", "[name=note]": f"Đã dự {number}"},
                "[name=save]",
            ),
            Filling(
                address("visit-missed", visit()),
                {"[name=reason] >> nth=0": None, "[name=month]": str(month + 1), "[name=note]": f"Vắng {number}"},
                "[name=save]",
            ),
            Filling(
                address("evaluation-update", visit(attended=True), "leader"),
                {f"[name=criterion_{criterion.pk}]": "90", "[name=remarks]": f"Nhận xét {number}"},
                "form#evaluation .btn-primary",
            ),
            Filling(
                f"{reverse('attendance:unplanned-create')}?leader={visit().leader_id}"
                f"&cell={CellFactory(committee=district).pk}",
                {"[name=date]": f"{month.day(12):%d/%m/%Y}", "[name=note]": f"Ngoài kế hoạch {number}"},
                "[name=save]",
            ),
        ]
    return fillings


def test_two_hundred_cuts(fillings, staff, new_page):
    random = Random(15)  # noqa: S311 - moments, not secrets
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    network, filled = Network(page), []
    while (made := network.made.total()) < CUTS:
        network.plan = random.choices(KINDS, WEIGHTS, k=min(IN_ONE_FORM, CUTS - made))
        filled.append(fillings.pop(0))
        print(filled[-1], network.plan, network.made, flush=True)
        filled[-1].send(page, network)

    assert sorted(stored()) == sorted(filling.words for filling in filled)
    assert set(network.made) == set(KINDS)
    assert set(network.answers) == {204}
    page.goto("/offline/")
    assert page.evaluate("Object.keys(localStorage)") == ["offline.owner"]
    assert page.evaluate("window.offline.waiting()") == []


def stored() -> list[str]:
    """What was typed, as often as it was saved: once for each version of a row after the one that was there."""
    words = []
    for visit in Visit.objects.all():
        unplanned = visit.origin == Visit.Origin.UNPLANNED
        words += [visit.note] * (visit.version - (0 if unplanned else 1))
        if visit.outcome == Visit.Outcome.MISSED:
            assert visit.successor.version == 1
    for evaluation in Evaluation.objects.all():
        words += [evaluation.remarks] * evaluation.version
    return words
