"""Accounts: invited, given roles, disabled; what each may see; the own one; the first one."""

import datetime as dt
import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from committees import accounts, first_run
from committees.actions.accounts import disable_user, withdraw_role
from committees.mail import opt_out_path
from committees.models import Membership, SecurityEvent, User
from committees.roles import RIGHTS, Permission, Role
from lib.form_keys import new_form_key
from tests.factories import (
    PASSWORD,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    ProvinceFactory,
    UserFactory,
)
from tests.pages import find, parse, text

pytestmark = pytest.mark.django_db
ACCOUNT = reverse("committees:account")


def listed(client, **filters) -> list[str]:
    page = client.get(reverse("committees:user-list"), filters)
    return [str(user) for user in page.context["object_list"]]


class TestTheList:
    def test_by_given_name_with_filters(self, head, staff, clerk, commission, client):
        gone = UserFactory(full_name="Trần Văn Ân", is_active=False)

        assert listed(client) == [str(staff), str(head), str(clerk)]
        assert listed(client, q="pham thi") == [str(staff)]
        assert listed(client, role="clerk") == [str(clerk)]
        assert listed(client, state="disabled") == [str(gone)]
        invited = UserFactory(full_name="Bùi Thị Mời", password=None)
        assert listed(client, state="invited") == [str(invited)]
        assert listed(client, committee=commission.code) == [str(staff), str(clerk)]

    def test_superusers_and_other_provinces_are_not_there(self, head, admin_user, client):
        foreign = MembershipFactory(committee=CommitteeFactory(parent=None)).user

        assert listed(client, state="all") == [str(head)]
        both = MembershipFactory(committee=head.memberships.get().committee).user
        MembershipFactory(user=both, committee=CommitteeFactory(parent=None))
        for user in (admin_user, foreign, both):
            assert client.get(reverse("committees:user-detail", args=[user.pk])).status_code == 404

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_number_of_queries_does_not_grow(
        self, count, head, commission, client, django_assert_num_queries
    ):
        MembershipFactory.create_batch(count, committee=commission)
        with django_assert_num_queries(7):
            client.get(reverse("committees:user-list"))


class TestInviting:
    def invite(self, client, committee, **typed):
        data = {
            "full_name": "Phan Thị Mới",
            "username": "moi",
            "email": "",
            "role": "staff",
            "committee": committee.pk,
        }
        return client.post(reverse("committees:user-create"), data | typed, follow=True)

    def test_whoever_gets_the_link_chooses_the_password_and_is_in(self, head, commission, client):
        page = self.invite(client, commission)
        user = User.objects.get(username="moi")
        assert (user.has_usable_password(), user.history.first().history_user) == (False, head)
        link = page.context["link"]
        client.logout()

        form = client.get(link, follow=True)
        refused = client.post(form.redirect_chain[-1][0], {"new_password1": "123", "new_password2": "123"})
        assert list(refused.context["form"].errors) == ["new_password1"]
        words = {"new_password1": "vuon-gio-lua-1", "new_password2": "vuon-gio-lua-1"}
        done = client.post(form.redirect_chain[-1][0], words)
        assert (done.status_code, client.session[SESSION_KEY]) == (302, str(user.pk))
        client.logout()
        assert text(find(parse(client.get(link, follow=True)), "h1")) == "Liên kết không dùng được"

    def test_a_link_is_void_once_the_account_belongs_to_another_province_too(self, head, commission, client):
        link = self.invite(client, commission).context["link"]
        user = User.objects.get(username="moi")
        MembershipFactory(user=user, role=Role.CLERK, committee=commission)
        assert client.get(link, follow=True).context["validlink"]
        MembershipFactory(user=user, role=Role.ADMINISTRATOR, committee=ProvinceFactory())
        assert not client.get(link, follow=True).context["validlink"]

    @pytest.mark.parametrize(
        ("typed", "field"), [({"username": "có dấu cách"}, "username"), ({"full_name": ""}, "full_name")]
    )
    def test_what_does_not_fit_stands_beside_its_field(self, typed, field, head, commission, client):
        page = self.invite(client, commission, **typed)
        assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
        assert User.objects.count() == 1

    def test_a_user_name_is_taken_whatever_its_capitals(self, head, commission, client):
        UserFactory(username="Moi")
        assert list(self.invite(client, commission).context["form"].errors) == ["username"]

    def test_sent_by_e_mail_where_there_is_a_server(self, head, commission, client):
        self.invite(client, commission, email="moi@tinh.local")
        user = User.objects.get(username="moi")

        client.post(reverse("committees:user-link", args=[user.pk]), {"mail": "1"})

        assert [message.to for message in mail.outbox] == [["moi@tinh.local"]]
        assert re.search(r"/invitation/\S+", mail.outbox[0].body)

    def test_a_link_for_a_new_password_is_recorded(self, head, staff, client):
        page = client.post(reverse("committees:user-link", args=[staff.pk]))
        assert page.context["link"].startswith("http://testserver/invitation/")
        assert staff.history.first().history_user == head

    @pytest.mark.parametrize("button", ["user-link", "user-disable"])
    def test_the_address_of_a_button_is_no_page_and_says_so(self, button, head, staff, client):
        page = client.get(reverse(f"committees:{button}", args=[staff.pk]))
        assert (page.status_code, page["Allow"]) == (405, "POST")
        assert text(find(parse(page), "h1")) == "Địa chỉ này chỉ dùng khi bấm nút"
        assert staff.history.count() == 1

    def test_a_disabled_account_takes_no_invitation(self, head, staff, client):
        path = accounts.invitation_path(staff)
        disable_user(user=staff, by=head)
        client.logout()
        assert not client.get(path, follow=True).context["validlink"]


class TestRoles:
    def test_given_and_taken_away(self, head, staff, other_commission, client):
        address = reverse("committees:role-create", args=[staff.pk])
        client.post(address, {"role": "clerk", "committee": other_commission.pk})
        added = staff.memberships.get(role="clerk")
        assert (added.committee, added.history.get().history_user) == (other_commission, head)

        client.post(reverse("committees:role-delete", args=[staff.pk, added.pk]))
        assert list(staff.memberships.values_list("role", flat=True)) == ["staff"]

    def test_the_page_says_whose(self, head, staff, client):
        page = client.get(reverse("committees:role-create", args=[staff.pk])).content.decode()
        assert "<h1>Giao thêm vai trò</h1>" in page
        assert staff.full_name in page

    def test_the_last_administrator_stays(self, head, province, client):
        other = MembershipFactory(role=Role.ADMINISTRATOR, committee=province).user
        with pytest.raises(ValidationError):
            withdraw_role(membership=head.memberships.get(), by=head)
        withdraw_role(membership=head.memberships.get(), by=other)
        with pytest.raises(ValidationError):
            withdraw_role(membership=other.memberships.get(), by=None)
        with pytest.raises(ValidationError):
            disable_user(user=other, by=None)

    def test_nobody_disables_the_own_account(self, head, client):
        client.post(reverse("committees:user-disable", args=[head.pk]))
        head.refresh_from_db()
        assert head.is_active

    def test_disabling_ends_the_session(self, head, staff, client):
        client.force_login(staff)
        assert client.get(reverse("attendance:plan-list")).status_code == 200
        disable_user(user=staff, by=head)
        assert client.get(reverse("attendance:plan-list")).status_code == 302

    def test_the_page_is_about_the_account_and_not_about_its_reader(self, head, staff, client):
        page = client.get(reverse("committees:user-detail", args=[staff.pk]))
        assert page.context["user"] == head
        assert page.context["account"] == staff


class TestReach:
    def test_as_the_rights_have_it(self, commission, province, django_assert_num_queries):
        CommitteeFactory(parent=commission)
        user = MembershipFactory(role=Role.STAFF, committee=commission).user
        with django_assert_num_queries(2):
            found = accounts.reach(user)
        assert {item.permission for item in found if item.committees} == RIGHTS[Role.STAFF]
        assert {tuple(item.committees) for item in found if item.committees} == {((commission, 1),)}

    def test_a_superuser_everywhere(self, admin_user):
        assert {item.everywhere for item in accounts.reach(admin_user)} == {True}

    def test_every_permission_is_told(self, staff):
        assert [item.permission for item in accounts.reach(staff)] == list(Permission)


class TestTheOwnAccount:
    def test_name_and_reminders(self, staff, client):
        client.force_login(staff)
        client.post(ACCOUNT, {"full_name": "Phạm Thị Dung B", "email": "d@tinh.local"})
        staff.refresh_from_db()
        assert (staff.full_name, staff.email, staff.wants_reminders) == (
            "Phạm Thị Dung B",
            "d@tinh.local",
            False,
        )

    def test_another_address_asks_for_the_password_unless_one_has_just_signed_in(
        self, staff, client, monkeypatch
    ):
        monkeypatch.setattr("committees.sessions.NEW", dt.timedelta())
        staff.set_password(PASSWORD)
        staff.save()
        client.force_login(staff)
        typed = {"full_name": "Phạm Thị Dung B", "form_key": new_form_key(staff)}
        again = client.post(ACCOUNT, typed | {"email": "d@tinh.local"})
        assert again.url == f"{reverse('account_reauthenticate')}?next=%2Faccount%2F"
        client.post(again.url, {"password": "wrong"})
        staff.refresh_from_db()
        assert (staff.full_name, staff.email) == ("Phạm Thị Dung", "")
        assert client.post(again.url, {"password": PASSWORD}).url == ACCOUNT
        staff.refresh_from_db()
        assert (staff.full_name, staff.email) == ("Phạm Thị Dung B", "d@tinh.local")
        assert SecurityEvent.objects.filter(kind="email", user=staff, address="127.0.0.1").count() == 1

    def test_what_is_not_the_address_asks_for_nothing(self, staff, client, monkeypatch):
        monkeypatch.setattr("committees.sessions.NEW", dt.timedelta())
        client.force_login(staff)
        assert client.post(ACCOUNT, {"full_name": "Phạm Thị Dung B", "email": ""}).url == ACCOUNT
        assert not SecurityEvent.objects.filter(kind="email").exists()

    @pytest.mark.parametrize("name", ["Hoàng  Văn Em", "nguyễn văn an", "Lê Mạnh Cường"])
    def test_nobody_takes_the_name_of_another_of_the_province(
        self, staff, official, chief, other_chief, client, name
    ):
        client.force_login(staff)
        page = client.post(ACCOUNT, {"full_name": name, "email": ""})
        assert list(page.context["form"].errors) == ["full_name"]
        staff.refresh_from_db()
        assert staff.full_name == "Phạm Thị Dung"

    def test_a_name_elsewhere_and_the_own_one_are_nobodys(self, staff, chief, client):
        elsewhere = LeaderFactory(committee=ProvinceFactory(), full_name="Bùi Thị Hoa")
        staff.full_name = chief.full_name
        staff.save()
        client.force_login(staff)
        for name in (chief.full_name.upper(), elsewhere.full_name):
            client.post(ACCOUNT, {"full_name": name, "email": ""})
            staff.refresh_from_db()
            assert staff.full_name == name

    def test_the_password_is_changed_with_the_old_one(self, staff, client):
        staff.set_password(PASSWORD)
        staff.save()
        client.force_login(staff)
        address = reverse("committees:password-change")
        new = {"new_password1": "vuon-trang-gio-9", "new_password2": "vuon-trang-gio-9"}
        wrong = client.post(address, new | {"old_password": "sai"})
        assert list(wrong.context["form"].errors) == ["old_password"]
        assert client.post(address, new | {"old_password": PASSWORD}).status_code == 302
        staff.refresh_from_db()
        assert staff.check_password("vuon-trang-gio-9")

    def test_reminders_are_switched_off_from_the_message(self, staff, client):
        address = opt_out_path(staff)
        client.get(address)
        staff.refresh_from_db()
        assert staff.wants_reminders
        client.post(address)
        staff.refresh_from_db()
        assert not staff.wants_reminders


class TestTheFirstRun:
    TYPED = {
        "full_name": "Lâm Quốc Dũng",
        "username": "quantri",
        "password1": "vuon-trang-bien-1",
        "password2": "vuon-trang-bien-1",
    }

    @pytest.fixture
    def address(self):
        return reverse("committees:first-run", args=[first_run.token()])

    def test_the_first_account_is_made_once(self, address, client):
        assert client.get(address).status_code == 200
        done = client.post(address, self.TYPED)
        assert done.url == reverse("office:first-steps")
        user = User.objects.get()
        assert (user.is_superuser, client.session[SESSION_KEY]) == (True, str(user.pk))
        assert client.get(address).status_code == 404
        assert client.post(address, self.TYPED | {"username": "khac"}).status_code == 404
        assert client.get("/", follow=True).redirect_chain[-1][0] == reverse("office:first-steps")

    def test_administrators_need_a_second_step_from_their_next_sign_in_on(self, address, client):
        client.post(address, self.TYPED)
        steps = reverse("office:first-steps")
        assert client.get(steps).context["lacks_second_step"]
        again = Client()
        again.post(reverse("login"), {"username": "quantri", "password": self.TYPED["password1"]})
        assert again.get(steps).url == reverse("mfa_index")

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"password2": "khác"}, "password2"),
            ({"password1": "12345678", "password2": "12345678"}, "password1"),
            ({"username": ""}, "username"),
            ({"username": "a b <script>"}, "username"),
        ],
    )
    def test_slips(self, typed, field, address, client):
        page = client.post(address, self.TYPED | typed)
        assert list(page.context["form"].errors) == [field]
        assert User.objects.count() == 0

    def test_a_wrong_token(self, client):
        assert client.get(reverse("committees:first-run", args=["0" * 40])).status_code == 404

    def test_the_command_prints_the_address_while_it_is_open(self, address, capsys, client):
        call_command("first_run")
        assert capsys.readouterr().out.strip().endswith(address)
        assert "first_run" in client.get(reverse("login")).content.decode()
        UserFactory()
        with pytest.raises(CommandError):
            call_command("first_run")
        assert "first_run" not in client.get(reverse("login")).content.decode()

    def test_the_server_says_so_at_its_start(self, address, caplog):
        first_run.announce()
        assert address in caplog.text
        caplog.clear()
        UserFactory()
        first_run.announce()
        assert caplog.text == ""


def test_roles_taken_from_a_stranger_do_not_exist(head, staff, client):
    foreign = MembershipFactory()
    assert client.post(reverse("committees:role-delete", args=[staff.pk, foreign.pk])).status_code == 404
    assert Membership.objects.filter(pk=foreign.pk).exists()
