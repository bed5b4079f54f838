"""Every route × role × {own, other committee} × {GET, POST}: what each answers.

A route without a row here fails the test: whoever adds one decides who may use it.
"""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from attendance.models import Proposal, Visit
from committees.models import Committee, Membership
from committees.roles import RIGHTS, Permission, Role
from meetings.models import Meeting
from tests.reports.factories import (
    IssuedFileFactory,
    RecipientFactory,
    RegisterEntryFactory,
    TermOfOfficeFactory,
    VersionFileFactory,
)

from .access_rules import EXTRA_ARGUMENTS, FILTERED, NAMED, OPEN, RULES, Rule
from .databases import kept_rows
from .factories import (
    PERIOD,
    AttachmentFactory,
    CommitteeFactory,
    EvaluationFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    ProposalFactory,
    ProvinceFactory,
    RecommendationFactory,
    TargetFactory,
    TripFactory,
    UserFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

ASKED = [("own", "get"), ("own", "post"), ("other", "get"), ("other", "post")]


def routes(patterns=None, namespace=""):
    """Names of every route below `patterns`, with their namespaces."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}"


def test_every_route_has_a_row():
    assert set(routes()) ^ set(RULES) == set()


def build_world(commission, other_commission) -> dict:
    """One plan with an open and an attended visit on each side."""

    def side(committee):
        leader = LeaderFactory(committee=committee)
        plan = PlanFactory(committee=committee, half_year=PERIOD)
        attended = VisitFactory(plan=plan, leader=leader, attended=True)
        evaluation = EvaluationFactory(meeting=attended.meeting, leader=leader)
        issued = IssuedFileFactory(report__committee=committee).report
        return {
            "committee": committee,
            "leader": leader,
            "plan": plan,
            "visit": VisitFactory(plan=plan, leader=leader),
            "attended": attended,
            "recommendation": RecommendationFactory(evaluation=evaluation),
            "attachment": AttachmentFactory(visit=attended),
            "target": TargetFactory(committee=committee),
            "trip": TripFactory(leader=leader),
            "cell": attended.cell,
            "issued": issued,
            "recipient": RecipientFactory(report=issued),
            "version": VersionFileFactory(version__committee=committee).version,
            "entry": RegisterEntryFactory(committee=committee),
            "term": TermOfOfficeFactory(committee=committee),
            "proposal": ProposalFactory(committee=committee),
        }

    return {"own": side(commission), "other": side(other_commission)}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with kept_rows(django_db_blocker):
        province = ProvinceFactory(code="TU")
        yield build_world(
            CommitteeFactory(parent=province, code="BTCTU"), CommitteeFactory(parent=province, code="BTGTU")
        )


@pytest.fixture
def commission(world):
    return world["own"]["committee"]


@pytest.fixture(scope="module")
def sessions(world):
    """Of someone of each role in the commission: a fresh one for each thing that a route is asked."""
    commission = world["own"]["committee"]
    users = {role: MembershipFactory(role=role, committee=commission).user for role in Role}
    return {(role, *asked): session_of(user) for role, user in users.items() for asked in ASKED}


def session_of(user) -> str:
    client = Client()
    client.force_login(user)
    return client.session.session_key


def address(route: str, side: dict) -> str:
    rule = RULES[route]
    arguments = dict(EXTRA_ARGUMENTS.get(route, {}))
    if rule.on:
        arguments["pk"] = side[rule.on].pk
    url = reverse(route, kwargs=arguments)
    return f"{url}?committee={side['committee'].code}" if route in FILTERED else url


def posted(route: str, side: dict) -> dict:
    return {field: getattr(side[key], name) for field, (key, name) in NAMED.get(route, {}).items()}


def expected(rule: Rule, role: Role, whose: str, method: str, route: str) -> int:
    answer = rule.get if method == "get" else rule.post
    if answer is None:
        return 405
    if whose == "other" and not rule.shared and (rule.on or route in FILTERED or route in NAMED):
        return 404
    one_of = rule.needs if isinstance(rule.needs, tuple) else (rule.needs,)
    if rule.needs and RIGHTS[role].isdisjoint(one_of):
        return 403
    return answer


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", sorted(RULES))
def test_route(route, role, world, sessions, client):
    answers, wanted = {}, {}
    for whose, method in ASKED:
        client.cookies.clear()
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role, whose, method]
        data = posted(route, world[whose]) if method == "post" else {}
        response = getattr(client, method)(address(route, world[whose]), data)
        answers[whose, method] = response.status_code
        wanted[whose, method] = expected(RULES[route], role, whose, method, route)
    assert answers == wanted


@pytest.mark.parametrize("route", sorted(set(RULES) - OPEN))
def test_strangers_without_an_account_are_sent_to_sign_in(route, world, client):
    response = client.get(address(route, world["own"]))
    if RULES[route].get is None:
        assert response.status_code in (302, 405)
        response = client.post(address(route, world["own"]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("login"))


def test_the_address_of_a_button_is_no_page_and_says_so(world, commission, client):
    client.force_login(MembershipFactory(role=Role.STAFF, committee=commission).user)
    buttons = {route for route, rule in RULES.items() if rule.get is None} - {"logout"}
    pages = {route: client.get(address(route, world["own"])) for route in buttons}
    silent = {route for route, page in pages.items() if "Địa chỉ này chỉ dùng khi bấm nút" not in page.text}
    assert silent == set()


def links_in(response) -> set[str]:
    is_page = not response.streaming and response["Content-Type"].startswith("text/html")
    found = LINK.findall(response.content.decode()) if is_page else []
    return {*found, *([response.url] if response.status_code == 302 else [])}


# Of no province wherever they stand; and pages that nobody is signed in for.
LINK = re.compile(r'(?:href|action|src|hx-get|hx-post)="(/[^"]*)"')
OF_NO_PROVINCE = ("/static/", reverse("logout"), "/provinces/")
OF_NOBODY = {*OPEN, "set-language"}


def test_below_the_head_of_a_province_all_is_as_outside(world, commission, client):
    """Every page in one session: the same answers, and links that stay below the head; or it leads out."""
    client.force_login(UserFactory(is_superuser=True))
    head = f"/in/{Committee.objects.get(depth=1).pk}"
    answers, leading_out = {}, {}
    for route in sorted(set(RULES) - OF_NOBODY):
        url = address(route, world["own"])
        answer = client.get(head + url)
        if answer.status_code == 302 and answer.url == url:
            answer = client.get(url)
        elif links := {u for u in links_in(answer) if not u.startswith((f"{head}/", *OF_NO_PROVINCE))}:
            leading_out[route] = links
        answers[route] = answer.status_code
    # Whoever works in a commission is refused (403) what this user may.
    wanted = {route: RULES[route].get or 405 for route in answers if RULES[route].get != 403}
    assert (wanted.items() - answers.items(), leading_out) == (set(), {})


def test_a_post_never_reaches_the_rows_of_strangers(world, commission, client):
    """Whatever was posted across the border by the walk above, nothing changed there."""
    client.force_login(MembershipFactory(role=Role.STAFF, committee=commission).user)
    before = list(Visit.objects.filter(committee=world["other"]["committee"]).values())
    for route, rule in RULES.items():
        if (rule.on or route in NAMED) and rule.post:
            data = {"reason": "x", "comment": "x"} | posted(route, world["other"])
            client.post(address(route, world["other"]), data)
    assert list(Visit.objects.filter(committee=world["other"]["committee"]).values()) == before
    assert Meeting.objects.filter(visits__committee=world["other"]["committee"]).count() == 1
    assert list(Proposal.objects.filter(committee=world["other"]["committee"])) == [
        world["other"]["proposal"]
    ]


def test_rights_end_with_the_subtree(world, commission):
    province, other_commission = commission.get_parent(), world["other"]["committee"]
    user = MembershipFactory(role=Role.STAFF, committee=commission).user
    below = CommitteeFactory(parent=commission)
    assert user.may(Permission.LOG, commission)
    assert user.may(Permission.LOG, below)
    assert not user.may(Permission.LOG, other_commission)
    assert not user.may(Permission.LOG, province)
    assert list(Committee.objects.visible_to(user)) == [commission, below]


def test_two_roles_add_up_where_each_holds(world, commission):
    other_commission = world["other"]["committee"]
    user = MembershipFactory(role=Role.STAFF, committee=commission).user
    Membership.objects.create(user=user, role=Role.OFFICIAL, committee=other_commission)
    assert (user.may(Permission.LOG, commission), user.may(Permission.APPROVE, commission)) == (True, False)
    assert (user.may(Permission.LOG, other_commission), user.may(Permission.APPROVE, other_commission)) == (
        False,
        True,
    )
