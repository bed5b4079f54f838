"""Guessing passwords: stopped, told, written down; and nobody is locked out by somebody else."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from committees import accounts, attempts
from committees.models import SecurityEvent, User
from lib.periods import now
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.pages import alerts, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db
SIGN_IN = reverse("login")
HERE, THERE = "10.0.0.1", "10.0.0.2"
Kind = SecurityEvent.Kind


@pytest.fixture
def tries(staff):
    """Posts to the sign-in page, each from a browser of its own."""

    def post(name=staff.username, password="wrong", address=HERE, **headers):
        data = {"username": name, "password": password}
        return Client().post(SIGN_IN, data, REMOTE_ADDR=address, **headers)

    return post


@pytest.fixture
def looked_at(monkeypatch):
    """The names whose passwords were looked at."""
    names = []
    check = User.check_password

    def checked(user, raw):
        names.append(user.username)
        return check(user, raw)

    monkeypatch.setattr(User, "check_password", checked)
    monkeypatch.setattr(User, "set_password", lambda user, raw: names.append("nobody"))
    return names


def pass_by(time: dt.timedelta) -> None:
    for event in SecurityEvent.objects.all():
        event.at -= time
        event.save()


class TestOneName:
    def test_after_five_wrong_tries_the_right_password_is_not_looked_at(self, tries, staff, looked_at):
        assert [tries().status_code for _try in range(5)] == [200] * 5
        response = tries(password=PASSWORD)
        assert (response.status_code, looked_at) == (429, [staff.username] * 5)
        oldest = SecurityEvent.objects.order_by("at").first().at
        free = localtime(oldest + attempts.WITHIN + dt.timedelta(minutes=1))
        said = f"từ máy tính này hoặc từ máy khác cùng mạng. Hãy thử lại lúc {free:%H:%M}"
        assert said in alerts(response)[0]
        assert 0 < int(response["Retry-After"]) <= attempts.WITHIN.total_seconds()
        assert typed(response)["username"] == staff.username

    def test_a_single_sentence_is_no_list(self, tries):
        alert = find(find(parse(tries()), "main"), "div", class_="alert-danger")
        assert list(find_all(alert)) == []
        assert "chữ có dấu" in text(alert)

    def test_it_opens_again_after_a_quarter_of_an_hour(self, tries):
        for _try in range(6):
            tries()
        pass_by(attempts.WITHIN)
        assert tries(password=PASSWORD).url == reverse("home")

    def test_signing_in_begins_anew(self, tries):
        for _round in range(2):
            assert [tries().status_code for _try in range(4)] == [200] * 4
            assert tries(password=PASSWORD).status_code == 302

    def test_a_colleague_signs_in_elsewhere_and_others_here(self, tries, staff):
        for _try in range(6):
            tries()
        assert tries(password=PASSWORD, address=THERE).status_code == 302
        assert tries(UserFactory().username, PASSWORD).status_code == 302
        assert tries(password=PASSWORD).status_code == 429

    def test_names_that_nobody_has_are_stopped_alike(self, tries, staff, looked_at):
        known, unknown = ([tries(name) for _try in range(6)] for name in (staff.username, "nobody"))
        assert [r.status_code for r in known] == [r.status_code for r in unknown] == [200] * 5 + [429]
        assert [alerts(r) for r in known] == [alerts(r) for r in unknown]
        assert looked_at == [staff.username] * 5 + ["nobody"] * 5

    def test_spelled_otherwise_it_is_the_same_name(self, tries):
        answers = [tries(name).status_code for name in ("abc", "ABC", "Abc", "ＡＢＣ", "aBc", "abC")]
        assert answers == [200] * 5 + [429]

    def test_an_invented_proxy_is_not_believed(self, tries):
        answers = [tries(HTTP_X_FORWARDED_FOR=f"10.7.7.{number}").status_code for number in range(6)]
        assert answers == [200] * 5 + [429]
        behind_nginx = [
            tries("x", address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.7.7.{number}, {THERE}").status_code
            for number in range(6)
        ]
        assert behind_nginx == [200] * 5 + [429]

    def test_the_form_for_another_password_is_no_way_round(self, tries, staff, as_staff, looked_at):
        address = reverse("committees:password-change")
        wrong = {"old_password": "wrong", "new_password1": "x", "new_password2": "x"}
        for _try in range(5):
            as_staff.post(address, wrong, REMOTE_ADDR=HERE)
        looked_at.clear()
        page = as_staff.post(address, wrong | {"old_password": PASSWORD}, REMOTE_ADDR=HERE)
        assert "Hãy thử lại lúc" in page.context["form"].errors["old_password"][0]
        assert (tries(password=PASSWORD).status_code, looked_at) == (429, [])

    def test_an_empty_password_is_no_try(self, tries):
        assert [tries(password="").status_code for _try in range(6)] == [200] * 6
        assert SecurityEvent.objects.count() == 0


class TestANewPassword:
    NEW = dict.fromkeys(("new_password1", "new_password2"), "vườn-gió-lúa-trăng")

    @pytest.fixture
    def stopped(self, tries):
        for _try in range(5):
            tries()
        assert tries(password=PASSWORD).status_code == 429

    def test_by_a_valid_link_it_ends_the_pause_of_the_name(self, stopped, tries, staff):
        browser = Client()
        form = browser.get(accounts.invitation_path(staff), follow=True).redirect_chain[-1][0]
        browser.post(form, self.NEW)
        assert tries(password=self.NEW["new_password1"]).status_code == 302

    def test_so_does_an_administrators_link(self, stopped, tries, head, staff, client):
        client.post(reverse("committees:user-link", args=[staff.pk]))
        assert tries(password=PASSWORD).status_code == 302

    def test_for_the_address_and_for_others_the_tries_count(self, stopped, tries, head, staff, client):
        other = UserFactory()
        for _try in range(5):
            tries(other.username)
        SecurityEvent.objects.bulk_create(
            SecurityEvent(kind=Kind.FAILED, address=HERE, key=str(number)) for number in range(40)
        )
        client.post(reverse("committees:user-link", args=[staff.pk]))
        assert [pause.address for pause in attempts.pauses(other)] == [HERE]
        assert tries(password=PASSWORD).status_code == 429

    def test_the_accounts_page_tells_of_the_pause(self, stopped, head, staff, client):
        oldest = SecurityEvent.objects.order_by("at").first().at
        until = localtime(oldest + attempts.WITHIN + dt.timedelta(minutes=1))
        page = client.get(reverse("committees:user-detail", args=[staff.pk])).content.decode()
        assert f"Tạm dừng đến {until:%H:%M} tại địa chỉ {HERE}" in page

    def test_wrong_codes_pause_the_account_everywhere(self, staff):
        SecurityEvent.objects.bulk_create(
            SecurityEvent(kind=Kind.CODE_FAILED, user=staff, address=str(number)) for number in range(20)
        )
        attempts.forgive(staff)
        assert [pause.address for pause in attempts.pauses(staff)] == [None]


class TestOneAddress:
    def test_after_fifty_wrong_tries_nobody_signs_in_from_there(self, tries, staff):
        SecurityEvent.objects.bulk_create(
            SecurityEvent(kind=Kind.FAILED, address=HERE, key=str(number)) for number in range(49)
        )
        assert tries(password=PASSWORD).status_code == 302
        assert tries().status_code == 200
        response = tries(password=PASSWORD)
        assert (response.status_code, alerts(response)[0][:24]) == (429, "Máy tính này hoặc mạng c")
        assert tries(password=PASSWORD, address=THERE).status_code == 302

    def test_whoever_is_in_goes_on_there(self, tries, staff, as_staff):
        """Behind an office's router all have one address, and one of them can stop it."""
        SecurityEvent.objects.bulk_create(
            SecurityEvent(kind=Kind.FAILED, address=HERE, key=str(number)) for number in range(50)
        )
        assert tries(password=PASSWORD).status_code == 429
        again = as_staff.post(reverse("account_reauthenticate"), {"password": PASSWORD}, REMOTE_ADDR=HERE)
        assert again.status_code == 302
        new = dict.fromkeys(("new_password1", "new_password2"), "vườn-gió-lúa-trăng")
        changed = as_staff.post(
            reverse("committees:password-change"), {"old_password": PASSWORD} | new, REMOTE_ADDR=HERE
        )
        assert changed.url == reverse("committees:account")


class TestCutOff:
    """A try that was neither right nor wrong."""

    @pytest.mark.parametrize("failure", [OperationalError, SystemExit])
    def test_where_the_server_fails_it_counts_for_nobody(self, failure, tries, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(User, "check_password", Mock(side_effect=failure))
            for _try in range(6):
                with pytest.raises(failure):
                    tries()
        assert SecurityEvent.objects.count() == 0
        assert tries(password=PASSWORD).status_code == 302

    def test_a_process_that_was_killed_meanwhile_leaves_what_is_true(self, tries):
        killed = attempts.begin("somebody", HERE)
        pass_by(attempts.WITHIN)
        assert killed.get_kind_display() == "chưa kiểm tra xong"
        assert [tries().status_code for _try in range(5)] == [200] * 5


class TestAtOnce:
    def test_whoever_is_stopped_by_those_just_before_is_written_down(self, staff, monkeypatch):
        """Within the transaction, which takes back all that was written in it."""

        def others_first(lock):
            SecurityEvent.objects.bulk_create(
                SecurityEvent(kind=Kind.FAILED, address=HERE, key=attempts._key(staff.username, HERE))
                for _try in range(5)
            )

        monkeypatch.setattr(attempts, "one_at_a_time", others_first)
        with pytest.raises(attempts.Stopped):
            attempts.begin(staff.username, HERE)
        assert [(event.kind, event.user) for event in SecurityEvent.objects.all()] == [("limited", staff)]

    def test_only_so_many_passwords_are_looked_at(self, tries, staff, looked_at):
        for number in range(2):
            attempts.begin(f"guess{number}", THERE)
        response = tries(password=PASSWORD)
        assert (response.status_code, response["Retry-After"], looked_at) == (429, "3", [])
        # A process that died meanwhile keeps nobody out.
        pass_by(attempts.LOOKED_AT)
        assert tries(password=PASSWORD).status_code == 302

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.skipif("connection.vendor != 'postgresql'", reason="clients meet on PostgreSQL only")
    def test_twenty_guesses_at_one_moment_are_five(self, staff, settings):
        settings.SIGN_INS_AT_ONCE = 100
        gate = threading.Barrier(20)

        def guess(number):
            try:
                gate.wait()
                attempts.begin(staff.username, HERE)
            except attempts.Stopped:
                return False
            else:
                return True
            finally:
                connection.close()

        with ThreadPoolExecutor(20) as pool:
            assert sum(pool.map(guess, range(20))) == 5


class TestWhatIsKept:
    def test_events_of_a_day(self, tries, staff, caplog):
        with caplog.at_level("INFO", "security"):
            tries()
            tries("my password")
            tries(password=PASSWORD)
        events = SecurityEvent.objects.order_by("pk")
        assert [(event.kind, event.user, event.address) for event in events] == [
            ("failed", staff, HERE),
            ("failed", None, HERE),
            ("signed_in", staff, HERE),
        ]
        assert caplog.messages == [
            f"event=failed user={staff.pk} name={staff.username} address={HERE}",
            f"event=failed user=- name=- address={HERE}",
            f"event=signed_in user={staff.pk} name={staff.username} address={HERE}",
        ]

    def test_whoever_goes_on_is_written_down_once(self, tries):
        for _try in range(9):
            tries()
        assert SecurityEvent.objects.filter(kind=Kind.LIMITED).count() == 1
        assert SecurityEvent.objects.count() == 6

    def test_an_address_that_is_stopped_fills_nothing_with_ever_new_names(self, tries):
        SecurityEvent.objects.bulk_create(
            SecurityEvent(kind=Kind.FAILED, address=HERE, key=str(number)) for number in range(50)
        )
        for number in range(5):
            assert tries(f"guess{number}").status_code == 429
        assert SecurityEvent.objects.count() == 51


class TestTheList:
    LIST = reverse("committees:security-event-list")

    def listed(self, client, **filters) -> list[tuple]:
        page = client.get(self.LIST, filters)
        return [(event.kind, event.user) for event in page.context["object_list"]]

    def test_administrators_read_of_their_accounts_and_of_unknown_names(self, head, staff, client):
        foreign = MembershipFactory(committee__parent=None).user
        for user in (staff, foreign, None):
            SecurityEvent.objects.create(kind=Kind.FAILED, user=user, at=now() + dt.timedelta(minutes=1))
        assert self.listed(client)[:2] == [("failed", None), ("failed", staff)]
        assert foreign not in [user for _kind, user in self.listed(client)]

    def test_it_is_searched(self, head, staff, client):
        for user, kind, address in (
            (staff, Kind.FAILED, HERE),
            (staff, Kind.CODES, THERE),
            (None, Kind.FAILED, HERE),
        ):
            SecurityEvent.objects.create(kind=kind, user=user, address=address)
        assert self.listed(client, q=staff.username) == [("codes", staff), ("failed", staff)]
        assert self.listed(client, address=HERE) == [("failed", None), ("failed", staff)]
        assert self.listed(client, kind="codes") == [("codes", staff)]

    def test_others_do_not(self, as_staff):
        assert as_staff.get(self.LIST).status_code == 403

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_number_of_queries_does_not_grow(self, count, head, client, django_assert_num_queries):
        SecurityEvent.objects.bulk_create(
            SecurityEvent(kind=Kind.FAILED, user=UserFactory()) for _number in range(count)
        )
        with django_assert_num_queries(5):
            client.get(self.LIST)
