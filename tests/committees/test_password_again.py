"""From an administrator's computer left alone nobody gives accounts away: the password is asked for."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from committees.models import Office, User
from committees.roles import Role
from tests.factories import PASSWORD, UserFactory
from tests.pages import alerts, find, find_all, parse, text

pytestmark = pytest.mark.django_db
AGAIN = reverse("account_reauthenticate")


@pytest.fixture
def left_alone(head, client, monkeypatch):
    """An administrator's browser, long after signing in."""
    monkeypatch.setattr("committees.sessions.NEW", dt.timedelta())
    return client


def at(name: str, user) -> str:
    return reverse(f"committees:{name}", args=[user.pk])


def test_everything_by_which_an_account_could_be_given_away(left_alone, staff, commission):
    Authenticator.objects.create(user=staff, type="totp", data={})
    role = {"role": Role.ADMINISTRATOR, "committee": commission.pk}
    asked = {
        at("user-link", staff): {},
        at("user-second-step-remove", staff): {},
        at("user-update", staff): {"full_name": "X", "username": "x", "email": "thief@tinh.local"},
        at("role-create", staff): role,
        at("user-enable", staff): {},
        reverse("committees:user-create"): role | {"full_name": "X", "username": "x", "email": ""},
        reverse("committees:second-step-update"): {},
    }
    before = list(User.history.values()), staff.memberships.count()
    for address, data in asked.items():
        response = left_alone.post(address, data)
        assert (response.status_code, response.url.partition("?")[0]) == (302, AGAIN), address
        assert left_alone.post(address, data | {"find": "x"}).url.partition("?")[0] == AGAIN, address
    assert (list(User.history.values()), staff.memberships.count()) == before
    assert (Authenticator.objects.count(), Office.objects.count()) == (1, 0)


def test_a_wrong_password_does_nothing_and_the_right_one_does_what_was_asked_for(left_alone, staff):
    again = left_alone.post(at("user-link", staff)).url
    assert "link" not in left_alone.post(again, {"password": "wrong"}).context
    page = left_alone.post(again, {"password": PASSWORD})
    assert page.context["link"].startswith("http://testserver/invitation/")


def test_what_was_typed_is_saved_afterwards_or_refused_in_its_own_form(left_alone, staff, commission):
    address = at("role-create", staff)
    typed = {"role": Role.CLERK, "committee": commission.pk}
    again = left_alone.post(address, typed | {"committee": ""}).url
    refused = left_alone.post(again, {"password": PASSWORD})
    assert refused.status_code == 422
    assert len(list(find_all(parse(refused), "form", action=address))) == 1
    assert left_alone.post(address, typed).status_code == 302
    assert staff.memberships.filter(role=Role.CLERK).count() == 1


def test_of_a_superuser_with_a_province_in_view_too(left_alone, staff, province, admin_user):
    admin_user.set_password(PASSWORD)
    admin_user.save()
    left_alone.force_login(admin_user)
    again = left_alone.post(f"/in/{province.pk}{at('user-link', staff)}").url
    assert again.startswith(f"/in/{province.pk}{AGAIN}")
    assert left_alone.post(again, {"password": PASSWORD}).context["account"] == staff


def test_an_invitation_given_out_is_not_read_from_the_page(left_alone, head):
    invited = UserFactory(password=None)
    page = left_alone.get(at("user-detail", invited))
    assert (page.context["link"], "/invitation/" in page.content.decode()) == ("", False)


def test_removing_a_second_step_asks_about_whom(head, staff, client):
    Authenticator.objects.create(user=staff, type="totp", data={})
    page = client.get(at("user-second-step-remove", staff))
    assert text(find(parse(page), "h1")) == "Gỡ xác thực hai bước của Phạm Thị Dung?"
    assert Authenticator.objects.filter(user=staff).exists()
    done = client.post(at("user-second-step-remove", staff), follow=True)
    assert alerts(done) == ["Đã gỡ xác thực hai bước; tài khoản này đã đăng xuất ở mọi nơi."]
    assert not Authenticator.objects.exists()
