"""Two hundred connections cut at random moments while meetings are logged and evaluated: nothing is lost, and
nothing is saved twice."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from random import Random
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from attendance.models import Visit
from lib.forms.saved import COOKIE
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

from .conftest import LATE, PHONE, evaluate, sign_in

CUTS, IN_ONE_FORM, KINDS_OF_FORMS = 200, 20, 4
TRIES, MOMENTS = 100, 2000
OF_EACH = 5  # of four kinds of forms; some are saved before all of their cuts are made
# Before the request leaves the device; after the server has done its work; while the page is reloaded, the
# server reached or not; the whole network gone for a moment.
KINDS = ("before", "after", "reloaded before", "reloaded after", "offline")
WEIGHTS = (14, 12, 1, 1, 2)

# Until the page says that the form waits; where it is saved, the next page comes instead.
PRESS = """button => new Promise((waits) => {
    document.querySelector(button).click();
    const watch = setInterval(() => {
        if (!document.querySelector("[data-outbox].alert-warning")) return;
        clearInterval(watch);
        waits(false);
    }, 2);
})"""
# Whether the server had it, or what waited was sent by itself.
IS_SETTLED = """() => Promise.all([window.offline.settled, window.isBack])
    .then(() => window.offline.outbox.send())
    .then(() => window.offline.readDraft(location.pathname) === null)"""


def leads_away(page, script, argument=None) -> bool:
    try:
        return evaluate(page, script, argument)
    except Error as error:
        if LATE in error.message:
            raise
        return True  # the page is no more


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
            self.page.context.clear_cookies(name=COOKIE)  # is lost with the answer
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
        self.page.context.set_offline(False)


@dataclass
class Filling:
    """A form, what is typed into it, and the button that sends it."""

    address: str
    typed: dict[str, str | None]  # None: ticked
    button: str

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
        assert any(self.press(page, network) for _try in range(TRIES))

    def press(self, page, network) -> bool:
        """Whether it is saved."""
        kind = network.plan[0] if network.plan else ""
        if kind == "offline":
            network.gone_for_a_moment(lambda: evaluate(page, PRESS, self.button))
            return self.is_saved(page, leads_away(page, IS_SETTLED))
        if kind.startswith("reloaded"):
            network.is_reloading = True
            page.evaluate("button => document.querySelector(button).click()", self.button)
            for _moment in range(MOMENTS):
                if network.held:
                    break
                page.wait_for_timeout(5)
            assert network.held
            network.held.clear()
            network.is_reloading = False
            page.reload()
            if leads_away(page, IS_SETTLED):
                page.wait_for_timeout(300)  # it shows what is saved now: the same page once more
                page.wait_for_load_state()
                return True
            page.locator("[data-kept] .btn-primary").click()
            return False
        return self.is_saved(page, leads_away(page, PRESS, self.button))

    @staticmethod
    def is_saved(page, leads_away) -> bool:
        if leads_away:
            page.wait_for_url(lambda url: urlsplit(url).path == "/offline/")
        return leads_away


@pytest.fixture
def rubric(transactional_db):
    rubric = RubricFactory()
    CriterionFactory(rubric=rubric, code="1", maximum=Decimal(100), text="Nội dung")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=0)
    return rubric


@pytest.fixture
def fillings(rubric, commission, district, staff):
    """Of each kind in turn, each about a visit of its own."""
    month = Month.of(today()) + -1
    PlanFactory(committee=commission, half_year=Month.of(today()).half_year, status="approved")

    def visit(**facts):
        leader, cell = LeaderFactory(committee=commission), CellFactory(committee=district)
        return VisitFactory(leader=leader, cell=cell, month=month, **facts)

    return [
        fill(number, month)
        for number in range(OF_EACH)
        for fill in (
            partial(attended, visit()),
            partial(missed, visit()),
            partial(evaluated, visit(attended=True)),
            partial(unplanned, visit(), CellFactory(committee=district)),
        )
    ]


def attended(visit, number, month) -> Filling:
    typed = {"[name=date]": f"{month.day(10):%d/%m/%Y}", "[name=note]": f"Đã dự {number}"}
    return Filling(reverse("attendance:visit-attended", args=[visit.pk]), typed, "[name=save]")


def missed(visit, number, month) -> Filling:
    later = {"[name=month]": str(month + 1), "[name=note]": f"Vắng {number}"}
    typed = {"[name=reason] >> nth=0": None} | later
    return Filling(reverse("attendance:visit-missed", args=[visit.pk]), typed, "[name=save]")


def evaluated(visit, number, month) -> Filling:
    typed = {"input.points": "90", "[name=remarks]": f"Nhận xét {number}"}
    address = reverse("attendance:evaluation-update", args=[visit.pk, "leader"])
    return Filling(address, typed, "form#evaluation .btn-primary")


def unplanned(visit, cell, number, month) -> Filling:
    typed = {"[name=date]": f"{month.day(12):%d/%m/%Y}", "[name=note]": f"Ngoài kế hoạch {number}"}
    address = f"{reverse('attendance:unplanned-create')}?leader={visit.leader_id}&cell={cell.pk}"
    return Filling(address, typed, "[name=save]")


def test_two_hundred_cuts(fillings, staff, new_page):
    random = Random(15)  # moments, always the same
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    network, filled = Network(page), []
    while (made := network.made.total()) < CUTS:
        if len(filled) >= KINDS_OF_FORMS:  # the first of each kind, undisturbed, is what others are to equal
            network.plan = random.choices(KINDS, WEIGHTS, k=min(IN_ONE_FORM, CUTS - made))
        filled.append(fillings.pop(0))
        filled[-1].send(page, network)
    page.goto("/offline/")
    page.wait_for_function("async () => (await window.offline.waiting()).length === 0")  # sent once more

    saved = versions()
    assert sorted(words for words, _version in saved) == sorted(filling.words for filling in filled)
    assert len({(words[:-2], version) for words, version in saved}) == KINDS_OF_FORMS
    assert Visit.objects.filter(carried_from__isnull=False).count() == sum("Vắng" in w for w, _v in saved)
    assert (set(network.made), set(network.answers)) == (set(KINDS), {204})
    assert page.evaluate("Object.keys(localStorage)") == ["offline.owner"]


def versions() -> list[tuple[str, int]]:
    """What was typed, with how often its row was saved."""
    visits = Visit.objects.exclude(note="").values_list("note", "version")
    return [*visits, *Evaluation.objects.values_list("remarks", "version")]
