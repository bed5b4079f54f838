"""Files made in the background: begun once, watched, fetched by whoever asked, and failed in plain words."""

import datetime as dt
import io
import time

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone, translation

from attendance.figures import kept
from committees.models import User
from lib import jobs
from lib.models import Job
from reports.models import Export
from reports.summary import exports, workbook
from tests.factories import MembershipFactory, UserFactory, VisitFactory
from tests.pages import attribute, find, find_all, parse, text
from tests.reports.readers import from_workbook, sheet

pytestmark = pytest.mark.django_db

REPORT = reverse("reports:summary-xlsx", args=["2018-H1"])


@pytest.fixture
def long(settings):
    """Every report is."""
    settings.REPORT_ROWS_AT_ONCE = 0


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """Once for each export begun; nothing runs before `jobs.work_off` is called."""
    numbers = []
    monkeypatch.setattr(jobs, "wake", lambda: numbers.append(1))
    monkeypatch.setattr(kept, "ask", lambda *_figures: None)  # their job is another one
    return numbers


@pytest.fixture
def as_reader(client, reader):
    client.force_login(reader)
    return client


def export_of(user, **more) -> Export:
    """With a job that waits, or is another machine's where the export is being made."""
    facts = {"address": REPORT, "name": "Báo cáo.xlsx", "content_type": workbook.CONTENT_TYPE}
    facts["reach"] = Export.reach_of(user)
    export = Export.objects.create(user=user, **facts | more)
    export.job = jobs.start(exports.KIND, export.pk, owner=user)
    export.save()
    if export.state == Export.State.RUNNING:
        run_elsewhere(export, attempt=1)
    return export


def run_elsewhere(export, **facts):
    Job.objects.filter(pk=export.job_id).update(
        **{"state": Job.State.RUNNING, "host": "elsewhere", "heartbeat_at": timezone.now()} | facts
    )


def ready(user, content=b"xlsx", **more) -> Export:
    export = export_of(user, state=Export.State.DONE, **more)
    export.file.save("", ContentFile(content))
    return export


def offers_to_begin_again(response) -> bool:
    address = reverse("reports:export-again", args=[Export.objects.get().pk])
    return any(attribute(form, "action") == address for form in find_all(parse(response), "form"))


def detail(export) -> str:
    return reverse("reports:export-detail", args=[export.pk])


def download(export) -> str:
    return reverse("reports:export-download", args=[export.pk])


class TestAsking:
    def test_a_short_report_comes_at_once(self, busy, as_reader, started):
        assert openpyxl.load_workbook(io.BytesIO(as_reader.get(REPORT).getvalue()))
        assert not Export.objects.exists()

    def test_the_limit_counts_the_rows_of_the_long_lists(self, busy, as_reader, started, settings):
        settings.REPORT_ROWS_AT_ONCE = 29  # 16 visits, 3 evaluated, 4 not attended, 2 moved on, 4 neglected
        assert as_reader.get(REPORT).status_code == 200
        settings.REPORT_ROWS_AT_ONCE = 28
        assert as_reader.get(REPORT).status_code == 302

    def test_a_long_one_leads_to_its_page(
        self, busy, as_reader, long, started, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            response = as_reader.get(REPORT, {"committee": "BTCTU"})
        export = Export.objects.get()
        assert (response.status_code, response.url) == (302, detail(export))
        assert started == [1]
        assert export.name == "Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.xlsx"
        assert export.address == f"{REPORT}?committee=BTCTU"
        assert export.is_under_way

    def test_it_begins_only_once_its_row_is_certain(self, busy, as_reader, long, started):
        as_reader.get(REPORT)  # inside the test's own transaction
        assert started == []

    def test_asked_twice_it_is_made_once(
        self, busy, as_reader, long, started, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            first, second = as_reader.get(REPORT), as_reader.get(REPORT)
            other = as_reader.get(REPORT, {"committee": "BTCTU"})
        assert first.url == second.url != other.url
        assert len(started) == 2

    def test_nobody_keeps_everybody_else_waiting(self, busy, as_reader, reader, long, started):
        for number in range(exports.AT_ONCE):
            export_of(reader, address=f"{REPORT}?committee={number}")
        export_of(UserFactory())
        page = as_reader.get(REPORT, follow=True)
        assert (page.redirect_chain, len(Export.objects.filter(user=reader))) == (
            [(reverse("reports:export-list"), 302)],
            exports.AT_ONCE,
        )
        assert "Đang làm 3 tệp cho đồng chí" in text(parse(page))
        export = Export.objects.filter(user=reader).first()
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED)
        as_reader.get(REPORT)
        assert Export.objects.filter(user=reader, address=REPORT).count() == 1

    def test_a_ready_one_is_made_anew(self, busy, as_reader, reader, long, started):
        """The figures may have changed since."""
        old = ready(reader)
        assert as_reader.get(REPORT).url != detail(old)

    def test_outdated_files_go(
        self, busy, as_reader, reader, long, started, django_capture_on_commit_callbacks
    ):
        old, recent, others = ready(reader), ready(reader), ready(UserFactory())
        week = dt.timedelta(days=7, seconds=1)
        Export.objects.filter(pk__in=[old.pk, others.pk]).update(asked_at=timezone.now() - week)
        with django_capture_on_commit_callbacks(execute=True):
            as_reader.get(REPORT)
        assert set(Export.objects.exclude(state=Export.State.WAITING)) == {recent, others}
        assert [default_storage.exists(e.file.name) for e in (old, recent, others)] == [False, True, True]


class TestRunning:
    def test_the_file_is_the_reports(self, busy, reader, as_reader):
        with translation.override("vi"):
            export = export_of(reader)
            jobs.work_off()
        export.refresh_from_db()
        assert export.state == Export.State.DONE
        assert (export.job.state, export.job.done, export.job.total) == (Job.State.DONE, 29, 29)
        response = as_reader.get(download(export))
        made, streamed = response.getvalue(), as_reader.get(REPORT).getvalue()
        assert from_workbook(io.BytesIO(made)) == from_workbook(io.BytesIO(streamed))
        for key in ("visits", "not-attended", "neglected", "reasons"):
            assert sheet(io.BytesIO(made), key) == sheet(io.BytesIO(streamed), key)
        assert response.headers["Content-Type"] == workbook.CONTENT_TYPE
        assert response.headers["Cache-Control"] == "private, no-store"

    def test_filters_and_rights_are_those_of_the_address(self, busy, stranger_clerk):
        export = export_of(stranger_clerk, address=f"{REPORT}?as_of=29/06/2018")
        jobs.work_off()
        export.refresh_from_db()
        listed = sheet(export.file.open("rb"), "visits")
        assert {row[2] for row in listed} == {"Ban Tuyên giáo"}

    def test_progress_is_told(self, busy, reader, monkeypatch):
        export, told = export_of(reader), []
        one_more = jobs.Run.one_more

        def watched(run):
            one_more(run)
            run.tell()
            told.append(tuple(Job.objects.values_list("done", "total").get(pk=export.job_id)))

        monkeypatch.setattr(jobs.Run, "one_more", watched)
        jobs.work_off()
        assert told == [(done, 29) for done in range(1, 30)]

    def test_it_fails_where_the_committee_is_seen_no_more(self, busy, stranger_clerk, caplog):
        export = export_of(stranger_clerk, address=f"{REPORT}?committee=BTCTU")
        jobs.work_off()
        export.refresh_from_db()
        assert (export.state, export.has_failed, bool(export.file)) == (Export.State.FAILED, True, False)

    def test_it_fails_where_the_file_cannot_be_written(self, busy, reader, monkeypatch, caplog):
        monkeypatch.setattr(workbook, "write_to", lambda *a, **k: (_ for _ in ()).throw(OSError("disk full")))
        export = export_of(reader)
        jobs.work_off()
        export.refresh_from_db()
        assert export.state == Export.State.FAILED
        assert "disk full" in caplog.text

    def test_it_is_begun_again_where_the_database_was_away(self, busy, reader, monkeypatch):
        export, write_to, tries = export_of(reader), workbook.write_to, []

        def away_once(*args, **kwargs):
            tries.append(1)
            if len(tries) == 1:
                raise OperationalError("the connection is closed")
            write_to(*args, **kwargs)

        monkeypatch.setattr(workbook, "write_to", away_once)
        jobs.work_off()
        export.refresh_from_db()
        assert (len(tries), export.state, export.job.resumed) == (2, Export.State.DONE, 1)

    def test_one_given_up_meanwhile_leaves_no_file(self, busy, reader, monkeypatch):
        saved = []
        export_of(reader)
        write_to = workbook.write_to

        def given_up(*args, **kwargs):
            write_to(*args, **kwargs)
            exports._remove(Export.objects.all())

        monkeypatch.setattr(workbook, "write_to", given_up)
        monkeypatch.setattr(default_storage, "delete", saved.append)
        jobs.work_off()
        assert len(saved) == 1

    def test_a_process_besides_the_server_makes_it(self, busy, as_reader, long, settings):
        settings.JOBS_RUN_BY = "workers"
        page = as_reader.get(REPORT).url
        call_command("work", "--once")
        made = as_reader.get(download(Export.objects.get())).getvalue()
        assert len(sheet(io.BytesIO(made), "visits")) == 16
        assert b"http-equiv" not in as_reader.get(page).content


class TestWatching:
    def test_the_page_looks_again_by_itself(self, as_reader, reader):
        export = export_of(reader, state=Export.State.RUNNING)
        run_elsewhere(export, done=1200, total=5000)
        response = as_reader.get(detail(export))
        section = find(parse(response), id="export")
        assert attribute(section, "hx-trigger") == "every 2s"
        assert attribute(section, "hx-get") == detail(export)
        bar = find(section, "progress")
        assert (attribute(bar, "value"), attribute(bar, "max")) == ("1200", "5000")
        assert b'<noscript><meta http-equiv="refresh" content="5"></noscript>' in response.content
        assert attribute(find(section, "a"), "href") == detail(export)

    def test_ready_it_offers_the_file_and_looks_no_more(self, as_reader, reader):
        export = ready(reader)
        response = as_reader.get(detail(export))
        section = find(parse(response), id="export")
        assert attribute(section, "hx-trigger") is None
        assert [attribute(a, "href") for a in find_all(section, "a")] == [download(export)]
        assert b"http-equiv" not in response.content

    @pytest.mark.parametrize("page", ["detail", "list"])
    def test_where_nothing_is_heard_it_is_begun_again(self, page, as_reader, reader, started):
        export = export_of(reader, state=Export.State.RUNNING)
        address = {"detail": detail(export), "list": reverse("reports:export-list")}[page]
        for seconds, state in [(29, Job.State.RUNNING), (31, Job.State.WAITING)]:
            run_elsewhere(export, heartbeat_at=timezone.now() - dt.timedelta(seconds=seconds))
            assert not offers_to_begin_again(as_reader.get(address))
            export.job.refresh_from_db()
            assert export.job.state == state
        assert started == [1]

    def test_and_has_failed_where_that_did_not_help(self, as_reader, reader, started):
        export = export_of(reader, state=Export.State.RUNNING)
        run_elsewhere(export, heartbeat_at=timezone.now() - dt.timedelta(seconds=31), resumed=2)
        response = as_reader.get(detail(export))
        assert offers_to_begin_again(response)
        assert attribute(find(parse(response), id="export"), "hx-trigger") is None

    def test_one_of_the_time_before_jobs_has_failed(self, as_reader, reader):
        export = export_of(reader)
        Export.objects.update(job=None)
        assert offers_to_begin_again(as_reader.get(detail(export)))

    def test_it_is_found_again(self, as_reader, reader):
        ready(reader, name="Báo cáo A.xlsx")
        export_of(reader, name="Báo cáo B.xlsx", state=Export.State.FAILED)
        ready(UserFactory(), name="Của người khác.xlsx")
        page = parse(as_reader.get(reverse("reports:export-list")))
        names = [text(cell) for cell in find_all(find(page, "tbody"), "th")]
        assert names == ["Báo cáo B.xlsx", "Báo cáo A.xlsx"]
        report = parse(as_reader.get(reverse("reports:summary", args=["2018-H1"])))
        assert reverse("reports:export-list") in [attribute(a, "href") for a in find_all(report, "a")]

    def test_the_list_takes_as_many_queries_as_ever(self, as_reader, reader, django_assert_num_queries):
        address = reverse("reports:export-list")
        as_reader.get(address)
        for count in (1, 5):
            while Export.objects.count() < count:
                export_of(reader)
            with django_assert_num_queries(4):
                as_reader.get(address)


class TestAgain:
    def test_what_failed_is_begun_anew(
        self, busy, as_reader, reader, started, django_capture_on_commit_callbacks
    ):
        failed = export_of(reader, state=Export.State.FAILED)
        with django_capture_on_commit_callbacks(execute=True):
            response = as_reader.post(reverse("reports:export-again", args=[failed.pk]))
        export = Export.objects.get()
        assert export.pk != failed.pk
        assert (response.url, started) == (detail(export), [1])

    def test_not_while_three_others_are_made(self, busy, as_reader, reader, started):
        failed = export_of(reader, state=Export.State.FAILED)
        for number in range(exports.AT_ONCE):
            export_of(reader, address=f"{REPORT}?committee={number}")
        response = as_reader.post(reverse("reports:export-again", args=[failed.pk]), follow=True)
        assert "Đang làm 3 tệp cho đồng chí" in text(parse(response))
        assert Export.objects.filter(pk=failed.pk).exists()

    def test_what_is_under_way_or_ready_goes_on(self, as_reader, reader, started):
        for export in (export_of(reader), ready(reader)):
            response = as_reader.post(reverse("reports:export-again", args=[export.pk]))
            assert response.url == detail(export)
        assert Export.objects.count() == 2

    def test_not_for_what_is_seen_no_more(self, busy, client, stranger_clerk, started):
        client.force_login(stranger_clerk)
        failed = export_of(stranger_clerk, address=f"{REPORT}?committee=BTCTU", state=Export.State.FAILED)
        response = client.post(reverse("reports:export-again", args=[failed.pk]), follow=True)
        assert response.status_code == 200
        assert list(Export.objects.all()) == [failed]


@pytest.mark.parametrize("state", Export.State)
def test_nobody_else_sees_an_export(state, as_reader):
    others = ready(UserFactory())
    Export.objects.filter(pk=others.pk).update(state=state)
    assert as_reader.get(detail(others)).status_code == 404
    assert as_reader.get(download(others)).status_code == 404
    assert as_reader.post(reverse("reports:export-again", args=[others.pk])).status_code == 404


def test_after_a_role_was_withdrawn_it_is_to_be_asked_for_again(client, staff, other_commission):
    """It may hold what its user sees no more."""
    role = MembershipFactory(user=staff, role="official", committee=other_commission)
    export = ready(User.objects.get(pk=staff.pk))
    role.delete()
    client.force_login(staff)
    response = client.get(download(export), follow=True)
    assert response.redirect_chain == [(reverse("reports:export-list"), 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "Vai trò của đồng chí đã thay đổi từ khi yêu cầu tệp này: hãy yêu cầu lại."
    ]


def test_a_file_that_is_not_there_is_not_served(as_reader, reader):
    assert as_reader.get(download(export_of(reader))).status_code == 404
    export = ready(reader)
    default_storage.delete(export.file.name)
    assert as_reader.get(download(export)).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="threads meet on PostgreSQL only")
def test_in_a_thread_of_its_own(chief, cell, province_clerk, client, long):
    VisitFactory(leader=chief, cell=cell, attended=True)
    client.force_login(province_clerk)
    page = client.get(REPORT).url
    deadline = time.monotonic() + 30
    while not (found := list(find_all(find(parse(client.get(page)), id="export"), "a", class_="btn"))):
        assert time.monotonic() < deadline
        connection.close()
    made = client.get(attribute(found[0], "href")).getvalue()
    assert [row[3] for row in sheet(io.BytesIO(made), "visits")] == ["Nguyễn Văn An"]
