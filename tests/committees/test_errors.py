"""What somebody sees when something went wrong: the product, and what was typed."""

from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, InternalError, OperationalError
from django.test import Client
from django.urls import reverse
from psycopg.errors import ReadOnlySqlTransaction

from committees.views import errors
from tests.factories import VisitFactory
from tests.pages import find, find_all, parse, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(chief, cell):
    return VisitFactory(leader=chief, cell=cell)


def shown(response) -> dict[str, str]:
    page = parse(response)
    names, words = find_all(page, "dt"), find_all(page, "dd")
    return {text(name): text(value) for name, value in zip(names, words, strict=True)}


@pytest.fixture
def sent(rf, visit):
    """A request with a filled form, past the check that it comes from our own page."""

    attended = reverse("attendance:visit-attended", args=[visit.pk])

    def send(url=attended, **typed):
        request = rf.post(url, {"csrfmiddlewaretoken": "x", "form_key": "1.a", "version": "3"} | typed)
        request.csrf_processing_done = True
        return request

    return send


def read_only(words):
    """As Django tells of a statement on a machine that has just ceased to be the primary."""
    error = InternalError(words)
    error.__cause__ = ReadOnlySqlTransaction(words)
    return error


class TestTheServersError:
    def test_asks_nothing_and_shows_what_was_typed(self, sent, django_assert_num_queries):
        request = sent(date="31/02/2018", kind="thematic", note="Họp muộn\nđông đủ", members_present="")
        with django_assert_num_queries(0):
            response = errors.server_error(request)
        assert response.status_code == 500
        assert shown(response) == {
            "Ngày họp": "31/02/2018",
            "Hình thức": "Chuyên đề",
            "Ghi chú": "Họp muộn đông đủ",
        }
        assert text(find(parse(response), "h1")) == "Máy chủ gặp lỗi"

    @pytest.mark.parametrize("failure", [OperationalError, InterfaceError, read_only])
    def test_is_none_where_the_database_is_away(self, failure, as_staff, visit, monkeypatch):
        def fail(*args, **kwargs):
            raise failure("the connection is lost")

        as_staff.raise_request_exception = False
        url = reverse("attendance:visit-attended", args=[visit.pk])
        monkeypatch.setattr("committees.views.access.Submission.claim", fail)
        form = {"form_key": f"{as_staff.session['_auth_user_id']}.x", "note": "Họp muộn"}
        response = as_staff.post(url, form)
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert text(find(parse(response), "h1")) == "Cơ sở dữ liệu tạm thời chưa trả lời"
        assert shown(response) == {"Ghi chú": "Họp muộn"}

    def test_nor_where_it_goes_before_the_session_is_saved(self, as_staff, visit, monkeypatch):
        def fail(*args, **kwargs):
            raise OperationalError("the connection is lost")

        as_staff.raise_request_exception = False
        monkeypatch.setattr(Session, "save", fail)
        url = reverse("attendance:visit-attended", args=[visit.pk])
        response = as_staff.post(url, {"date": "15/03/2018", "kind": "regular", "note": "Họp muộn"})
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert shown(response)["Ghi chú"] == "Họp muộn"

    def test_shows_no_password(self, sent):
        typed = {"old_password": "a", "new_password1": "b", "new_password2": "b", "password": "c"}
        for name in ("committees:password-change", "login"):
            response = errors.server_error(sent(reverse(name), username="chuyenvien", **typed))
            assert set(shown(response).values()) <= {"chuyenvien"}

    def test_shows_nothing_that_another_site_sent(self, sent):
        request = sent(note="Gọi ngay số này")
        del request.csrf_processing_done
        assert shown(errors.server_error(request)) == {}

    def test_has_words_even_where_its_own_page_fails(self, sent, monkeypatch):
        monkeypatch.setattr(errors, "render_to_string", lambda *args: 1 / 0)
        assert "Máy chủ gặp lỗi" in errors.server_error(sent()).content.decode()


@pytest.mark.parametrize(
    ("problem", "status", "heading"),
    [
        (RequestDataTooBig(), 413, "Nội dung gửi lên một lần quá lớn"),
        (None, 400, "Máy chủ không đọc được nội dung gửi lên"),
    ],
)
def test_what_cannot_be_read(problem, status, heading, rf):
    response = errors.bad_request(rf.get("/"), problem)
    assert (response.status_code, text(find(parse(response), "h1"))) == (status, heading)


class TestAFormThatHasExpired:
    @pytest.fixture
    def strict(self, staff):
        client = Client(enforce_csrf_checks=True)
        client.force_login(staff)
        return client

    def test_too_large_to_be_kept_is_shown(self, strict, visit, staff):
        url = reverse("attendance:visit-attended", args=[visit.pk])
        response = strict.post(url, {"form_key": f"{staff.pk}.x", "note": "Họp muộn", "more": "x" * 200_000})
        assert response.status_code == 403
        assert shown(response)["Ghi chú"] == "Họp muộn"
        assert attribute_of(response, "Mở lại biểu mẫu") == url

    def test_another_site_of_the_network_shows_nothing_as_the_users_own(self, strict, visit):
        """Its requests come with the session: for cookies, all of tinh.local is one site."""
        url = reverse("attendance:visit-attended", args=[visit.pk])
        response = strict.post(url, {"note": "Gọi ngay số này"}, HTTP_ORIGIN="http://khac.tinh.local")
        assert (response.status_code, shown(response)) == (403, {})

    def test_strangers_see_nothing_of_what_was_sent(self, visit):
        body = urlencode({"username": "Gọi ngay số này", "password": "x"})
        response = Client(enforce_csrf_checks=True).post(
            reverse("login"), body, content_type="application/x-www-form-urlencoded"
        )
        assert (response.status_code, shown(response)) == (403, {})
        assert attribute_of(response, "Mở lại biểu mẫu") == reverse("login")


def attribute_of(response, words: str) -> str:
    (link,) = [a for a in find_all(parse(response), "a") if text(a) == words]
    return dict(link.attributes)["href"]
