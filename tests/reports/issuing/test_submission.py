"""A draft on its way to the signatory: fixed as a version by a job, taken back, submitted again."""

import pytest
from django.urls import reverse

from lib import jobs
from lib.models import Job
from reports.document import pdf
from reports.issuing import actions, files
from reports.issuing.composition import Composition
from reports.issuing.steps import steps
from reports.models import IssuedReport, Purpose, ReportDraft, ReportVersion, VersionFile
from tests.factories import VisitFactory
from tests.pages import find, parse, text
from tests.reports.issuing.signing import issue, refusal, send, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def about(visit, commission, period, clerk) -> dict:
    return {"committee": commission, "half_year": period, "by": clerk}


class TestFixing:
    def test_a_version_with_its_files(self, about, visit):
        version = submit(**about).submitted
        assert (version.ordinal, version.purpose, version.visits) == (1, Purpose.FIRST, [visit.pk])
        assert sorted(version.files.values_list("kind", flat=True)) == ["docx", "json", "xlsx"]

    def test_nothing_is_written_in_meanwhile(self, about, clerk):
        submit(**about)
        for act, given in (
            (actions.write_section, {"key": "causes", "text": "Do bão."}),
            (actions.draft_again, {"key": "causes"}),
            (actions.set_day, {"as_of": None}),
            (actions.submit, {"seen": ""}),
        ):
            assert len(refusal(act, **about, **given)) == 1

    def test_what_opened_meanwhile_is_read_first(self, about, chief):
        actions.submit(seen="", **about)
        VisitFactory(leader=chief)
        jobs.work_off()
        draft = ReportDraft.objects.get()
        assert (draft.stage, draft.submitted) == (ReportDraft.Stage.WRITING, None)
        assert "vừa thay đổi" in draft.job.result["refused"]
        assert not ReportVersion.objects.exists()

    def test_what_is_open_is_submitted_knowingly(self, about, chief):
        VisitFactory(leader=chief)
        assert list(refusal(submit, knowingly=False, **about)) == ["knowingly"]
        assert submit(**about).submitted.gaps == {"not_logged": 1}

    def test_taken_back_while_the_job_runs(self, about, monkeypatch):
        actions.submit(seen="", **about)

        def slow(composition):
            actions.take_back(comment="", **about)
            return []

        monkeypatch.setattr(files, "rows", slow)
        jobs.work_off()
        assert ReportDraft.objects.get().stage == ReportDraft.Stage.WRITING
        assert not ReportVersion.objects.exists()

    def test_begun_again_after_its_process_ended_it_fixes_one_version(self, about):
        draft = actions.submit(seen="", **about)
        jobs.work_off()
        jobs.restart(draft.job)
        jobs.work_off()
        assert ReportVersion.objects.count() == 1

    def test_its_pages_follow_where_the_server_can_make_them(self, about, monkeypatch):
        monkeypatch.setattr(pdf, "is_available", lambda: True)
        monkeypatch.setattr(pdf, "convert", lambda docx, timeout: b"%PDF-1.7 of " + docx[:2])
        version = submit(**about).submitted
        pages = VersionFile.objects.get(version=version, kind="pdf")
        assert (bytes(pages.content), pages.name.endswith(".pdf")) == (b"%PDF-1.7 of PK", True)


class TestTakenBack:
    def test_with_a_comment_and_the_version_stays(self, about):
        submit(**about)
        assert list(refusal(actions.take_back, comment=" ", **about)) == ["comment"]
        actions.take_back(comment="Bổ sung giải pháp", **about)
        assert ReportVersion.objects.get().returned.comment == "Bổ sung giải pháp"
        assert submit(**about).submitted.ordinal == 2

    def test_once(self, about):
        assert len(refusal(actions.take_back, comment="Sửa", **about)) == 1

    def test_what_was_taken_back_is_not_issued(self, about):
        version = submit(**about).submitted
        actions.take_back(comment="Sửa", **about)
        particulars = actions.Particulars(1, version.half_year.last_day, {"symbol": "BC/X"})
        assert (
            len(refusal(actions.issue_report, submitted=version, particulars=particulars, by=about["by"]))
            == 1
        )
        assert not IssuedReport.objects.exists()


def test_every_step_is_told(about, commission, period, clerk):
    submit(**about)
    actions.take_back(comment="Sửa", **about)
    first = issue(**about)
    actions.withdraw_issue(report=first, reason="Ký nhầm", by=clerk)
    send(issue(**about), by=clerk)
    assert [(step.what, step.comment) for step in steps(Composition(commission, period))] == [
        ("Trình ký: bản 1", ""),
        ("Rút lại: bản 1", "Sửa"),
        ("Trình ký: bản 2", ""),
        ("Ban hành: số 127-BC/BTCTU ngày 29/06/2018", ""),
        ("Thu hồi ban hành: 127-BC/BTCTU", "Ký nhầm"),
        ("Trình ký: bản 3", ""),
        ("Ban hành: số 127-BC/BTCTU ngày 29/06/2018 (bản sửa)", "Ký nhầm"),
        ("Phát hành ngày 29/06/2018: 127-BC/BTCTU", ""),
    ]


class TestPages:
    def test_a_job_that_failed_is_said_and_taken_back(self, about, commission, period, client):
        draft = actions.submit(seen="", **about)
        Job.objects.filter(pk=draft.job.pk).update(state=Job.State.FAILED, finished_at=draft.updated_at)
        client.force_login(about["by"])
        address = reverse("reports:report", args=[commission.pk, period])
        assert "Không tạo được tệp" in text(find(parse(client.get(address)), id="submitted"))
        cancel = reverse("reports:report-cancel", args=[commission.pk, period])
        client.post(cancel, {"version": str(draft.version)})
        assert ReportDraft.objects.get().stage == ReportDraft.Stage.WRITING

    def test_why_it_came_back_is_said(self, about, chief, commission, period, client):
        actions.submit(seen="not_logged:7", knowingly=True, **about)
        jobs.work_off()
        client.force_login(about["by"])
        page = parse(client.get(reverse("reports:report", args=[commission.pk, period])))
        assert "vừa thay đổi" in text(find(page, id="refusal"))
