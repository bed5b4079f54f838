"""What a device may keep, what a script is told, and what is left after signing out."""

import datetime as dt
import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from attendance.models import Visit
from lib.forms import saved
from lib.periods import Month
from office.agenda.work import Work
from office.offline import pages
from tests.factories import CellFactory, EvaluationFactory, VisitFactory

pytestmark = pytest.mark.django_db

PAGES, SIGN_OUT = reverse("office:offline-pages"), reverse("logout")
MARCH, MAY, JUNE, AUGUST = (Month.parse(f"{m:02}/2018") for m in (3, 5, 6, 8))


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 5, 10))


@pytest.fixture
def visit(chief):
    return VisitFactory(leader=chief, cell=CellFactory(meeting_day=15), month=MAY)


def address(route, visit, *more):
    return reverse(f"attendance:{route}", args=[visit.pk, *more])


def typed(user, **more):
    return {"date": "10/05/2018", "kind": "regular", "form_key": f"{user.pk}.a-key", "version": 1} | more


# --- the list ---


def test_own_forms_overdue_then_of_two_weeks_then_open_evaluations(
    staff, chief, visit, other_chief, django_assert_num_queries
):
    overdue = VisitFactory(leader=chief, month=MARCH)
    attended = VisitFactory(leader=chief, month=MARCH, attended=True)
    VisitFactory(leader=chief, month=AUGUST)
    finished = VisitFactory(leader=chief, month=JUNE, attended=True, met_on=JUNE.day(2))
    EvaluationFactory(meeting=finished.meeting, leader=chief)
    VisitFactory(leader=other_chief, cell=CellFactory(meeting_day=15), month=MAY)
    VisitFactory(leader=other_chief, month=MARCH, attended=True)
    work = Work(staff)

    assert work.logs
    with django_assert_num_queries(5):
        kept = pages(work)
    assert [(page["part"], page["visit"], page["act"], page["url"]) for page in kept] == [
        ("Quá hạn, chưa ghi kết quả", overdue.pk, "Đã dự", address("visit-attended", overdue)),
        ("Quá hạn, chưa ghi kết quả", overdue.pk, "Vắng", address("visit-missed", overdue)),
        ("Trong hai tuần tới", visit.pk, "Đã dự", address("visit-attended", visit)),
        ("Trong hai tuần tới", visit.pk, "Vắng", address("visit-missed", visit)),
        ("Đã dự, chưa đánh giá", attended.pk, "Đánh giá", address("evaluation-update", attended, "leader")),
    ]
    assert kept[2]["about"] == f"{chief} · {visit.cell} · {visit.cell.committee.label}"
    assert (kept[2]["day"], kept[2]["version"]) == ("15/05/2018", "1")


def test_a_draft_begun_changes_the_version_of_its_form(staff, chief):
    attended = VisitFactory(leader=chief, month=MARCH, attended=True)
    before = pages(Work(staff))[0]["version"]
    EvaluationFactory(meeting=attended.meeting, leader=chief, is_draft=True)
    assert pages(Work(staff))[0]["version"] != before


@pytest.mark.parametrize("who", ["official", "clerk", "administrator", "stranger_staff"])
def test_whoever_may_not_log_keeps_nothing(who, request, visit, chief):
    VisitFactory(leader=chief, month=MARCH, attended=True)
    assert pages(Work(request.getfixturevalue(who))) == []


def test_scripts_learn_whose_session_it_is(as_staff, staff, visit):
    answer = as_staff.get(PAGES)
    assert answer["Cache-Control"] == "no-store"
    assert (answer.json()["user"], answer.json()["pages"]) == (str(staff.pk), [])
    assert len(as_staff.get(PAGES, {"list": ""}).json()["pages"]) == 2


def test_the_worker_is_nobodys_and_answers_for_every_address(client):
    response = client.get(reverse("office:service-worker"))
    assert reverse("office:service-worker") == "/service-worker.js"
    assert (response.status_code, response["Content-Type"]) == (200, "text/javascript")
    assert response["Cache-Control"] == "no-cache"
    worker = response.content.decode()
    assert 'OFFLINE = "/offline/"' in worker
    # Its own page needs nothing but what it has put on the device before.
    dress = worker.partition("DRESS = [")[2].partition("]")[0]
    page = render_to_string("office/no_connection.html")
    assert [name for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', page) if name not in dress] == []
    assert page.count("<h1>Chưa có kết nối</h1>") == 1


# --- a form sent by a script ---


def test_a_script_is_told_where_to_go_and_what_is_saved(as_staff, staff, visit):
    form, key = address("visit-attended", visit), f"{staff.pk}.a-key"
    for _again in range(2):
        response = as_staff.post(form, typed(staff), headers={"X-Sent-For": str(staff.pk)})
        told = {name: response.headers.get(name) for name in ("X-Go-To", "X-Saved-Form", "Location")}
        assert response.status_code == 204
        assert told == {"X-Go-To": address("visit-detail", visit), "X-Saved-Form": key, "Location": None}
    assert Visit.objects.get().version == 2
    # The page shows what was said; nothing was used up on the way.
    assert "không có gì bị lưu hai lần" in as_staff.get(response["X-Go-To"]).content.decode()


def test_the_page_after_confirms_too(as_staff, staff, visit):
    response = as_staff.post(address("visit-attended", visit), typed(staff))
    assert response.status_code == 302
    assert response.cookies[saved.COOKIE].value == f"{staff.pk}.a-key"


@pytest.mark.parametrize("key", ["", "1.a\r\nSet-Cookie: x", "1.ă", "x.1"])
def test_only_keys_are_confirmed(key, as_staff, staff, visit):
    response = as_staff.post(address("visit-attended", visit), typed(staff, form_key=key))
    assert (response.status_code, saved.COOKIE in response.cookies) == (302, False)


def test_what_is_refused_is_confirmed_by_nothing(as_staff, staff, visit):
    response = as_staff.post(
        address("visit-attended", visit), typed(staff, date=""), headers={"X-Sent-For": str(staff.pk)}
    )
    assert response.status_code == 422
    assert (saved.HEADER in response.headers, saved.COOKIE in response.cookies) == (False, False)


def test_nothing_is_saved_under_the_name_of_whoever_signed_in_since(as_staff, staff, stranger_staff, visit):
    headers = {"X-Sent-For": str(stranger_staff.pk)}
    response = as_staff.post(address("visit-attended", visit), typed(stranger_staff), headers=headers)
    assert response.status_code == 409
    assert Visit.objects.get().outcome == Visit.Outcome.PENDING


def test_signed_out_the_script_is_sent_to_sign_in(client, staff, visit):
    headers = {"X-Sent-For": str(staff.pk)}
    response = client.post(address("visit-attended", visit), typed(staff), headers=headers)
    assert response.status_code == 204
    assert response["X-Go-To"].startswith(reverse("login"))


# --- signing out ---


def test_signing_out_clears_the_browser(as_staff):
    as_staff.cookies[saved.COOKIE] = "1.a"
    response = as_staff.post(SIGN_OUT, secure=True)
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert response.cookies[saved.COOKIE].value == ""


def test_without_https_browsers_would_not_listen(as_staff):
    assert "Clear-Site-Data" not in as_staff.post(SIGN_OUT).headers
