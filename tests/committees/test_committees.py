"""The pages of the tree of committees."""

import pytest
from django.urls import reverse

from committees.models import Committee
from committees.roles import Role
from tests.factories import CommitteeFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def fresh(committee):
    return Committee.objects.get(pk=committee.pk)


def names(page) -> list[str]:
    return [committee.name for committee in page.context["object_list"]]


def test_the_list_is_the_tree(head, province, commission, district, client):
    commune = CommitteeFactory(parent=district, name="Đảng ủy xã Khê Thượng", kind="commune")
    address = reverse("committees:committee-list")

    assert names(client.get(address)) == [province.name, commission.name, district.name, commune.name]
    assert names(client.get(address, {"q": "khe thuong"})) == [commune.name]
    assert names(client.get(address, {"kind": "district"})) == [district.name]
    assert names(client.get(address, {"q": "không có"})) == []


def test_ended_ones_are_shown_on_request(head, province, commission, client):
    ended = CommitteeFactory(parent=province, name="Ban Dân vận", ended_on="2025-06-30")
    address = reverse("committees:committee-list")

    assert ended.name not in names(client.get(address))
    assert ended.name in names(client.get(address, {"state": "all"}))


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(count, head, province, client, django_assert_num_queries):
    CommitteeFactory.create_batch(count, parent=province)
    with django_assert_num_queries(5):
        client.get(reverse("committees:committee-list"))


def test_add_one(head, province, client):
    address = reverse("committees:committee-create")
    typed = {
        "parent": province.pk,
        "name": "Ban Nội chính",
        "short_name": "Ban NC",
        "kind": "commission",
        "code": "BNC",
    }

    assert client.get(address).status_code == 200
    assert client.post(address, typed).status_code == 302
    assert Committee.objects.get_parent(Committee.objects.get(code="BNC")) == province
    again = client.post(address, typed)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["code"])


def test_a_formula_is_no_name(head, province, client):
    address = reverse("committees:committee-create")
    page = client.post(address, {"parent": province.pk, "name": "=1+1", "kind": "commission", "code": "X"})
    assert list(page.context["form"].errors) == ["name"]


def test_only_a_superuser_begins_another_province(head, province, client, admin_user):
    address = reverse("committees:committee-create")
    typed = {"name": "Tỉnh ủy khác", "kind": "province", "code": "T2", "parent": ""}

    assert list(client.post(address, typed).context["form"].errors) == ["parent"]
    client.force_login(admin_user)
    assert client.post(address, typed).status_code == 302
    assert Committee.objects.get(code="T2").depth == 1


def test_rename_with_a_date_shows_both_names(head, commission, client):
    address = reverse("committees:committee-rename", args=[commission.pk])
    client.post(address, {"name": "Ban Xây dựng Đảng", "short_name": "Ban XDĐ", "since": "01/07/2025"})

    page = client.get(reverse("committees:committee-detail", args=[commission.pk])).content.decode()
    assert fresh(commission).name == "Ban Xây dựng Đảng"
    assert "Ban Tổ chức Tỉnh ủy" in page
    assert "30/06/2025" in page


def test_move_needs_a_day_or_says_that_it_was_always_so(head, district, commission, client):
    commune = CommitteeFactory(parent=district)
    address = reverse("committees:committee-move", args=[commune.pk])

    page = client.post(address, {"parent": commission.pk})
    assert list(page.context["form"].errors) == ["since"]
    client.post(address, {"parent": commission.pk, "was_always": "on"})
    assert Committee.objects.get_parent(fresh(commune)) == commission
    assert fresh(commune).former_parents.count() == 0
    client.post(address, {"parent": district.pk, "since": "01/07/2025"})
    assert fresh(commune).former_parents.get().parent == commission


def test_a_slip_is_corrected_and_the_second_editor_is_asked(head, commission, client):
    address = reverse("committees:committee-update", args=[commission.pk])
    form = client.get(address).context["form"]
    typed = {**form.initial, "version": form["version"].value()}
    client.post(address, typed | {"name": "Ban Tổ chức"})
    assert fresh(commission).name == "Ban Tổ chức"

    second = client.post(address, typed | {"name": "Ban TC"})
    assert second.status_code == 422
    assert [difference.name for difference in second.context["form"].differences] == ["name"]


def test_a_part_of_another_province_is_not_the_provinces_administrators(head, district, client):
    """Whoever administers a whole province, and a commune elsewhere, does not move that commune here."""
    other = CommitteeFactory(parent=None)
    part = CommitteeFactory(parent=other)
    MembershipFactory(user=head, role=Role.ADMINISTRATOR, committee=part)
    MembershipFactory(user=head, role=Role.STAFF, committee=other)

    assert client.get(reverse("committees:committee-move", args=[part.pk])).status_code == 404
    assert client.get(reverse("office:export"), {"committee": other.code}).status_code == 404
    assert part.name not in names(client.get(reverse("committees:committee-list")))


def test_another_provinces_committee_does_not_exist(head, client):
    foreign = CommitteeFactory(parent=CommitteeFactory(parent=None))
    for route in ("detail", "update", "rename", "move"):
        assert client.get(reverse(f"committees:committee-{route}", args=[foreign.pk])).status_code == 404
