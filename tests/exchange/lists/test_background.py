"""Large files are judged and saved by jobs."""

import datetime as dt
import io
import time

import openpyxl
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from committees.models import Committee
from exchange.lists import judging
from exchange.models import Import
from lib import jobs
from lib.models import Job
from meetings.models import Cell, OrganizationType
from tests.exchange.workbook.test_half_years import zip_of
from tests.exchange.workbook.workbooks import file_of, load, organization_type, small
from tests.pages import alerts, attribute, find, find_all, parse, text

from .importing import confirm, latest, upload, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch) -> list[int]:
    """Every file is large; nothing runs before `jobs.work_off` is called."""
    numbers = []
    monkeypatch.setattr(judging, "is_long", lambda data: True)
    monkeypatch.setattr(jobs, "wake", lambda: numbers.append(1))
    return numbers


class TestInTheBackground:
    def run(self, started):
        started.pop()
        jobs.work_off()

    def test_judged_and_saved_by_jobs(self, as_importer, cells, started, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, file_of(small()), "workbook")
        item = latest()
        assert (item.state, item.preview) == (Import.State.JUDGING, None)
        response = as_importer.get(url("detail", item))
        assert alerts(response) == ["The file is here. Nothing is saved yet."]
        section = find(parse(response), id="import")
        assert attribute(section, "hx-trigger") == "every 2s"
        assert attribute(find(section, "progress"), "value") == "0"
        self.run(started)
        assert "Save " in as_importer.get(url("detail", item)).text
        with django_capture_on_commit_callbacks(execute=True):
            confirm(as_importer)
            confirm(as_importer)
        assert len(started) == 1
        assert not Cell.objects.filter(code="CB1").exists()
        self.run(started)
        item = latest()
        assert (item.state, item.counts["Chi bộ"]["created"]) == (Import.State.DONE, 3)
        assert attribute(find(parse(as_importer.get(url("detail", item))), id="import"), "hx-trigger") is None

    def test_progress_is_told_by_stages(self, as_importer, started, monkeypatch):
        upload(as_importer, file_of(small()), "workbook")
        item, told = latest(), []
        call = jobs.Run.__call__

        def watched(self, *said):
            call(self, *said)
            self.tell()
            page = as_importer.get(url("detail", item))
            told.append(text(find(parse(page), id="import-progress")))

        monkeypatch.setattr(jobs.Run, "__call__", watched)
        jobs.work_off()
        assert told[0] == "The file is being read. 0%"
        assert told[-1] == "The rows are being checked. 95%"

    def test_a_database_away_for_a_moment_costs_no_save(self, as_importer, started, monkeypatch):
        upload(as_importer, file_of(small()), "workbook")
        jobs.work_off()
        confirm(as_importer)
        tries = []

        def away_once(item, run, do=judging.do):
            tries.append(item.state)
            if len(tries) == 1:
                raise OperationalError("the connection is closed")
            do(item, run)
            if len(tries) == 2:  # what was written is told to nobody
                raise OperationalError("the connection is closed")

        monkeypatch.setattr(judging, "do", away_once)
        jobs.work_off()
        assert tries == [Import.State.SAVING, Import.State.SAVING, Import.State.DONE]
        assert (latest().state, latest().job.state) == (Import.State.DONE, Job.State.DONE)
        assert latest().counts["Chi bộ"]["created"] == 3

    def test_where_nothing_is_heard_its_user_may_begin_again(
        self, as_importer, started, django_capture_on_commit_callbacks
    ):
        upload(as_importer, file_of(small()), "workbook")
        item = latest()
        Job.objects.update(
            state=Job.State.RUNNING,
            attempt=3,
            resumed=2,
            host="elsewhere",
            heartbeat_at=timezone.now() - dt.timedelta(minutes=1),
        )
        page = as_importer.get(url("detail", item))
        assert "the server was started anew meanwhile" in page.text
        assert attribute(find(parse(page), id="import"), "hx-trigger") is None
        started.clear()
        with django_capture_on_commit_callbacks(execute=True):
            as_importer.post(url("restart", item))
        assert (latest().state, latest().job.state) == (Import.State.JUDGING, Job.State.WAITING)
        self.run(started)
        assert latest().state == Import.State.JUDGED

    def test_one_of_the_time_before_jobs_has_stopped(self, as_importer, started):
        upload(as_importer, file_of(small()), "workbook")
        Import.objects.update(job=None)
        assert "the server was started anew meanwhile" in as_importer.get(url("detail", latest())).text

    @pytest.mark.parametrize("moment", ["judged", "saved"])
    def test_one_given_up_has_nothing_more_to_say(self, moment, as_importer, started, monkeypatch):
        upload(as_importer, file_of(small()), "workbook")
        if moment == "saved":
            jobs.work_off()
            confirm(as_importer)
        before, through = latest(), judging._go_through

        def given_up(*args, **kwargs):
            result = through(*args, **kwargs)
            jobs.cancel(before.job)
            return result

        monkeypatch.setattr(judging, "_go_through", given_up)
        jobs.work_off()
        assert (latest().state, latest().preview) == (before.state, before.preview)
        assert not Committee.objects.filter(code="HU").exists()

    def test_whatever_goes_wrong_is_said_and_nothing_saved(
        self, as_importer, started, monkeypatch, caplog, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, file_of(small()), "workbook")
        self.run(started)
        with django_capture_on_commit_callbacks(execute=True):
            confirm(as_importer)

        def fail(book, progress):
            Committee.objects.filter(code="TU").update(name="Nửa chừng")
            raise MemoryError

        monkeypatch.setattr("exchange.workbook.importer._save", fail)
        self.run(started)
        assert latest().state == Import.State.FAILED
        assert not Committee.objects.filter(name="Nửa chừng").exists()
        assert "Begin again" in as_importer.get(url("detail", latest())).text

    def test_a_running_one_is_not_discarded_nor_begun_again(self, as_importer, started):
        upload(as_importer, file_of(small()), "workbook")
        as_importer.post(url("discard", latest()))
        as_importer.post(url("restart", latest()))
        assert (latest().state, latest().job.state) == (Import.State.JUDGING, Job.State.WAITING)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="threads meet on PostgreSQL only")
def test_in_a_thread_of_its_own(as_importer, importer, monkeypatch):
    monkeypatch.setattr(judging, "is_long", lambda data: True)
    upload(as_importer, file_of({"Loại hình": [organization_type("AP", "Chi bộ ấp")]}), "workbook")

    def wait_for(words: str) -> None:
        deadline = time.monotonic() + 30
        while words not in as_importer.get(url("detail", latest())).text:
            assert time.monotonic() < deadline
            connection.close()

    wait_for("Save 1 row")
    confirm(as_importer)
    wait_for("Import another file")
    assert list(OrganizationType.objects.values_list("code", flat=True)) == ["AP"]


class TestHalfYears:
    """A zip of workbooks, as the export of everything makes it."""

    @pytest.fixture
    def sent(self, as_importer):
        def send(**workbooks):
            upload(as_importer, zip_of(**workbooks), "workbook", name="Tất cả.zip")
            jobs.work_off()
            return latest()

        return send

    def test_is_shown_as_one_and_saved_as_one(self, sent, as_importer):
        first, second = small(), small()
        second["Chi bộ"].append(second["Chi bộ"][0] | {"Mã": "CB9", "Tên": "Chi bộ 9"})
        item = sent(a=file_of(first).getvalue(), b=file_of(second).getvalue())
        assert (item.state, item.preview["problem_count"]) == (Import.State.JUDGED, 0)
        assert item.preview["counts"]["Chi bộ"]["created"] == 4
        assert not Cell.objects.filter(code="CB1").exists()
        page = as_importer.get(url("detail", item))
        assert "Workbooks in the zip: 2." in page.text
        files = find_all(parse(page), "small", class_="text-body-secondary")
        assert {text(file) for file in files} >= {"a.xlsx", "b.xlsx"}
        confirm(as_importer)
        jobs.work_off()
        assert (latest().state, latest().counts["Chi bộ"]["created"]) == (Import.State.DONE, 4)
        assert Cell.objects.filter(code="CB9").exists()

    def test_a_problem_stands_in_its_workbook_which_comes_back_marked(self, sent, as_importer):
        bad = small()
        bad["Lãnh đạo"][0] |= {"Họ và tên": None}
        item = sent(a=file_of(small()).getvalue(), b=file_of(bad).getvalue())
        assert {problem["sheet"] for problem in item.preview["problems"]} == {"b.xlsx › Lãnh đạo"}
        assert "b.xlsx › Lãnh đạo" in as_importer.get(url("detail", item)).text
        marked = openpyxl.load_workbook(io.BytesIO(as_importer.get(url("errors", item)).getvalue()))
        assert "Lãnh đạo" in marked.sheetnames
        assert not Cell.objects.filter(code="CB1").exists()

    def test_what_changed_since_is_shown_again(self, sent, as_importer, cells):
        item = sent(a=file_of(small()).getvalue())
        load(small())
        confirm(as_importer)
        jobs.work_off()
        assert (latest().state, latest().preview["has_changed"]) == (Import.State.JUDGED, True)
        assert latest().preview["digest"] != item.preview["digest"]

    def test_no_list_of_another_kind_is_in_one(self, as_importer):
        upload(as_importer, zip_of(a=file_of(small()).getvalue()), "cells", name="Tất cả.zip")
        assert not Import.objects.exists()
