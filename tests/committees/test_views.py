"""Signing in and out, and the language of the pages."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.pages import alerts, attribute, find, find_all, parse, table, text, typed

pytestmark = pytest.mark.django_db

SIGN_IN = reverse("login")
LANGUAGE = reverse("set-language")


@pytest.fixture
def sign_in(client, staff):
    def post(username=staff.username, password=PASSWORD, **more):
        return client.post(SIGN_IN, {"username": username, "password": password} | more)

    return post


class TestSigningIn:
    def test_leads_home(self, sign_in, client, staff):
        assert sign_in().url == reverse("home")
        assert client.session["_auth_user_id"] == str(staff.pk)
        # Who is in already is not asked again.
        assert client.get(SIGN_IN).url == reverse("home")

    @pytest.mark.parametrize(
        "mistake",
        [{"password": "wrong"}, {"username": "nobody"}, {"username": "x" * 500}, {"username": "a\0b"}],
        ids=["password", "name", "long", "nul"],
    )
    def test_a_mistake_is_told_and_the_name_kept(self, mistake, sign_in, client):
        response = sign_in(**mistake)
        assert response.status_code == 200
        assert len(response.context["form"].errors) == 1
        assert "_auth_user_id" not in client.session
        if mistake != {"username": "a\0b"}:
            assert typed(response)["username"] == response.wsgi_request.POST["username"]
        assert typed(response)["password"] == ""

    def test_wrong_name_and_wrong_password_sound_the_same(self, sign_in):
        """Nobody learns from the answer which accounts exist."""
        answers = [sign_in(password="wrong"), sign_in(username="nobody")]
        assert alerts(answers[0]) == alerts(answers[1]) != []

    def test_inactive_accounts_stay_out(self, sign_in, staff, client):
        staff.is_active = False
        staff.save()
        assert sign_in().status_code == 200
        assert "_auth_user_id" not in client.session

    def test_deactivated_is_signed_out(self, sign_in, staff, client):
        sign_in()
        staff.is_active = False
        staff.save()
        assert client.get(reverse("attendance:plan-list")).url.startswith(SIGN_IN)

    def test_an_account_without_a_role_sees_empty_pages(self, client, sign_in):
        sign_in(username=UserFactory().username)
        for address in (
            reverse("attendance:plan-list"),
            reverse("reports:overview", args=["2018-H1"]),
            reverse("reports:summary", args=["2018-H1"]),
        ):
            assert client.get(address).status_code == 200


class TestNext:
    def test_the_page_asked_for_is_kept(self, client, sign_in):
        wanted = reverse("reports:overview", args=["2018-H1"]) + "?committee=BTCTU&as_of=29%2F06%2F2018"
        asked = client.get(wanted)
        assert asked.url.startswith(f"{SIGN_IN}?next=")
        form = parse(client.get(asked.url))
        (field,) = find_all(form, "input", name="next")
        assert attribute(field, "value") == wanted
        assert sign_in(next=wanted).url == wanted

    def test_it_outlives_a_wrong_password(self, sign_in):
        response = sign_in(password="wrong", next="/plans/")
        assert attribute(find(parse(response), "input", name="next"), "value") == "/plans/"

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://example.org/",
            "//example.org/",
            "///example.org",
            r"\\example.org",
            "javascript:alert(1)",
            "http:///example.org",
            " //example.org",
        ],
    )
    def test_it_never_leads_off_the_site(self, elsewhere, sign_in):
        assert sign_in(next=elsewhere).url == reverse("home")


class TestDemoAccounts:
    def test_are_named_where_they_exist(self, client, commission):
        UserFactory(username="chuyenvien", is_demo=True)
        MembershipFactory(user__username="lanhdao", user__is_demo=True, role="official", committee=commission)
        UserFactory(username="cu", is_demo=True, is_active=False)
        UserFactory(username="that")
        page = parse(client.get(SIGN_IN))
        assert table(page) == [["chuyenvien", ""], ["lanhdao", "Lãnh đạo"]]
        assert "demo-2018" in text(page)

    def test_and_nowhere_else(self, client, staff):
        page = parse(client.get(SIGN_IN))
        assert list(find_all(page, "table")) == []
        assert "demo" not in text(page).lower()


class TestSigningOut:
    def test_is_a_post(self, client, sign_in):
        sign_in()
        assert client.get(reverse("logout")).status_code == 405
        assert "_auth_user_id" in client.session
        assert client.post(reverse("logout")).url == SIGN_IN
        assert "_auth_user_id" not in client.session

    def test_needs_the_pages_own_token(self, staff):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(staff)
        with translation.override("vi"):
            response = strict.post(reverse("logout"))
        assert response.status_code == 403
        assert "_auth_user_id" in strict.session


class TestLanguage:
    def test_the_page_stays_and_changes_its_words(self, client, staff):
        client.force_login(staff)
        page = "/half-years/2018-H1/?committee=BTCTU"
        before = client.get(page)
        assert attribute(find(parse(before), "html"), "lang") == "vi"
        assert text(next(find_all(parse(before), "h1"))).startswith("Tổng quan · 6 tháng đầu năm 2018")
        switched = client.post(LANGUAGE, {"language": "en"}, headers={"referer": f"http://testserver{page}"})
        assert switched.url == f"http://testserver{page}"
        after = client.get(switched.url)
        assert attribute(find(parse(after), "html"), "lang") == "en"
        assert text(next(find_all(parse(after), "h1"))).startswith("Overview · first half of 2018")

    def test_before_signing_in_too(self, client):
        client.post(LANGUAGE, {"language": "en"})
        assert text(find(parse(client.get(SIGN_IN)), "h1")) == "Sign in"

    def test_it_never_leads_off_the_site(self, client):
        data = {"language": "en", "next": "https://example.org/"}
        assert client.post(LANGUAGE, data, headers={"referer": "https://example.org/"}).url == "/"

    def test_unknown_languages_change_nothing(self, client):
        client.post(LANGUAGE, {"language": "xx"})
        assert attribute(find(parse(client.get(SIGN_IN)), "html"), "lang") == "vi"
