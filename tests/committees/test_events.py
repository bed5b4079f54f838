"""The sign-in log says who did something to whose account."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.urls import reverse

from committees.models import SecurityEvent, User
from tests.pages import parse, table

pytestmark = pytest.mark.django_db
HEAD = "Lâm Quốc Dũng (administrator.tu)"


def logged(client) -> list[list[str]]:
    """Event, user name and who did it; the newest first."""
    return [row[1:4] for row in table(parse(client.get(reverse("committees:security-event-list"))))[1:]]


def test_who_acted_stands_beside_whom_it_befell(head, staff, client, caplog):
    Authenticator.objects.create(user=staff, type="totp", data={})
    client.post(reverse("committees:user-link", args=[staff.pk]))
    client.post(reverse("committees:user-second-step-remove", args=[staff.pk]))
    mail = {"full_name": staff.full_name, "username": staff.username, "email": "moi@tinh.local"}
    version = User.objects.get(pk=staff.pk).version
    client.post(reverse("committees:user-update", args=[staff.pk]), mail | {"version": version})
    assert logged(client)[:3] == [
        ["Đổi thư điện tử", staff.username, HEAD],
        ["Gỡ xác thực hai bước", staff.username, HEAD],
        ["Tạo liên kết đặt mật khẩu mới", staff.username, HEAD],
    ]
    told = f"user={staff.pk} name={staff.username} address=127.0.0.1 by={head.username}"
    assert caplog.messages[-3:] == [f"event={kind} {told}" for kind in ("link", "factor_removed", "email")]


def test_called_as_then(head, staff, client):
    client.post(reverse("committees:user-link", args=[staff.pk]))
    head.full_name = "Lâm Thị Dung"
    head.save()
    assert logged(client)[0][2] == HEAD


def test_what_one_does_oneself_needs_no_other_name(head, client):
    client.post(reverse("committees:user-link", args=[head.pk]))
    assert logged(client)[0][1:] == [head.username, "—"]


def test_a_command_of_the_server(staff, head, client):
    Authenticator.objects.create(user=staff, type="totp", data={})
    call_command("remove_second_step", staff.username)
    assert logged(client)[0][2] == "manage.py remove_second_step"


def test_who_must_have_a_second_step(head, client):
    address = reverse("committees:second-step-update")
    for version, roles in ((None, ["clerk"]), (1, ["clerk"])):  # the second time nothing changes
        client.post(address, {"second_step_roles": roles} | ({"version": version} if version else {}))
    assert logged(client)[0] == ["Đổi quy định ai phải có xác thực hai bước", "—", HEAD]
    assert SecurityEvent.objects.filter(kind="roles_asked").count() == 1


def test_found_by_who_acted(head, staff, client):
    client.post(reverse("committees:user-link", args=[staff.pk]))
    page = client.get(reverse("committees:security-event-list"), {"q": "quốc dũng"})
    assert [event.user for event in page.context["object_list"] if event.kind == "link"] == [staff]
