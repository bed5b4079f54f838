"""The pages on which committees merge and hand cells over, and on which that is taken back."""

import io

import pytest
from django.urls import reverse

from exchange.workbook import export_workbook, import_workbook
from lib.periods import HalfYear
from meetings.actions import mergers
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    UserFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db

BEFORE, AFTER = HalfYear.parse("2025-H1"), HalfYear.parse("2025-H2")
DAY = AFTER.first_day


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def admin():
    return UserFactory()


@pytest.fixture
def mass(province):
    """The commission that ends: Ban Dân vận."""
    return CommitteeFactory(parent=province, code="BDV", name="Ban Dân vận Tỉnh ủy", short_name="Ban Dân vận")


def merge(committee, into, **kwargs):
    return mergers.merge_committee(committee=fresh(committee), into=fresh(into), since=DAY, **kwargs)


class TestPages:
    def test_merge_and_take_back(self, mass, commission, head, client):
        CellFactory(committee=mass, name="Chi bộ Khối")
        address = reverse("office:committee-merge", args=[mass.pk])
        assert "Chi bộ Khối" in client.get(address).content.decode()

        page = client.post(address, {"into": commission.pk, "since": "01/07/2025"}, follow=True)
        assert page.status_code == 200
        assert fresh(mass).successor == commission

        client.post(reverse("office:committee-reopen", args=[mass.pk]), {}, follow=True)
        assert fresh(mass).successor is None

    def test_what_is_missing_stands_beside_its_field(self, mass, head, client):
        page = client.post(reverse("office:committee-merge", args=[mass.pk]), {"since": "31/02/2025"})
        assert page.status_code == 422
        assert set(page.context["form"].errors) == {"into", "since"}

    def test_hand_cells_over(self, mass, commission, head, client):
        goes, stays = CellFactory(committee=mass), CellFactory(committee=mass)
        address = reverse("office:cells-move", args=[mass.pk])
        client.get(address)
        client.post(address, {"into": commission.pk, "since": "01/07/2025", "cells": [goes.pk]})
        assert [fresh(cell).committee for cell in (goes, stays)] == [commission, mass]

        page = client.post(address, {"into": commission.pk, "since": "01/07/2025"})
        assert set(page.context["form"].errors) == {"cells"}

    def test_another_provinces_committee_does_not_exist(self, head, client):
        foreign = CommitteeFactory(parent=CommitteeFactory(parent=None))
        for route in ("committee-merge", "committee-end", "committee-reopen", "cells-move"):
            assert client.get(reverse(f"office:{route}", args=[foreign.pk])).status_code == 404


def test_an_old_list_does_not_undo_a_merger(mass, commission, admin):
    cell = CellFactory(committee=mass)
    VisitFactory(leader=LeaderFactory(committee=mass), cell=cell, month=BEFORE.months[0])
    old = io.BytesIO()
    export_workbook(old)
    merge(mass, commission, by=admin)
    old.seek(0)

    found = {problem.sheet for problem in import_workbook(old, by=admin).problems}

    assert found == {"Cấp ủy", "Chi bộ", "Lãnh đạo"}
    assert fresh(cell).committee == commission
