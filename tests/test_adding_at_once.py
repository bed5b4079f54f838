"""Two people add a row at the same moment: one of a code is saved, the other is told; two of two both are."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from attendance.models import AbsenceReason, RegistrationWindow
from committees import first_run
from committees.models import Committee, Leader, User
from meetings.models import Cell, Finding, Guidance, OrganizationType
from tests.factories import OrganizationTypeFactory
from tests.pages import typed

WRITERS = 8

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="writers meet on PostgreSQL only"),
]

NEW = {  # what is the same for all of them, and what each may call its own
    "committees:committee-create": (Committee, {"code": "B9", "sort_order": "9"}, "name"),
    "committees:leader-create": (Leader, {"code": "L9", "position": "Trưởng ban"}, "full_name"),
    "committees:user-create": (User, {"username": "can.bo"}, "full_name"),
    "meetings:cell-create": (Cell, {"code": "C9"}, "name"),
    "meetings:type-create": (OrganizationType, {"code": "T9"}, "name"),
    "meetings:finding-create": (Finding, {"code": "N9", "kind": "cause"}, "text"),
    "attendance:reason-create": (AbsenceReason, {"code": "ly-do"}, "label"),
    "attendance:window-create": (
        RegistrationWindow,
        {"opens_on": "01/12/2026", "closes_on": "10/12/2026"},
        "",
    ),
    "meetings:guidance-create": (Guidance, {"number": "12-HD/BTCTW", "issued_on": "06/07/2018"}, "title"),
}


@pytest.fixture
def chosen(province, commission):
    """Of the select boxes that have to be answered."""
    return {
        "organization_type": OrganizationTypeFactory().pk,
        "committee": commission.pk,
        "parent": province.pk,
        "group": "leadership",
        "role": "staff",
        "type": "commission",
    }


def add_at_once(user, forms: list[dict], address: str) -> list[int]:
    """The answers to posts that are all let go at the same moment, each by a browser of its own."""
    gate = threading.Barrier(len(forms))

    def post(form):
        try:
            client = Client()
            if user:
                client.force_login(user)
            gate.wait()
            return client.post(address, form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as pool:
        return sorted(pool.map(post, forms))


def filled(client, address, *parts: dict) -> dict:
    form = typed(client.get(address))
    wanted = {name: value for part in parts for name, value in part.items() if name in form}
    return {name: value for name, value in form.items() if name and value is not None} | wanted


@pytest.mark.parametrize("route", NEW)
def test_of_one_code_one_is_saved(route, head, client, chosen):
    model, given, own = NEW[route]
    of_a_type = [chosen["organization_type"]] if model is Guidance else []
    address, before = reverse(route, args=of_a_type), model.objects.count()
    forms = [
        filled(client, address, chosen, given, {own: f"Một cái tên {number}"}) for number in range(WRITERS)
    ]
    assert add_at_once(head, forms, address) == [302] + [422] * (WRITERS - 1)
    assert model.objects.count() == before + 1


PROPOSED = ["committees:leader-create", "meetings:cell-create", "meetings:finding-create"]


@pytest.mark.parametrize("route", PROPOSED)
def test_two_that_have_only_the_proposed_code_in_common_are_both_saved(route, head, client, chosen):
    model, given, own = NEW[route]
    address, before = reverse(route), model.objects.count()
    given = {name: value for name, value in given.items() if name != "code"}
    names = [f"Một cái tên {number}" for number in range(WRITERS)]
    forms = [filled(client, address, chosen, given, {own: name}) for name in names]
    assert add_at_once(head, forms, address) == [302] * WRITERS
    assert set(model.objects.values_list(own, flat=True)) >= set(names)
    assert model.objects.values("code").distinct().count() == before + WRITERS


def test_the_first_account_is_one(transactional_db):
    address = reverse("committees:first-run", args=[first_run.token()])
    secret = "một câu dài dễ nhớ 2026"
    forms = [
        {"username": f"quan.tri.{number}", "full_name": "Lê An", "password1": secret, "password2": secret}
        for number in range(WRITERS)
    ]
    assert add_at_once(None, forms, address) == [302] + [404] * (WRITERS - 1)
    assert User.objects.count() == 1
