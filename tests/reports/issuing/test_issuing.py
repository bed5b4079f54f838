"""Issuing a report: numbered, frozen with its files, what it counts fixed; afterwards nobody changes it."""

import datetime as dt
import hashlib
import io
import json

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation
from docx import Document

from attendance.logging import actions as attendance_actions
from attendance.models import Plan, Visit
from lib import jobs, seals
from lib.periods import Month
from reports.half_year.exported import as_dict
from reports.issuing import actions
from reports.issuing.composition import Composition
from reports.models import (
    IssuedFile,
    IssuedReport,
    Purpose,
    ReportDraft,
    ReportVersion,
    VersionFile,
)
from reports.models.frozen import Frozen
from tests.factories import UserFactory, VisitFactory
from tests.pages import feedback, find, find_all, parse, text
from tests.reports.factories import RegisterEntryFactory
from tests.reports.issuing.signing import DAY, LETTERHEAD, issue, posted, refusal, submit

pytestmark = pytest.mark.django_db


class TestFreezing:
    def test_figures_rows_text_and_files(self, visit, issued, commission, period, clerk):
        composition = Composition(commission, period, user=clerk)
        expected, sections = as_dict(composition.report), composition.sections

        report = issued()

        report = IssuedReport.objects.get(pk=report.pk)
        assert report.full_number == "127-BC/BTCTU"
        assert report.figures == json.loads(json.dumps(expected))
        assert report.sections == [[heading, paragraphs] for heading, paragraphs in sections]
        head, row = report.rows
        assert dict(zip(head, row, strict=True))["Chi bộ"] == visit.cell.name
        files = {file.kind: file for file in report.files.all()}
        assert {"docx", "json", "xlsx"} <= set(files)
        for file in files.values():
            assert (file.size, file.sha256) == (
                len(file.content),
                hashlib.sha256(file.content).hexdigest(),
            )
        assert json.loads(files["json"].content) == report.figures
        words = "\n".join(p.text for p in Document(io.BytesIO(files["docx"].content)).paragraphs)
        assert "đã có 01 đồng chí lãnh đạo Ban dự sinh hoạt tại 01/01 chi bộ (100%)" in words
        book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content))
        assert book.worksheets[0]["A1"].value == "Báo cáo 6 tháng đầu năm 2018"

    def test_the_seal_of_the_histories_stands_on_page_and_paper(self, visit, issued, client, clerk):
        head = seals.seal().head
        report = issued()
        printed = " ".join([head[:4], head[4:8], head[8:12], head[12:16]])
        document = Document(io.BytesIO(report.files.get(kind="docx").content))
        assert document.paragraphs[-1].text == f"Mã niêm phong lịch sử số liệu: {printed}"
        client.force_login(clerk)
        page = parse(client.get(reverse("reports:issued-detail", args=[report.pk])))
        assert (report.seal, printed in text(page)) == (head, True)

    def test_text_and_figures_are_those_that_were_signed(self, visit, commission, period, clerk, chief):
        submitted = submit(committee=commission, half_year=period, by=clerk).submitted
        VisitFactory(leader=chief, attended=True)
        report = actions.issue_report(
            submitted=submitted, particulars=actions.Particulars(127, DAY, LETTERHEAD), by=clerk
        )
        assert report.figures["total"]["attended_cells"] == 1
        kept = VersionFile.objects.get(version=submitted, kind="xlsx")
        assert bytes(report.files.get(kind="xlsx").content) == bytes(kept.content)
        assert [report.sections, report.rows] == [submitted.sections, submitted.rows]

    def test_the_results_that_it_counts_are_fixed(self, visit, issued, chief, other_chief, clerk):
        """As known on its day: unplanned and withdrawn ones too, and none beyond its committees."""
        withdrawn, unplanned, open_still = (
            VisitFactory(leader=chief, outcome="withdrawn"),
            VisitFactory(leader=chief, attended=True, origin="unplanned"),
            VisitFactory(leader=chief),
        )
        later = VisitFactory(leader=chief, attended=True, month=Month.parse("06/2018"))
        beyond = VisitFactory(leader=other_chief, attended=True)
        actions.set_day(
            committee=visit.committee, half_year=visit.half_year, as_of=dt.date(2018, 5, 31), by=clerk
        )
        report = issued()
        at = report.issued_at
        assert dict(Visit.objects.values_list("pk", "reported_at")) == {
            **dict.fromkeys([visit.pk, withdrawn.pk, unplanned.pk], at),
            **dict.fromkeys([open_still.pk, later.pk, beyond.pk]),
        }
        plans = {plan.committee_id: (plan.status, plan.reported_at) for plan in Plan.objects.all()}
        assert plans == {visit.committee_id: ("approved", at), beyond.committee_id: ("approved", None)}

        actions.withdraw_issue(report=report, reason="Ký nhầm bản", by=clerk)
        assert set(Visit.objects.values_list("reported_at", flat=True)) == {None}
        assert set(Plan.objects.values_list("reported_at", flat=True)) == {None}

    def test_the_clerks_text_with_its_figures(self, visit, issued, commission, period, clerk):
        actions.write_section(
            committee=commission,
            half_year=period,
            key="results",
            text="Đã dự 1/1 chi bộ, rất tốt.",
            by=clerk,
        )
        assert ["Tình hình, kết quả thực hiện", ["Đã dự 1/1 chi bộ, rất tốt."]] in issued().sections

    def test_no_day_ahead(self, visit, issued):
        assert list(refusal(issued, issued_on=dt.date(2999, 1, 1))) == ["issued_on"]

    def test_in_english_the_document_is_vietnamese(self, visit, issued):
        with translation.override("en"):
            report = issued()
        file = report.files.get(kind="docx")
        assert file.name == "127-BC-BTCTU Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.docx"
        words = [p.text for p in Document(io.BytesIO(file.content)).paragraphs]
        assert "Danh sách lượt dự" in words


class TestFrozen:
    """Neither the product nor the ORM changes or deletes what was issued."""

    @pytest.mark.parametrize("model", [IssuedReport, IssuedFile, ReportVersion, VersionFile])
    @pytest.mark.parametrize(
        "change",
        [
            lambda rows: rows.update(pk=99),
            lambda rows: rows.delete(),
            lambda rows: rows.first().delete(),
            lambda rows: rows.first().save(),
            lambda rows: rows.first().save(update_fields=["id"]),
            lambda rows: rows.bulk_update(list(rows), ["id"]),
            lambda rows: rows.bulk_create(
                list(rows), update_conflicts=True, update_fields=["id"], unique_fields=["id"]
            ),
            lambda rows: rows.first().save_base(raw=True),
            lambda rows: rows._update([]),
            lambda rows: rows.update_or_create(pk=1, defaults={}),
            lambda rows: rows.model._base_manager.all().update(pk=99),
            lambda rows: rows.model._base_manager.all().delete(),
        ],
    )
    def test_the_orm_refuses(self, model, change, visit, issued):
        issued()
        before = list(model.objects.values())
        with pytest.raises(Frozen):
            change(model.objects.all())
        assert list(model.objects.values()) == before

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="triggers are PostgreSQL's")
    def test_the_database_refuses_too(self, visit, issued):
        report = issued()
        for statement in ("UPDATE reports_issuedreport SET number = 1", "DELETE FROM reports_issuedfile"):
            with pytest.raises(DatabaseError, match="neither changed"), transaction.atomic():
                connection.cursor().execute(statement)
        assert IssuedReport.objects.get() == report

    def test_nothing_it_belongs_to_can_be_deleted(self, visit, issued, commission, clerk):
        issued()
        with pytest.raises(Exception, match=r"protected|Frozen|children|Cannot delete"):
            commission.delete()
        with pytest.raises(Exception, match=r"protected|Frozen|Cannot delete"):
            clerk.delete()


class TestPages:
    @pytest.fixture
    def addresses(self, commission, period):
        return {
            name: reverse(f"reports:{name}", args=[commission.pk, period])
            for name in ("report", "report-submit", "report-issue", "report-day", "report-docx")
        }

    def test_the_text_stands_there_with_live_figures(self, visit, addresses, clerk, client):
        client.force_login(clerk)
        page = parse(client.get(addresses["report"]))
        article = find(page, "article")
        assert "đã có 01 đồng chí lãnh đạo Ban" in text(article)
        links = [text(a) for a in find_all(article, "a", class_="live")]
        assert links[:3] == ["01", "01", "01"]
        assert text(find(page, id="readiness")).startswith("Kiểm tra")

    def test_from_the_draft_to_the_number(self, visit, addresses, clerk, client):
        """The clerk types date and signatory; all else is there, the next number too."""
        client.force_login(clerk)
        assert client.get(addresses["report-issue"]).headers["Location"] == addresses["report"]
        form = client.get(addresses["report-submit"]).context["form"]
        assert "knowingly" not in form.fields
        client.post(addresses["report-submit"], posted(form))
        assert "Đang" in text(find(parse(client.get(addresses["report"])), id="submission-progress"))
        jobs.work_off()
        assert find(parse(client.get(addresses["report"])), id="files")

        form = client.get(addresses["report-issue"]).context["form"]
        assert form["number"].value() == 1
        typed = posted(form) | {"issued_on": "29/6/18", "signatory_name": "Nguyễn Văn An"}
        response = client.post(addresses["report-issue"], typed)
        report = IssuedReport.objects.get()
        assert response.headers["Location"] == reverse("reports:issued-detail", args=[report.pk])
        page = client.get(response.headers["Location"])
        assert "1-BC/" in text(find(parse(page), "h1"))
        for file in report.files.all():
            got = client.get(reverse("reports:issued-file", args=[report.pk, file.kind]))
            assert got.content == file.content

    def test_a_mistake_stands_beside_its_field_with_all_that_was_typed(
        self, visit, addresses, commission, period, clerk, client
    ):
        submit(committee=commission, half_year=period, by=clerk)
        client.force_login(clerk)
        form = client.get(addresses["report-issue"]).context["form"]
        typed = posted(form) | {"number": "0", "place": "Đâu đó", "signatory_name": "An"}
        response = client.post(addresses["report-issue"], typed)
        assert response.status_code == 422
        assert len(feedback(response)) == 1
        assert response.context["form"]["place"].value() == "Đâu đó"
        assert not IssuedReport.objects.exists()

    def test_a_number_beyond_the_next_one_is_asked_about(
        self, visit, addresses, commission, period, clerk, client
    ):
        submit(committee=commission, half_year=period, by=clerk)
        client.force_login(clerk)
        form = client.get(addresses["report-issue"]).context["form"]
        assert "skips" not in form.fields
        typed = posted(form) | {"number": "15", "issued_on": "29/6/18", "signatory_name": "An"}
        RegisterEntryFactory(committee=commission, number=3, issued_on=dt.date(2018, 5, 2))
        response = client.post(addresses["report-issue"], typed)
        (asked,) = feedback(response)
        assert asked.startswith("Số tiếp theo của năm 2018 là 4. Lấy số 15 thì sổ thiếu 4–14: ")
        assert not IssuedReport.objects.exists()
        client.post(addresses["report-issue"], typed | {"skips": "on"})
        assert IssuedReport.objects.get().number == 15

    def test_a_contradiction_is_marked(self, visit, addresses, commission, period, clerk, client):
        client.force_login(clerk)
        section = reverse("reports:report-section", args=[commission.pk, period, "results"])
        form = client.get(section).context["form"]
        data = {"version": form["version"].value(), "opened": form["opened"].value()}
        typed = form["text"].value().replace("tại 01/01 chi bộ", "tại 02/01 chi bộ")
        client.post(section, data | {"text": typed})
        page = parse(client.get(addresses["report"]))
        assert [text(mark) for mark in find_all(page, "mark")] == ["02"]
        assert find(page, id="gap-contradicted")

    def test_two_editors(self, visit, addresses, commission, period, clerk, client):
        client.force_login(clerk)
        section = reverse("reports:report-section", args=[commission.pk, period, "results"])
        form = client.get(section).context["form"]
        data = {"version": form["version"].value(), "opened": "damaged"}
        assert client.post(section, data | {"text": "Một."}).status_code == 302
        second = client.post(section, data | {"text": "Hai."})
        assert second.status_code == 422
        assert [(d.mine, d.theirs) for d in second.context["form"].differences] == [("Hai.", "Một.")]
        assert ReportDraft.objects.get().sections["results"] == "Một."

    def test_drafted_again(self, visit, commission, period, clerk, client):
        client.force_login(clerk)
        actions.write_section(committee=commission, half_year=period, key="causes", text="Do bão.", by=clerk)
        again = reverse("reports:report-section-again", args=[commission.pk, period, "causes"])
        client.post(again, {"version": "1"})
        assert ReportDraft.objects.get().sections == {}

    def test_as_at_a_day(self, visit, addresses, clerk, client, commission, period):
        client.force_login(clerk)
        form = client.get(addresses["report-day"]).context["form"]
        client.post(addresses["report-day"], {"version": form["version"].value(), "as_of": "01/03/2018"})
        composition = Composition(commission, period, user=clerk)
        assert composition.report.total.tally.attended_cells == 0

    def test_those_who_only_read(self, visit, addresses, official, stranger_clerk, client):
        client.force_login(official)
        assert client.get(addresses["report"]).status_code == 200
        words = Document(io.BytesIO(client.get(addresses["report-docx"]).getvalue()))
        assert "BÁO CÁO" in [p.text for p in words.paragraphs]
        assert client.get(addresses["report-issue"]).status_code == 403
        client.force_login(stranger_clerk)
        assert {client.get(address).status_code for address in addresses.values()} == {404}


class TestSinceIssue:
    def test_nothing_changed(self, visit, issued, clerk, client):
        client.force_login(clerk)
        page = parse(client.get(reverse("reports:issued-detail", args=[issued().pk])))
        assert find(page, id="unchanged")

    def test_a_correction_shows_figure_by_figure_with_its_reason(self, visit, issued, staff, clerk, client):
        wrong = VisitFactory(leader=visit.leader, attended=True)
        report = issued()
        attendance_actions.clear_result(
            visit=Visit.objects.get(pk=wrong.pk), correction_reason="Ghi nhầm chi bộ", by=staff
        )
        client.force_login(clerk)
        page = parse(client.get(reverse("reports:issued-detail", args=[report.pk])))
        section = text(find(page, id="changes"))
        assert "Tổng cộng: Chi bộ đã dự 2 1 −1" in section
        assert "Ghi nhầm chi bộ" in section
        assert IssuedReport.objects.get().figures["total"]["attended_cells"] == 2

    def test_what_is_many_is_listed_in_part_and_counted_whole(
        self, visit, issued, staff, clerk, client, monkeypatch
    ):
        monkeypatch.setattr("reports.issuing.views.issued.LISTED", 1)
        wrong = [VisitFactory(leader=visit.leader, attended=True) for _i in range(2)]
        report = issued()
        for each in wrong:
            row = Visit.objects.get(pk=each.pk)
            attendance_actions.clear_result(visit=row, correction_reason="Ghi nhầm chi bộ", by=staff)
        client.force_login(clerk)
        address = reverse("reports:issued-detail", args=[report.pk])
        page = parse(client.get(address))
        changes = find(page, id="changes")
        assert len(list(find_all(find(changes, id="came-in"), "li"))) == 1
        assert text(changes).count("Liệt kê 1 trong số") == 2
        assert text(find(find(page, id="frozen-rows"), "summary")) == "3 lượt dự làm căn cứ"
        seen = set()
        for number in (1, 2, 3):
            page = parse(client.get(address, {"page": number}))
            [row] = find_all(find(find(page, id="frozen-rows"), "tbody"), "tr")
            seen.add(text(row))
        assert len(seen) == 3

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries_of_the_page(self, count, visit, issued, clerk, client, django_assert_num_queries):
        for _n in range(count):
            VisitFactory(leader__committee=visit.leader.committee, attended=True)
        report = issued()
        client.force_login(clerk)
        with django_assert_num_queries(29):
            client.get(reverse("reports:issued-detail", args=[report.pk]))

    def test_a_superuser_sees_the_same(self, visit, issued, client):
        client.force_login(UserFactory(is_superuser=True))
        assert client.get(reverse("reports:issued-detail", args=[issued().pk])).status_code == 200


class TestArchive:
    def test_found_by_number_signatory_and_committee(self, visit, issued, clerk, stranger_clerk, client):
        report = issued()
        client.force_login(clerk)
        address = reverse("reports:issued-list")
        for words in ("127", "127-BC/BTCTU", "nguyen van an", "to chuc"):
            assert list(client.get(address, {"q": words}).context["object_list"]) == [report]
        assert list(client.get(address, {"q": "999"}).context["object_list"]) == []
        client.force_login(stranger_clerk)
        assert list(client.get(address).context["object_list"]) == []

    def test_two_side_by_side(self, visit, issued, clerk, client, chief):
        first = issued()
        VisitFactory(leader=chief, month=Month.parse("07/2018"), attended=True)
        second = issue(
            committee=first.committee,
            half_year=first.half_year.next,
            by=clerk,
            number=300,
            issued_on=dt.date(2018, 12, 28),
        )
        client.force_login(clerk)
        address = reverse("reports:issued-compare")
        compared = client.get(address, {"one": first.pk, "other": second.pk}).context["compared"]
        found = {line.label: (line.before, line.after) for line in compared}
        assert found["Tổng cộng: Chi bộ theo kế hoạch"] == (1, 1)
        assert client.get(address).context["compared"] is None
        assert client.get(address, {"one": "x", "other": ""}).status_code == 200

    @pytest.mark.parametrize("count", [2, 4])
    def test_queries(self, count, visit, issued, clerk, client, django_assert_num_queries):
        issued()
        for _correction in range(1, count):
            issued(purpose=Purpose.CORRECTION)
        client.force_login(clerk)
        with django_assert_num_queries(12):
            client.get(reverse("reports:issued-list"))
