"""The pages of cells: added, changed, handed over, merged, dissolved."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from meetings.actions import dissolve_cell, merge_cell, reopen_cell
from meetings.models import Cell, FormerManagement
from tests.factories import CellFactory, OrganizationTypeFactory, UserFactory, VisitFactory

pytestmark = pytest.mark.django_db


def listed(client, **filters) -> list[str]:
    page = client.get(reverse("meetings:cell-list"), filters)
    return [cell.name for cell in page.context["object_list"]]


def test_the_list_and_its_filters(head, cells, district, province, client):
    gone = CellFactory(committee=district, name="Chi bộ Cũ", dissolved_on=dt.date(2017, 1, 1))
    village, street, school = (cell.name for cell in cells)

    assert listed(client) == [village, street, school]
    assert listed(client, q="thon 2") == [village]
    assert listed(client, type="TKHU") == [street]
    assert listed(client, state="dissolved") == [gone.name]
    assert listed(client, committee=district.code) == [village, street, school]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(count, head, district, client, django_assert_num_queries):
    CellFactory.create_batch(count, committee=district)
    with django_assert_num_queries(7):
        client.get(reverse("meetings:cell-list"))


def test_add_and_change(head, district, client):
    kind = OrganizationTypeFactory()
    typed = {
        "name": "Chi bộ Thôn 5",
        "committee": district.pk,
        "organization_type": kind.pk,
        "members_total": "27",
        "meeting_day": "45",
        "code": "CB001",
    }
    address = reverse("meetings:cell-create")

    refused = client.post(address, typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["meeting_day"])
    assert client.post(address, typed | {"meeting_day": "3"}).status_code == 302
    cell = Cell.objects.get(code="CB001")
    assert (cell.members_total, cell.meeting_day, cell.committee) == (27, 3, district)

    change = reverse("meetings:cell-update", args=[cell.pk])
    client.post(change, typed | {"meeting_day": "5", "name": "Chi bộ Thôn 6"})
    cell.refresh_from_db()
    assert (cell.name, cell.meeting_day, cell.name_search) == ("Chi bộ Thôn 6", 5, "chi bo thon 6")


def test_hand_over_with_a_date(head, cell, district, commission, client):
    client.post(
        reverse("meetings:cell-move", args=[cell.pk]), {"committee": commission.pk, "since": "01/07/2025"}
    )
    cell.refresh_from_db()
    former = FormerManagement.objects.get()
    assert (cell.committee, former.committee, former.until) == (commission, district, dt.date(2025, 6, 30))


def test_merge_shows_the_visits_that_are_left(head, cells, chief, client):
    ending, other, _third = cells
    visit = VisitFactory(leader=chief, cell=ending)
    address = reverse("office:cell-merge", args=[ending.pk])
    assert list(client.get(address).context["open_visits"]) == [visit]

    client.post(address, {"into": other.pk, "since": "01/07/2025", "members_total": "41"})

    ending.refresh_from_db()
    other.refresh_from_db()
    assert (ending.dissolved_on, ending.merged_into, other.members_total) == (
        dt.date(2025, 6, 30),
        other,
        41,
    )
    page = client.get(ending.get_absolute_url()).content.decode()
    assert other.get_absolute_url() in page

    client.post(reverse("office:cell-reopen", args=[ending.pk]))
    ending.refresh_from_db()
    assert (ending.dissolved_on, ending.merged_into) == (None, None)


class TestRefusals:
    DAY = dt.date(2025, 7, 1)

    @pytest.fixture
    def admin(self):
        return UserFactory()

    def test_into_itself_or_a_dissolved_one(self, cell, admin):
        gone = CellFactory(dissolved_on=dt.date(2020, 1, 1))
        for into in (cell, gone):
            with pytest.raises(ValidationError) as caught:
                merge_cell(cell=cell, into=into, since=self.DAY, by=admin)
            assert list(caught.value.message_dict) == ["into"]

    def test_before_it_was_established(self, admin):
        cell = CellFactory(established_on=self.DAY)
        with pytest.raises(ValidationError) as caught:
            dissolve_cell(cell=cell, dissolved_on=self.DAY - dt.timedelta(days=1), by=admin)
        assert list(caught.value.message_dict) == ["dissolved_on"]

    def test_twice(self, cell, admin):
        dissolve_cell(cell=cell, dissolved_on=self.DAY, reason="Quyết định 12", by=admin)
        assert cell.history.first().history_change_reason == "Quyết định 12"
        with pytest.raises(ValidationError):
            dissolve_cell(cell=cell, dissolved_on=self.DAY, by=admin)

    def test_nothing_to_take_back(self, cell, admin):
        with pytest.raises(ValidationError):
            reopen_cell(cell=cell, by=admin)


def test_a_cell_with_visits_cannot_be_deleted(head, cells, chief, client):
    used, unused, _third = cells
    VisitFactory(leader=chief, cell=used)
    assert client.post(reverse("meetings:cell-delete", args=[used.pk])).status_code == 422
    assert client.post(reverse("meetings:cell-delete", args=[unused.pk])).status_code == 302
    assert set(Cell.objects.filter(pk__in=[used.pk, unused.pk])) == {used}


def test_other_administrators_may_look_and_not_change(administrator, cell, client):
    client.force_login(administrator)
    assert client.get(reverse("meetings:cell-update", args=[cell.pk])).status_code == 403
    assert listed(client) == []
