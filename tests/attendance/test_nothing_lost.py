"""Nothing typed is ever lost: two editors, a form sent twice, a session that expired meanwhile."""

import datetime as dt
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import reverse

from attendance.models import Visit
from committees import kept
from committees.models import KeptForm, Submission
from lib.form_keys import new_form_key
from lib.periods import now
from meetings.models import Meeting
from tests.factories import PASSWORD, VisitFactory
from tests.pages import attribute, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

ATTENDED = {"date": "15/03/2018", "kind": "thematic", "members_total": "30", "members_present": "28"}


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell)


@pytest.fixture
def url(visit):
    return reverse("attendance:visit-attended", args=[visit.pk])


def opened(client, url) -> dict:
    """What the form holds when its page is opened."""
    return typed(client.get(url))


class TestSentTwice:
    def test_a_form_saves_once_and_leads_where_it_led(self, as_staff, url, visit):
        form = opened(as_staff, url) | ATTENDED
        first = as_staff.post(url, form)
        visit.refresh_from_db()
        version = visit.version

        second = as_staff.post(url, form)
        visit.refresh_from_db()
        assert (first.status_code, second.status_code, second.url) == (302, 302, first.url)
        assert (visit.version, visit.meeting.members_present) == (version, 28)

    def test_back_corrected_and_sent_anew_it_is_another_one(self, as_staff, url, visit):
        form = opened(as_staff, url) | ATTENDED
        as_staff.post(url, form)
        response = as_staff.post(url, form | {"members_present": "27", "version": visit.version + 1})
        assert response.status_code == 302
        assert Meeting.objects.get().members_present == 27

    def test_what_was_undone_may_be_sent_again_as_it_was(self, as_staff, url, visit):
        form = opened(as_staff, url) | ATTENDED | {"version": ""}
        as_staff.post(url, form)
        key = as_staff.session["undo"][-1]["key"]
        as_staff.post(reverse("attendance:visit-undo"), {"key": key})
        assert Visit.objects.get().outcome == "pending"
        as_staff.post(url, form)
        assert Visit.objects.get().outcome == "attended"

    def test_an_address_of_any_length_leads_back(self, as_staff, url, visit):
        back = "/visits/?q=" + "x" * 600
        form = opened(as_staff, url) | ATTENDED
        assert as_staff.post(f"{url}?{urlencode({'next': back})}", form).url == back

    def test_a_refused_form_may_be_sent_again(self, as_staff, url, visit):
        form = opened(as_staff, url) | ATTENDED
        assert as_staff.post(url, form | {"members_present": "31"}).status_code == 422
        assert not Submission.objects.exists()
        assert as_staff.post(url, form).status_code == 302
        assert Meeting.objects.get().members_present == 28

    def test_nobody_can_use_up_anothers_key(self, as_staff, official, url, visit):
        key = f"{official.pk}.made-up"
        assert as_staff.post(url, ATTENDED | {"form_key": key}).status_code == 302
        assert not Submission.objects.exists()

    @pytest.mark.parametrize("key", ["", "nobodys.key", "x" * 70, "a\0b"])
    def test_without_a_key_of_ones_own_the_form_is_judged_as_ever(self, key, as_staff, url, visit):
        response = as_staff.post(url, ATTENDED | {"form_key": key})
        assert response.status_code == (302 if key in ("", "nobodys.key") else 422)
        assert not Submission.objects.exists()

    def test_what_was_sent_long_ago_is_forgotten(self, as_staff, url, visit, staff):
        as_staff.post(url, opened(as_staff, url) | ATTENDED)
        Submission.objects.update(sent_at=dt.datetime(2018, 1, 1, tzinfo=dt.UTC))
        as_staff.post(url, opened(as_staff, url) | ATTENDED)
        assert Submission.objects.count() == 1


class TestTwoEditors:
    @pytest.fixture
    def stale(self, as_staff, url, visit, staff):
        """Opened by both, saved by the colleague: what the second one's page answers."""
        as_staff.post(url, ATTENDED)
        form = opened(as_staff, url)
        colleague = Client()
        colleague.force_login(staff)
        colleague.post(url, form | {"members_present": "20", "kind": "regular", "form_key": ""})
        response = as_staff.post(url, form | {"members_present": "27", "members_spoke": "9"})
        assert response.status_code == 422
        return response

    @staticmethod
    def form_of(response) -> list[tuple[str, str]]:
        """All hidden fields of the comparison, as pairs."""
        return [
            (attribute(e, "name"), attribute(e, "value") or "")
            for e in find_all(parse(response), "input", type="hidden")
            if attribute(e, "name") not in (None, "csrfmiddlewaretoken", "next", "language")
        ]

    def test_sees_both_values_of_each_field_that_differs(self, stale):
        shown = {
            text(find(fieldset, "legend")): [text(label) for label in find_all(fieldset, "label")]
            for fieldset in find_all(parse(stale), "fieldset")
        }
        assert [[words.split()[-1] for words in labels] for labels in shown.values()] == [
            ["đề", "kỳ"],
            ["27", "20"],
            ["9", "—"],
        ]
        visit = Visit.objects.get()
        assert (visit.meeting.members_present, visit.meeting.kind) == (20, "regular")

    def test_chooses_field_by_field(self, stale, as_staff, url):
        chosen = {
            "resolve-kind": "theirs",
            "resolve-members_present": "mine",
            "resolve-members_spoke": "mine",
        }
        pairs = [*self.form_of(stale), *chosen.items()]
        response = as_staff.post(url, urlencode(pairs), content_type="application/x-www-form-urlencoded")
        assert response.status_code == 302
        meeting = Meeting.objects.get()
        assert (meeting.kind, meeting.members_present, meeting.members_spoke) == ("regular", 27, 9)

    def test_or_takes_all_of_the_own_at_once(self, stale, as_staff, url):
        pairs = [*self.form_of(stale), ("resolve-all", "mine")]
        response = as_staff.post(url, urlencode(pairs), content_type="application/x-www-form-urlencoded")
        assert response.status_code == 302
        meeting = Meeting.objects.get()
        assert (meeting.kind, meeting.members_present, meeting.members_spoke) == ("thematic", 27, 9)

    def test_a_third_editor_is_not_overwritten_either(self, stale, as_staff, url, visit):
        Visit.objects.get().save()
        Visit.objects.update(version=Visit.objects.get().version + 1)
        Meeting.objects.update(members_present=19)
        pairs = [*self.form_of(stale), ("resolve-members_present", "mine")]
        response = as_staff.post(url, urlencode(pairs), content_type="application/x-www-form-urlencoded")
        assert response.status_code == 422
        assert Meeting.objects.get().members_present == 19


class TestExpiredSession:
    def test_the_form_comes_back_filled_after_signing_in(self, as_staff, url, visit, staff):
        form = opened(as_staff, url) | ATTENDED | {"note": "Họp ở nhà văn hóa"}
        as_staff.cookies.pop("sessionid")
        away = as_staff.post(url, form)
        assert (away.status_code, away.url) == (302, f"{reverse('login')}?next={url}")

        as_staff.post(away.url, {"username": staff.username, "password": PASSWORD})
        response = as_staff.get(url)
        assert {name: typed(response)[name] for name in ATTENDED} == ATTENDED
        assert typed(response)["note"] == "Họp ở nhà văn hóa"
        assert not Meeting.objects.exists()
        assert as_staff.post(url, typed(response)).status_code == 302
        assert Visit.objects.get().note == "Họp ở nhà văn hóa"
        assert opened(as_staff, url)["note"] == "Họp ở nhà văn hóa"  # once; then the page is itself again

    def test_what_strangers_send_is_not_even_read(self, url, monkeypatch):
        read = []
        monkeypatch.setattr(WSGIRequest, "_load_post_and_files", lambda request: read.append(request.path))
        for address in (url, reverse("exchange:import-list")):
            large = SimpleUploadedFile("a.pdf", b"%PDF" + bytes(kept.BODY_AT_MOST))
            assert Client(enforce_csrf_checks=True).post(address, {"attachments": large}).status_code == 302
        assert read == []

    def test_nobody_else_gets_to_see_it(self, as_staff, url, visit, official, staff, commission):
        colleague = staff.__class__.objects.create_user("dong.nghiep", password=PASSWORD)
        colleague.memberships.create(role="staff", committee=commission)
        form = opened(as_staff, url) | ATTENDED | {"note": "Riêng"}
        as_staff.cookies.pop("sessionid")
        away = as_staff.post(url, form)
        as_staff.post(away.url, {"username": colleague.username, "password": PASSWORD})
        assert typed(as_staff.get(url))["note"] == ""

    def test_signed_in_again_in_another_tab(self, url, visit, staff):
        """The old page's token is no longer good; what was typed comes back all the same."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(staff)
        form = opened(client, url) | ATTENDED
        response = client.post(url, form | {"csrfmiddlewaretoken": "x" * 32})
        assert (response.status_code, response.url) == (302, url)
        assert not Meeting.objects.exists()
        assert typed(client.get(url))["members_present"] == "28"

    def test_parts_of_pages_never_become_the_sign_in_page(self, client, visit, staff):
        here = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://testserver/plans/?status=draft"}
        response = client.get(reverse("attendance:plan-list"), **here)
        assert response["HX-Redirect"] == f"{reverse('login')}?next=%2Fplans%2F%3Fstatus%3Ddraft"
        rating = reverse("attendance:evaluation-rating", args=[visit.pk, "leader"])
        key = new_form_key(staff)
        assert client.post(rating, {"form_key": key}, **here).status_code == 401
        assert not KeptForm.objects.exists()

    def test_the_sign_in_page_says_that_nothing_is_lost(self, client, url, staff):
        away = client.post(url, {"form_key": new_form_key(staff)})
        assert len(list(find_all(parse(client.get(away.url)), "div", class_="alert-warning"))) == 1
        assert not list(find_all(parse(client.get(reverse("login"))), "div", class_="alert-warning"))

    def test_a_button_without_a_form_keeps_nothing(self, client, visit, staff):
        button = reverse("attendance:visit-clear", args=[visit.pk])
        client.post(button, {"form_key": new_form_key(staff), "note": "x"})
        assert not KeptForm.objects.exists()

    def test_keeps_the_latest_few_and_nothing_huge(self, client, staff):
        def send(number, **typed):
            address = reverse("attendance:visit-attended", args=[number])
            client.post(address, {"form_key": new_form_key(staff)} | typed)

        for number in range(KeptForm.AT_MOST + 2):
            send(number)
        send(99, note="x" * 300_000)
        assert sorted(
            int(path.split("/")[2]) for path in KeptForm.objects.values_list("path", flat=True)
        ) == [*range(2, KeptForm.AT_MOST + 2)]

    def test_whoever_never_had_a_form_open_fills_nothing(self, client, url, staff, settings):
        """Neither a row nor a session, whatever the form's key looks like."""
        signed = new_form_key(staff)
        for key in ("", "1.a", f"{staff.pk}.{'x' * 46}", signed[:-1], signed.replace(".", "1.", 1)):
            client.post(url, {"form_key": key, "note": "x"})
        assert (KeptForm.objects.count(), Session.objects.count()) == (0, 0)

    def test_another_sites_post_is_no_text_of_ours(self, client, url, staff):
        for headers in ({"HTTP_ORIGIN": "http://khac.tinh.local"}, {"HTTP_ORIGIN": "null"}):
            client.post(url, {"form_key": new_form_key(staff), "note": "x"}, **headers)
        assert not KeptForm.objects.exists()
        client.post(url, {"form_key": new_form_key(staff)}, HTTP_ORIGIN="http://testserver")
        assert KeptForm.objects.count() == 1

    def test_after_a_week_it_is_gone(self, as_staff, url, visit, staff):
        form = opened(as_staff, url) | {"note": "Họp muộn"}
        as_staff.cookies.pop("sessionid")
        away = as_staff.post(url, form)
        KeptForm.objects.update(kept_at=now() - KeptForm.KEPT - dt.timedelta(minutes=1))
        as_staff.post(away.url, {"username": staff.username, "password": PASSWORD})
        assert typed(as_staff.get(url))["note"] == ""


class TestComingBack:
    @pytest.mark.parametrize(
        ("next_url", "leads_to"),
        [
            ("/plans/?page=2", "/plans/?page=2"),
            ("//evil.example/", None),
            ("https://evil.example", None),
            ("", None),
        ],
    )
    def test_only_within_the_product(self, next_url, leads_to, as_staff, url, visit):
        address = f"{url}?{urlencode({'next': next_url})}"
        target = leads_to or reverse("attendance:visit-detail", args=[visit.pk])
        cancel = find(parse(as_staff.get(address)), "a", class_="btn-link", href=target)
        assert text(cancel) == "Hủy"
        assert as_staff.post(address, ATTENDED).url == target
