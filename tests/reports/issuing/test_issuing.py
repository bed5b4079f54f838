"""Issuing a report: numbered, frozen with its files, what it counts fixed; afterwards nobody changes it."""

import datetime as dt
import hashlib
import io
import json

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation
from docx import Document

from attendance.logging import actions as attendance_actions
from attendance.models import Plan, Visit
from lib.periods import Month
from reports.half_year.report import as_dict
from reports.issuing import actions
from reports.issuing.composition import Composition
from reports.models import IssuedFile, IssuedReport, ReportDraft
from reports.models.issued import Frozen
from tests.factories import EvaluationFactory, UserFactory, VisitFactory
from tests.pages import feedback, find, find_all, parse, text

pytestmark = pytest.mark.django_db

DAY = dt.date(2018, 6, 29)
LETTERHEAD = {
    "superior_body": "TỈNH ỦY BÌNH SƠN",
    "issuing_body": "BAN TỔ CHỨC",
    "symbol": "BC/BTCTU",
    "place": "Bình Sơn",
    "signatory_title": "TRƯỞNG BAN",
    "signatory_name": "Nguyễn Văn An",
    "recipients": "Thường trực Tỉnh ủy (báo cáo),\nLưu VT.",
}


@pytest.fixture
def visit(chief):
    visit = VisitFactory(leader=chief, attended=True)
    EvaluationFactory(meeting=visit.meeting, leader=chief)
    return visit


@pytest.fixture
def issue(commission, period, clerk):
    def now(by=clerk, knowingly=False, version=None, **given):
        particulars = {"number": 127, "issued_on": DAY, "letterhead": LETTERHEAD} | given
        return actions.issue_report(
            committee=commission,
            half_year=period,
            particulars=actions.Particulars(**particulars),
            knowingly=knowingly,
            by=by,
            version=version,
        )

    return now


def refusal(act, **given) -> dict | list:
    with pytest.raises(ValidationError) as refused:
        act(**given)
    error = refused.value
    return error.message_dict if hasattr(error, "error_dict") else error.messages


class TestFreezing:
    def test_figures_rows_text_and_files(self, visit, issue, commission, period, clerk):
        composition = Composition(commission, period, user=clerk)
        expected, sections = as_dict(composition.report), composition.sections

        report = issue()

        report = IssuedReport.objects.get(pk=report.pk)
        assert report.full_number == "127-BC/BTCTU"
        assert report.figures == json.loads(json.dumps(expected))
        assert report.sections == [[heading, paragraphs] for heading, paragraphs in sections]
        head, row = report.rows
        assert dict(zip(head, row, strict=True))["Chi bộ"] == visit.cell.name
        files = {file.kind: file for file in report.files.all()}
        assert sorted(files) == ["docx", "json", "xlsx"]
        for file in files.values():
            assert (file.size, file.sha256) == (
                len(file.content),
                hashlib.sha256(file.content).hexdigest(),
            )
        assert json.loads(files["json"].content) == report.figures
        words = "\n".join(p.text for p in Document(io.BytesIO(files["docx"].content)).paragraphs)
        assert "đã có 1 đồng chí lãnh đạo Ban dự sinh hoạt tại 1/1 chi bộ (100,0%)" in words
        book = openpyxl.load_workbook(io.BytesIO(files["xlsx"].content))
        assert book.worksheets[0]["A1"].value == "Báo cáo 6 tháng đầu năm 2018"

    def test_what_was_open_is_said(self, visit, issue, chief):
        VisitFactory(leader=chief)
        assert list(refusal(issue)) == ["knowingly"]
        assert Plan.objects.get(pk=visit.plan_id).status == Plan.Status.APPROVED  # nothing half-done
        report = issue(knowingly=True)
        assert report.gaps == {"not_logged": 1}
        said = "Đến khi ban hành báo cáo còn 1 lượt dự chưa ghi kết quả."
        assert report.sections[0][1][-1] == said
        document = Document(io.BytesIO(report.files.get(kind="docx").content))
        assert said in [p.text for p in document.paragraphs]

    def test_the_clerks_text_with_its_figures(self, visit, issue, commission, period, clerk):
        actions.write_section(
            committee=commission,
            half_year=period,
            key="results",
            text="Đã dự 1/1 chi bộ, rất tốt.",
            by=clerk,
        )
        assert issue().sections[0] == ["Tình hình, kết quả thực hiện", ["Đã dự 1/1 chi bộ, rất tốt."]]

    def test_a_number_is_given_once_a_year(self, visit, issue, province, period, clerk):
        first = issue()
        refused = refusal(issue, replaces=first, replacement_reason="Sót số liệu")
        assert list(refused) == ["number"]
        assert issue(number=128, replaces=first, replacement_reason="Sót số liệu").number == 128

    def test_no_day_ahead(self, visit, issue):
        assert list(refusal(issue, issued_on=dt.date(2999, 1, 1))) == ["issued_on"]


class TestReplacing:
    def test_a_second_report_replaces_the_first_with_a_reason(self, visit, issue, commission, period):
        first = issue()
        assert len(refusal(issue, number=130)) == 1
        assert list(refusal(issue, number=130, replaces=first)) == ["replacement_reason"]
        second = issue(number=130, replaces=first, replacement_reason="Sót một lượt dự")
        assert second.sections[0][1][0] == (
            "Báo cáo này thay thế Báo cáo số 127-BC/BTCTU ngày 29/06/2018. Lý do: Sót một lượt dự"
        )
        assert list(IssuedReport.objects.in_force()) == [second]
        assert len(refusal(issue, number=131, replaces=first, replacement_reason="Nhầm")) == 1


class TestWhatWasSeen:
    """One issues what one has read: the text, what was open, and which report is replaced."""

    @pytest.fixture
    def opened(self, visit, commission, period, clerk, client):
        client.force_login(clerk)
        address = reverse("reports:report-issue", args=[commission.pk, period])

        def sent(**typed):
            form = client.get(address).context["form"]
            data = {name: form[name].value() for name in form.fields}
            data = {name: "" if value is None else value for name, value in data.items()}
            data |= {"number": "127", "issued_on": "29/6/18", "signatory_name": "Nguyễn Văn An"} | typed
            return lambda: client.post(address, data)

        return sent

    def test_a_text_written_meanwhile_is_read_first(self, opened, commission, period, clerk):
        send = opened()
        actions.write_section(committee=commission, half_year=period, key="causes", text="Do bão.", by=clerk)
        assert send().status_code == 422
        assert not IssuedReport.objects.exists()

    def test_what_opened_meanwhile_is_read_first(self, opened, chief):
        send = opened()
        VisitFactory(leader=chief)
        assert send().status_code == 422
        assert not IssuedReport.objects.exists()

    def test_a_report_issued_meanwhile_is_looked_at_first(self, opened, issue):
        first = issue()
        send = opened(number="128", replacement_reason="Sót số liệu")
        second = issue(number=129, replaces=first, replacement_reason="Sửa")
        assert send().status_code == 422
        assert list(IssuedReport.objects.in_force()) == [second]

    def test_impossible_days(self, visit, issue):
        first = issue()
        for day in (dt.date(2017, 12, 31), dt.date(2018, 6, 28)):
            refused = refusal(issue, number=128, replaces=first, replacement_reason="Sửa", issued_on=day)
            assert list(refused) == ["issued_on"]

    def test_in_english_the_document_is_vietnamese(self, visit, issue):
        with translation.override("en"):
            report = issue()
        file = report.files.get(kind="docx")
        assert file.name == "127-BC-BTCTU Báo cáo 6 tháng đầu năm 2018 - Ban Tổ chức.docx"
        words = [p.text for p in Document(io.BytesIO(file.content)).paragraphs]
        assert "Danh sách lượt dự" in words


class TestFrozen:
    """Neither the product nor the ORM changes or deletes what was issued."""

    @pytest.mark.parametrize("model", [IssuedReport, IssuedFile])
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
    def test_the_orm_refuses(self, model, change, visit, issue):
        issue()
        before = list(model.objects.values())
        with pytest.raises(Frozen):
            change(model.objects.all())
        assert list(model.objects.values()) == before

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="triggers are PostgreSQL's")
    def test_the_database_refuses_too(self, visit, issue):
        report = issue()
        for statement in ("UPDATE reports_issuedreport SET number = 1", "DELETE FROM reports_issuedfile"):
            with pytest.raises(DatabaseError, match="neither changed"), transaction.atomic():
                connection.cursor().execute(statement)
        assert IssuedReport.objects.get() == report

    def test_nothing_it_belongs_to_can_be_deleted(self, visit, issue, commission, clerk):
        issue()
        with pytest.raises(Exception, match=r"protected|Frozen|children|Cannot delete"):
            commission.delete()
        with pytest.raises(Exception, match=r"protected|Frozen|Cannot delete"):
            clerk.delete()

    def test_the_database_keeps_one_chain(self, visit, issue, period, clerk):
        report = issue()
        copy = IssuedReport.objects.get(pk=report.pk)
        copy.pk, copy.number, copy._state.adding = None, 500, True
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


class TestPages:
    @pytest.fixture
    def addresses(self, commission, period):
        return {
            name: reverse(f"reports:{name}", args=[commission.pk, period])
            for name in ("report", "report-issue", "report-day", "report-docx")
        }

    def test_the_text_stands_there_with_live_figures(self, visit, addresses, clerk, client):
        client.force_login(clerk)
        page = parse(client.get(addresses["report"]))
        article = find(page, "article")
        assert "đã có 1 đồng chí lãnh đạo Ban" in text(article)
        links = [text(a) for a in find_all(article, "a", class_="live")]
        assert links[:3] == ["1", "1", "1"]
        assert text(find(page, id="readiness")).startswith("Kiểm tra")

    def test_from_the_draft_to_the_number(self, visit, addresses, clerk, client):
        """The clerk types number, date and signatory; all else is there."""
        client.force_login(clerk)
        form = client.get(addresses["report-issue"]).context["form"]
        assert "knowingly" not in form.fields
        data = {name: form[name].value() or "" for name in form.fields}
        data |= {"number": "127", "issued_on": "29/6/18", "signatory_name": "Nguyễn Văn An"}
        response = client.post(addresses["report-issue"], data)
        report = IssuedReport.objects.get()
        assert response.headers["Location"] == reverse("reports:issued-detail", args=[report.pk])
        page = client.get(response.headers["Location"])
        assert "127-BC/BTCTU" in text(find(parse(page), "h1"))
        for file in report.files.all():
            got = client.get(reverse("reports:issued-file", args=[report.pk, file.kind]))
            assert got.content == file.content

    def test_a_mistake_stands_beside_its_field_with_all_that_was_typed(self, visit, addresses, clerk, client):
        client.force_login(clerk)
        form = client.get(addresses["report-issue"]).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
        response = client.post(addresses["report-issue"], data | {"number": "0", "place": "Đâu đó"})
        assert response.status_code == 422
        assert len(feedback(response)) == 1
        assert response.context["form"]["place"].value() == "Đâu đó"
        assert not IssuedReport.objects.exists()

    def test_a_contradiction_is_marked(self, visit, addresses, commission, period, clerk, client):
        client.force_login(clerk)
        section = reverse("reports:report-section", args=[commission.pk, period, "results"])
        form = client.get(section).context["form"]
        data = {"version": form["version"].value(), "opened": form["opened"].value()}
        typed = form["text"].value().replace("tại 1/1 chi bộ", "tại 2/1 chi bộ")
        client.post(section, data | {"text": typed})
        page = parse(client.get(addresses["report"]))
        assert [text(mark) for mark in find_all(page, "mark")] == ["2"]
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
    def test_nothing_changed(self, visit, issue, clerk, client):
        client.force_login(clerk)
        page = parse(client.get(reverse("reports:issued-detail", args=[issue().pk])))
        assert find(page, id="unchanged")

    def test_a_correction_shows_figure_by_figure_with_its_reason(self, visit, issue, staff, clerk, client):
        wrong = VisitFactory(leader=visit.leader, attended=True)
        report = issue(knowingly=True)
        attendance_actions.clear_result(
            visit=Visit.objects.get(pk=wrong.pk), correction_reason="Ghi nhầm chi bộ", by=staff
        )
        client.force_login(clerk)
        page = parse(client.get(reverse("reports:issued-detail", args=[report.pk])))
        section = text(find(page, id="changes"))
        assert "Tổng cộng: Chi bộ đã dự 2 1 −1" in section
        assert "Ghi nhầm chi bộ" in section
        assert IssuedReport.objects.get().figures["total"]["attended_cells"] == 2

    def test_a_superuser_sees_the_same(self, visit, issue, client):
        client.force_login(UserFactory(is_superuser=True))
        assert client.get(reverse("reports:issued-detail", args=[issue().pk])).status_code == 200


class TestArchive:
    def test_found_by_number_signatory_and_committee(self, visit, issue, clerk, stranger_clerk, client):
        report = issue()
        client.force_login(clerk)
        address = reverse("reports:issued-list")
        for words in ("127", "127-BC/BTCTU", "nguyen van an", "to chuc"):
            assert list(client.get(address, {"q": words}).context["object_list"]) == [report]
        assert list(client.get(address, {"q": "999"}).context["object_list"]) == []
        client.force_login(stranger_clerk)
        assert list(client.get(address).context["object_list"]) == []

    def test_two_side_by_side(self, visit, issue, clerk, client, chief):
        first = issue()
        VisitFactory(leader=chief, month=Month.parse("07/2018"), attended=True)
        second = actions.issue_report(
            committee=first.committee,
            half_year=first.half_year.next,
            particulars=actions.Particulars(300, dt.date(2018, 12, 28), LETTERHEAD),
            knowingly=True,
            by=clerk,
        )
        client.force_login(clerk)
        address = reverse("reports:issued-compare")
        compared = client.get(address, {"one": first.pk, "other": second.pk}).context["compared"]
        found = {line.label: (line.before, line.after) for line in compared}
        assert found["Tổng cộng: Chi bộ theo kế hoạch"] == (1, 1)
        assert client.get(address).context["compared"] is None
        assert client.get(address, {"one": "x", "other": ""}).status_code == 200

    @pytest.mark.parametrize("count", [2, 4])
    def test_queries(self, count, visit, issue, clerk, client, django_assert_num_queries):
        report = None
        for number in range(count):
            report = issue(number=100 + number, replaces=report, replacement_reason="Sửa" if report else "")
        client.force_login(clerk)
        with django_assert_num_queries(9):
            client.get(reverse("reports:issued-list"))
