"""The pages of leaders: added, changed, transferred, deleted."""

import datetime as dt

import pytest
from django.urls import reverse

from committees.models import FormerOffice, Leader
from tests.factories import LeaderFactory, VisitFactory
from tests.pages import parse, text

pytestmark = pytest.mark.django_db


def listed(client, **filters) -> list[str]:
    page = client.get(reverse("committees:leader-list"), filters)
    return [leader.full_name for leader in page.context["object_list"]]


def test_sorted_by_given_name_and_found_without_diacritics(head, commission, client):
    for name in ("Trần Văn Đức", "Nguyễn An", "Lê Thị Dung", "Đỗ Thị An"):
        LeaderFactory(committee=commission, full_name=name)

    assert listed(client) == ["Nguyễn An", "Đỗ Thị An", "Lê Thị Dung", "Trần Văn Đức"]
    assert listed(client, q="duc") == ["Trần Văn Đức"]


def test_filters(head, commission, other_commission, chief, department_head, other_chief, client):
    LeaderFactory(committee=commission, full_name="Phan Văn Cũ", valid_to=dt.date(2017, 1, 1))

    assert listed(client, committee=commission.code) == [chief.full_name, department_head.full_name]
    assert listed(client, group="department") == [department_head.full_name]
    assert listed(client, state="former") == ["Phan Văn Cũ"]


def test_an_administrator_sees_the_own_committees_only(administrator, chief, other_chief, client):
    client.force_login(administrator)
    assert listed(client) == [chief.full_name]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow(count, head, commission, client, django_assert_num_queries):
    LeaderFactory.create_batch(count, committee=commission)
    with django_assert_num_queries(6):
        client.get(reverse("committees:leader-list"))


def test_add_one_with_the_code_proposed(head, commission, client):
    address = reverse("committees:leader-create")
    form = client.get(address).context["form"]
    assert form.initial["code"] == "LD001"
    typed = {
        "full_name": "Nguyễn Văn Mới",
        "position": "Phó Trưởng ban",
        "group": "leadership",
        "committee": commission.pk,
        "code": "LD001",
    }

    added_page = client.post(address, typed, follow=True)
    assert "được tính là đã có trong cả các kỳ trước" in str(next(iter(added_page.context["messages"])))
    added = Leader.objects.get()
    assert (added.full_name, added.committee, added.history.get().history_user) == (
        "Nguyễn Văn Mới",
        commission,
        head,
    )
    again = client.post(address, typed | {"full_name": "Người khác"})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["code"])
    assert again.context["form"]["full_name"].value() == "Người khác"


def test_the_end_lies_after_the_beginning(head, chief, client):
    address = reverse("committees:leader-update", args=[chief.pk])
    typed = client.get(address).context["form"].initial
    typed = {name: value for name, value in typed.items() if value is not None}
    page = client.post(address, typed | {"valid_from": "01/06/2018", "valid_to": "31/05/2018"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"valid_to": ["Ngày thôi giữ chức vụ trước ngày bắt đầu."]}


def test_transfer_keeps_the_former_office(head, chief, commission, other_commission, client):
    address = reverse("committees:leader-transfer", args=[chief.pk])

    page = client.post(address, {"committee": other_commission.pk})
    assert list(page.context["form"].errors) == ["since"]
    client.post(address, {"committee": other_commission.pk, "since": "01/07/2025"})

    chief.refresh_from_db()
    former = FormerOffice.objects.get()
    assert (chief.committee, former.committee, former.until) == (
        other_commission,
        commission,
        dt.date(2025, 6, 30),
    )
    shown = client.get(reverse("committees:leader-update", args=[chief.pk])).content.decode()
    assert commission.name in shown


def test_transfer_with_a_new_title_leaves_open_visits_where_they_are(head, chief, other_commission, client):
    VisitFactory(leader=chief)
    VisitFactory(leader=chief, attended=True)
    address = reverse("committees:leader-transfer", args=[chief.pk])

    said = "1 lượt dự chưa có kết quả vẫn nằm và được tính trong kế hoạch đã đăng ký:"
    assert said in text(parse(client.get(address)))
    typed = {"committee": other_commission.pk, "since": "01/07/2025", "position": "Trưởng ban"}
    client.post(address, typed)

    chief.refresh_from_db()
    assert (chief.committee, chief.position) == (other_commission, "Trưởng ban")
    assert [(h.position, h.committee) for h in chief.history.all()[:1]] == [("Trưởng ban", other_commission)]


def test_who_has_visits_cannot_be_deleted(head, chief, department_head, client):
    VisitFactory(leader=chief)

    page = client.post(reverse("committees:leader-delete", args=[chief.pk]))
    assert page.status_code == 422
    assert client.post(reverse("committees:leader-delete", args=[department_head.pk])).status_code == 302
    assert list(Leader.objects.filter(committee=chief.committee)) == [chief]


def test_two_editors(head, chief, client):
    address = reverse("committees:leader-update", args=[chief.pk])
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    client.post(address, typed | {"position": "Phó Trưởng ban", "form_key": ""})

    second = client.post(address, typed | {"position": "Phó Chánh Văn phòng", "form_key": ""})
    assert second.status_code == 422
    assert [d.name for d in second.context["form"].differences] == ["position"]
