"""Large files are judged and saved by jobs."""

import time

import pytest
from django.db import connection

from committees.models import Committee
from exchange.lists import judging
from exchange.models import Import
from meetings.models import Cell, OrganizationType
from tests.exchange.workbook.workbooks import file_of, organization_type, small
from tests.pages import attribute, find, parse, text

from .importing import confirm, latest, upload, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch) -> list[tuple]:
    """Every file is large; nothing runs before `jobs.run` is called."""
    numbers = []
    monkeypatch.setattr(judging, "is_long", lambda data: True)
    monkeypatch.setattr(judging, "start", lambda pk, attempt: numbers.append((pk, attempt)))
    return numbers


class TestInTheBackground:
    def run(self, started):
        pk, attempt = started.pop()
        judging.run(pk, attempt)

    def test_judged_and_saved_by_jobs(self, as_importer, cells, started, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            upload(as_importer, file_of(small()), "workbook")
        item = latest()
        assert (item.state, item.preview) == (Import.State.JUDGING, None)
        page = parse(as_importer.get(url("detail", item)))
        section = find(page, id="import")
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
        call = judging._Told.__call__

        def watched(self, *said):
            call(self, *said)
            self.now()
            page = as_importer.get(url("detail", item))
            told.append(text(find(parse(page), id="import-progress")))

        monkeypatch.setattr(judging._Told, "__call__", watched)
        judging.run(item.pk, item.attempt)
        assert told[0] == "The file is being read. 0%"
        assert told[-1] == "The rows are being checked. 92%"

    def test_when_nothing_is_heard_it_is_begun_again(
        self, as_importer, started, django_capture_on_commit_callbacks, monkeypatch
    ):
        upload(as_importer, file_of(small()), "workbook")
        item = latest()
        monkeypatch.setattr(Import, "progress", None)
        page = as_importer.get(url("detail", item))
        assert "the server was started anew meanwhile" in page.text
        assert attribute(find(parse(page), id="import"), "hx-trigger") is None
        with django_capture_on_commit_callbacks(execute=True):
            as_importer.post(url("restart", item))
        assert (latest().state, latest().attempt) == (Import.State.JUDGING, 2)
        judging.run(item.pk, 2)
        assert latest().state == Import.State.JUDGED

    def test_one_given_up_has_nothing_more_to_say(self, as_importer, started):
        upload(as_importer, file_of(small()), "workbook")
        Import.objects.update(attempt=2, state=Import.State.SAVING, preview={"digest": "x"})
        with pytest.raises(Import.DoesNotExist):
            judging.run(latest().pk, 1)
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
        assert (latest().state, latest().attempt) == (Import.State.JUDGING, 1)


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
