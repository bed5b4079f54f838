"""A report sent out: to whom, with which signed copy, and who has it; afterwards nothing of that changes."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.document import actions as document
from reports.document.signatures import Examination, Problem
from reports.issuing import actions
from reports.models import Dispatch, IssuedReport, Recipient, SignedCopy
from reports.models.frozen import Frozen
from tests.factories import EvaluationFactory, VisitFactory
from tests.pages import find, find_all, parse, text
from tests.reports.document.papers import authority
from tests.reports.issuing.signing import issue, posted, refusal, send

pytestmark = pytest.mark.django_db

DAY = dt.date(2018, 6, 29)
SCAN = b"\x89PNG\r\n\x1a\n" + b"scan"


@pytest.fixture
def report(commission, period, clerk, chief) -> IssuedReport:
    visit = VisitFactory(leader=chief, attended=True)
    EvaluationFactory(meeting=visit.meeting, leader=chief)
    return issue(committee=commission, half_year=period, by=clerk)


def scan(name="ban-ky.png", content=SCAN) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestSending:
    def test_recipients_and_copy_are_kept(self, report, clerk):
        actions.send_out(
            report=report,
            sent_on=DAY,
            recipients=["Thường trực Tỉnh ủy", " ", "Ban Tổ chức", "Ban Tổ chức"],
            signed=scan(),
            by=clerk,
        )
        assert Dispatch.objects.get().sent_on == DAY
        assert list(Recipient.objects.values_list("name", "sent_on")) == [
            ("Thường trực Tỉnh ủy", DAY),
            ("Ban Tổ chức", DAY),
        ]
        copy = SignedCopy.objects.get()
        assert (bytes(copy.content), copy.name, copy.is_intact) == (SCAN, "ban-ky.png", True)

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"sent_on": dt.date(2018, 6, 28)}, "sent_on"),
            ({"sent_on": dt.date(2999, 1, 1)}, "sent_on"),
            ({"recipients": [" "]}, "recipients"),
            ({"without_copy": False}, "signed"),
            ({"signed": scan("ban-ky.docx", b"no such thing")}, "signed"),
        ],
    )
    def test_what_cannot_be_is_refused_beside_its_field(self, given, field, report, clerk):
        said = {"sent_on": DAY, "recipients": ["Tỉnh ủy"], "without_copy": True} | given
        assert list(refusal(actions.send_out, report=report, by=clerk, **said)) == [field]
        assert [Dispatch.objects.count(), Recipient.objects.count()] == [0, 0]

    def test_it_is_sent_once_and_while_it_holds(self, report, clerk):
        send(report, by=clerk)
        assert len(refusal(send, report=report, by=clerk)) == 1

    def test_what_was_withdrawn_is_not_sent(self, report, clerk):
        actions.withdraw_issue(report=report, reason="Nhầm", by=clerk)
        assert len(refusal(send, report=report, by=clerk)) == 1

    def test_a_copy_may_come_later_and_comes_once(self, report, clerk):
        send(report, by=clerk)
        actions.add_signed_copy(report=report, signed=scan(), by=clerk)
        assert list(refusal(actions.add_signed_copy, report=report, signed=scan(), by=clerk)) == ["signed"]

    def test_frozen(self, report, clerk):
        send(report, by=clerk)
        with pytest.raises(Frozen):
            Dispatch.objects.get().delete()


class TestReceipt:
    def test_who_answered(self, report, clerk):
        send(report, by=clerk)
        recipient = Recipient.objects.get()
        actions.note_receipt(recipient=recipient, received_on=DAY, note="Số đến 45", by=clerk)
        assert Recipient.objects.get().received_on == DAY
        for day in (dt.date(2018, 6, 28), dt.date(2999, 1, 1)):
            assert list(refusal(actions.note_receipt, recipient=recipient, received_on=day, by=clerk)) == [
                "received_on"
            ]


class TestPages:
    def test_from_issue_to_receipt(self, report, clerk, client):
        client.force_login(clerk)
        page = reverse("reports:issued-detail", args=[report.pk])
        sending = reverse("reports:issued-send", args=[report.pk])
        form = client.get(sending).context["form"]
        # What is filed in the office itself is no recipient.
        assert form["recipients"].value() == "Thường trực Tỉnh ủy (báo cáo)"
        typed = posted(form) | {"sent_on": "29/6/18", "signed": scan()}
        assert client.post(sending, typed).headers["Location"] == page
        sent = find(parse(client.get(page)), id="sent")
        assert [text(cell) for cell in find_all(sent, "td")][:2] == ["29/06/2018", "—"]

        copy = SignedCopy.objects.get()
        shown = client.get(reverse("reports:signed-copy-detail", args=[report.pk, copy.pk]))
        assert "không có chữ ký số" in text(find(parse(shown), id="examined"))
        file = reverse("reports:signed-copy-file", args=[report.pk, copy.pk])
        assert client.get(file).content == SCAN

        receipt = reverse("reports:recipient-update", args=[Recipient.objects.get().pk])
        client.post(receipt, posted(client.get(receipt).context["form"]) | {"received_on": "30/6/18"})
        assert Recipient.objects.get().received_on == dt.date(2018, 6, 30)

    def test_a_copy_is_examined_once_for_the_same_roots(self, report, clerk, client, monkeypatch):
        copy = actions.add_signed_copy(report=report, signed=scan(), by=clerk)
        asked = []

        def examined(content, ours, roots):
            asked.append((content, len(roots)))
            return Examination(Problem.PICTURE)

        monkeypatch.setattr("reports.document.apart.examined", examined)
        client.force_login(clerk)
        page = reverse("reports:signed-copy-detail", args=[report.pk, copy.pk])
        assert [client.get(page).context["examined"].problem for _time in range(2)] == [Problem.PICTURE] * 2
        assert asked == [(SCAN, 0)]
        document.trust(upload=SimpleUploadedFile("goc.pem", authority().pem), by=clerk)
        client.get(page)
        assert asked == [(SCAN, 0), (SCAN, 1)]

    def test_strangers(self, report, stranger_clerk, official, clerk, client):
        copy = actions.add_signed_copy(report=report, signed=scan(), by=clerk)
        file = reverse("reports:signed-copy-file", args=[report.pk, copy.pk])
        client.force_login(official)
        assert client.get(file).status_code == 200
        client.force_login(stranger_clerk)
        assert client.get(file).status_code == 404
