"""Every list and every table of figures is had as Excel and CSV: the page's rows, in its order."""

import csv
import io
import re

import openpyxl
import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from committees.roles import Role
from committees.views.files import TableFilesMixin
from lib import jobs
from lib.periods import Month
from reports.models import Export
from reports.summary.jobs import source_at
from tests.access_rules import EXTRA_ARGUMENTS, RULES
from tests.factories import EvaluationFactory, LeaderFactory, MembershipFactory, VisitFactory
from tests.pages import attribute, find_all, parse, text

NO_FILE = {
    "reports:export-list": "a list of files, each with its own download",
    "reports:certificate-list": "a form, and what was set by it",
}
# Templates with a table and no file beside it.
NO_TABLE = {
    "committees/sessions.html": "what one may end, here",
    "committees/sign_in.html": "the accounts of the demo",
    "document/document_template.html": "what a template may contain",
    "exchange/_import_aside.html": "an import's own steps",
    "exchange/_import_counts.html": "an import's own steps",
    "exchange/_import_place.html": "a picture of the file",
    "exchange/_import_problems.html": "the file is given back with its errors marked",
    "exchange/_import_remarks.html": "an import's own steps",
    "exchange/_import_rows.html": "an import's own steps",
    "exchange/import_encoding.html": "a form",
    "exchange/import_list.html": "an import's own steps",
    "exchange/import_mapping.html": "a form",
    "planning/_calendar_month.html": "a part of the calendar, which has its file",
    "planning/announce_form.html": "a form; the calendar has its file",
    "planning/plan_copy.html": "a form",
    "planning/copy_calendar.html": "a form",
    "dashboards/_targets.html": "figures of targets, each with its rows",
    "dashboards/_leader_coming.html": "a part of “My work” and of the list of visits",
    "issuing/issued_compare.html": "two issued reports, each with its Excel file",
    "issuing/issued_detail.html": "an issued report, with its Excel file",
    "issuing/_changed_figures.html": "the differences of one report, beside its Excel file",
    "issuing/_sent.html": "to whom one report was sent; the register has it",
    "logging/evaluation_detail.html": "one score sheet",
    "meetings/rubric_detail.html": "one rubric, in the data workbook",
    "office/offer.html": "a form",
    "planning/_plan_grid.html": "a form; the plan's list stands below",
    "planning/_plan_ledger.html": "figures of one plan, each with its rows",
    "planning/_plan_waiting.html": "what an official weighs; the plan has its list",
}


def list_views(patterns=None, namespace=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from list_views(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            if hasattr(view, "columns"):
                yield f"{namespace}{pattern.name}", view


def test_every_list_has_a_file():
    without = {name for name, view in list_views() if not issubclass(view, TableFilesMixin)}
    assert without == set(NO_FILE)


def test_a_file_has_every_column_of_its_list():
    left_out = [
        (name, str(column.label))
        for name, view in list_views()
        if name not in NO_FILE and not isinstance(view.columns, property)
        for column in view.columns
        if not column.is_hidden and not column.in_file
    ]
    assert left_out == []


def test_every_table_of_a_page_has_a_file():
    root = settings.BASE_DIR / "templates"
    without = {
        str(path.relative_to(root))
        for path in root.rglob("*.html")
        if "<table" in (source := path.read_text())
        and not re.search(r"list-export|figure_columns|list_columns|_csv_link", source)
    }
    assert without == set(NO_TABLE)


def test_every_list_gives_its_file(province, commission, client):
    """The columns of the file are read from rows of every list."""
    visit = VisitFactory(leader=LeaderFactory(committee=commission), attended=True)
    EvaluationFactory(meeting=visit.meeting, leader=visit.leader)
    user = MembershipFactory(role=Role.ADMINISTRATOR, committee=province).user
    for role in (Role.STAFF, Role.CLERK):
        MembershipFactory(user=user, role=role, committee=province)
    client.force_login(user)
    answers = {}
    for name, _view in list_views():
        whose = {"pk": commission.pk} if RULES[name].on == "committee" else {}
        address = reverse(name, kwargs=EXTRA_ARGUMENTS.get(name, {}) | whose)
        if name not in NO_FILE:
            response = client.get(address, {"format": "csv"})
            answers[name] = (response.status_code, len(read_csv(response)) > 0)
    assert set(answers.values()) == {(200, True)}


# --- what the files have ---


def read_csv(response) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))


def read_excel(response) -> list[list]:
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.fixture
def leaders(commission, administrator, client):
    for number in range(60):
        LeaderFactory(committee=commission, full_name=f"Nguyễn Văn {chr(65 + number // 26)}{number:02}")
    LeaderFactory(committee=commission, full_name="Trần Thị Ánh", position="Trưởng ban")
    client.force_login(administrator)
    return reverse("committees:leader-list")


def names_on(page) -> list[str]:
    return [text(cell) for cell in find_all(page, "th", scope="row")]


def test_all_pages_of_a_list_in_its_order(leaders, client):
    pages = [parse(client.get(leaders, {"sort": "-name", "page": number})) for number in (1, 2)]
    _head, *rows = read_csv(client.get(leaders, {"sort": "-name", "format": "csv"}))
    assert [row[0] for row in rows] == [name for page in pages for name in names_on(page)]
    assert len(rows) == 61


def test_the_filter_stands_above_the_rows_in_excel(leaders, client):
    title, cut, made, head, row = read_excel(client.get(leaders, {"q": "anh", "format": "xlsx"}))
    assert (title[0], cut[0].endswith(": anh")) == ("Cán bộ lãnh đạo", True)
    assert made[0].startswith("Lập lúc ")
    assert (head[0], row[:2]) == ("Họ và tên", ["Trần Thị Ánh", "Trưởng ban"])


def test_the_links_keep_filter_and_order_and_drop_the_page(leaders, client):
    page = parse(client.get(leaders, {"sort": "-name", "page": 2}))
    links = [attribute(link, "href") for link in find_all(page, "a")]
    assert [link for link in links if "format" in link] == [
        "?sort=-name&format=xlsx",
        "?sort=-name&format=csv",
    ]


def test_an_empty_list_has_no_file(administrator, client):
    client.force_login(administrator)
    assert b"format=" not in client.get(reverse("committees:leader-list")).content


def test_an_unknown_kind_of_file_and_an_unknown_table_are_no_pages(leaders, client):
    assert client.get(leaders, {"format": "pdf"}).status_code == 404
    assert client.get(leaders, {"format": "csv", "table": "no-such"}).status_code == 404


def test_who_may_not_see_the_page_gets_no_file(leaders, client, staff):
    client.force_login(staff)
    assert client.get(leaders, {"format": "csv"}).status_code == 403


def test_text_that_excel_would_run_stays_text(commission, administrator, client):
    leader = LeaderFactory(committee=commission)
    type(leader).objects.update(position="=1+1")
    client.force_login(administrator)
    address = reverse("committees:leader-list")
    assert read_csv(client.get(address, {"format": "csv"}))[1][1] == "'=1+1"
    response = client.get(address, {"format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s")


def test_a_long_list_is_made_in_the_background(leaders, client, settings, monkeypatch):
    at_once = read_excel(client.get(leaders, {"sort": "-name", "format": "xlsx"}))
    settings.REPORT_ROWS_AT_ONCE = 60
    monkeypatch.setattr(jobs, "wake", lambda: None)
    response = client.get(leaders, {"sort": "-name", "format": "xlsx"})
    export = Export.objects.get()
    assert response.url == reverse("reports:export-detail", args=[export.pk])
    with translation.override("vi"):
        jobs.work_off()
    export.refresh_from_db()
    assert (export.job.done, export.job.total) == (61, 61)
    # But for the minute at which it was made.
    made = read_excel(client.get(reverse("reports:export-download", args=[export.pk])))
    assert [row for row in made if not row[0].startswith("Lập lúc")] == [
        row for row in at_once if not row[0].startswith("Lập lúc")
    ]


def test_a_file_takes_as_many_queries_as_ever(leaders, client, django_assert_num_queries):
    with django_assert_num_queries(4):
        assert len(read_csv(client.get(leaders, {"format": "csv"}))) == 62


def test_the_job_asks_whether_its_user_still_sees_the_page(leaders, staff):
    with pytest.raises(ValueError, match="format=xlsx"):
        source_at(f"{leaders}?format=xlsx", user=staff)


def test_a_figure_opens_rows_that_are_had_one_line_a_visit(chief, staff, client):
    for month in ("02/2018", "03/2018"):
        VisitFactory(leader=chief, month=Month.parse(month), attended=True)
    client.force_login(staff)
    address = reverse("attendance:figure-rows", args=["2018-H1", "leaders_attended"])
    _head, *rows = read_csv(client.get(address, {"format": "csv"}))
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("1", chief.full_name, "02/2018"),
        ("1", chief.full_name, "03/2018"),
    ]
