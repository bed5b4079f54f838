"""The second step of signing in: set up, asked for, demanded of roles, lost."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from committees import accounts, attempts, second_step, sessions
from committees.actions.office import ask_for_second_step
from committees.models import KeptForm, Office, SecurityEvent, User
from committees.roles import Role
from lib.form_keys import new_form_key
from lib.periods import now
from tests.factories import PASSWORD, UserFactory, VisitFactory
from tests.pages import alerts, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db
SIGN_IN, STEP, STEPS = reverse("login"), reverse("mfa_authenticate"), reverse("mfa_index")
SET_UP, CODES = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")
SESSIONS = reverse("usersessions_list")
PASSWORD_CHANGE = reverse("committees:password-change")
ANOTHER = dict.fromkeys(("new_password1", "new_password2"), "vườn-gió-lúa-trăng")


NOW = 60_000_000  # half-minutes since 1970


@pytest.fixture(autouse=True)
def half_minute(monkeypatch):
    """It is the same one from the beginning of a test to its end."""
    place = "allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time"
    monkeypatch.setattr(place, lambda: iter([NOW - 1, NOW, NOW + 1]))
    # A test is one transaction; the product's ends within the request.
    monkeypatch.setattr("django.db.transaction.on_commit", lambda act, *args, **kwargs: act())


def code_of(secret: str, steps_on: int = 0) -> str:
    """What the phone shows now, before or after."""
    return format_hotp_value(hotp_value(secret, NOW + steps_on))


def signed_in(user, there=None, **more) -> Client:
    client = Client()
    client.post(SIGN_IN, {"username": user.username, "password": PASSWORD} | more, **(there or {}))
    return client


def set_up(client) -> str:
    """The secret that the phone then has."""
    secret = client.get(SET_UP).context["form"].secret
    client.post(SET_UP, {"code": code_of(secret, -1)})
    return secret


def is_in(client) -> bool:
    return SESSION_KEY in client.session


@pytest.fixture
def secret(staff) -> str:
    return set_up(signed_in(staff))


class TestSettingUp:
    def test_with_the_phone(self, staff):
        client = signed_in(staff)
        page = client.get(SET_UP)
        secret = page.context["form"].secret
        fours = text(find(parse(page), "code")).split()
        assert ("".join(fours), [len(four) for four in fours]) == (secret, [4] * 8)
        assert len(list(find_all(find(parse(page), "div", class_="qr"), "svg"))) == 1
        wrong = client.post(SET_UP, {"code": "000000"})
        assert (wrong.status_code, Authenticator.objects.count()) == (200, 0)
        done = client.post(SET_UP, {"code": code_of(secret)})
        assert done.url == CODES
        stored = Authenticator.objects.get(type="totp")
        assert secret not in str(stored.data)
        assert stored.wrap().validate_code(code_of(secret, 1))

    def test_recovery_codes_are_shown_once(self, staff):
        client = signed_in(staff)
        set_up(client)
        assert len(client.get(CODES).context["unused_codes"]) == 10
        assert list(find_all(parse(client.get(CODES)), "li", data_codes=True)) == []
        assert set(client.get(CODES).context["unused_codes"]) == {"****"}

    def test_long_after_signing_in_the_password_is_asked_for_first(self, staff, secret, monkeypatch):
        client = signed_in(staff)
        client.post(STEP, {"code": code_of(secret)})
        monkeypatch.setattr("committees.sessions.NEW", dt.timedelta())
        again = client.get(reverse("mfa_deactivate_totp"))
        assert again.url.startswith(reverse("account_reauthenticate"))
        assert client.post(again.url, {"password": "wrong"}).status_code == 200
        assert client.post(again.url, {"password": PASSWORD}).url == reverse("mfa_deactivate_totp")
        client.post(reverse("mfa_deactivate_totp"))
        assert not Authenticator.objects.exists()


class TestSigningIn:
    def test_the_code_is_asked_for_and_leads_on(self, staff, secret):
        client = signed_in(staff, next="/plans/?page=2")
        assert not is_in(client)
        assert client.get(reverse("attendance:plan-list")).url.startswith(SIGN_IN)
        response = client.post(STEP, {"code": code_of(secret)})
        assert (response.url, is_in(client)) == ("/plans/?page=2", True)

    def test_without_the_password_there_is_no_second_step(self, client, secret):
        assert client.get(STEP).url == SIGN_IN

    def test_a_code_is_good_once_on_whatever_machine(self, staff, secret, monkeypatch):
        # Another process knows nothing of what this one has in its memory.
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.cache.add", lambda *args, **kwargs: True)
        code = code_of(secret)
        assert signed_in(staff).post(STEP, {"code": code}).status_code == 302
        spied = signed_in(staff)
        assert spied.post(STEP, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
        assert not is_in(spied)

    def test_after_five_wrong_codes_the_right_one_is_not_looked_at(self, staff, secret):
        client = signed_in(staff)
        answers = [client.post(STEP, {"code": "000000"}).status_code for _try in range(6)]
        assert answers == [200] * 5 + [429]
        again = signed_in(staff)  # the password itself is right, and begins nothing anew
        assert again.post(STEP, {"code": code_of(secret)}).status_code == 429

    def test_twenty_wrong_codes_in_an_hour_stop_the_account_wherever_they_are_typed(self, staff, secret):
        def code(number, code="000000"):
            there = {"REMOTE_ADDR": f"10.0.0.{number}"}
            client = signed_in(staff, there=there)
            return client.post(STEP, {"code": code}, **there)

        assert [code(number // 4).status_code for number in range(20)] == [200] * 20
        response = code(9, code_of(secret))
        assert response.status_code == 429
        assert "có người đã biết mật khẩu" in response.context["form"].errors["code"][0]
        assert 45 * 60 < int(response["Retry-After"]) <= 60 * 60
        assert SecurityEvent.objects.filter(kind="limited", user=staff).count() == 1
        # The password is not stopped, and can be changed.
        assert signed_in(staff).get(STEP).status_code == 200
        SecurityEvent.objects.filter(kind="code_failed").update(at=now() - attempts.SECOND_STEP_WITHIN)
        assert code(9, code_of(secret)).status_code == 302

    def test_an_address_that_is_stopped_takes_the_code_of_a_right_password(self, staff, secret):
        client = signed_in(staff)
        SecurityEvent.objects.bulk_create(
            SecurityEvent(kind="failed", address="127.0.0.1", key=str(number)) for number in range(50)
        )
        assert client.post(STEP, {"code": code_of(secret)}).status_code == 302

    def test_a_recovery_code_is_good_once(self, staff, secret):
        code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
        client = signed_in(staff)
        client.post(STEP, {"code": code})
        assert "còn 9 mã" in alerts(client.get(STEPS))[0]
        refused = signed_in(staff).post(STEP, {"code": code}).context["form"].errors["code"]
        assert refused[0].startswith("Mã dự phòng không đúng")
        refused = signed_in(staff).post(STEP, {"code": "000000"}).context["form"].errors["code"]
        assert refused[0].startswith("Mã này không đúng")

    def test_a_link_for_a_new_password_leads_to_the_second_step_too(self, staff, secret, client):
        form = client.get(
            accounts.invitation_path(User.objects.get(pk=staff.pk)), follow=True
        ).redirect_chain[-1][0]
        assert client.post(form, ANOTHER).url == STEP
        assert not is_in(client)

    def test_a_secret_of_another_key_is_told_to_the_administrator(self, staff, secret, settings):
        settings.SECRET_KEY = "another one"
        response = signed_in(staff).post(STEP, {"code": code_of(secret)})
        assert "người quản trị" in str(response.context["form"].errors)

    @pytest.mark.parametrize(
        "sent", ["", "5", "[]", "{}", '{"id": "x"}', '{"response": {"clientDataJSON": 5}}']
    )
    def test_no_passkey_at_all(self, sent, staff, secret):
        client = signed_in(staff)
        client.get(STEP)
        assert client.post(STEP, {"credential": sent}).status_code == 200


class TestDemanded:
    """Of roles that the office has named."""

    @pytest.fixture(autouse=True)
    def demanded(self, head):
        ask_for_second_step(roles=[Role.STAFF], by=head, version=None)

    def test_it_is_set_up_before_anything_else(self, staff, chief, cell):
        client = signed_in(staff)
        for address in (reverse("attendance:plan-list"), reverse("committees:account"), "/"):
            assert client.get(address).url == STEPS
        assert "Cơ quan yêu cầu" in alerts(client.get(STEPS))[0]
        part = client.get(reverse("attendance:plan-list"), headers={"HX-Request": "true"})
        assert part["HX-Redirect"] == STEPS
        set_up(client)
        assert client.get(reverse("attendance:plan-list")).status_code == 200

    def test_what_was_typed_before_is_not_lost(self, staff, chief, cell):
        address = reverse("attendance:visit-attended", args=[VisitFactory(leader=chief, cell=cell).pk])
        client = signed_in(staff)
        client.post(address, {"note": "Họp muộn", "form_key": new_form_key(staff)})
        assert KeptForm.objects.get().path == address
        set_up(client)
        assert typed(client.get(address))["note"] == "Họp muộn"

    def test_the_server_can_take_it_back_from_those_who_cannot_set_one_up(self, staff):
        call_command("ask_for_second_step", "--nobody")
        assert signed_in(staff).get(reverse("attendance:plan-list")).status_code == 200
        call_command("ask_for_second_step", "--of", "staff", "clerk")
        assert Office.objects.get().second_step_roles == ["staff", "clerk"]
        told = SecurityEvent.objects.filter(kind="roles_asked").values_list("acted_by", flat=True)
        assert list(told) == ["manage.py ask_for_second_step"] * 2

    def test_removed_it_is_demanded_again(self, staff, secret):
        client = signed_in(staff)
        client.post(STEP, {"code": code_of(secret)})
        client.post(reverse("mfa_deactivate_totp"))
        assert client.get(reverse("attendance:plan-list")).url == STEPS

    def test_of_nobody_else(self, official, admin_user, head):
        for user in (official, head):
            assert is_in(signed_in(user))
            assert signed_in(user).get(reverse("attendance:plan-list")).status_code == 200

    def test_superusers_are_administrators(self, admin_user, head):
        ask_for_second_step(roles=[Role.ADMINISTRATOR], by=head, version=Office.objects.get().version)
        client = Client()
        client.force_login(admin_user)
        assert client.get(reverse("attendance:plan-list")).url == STEPS

    def test_the_form(self, head, client):
        address = reverse("committees:second-step-update")
        version = Office.objects.get().version
        client.post(address, {"second_step_roles": ["clerk", "official"], "version": version})
        page = client.get(address)
        assert page.context["form"].initial["second_step_roles"] == ["official", "clerk"]
        assert (
            client.post(address, {"second_step_roles": ["chef"], "version": version + 1}).status_code == 422
        )


class TestWhoHasNoneYet:
    def test_counted_by_role_with_a_link_to_the_names(self, staff, secret, official, clerk, head, client):
        UserFactory(is_active=False, is_superuser=True)
        page = client.get(reverse("committees:second-step-update"))
        lines = [text(line) for line in find_all(parse(page), "li")]
        assert [line for line in lines if line.endswith(("người", "đồng chí"))] == [
            "Chuyên viên : 0 người",
            "Lãnh đạo : 1 người",
            "Văn thư, tổng hợp : 1 người",
            "Quản trị : 1 người, trong đó có đồng chí",
        ]
        assert "manage.py remove_second_step" in page.content.decode()
        listed = client.get(reverse("committees:user-list"), {"role": "clerk", "state": "no_step"})
        assert listed.context["object_list"] == [clerk]
        listed = client.get(reverse("committees:user-list"), {"role": "staff", "state": "no_step"})
        assert listed.context["object_list"] == []

    def test_superusers_count_by_themselves(self, admin_user):
        *roles, superusers = second_step.lacking(admin_user)
        assert [line.people for line in roles] == [0] * 4
        assert (superusers.role, superusers.people, superusers.is_reader_one) == (None, 1, True)


class TestALostPhone:
    def remove(self, client, user):
        return client.post(reverse("committees:user-second-step-remove", args=[user.pk]), follow=True)

    def test_an_administrator_removes_the_step_and_the_history_tells(self, staff, secret, head, client):
        there = signed_in(staff)
        there.post(STEP, {"code": code_of(secret)})
        page = self.remove(client, staff)
        assert "Gỡ xác thực hai bước" in page.context["entries"][0].reason
        assert page.context["has_second_step"] is False
        assert SecurityEvent.objects.filter(kind="factor_removed", user=staff).count() == 1
        assert not is_in(there)
        assert is_in(signed_in(staff))

    def test_whoever_changed_the_password_meanwhile_is_out_too(self, staff, secret, head, client):
        thief = signed_in(staff)
        thief.post(STEP, {"code": code_of(secret)})
        thief.post(PASSWORD_CHANGE, {"old_password": PASSWORD} | ANOTHER, headers={sessions.UNATTENDED: "1"})
        self.remove(client, staff)
        assert not is_in(thief)

    def test_on_the_server_too(self, staff, secret, capsys):
        call_command("remove_second_step", staff.username)
        assert is_in(signed_in(staff))
        for name in (staff.username, "nobody"):
            with pytest.raises(CommandError):
                call_command("remove_second_step", name)

    def test_not_ones_own_and_not_where_there_is_none(self, staff, head, client):
        for user in (staff, head):
            events = SecurityEvent.objects.count()
            refused = alerts(self.remove(client, user))
            assert len(refused) == 1
            page = client.get(reverse("committees:user-second-step-remove", args=[user.pk]), follow=True)
            assert (page.context["account"], alerts(page)) == (user, refused)
            assert SecurityEvent.objects.count() == events


class TestAPasskey:
    CREDENTIAL = '{"id": "x"}'

    @pytest.fixture
    def asked(self, staff, secret) -> Client:
        """At the second step."""
        client = signed_in(staff)
        client.get(STEP)
        return client

    def test_wrong_ones_count_as_wrong_codes_do(self, staff, secret, asked):
        answers = [asked.post(STEP, {"credential": self.CREDENTIAL}).status_code for _try in range(6)]
        assert answers == [200] * 5 + [429]
        assert asked.post(STEP, {"code": code_of(secret)}).status_code == 429
        kinds = SecurityEvent.objects.filter(user=staff).values_list("kind", flat=True).order_by("-pk")
        assert list(kinds)[:6] == ["limited", *["code_failed"] * 5]

    def test_the_right_one_is_written_down(self, staff, asked, monkeypatch):
        """The library's own look at it is tried with a browser's, in `tests/browser`."""
        passkey = Authenticator.objects.create(user=staff, type="webauthn", data={"name": "Máy ở phòng 12"})
        for part, answer in (("parse_authentication_response", None), ("complete_authentication", passkey)):
            monkeypatch.setattr(f"allauth.mfa.webauthn.forms.auth.{part}", lambda *sent, got=answer: got)
        before = SecurityEvent.objects.order_by("-pk").first().pk
        asked.post(STEP, {"credential": self.CREDENTIAL})
        assert is_in(asked)
        kinds = SecurityEvent.objects.filter(pk__gt=before).values_list("kind", flat=True).order_by("pk")
        assert list(kinds) == ["second_step", "signed_in"]


def test_passkeys_need_a_name_and_https(staff, settings):
    client = signed_in(staff)
    for base, answer in (
        ("https://sinhhoat", 200),
        ("http://localhost:8000", 200),
        ("http://sinhhoat.tinh.local", 404),
        ("https://10.0.0.5", 404),
    ):
        settings.BASE_URL = base
        assert client.get(reverse("mfa_add_webauthn")).status_code == answer, base
        assert client.get(STEPS).context["passkeys_work"] is (answer == 200)


def test_allauths_other_pages_are_not_there(client):
    for address in ("/accounts/signup/", "/signup/", "/password/reset/", "/accounts/login/", "/mfa/"):
        assert client.get(address).status_code == 404


def test_an_account_without_a_step_signs_in_as_before(staff):
    assert is_in(signed_in(staff))
    assert User.objects.get(pk=staff.pk).last_login is not None
