"""The real end of a half-year: the report goes out on 28 June, the last meetings are held on the 30th."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from attendance.models import Plan, Visit
from lib import jobs
from lib.periods import Month
from office.agenda.work import Work
from reports.document import actions as document
from reports.document import pdf
from reports.models import IssuedReport, SignedCopy
from tests.factories import EvaluationFactory, VisitFactory
from tests.pages import find, parse, text
from tests.reports.document import papers
from tests.reports.issuing.signing import posted

pytestmark = pytest.mark.django_db

JUNE = Month.parse("06/2018")


@pytest.fixture
def on(monkeypatch):
    """on(day): what the clock of the office says from now on."""

    def day(number: int, month: int = 6) -> None:
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, month, number))

    return day


@pytest.fixture
def open_visits(chief, on) -> list[Visit]:
    """Two that are still to come beside one that was attended and evaluated."""
    on(28)
    held = VisitFactory(leader=chief, attended=True)
    EvaluationFactory(meeting=held.meeting, leader=chief)
    return [VisitFactory(leader=chief, month=JUNE, cell__meeting_day=30) for _number in range(2)]


@pytest.fixture
def step(client, clerk, commission, period):
    """step(name, **typed): the clerk opens a step of the report, types, and sends it."""

    def take(name, **typed):
        client.force_login(clerk)
        address = reverse(f"reports:report-{name}", args=[commission.pk, period])
        page = client.get(address)
        response = client.post(address, posted(page.context["form"]) | typed)
        assert response.status_code == 302, response.context["form"].errors
        jobs.work_off()
        return page

    return take


def come_back_signed_and_be_sent(report, client, clerk):
    """The signed PDF comes back and is proved to be this one; the report is sent out."""
    root = papers.authority()
    document.trust(upload=SimpleUploadedFile("goc.pem", root.pem), by=clerk)
    signed = papers.person(root).sign(bytes(report.files.get(kind="pdf").content))
    sending = reverse("reports:issued-send", args=[report.pk])
    typed = posted(client.get(sending).context["form"])
    typed |= {"recipients": "Thường trực Tỉnh ủy", "signed": ContentFile(signed, name="1-BC.pdf")}
    assert client.post(sending, typed).status_code == 302
    copy = SignedCopy.objects.get()
    proof = client.get(reverse("reports:signed-copy-detail", args=[report.pk, copy.pk])).context["examined"]
    assert (proof.is_valid, proof.is_this_document) == (True, True)


def log_the_last(visits, client, staff):
    """And nobody asks why."""
    client.force_login(staff)
    assert len(Work(staff, dt.date(2018, 6, 30)).rows("coming")) == 2
    for visit in visits:
        address = reverse("attendance:visit-attended", args=[visit.pk])
        form = client.get(address).context["form"]
        assert "correction_reason" not in form.fields
        client.post(address, posted(form) | {"date": "30/06/2018", "kind": "regular"})
    assert set(Visit.objects.values_list("outcome", flat=True)) == {"attended"}


def test_nothing_is_closed_and_nothing_typed_twice(open_visits, step, on, client, clerk, staff, monkeypatch):
    monkeypatch.setattr(pdf, "is_available", lambda: True)
    monkeypatch.setattr(pdf, "convert", lambda docx, timeout: papers.pdf(["Bao cao 6 thang"]))

    # 28 June: submitted, taken back once, submitted again, issued.
    page = step("submit", knowingly="on")
    said = text(find(parse(page), id="running"))
    assert "đến ngày 30/06/2018" in said
    assert "2 lượt dự" in said
    step("take-back", comment="Bổ sung giải pháp")
    step("submit", knowingly="on")
    step("issue", signatory_name="Nguyễn Văn An")
    report = IssuedReport.objects.get()
    assert (report.full_number, report.report_version.ordinal) == (f"1-{report.symbol}", 2)
    assert Plan.objects.get().status == Plan.Status.APPROVED
    assert [row.came_in for row in Work(clerk, dt.date(2018, 6, 28)).rows("reports")] == [0]  # not sent yet
    come_back_signed_and_be_sent(report, client, clerk)
    assert Work(clerk, dt.date(2018, 6, 28)).rows("reports") == []

    on(30)
    log_the_last(open_visits, client, staff)

    # The report is as it was, and shows the difference wherever the clerk looks.
    client.force_login(clerk)
    page = client.get(reverse("reports:issued-detail", args=[report.pk]))
    assert "Tổng cộng: Chi bộ đã dự 1 3 +2" in text(find(parse(page), id="changes"))
    listed = client.get(reverse("reports:issued-list")).context["rows"]
    assert [row.came_in for row in listed] == [2]
    assert [row.came_in for row in Work(clerk, dt.date(2018, 6, 30)).rows("changed")] == [2]
    file = client.get(reverse("office:work"), {"format": "csv", "table": "changed"})
    assert b";".join([report.full_number.encode(), b"28/06/2018"]) in b"".join(file.streaming_content)
