"""Catalogues that the province shares: types with guidance, findings, absence reasons."""

import datetime as dt

import pytest
from django.urls import reverse

from attendance.models import AbsenceReason
from meetings.models import Finding, Guidance, OrganizationType
from tests.factories import (
    AbsenceReasonFactory,
    CellFactory,
    EvaluationFactory,
    FindingFactory,
    GuidanceFactory,
    OrganizationTypeFactory,
    VisitFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("head")]


def test_the_guidance_issued_last_is_in_force(client):
    kind = OrganizationTypeFactory()
    GuidanceFactory(organization_type=kind, number="46-HD/BTCTU", issued_on=dt.date(2013, 10, 24))
    client.post(
        reverse("meetings:guidance-create", args=[kind.pk]),
        {"number": "12-HD/BTCTW", "issued_on": "06/07/2018", "issuer": "Ban Tổ chức Trung ương", "title": ""},
    )

    page = client.get(reverse("meetings:type-list")).content.decode()
    assert "12-HD/BTCTW" in page
    assert "46-HD/BTCTU" not in page
    assert [g.number for g in kind.guidance.all()] == ["12-HD/BTCTW", "46-HD/BTCTU"]


def test_a_number_stands_once_for_a_type(client):
    guidance = GuidanceFactory()
    page = client.post(
        reverse("meetings:guidance-create", args=[guidance.organization_type_id]), {"number": guidance.number}
    )
    assert page.status_code == 422
    assert Guidance.objects.count() == 1


def test_a_type_in_use_says_by_what(client):
    kind = CellFactory().organization_type
    page = client.post(reverse("meetings:type-delete", args=[kind.pk]))
    assert page.status_code == 422
    assert "Chi bộ" in page.context["form"].non_field_errors()[0]
    unused = OrganizationTypeFactory()
    assert client.post(reverse("meetings:type-delete", args=[unused.pk])).status_code == 302
    assert list(OrganizationType.objects.all()) == [kind]


def test_as_many_cells_as_the_list_shows(client):
    kind = OrganizationTypeFactory()
    CellFactory.create_batch(2, organization_type=kind)
    CellFactory(organization_type=kind, dissolved_on=dt.date(2018, 6, 30))
    OrganizationTypeFactory()

    counts = {t.pk: t.cell_count for t in client.get(reverse("meetings:type-list")).context["object_list"]}

    listed = client.get(reverse("meetings:cell-list"), {"type": kind.code}).context["paginator"].count
    assert (counts[kind.pk], listed) == (2, 2)
    assert sorted(counts.values()) == [0, 2]


def test_what_is_in_use_offers_no_deletion(client):
    kind, reason = CellFactory().organization_type, AbsenceReasonFactory()
    VisitFactory(missed=True, absence_reason=reason)
    for row, unused, name in (
        (kind, OrganizationTypeFactory(), "meetings:type"),
        (reason, AbsenceReasonFactory(code="unused"), "attendance:reason"),
    ):
        offered = [
            reverse(f"{name}-delete", args=[r.pk])
            in client.get(reverse(f"{name}-update", args=[r.pk])).content.decode()
            for r in (row, unused)
        ]
        assert offered == [False, True]


class TestFindings:
    def test_found_by_words_and_switched_off(self, client):
        shown = FindingFactory(text="Việc đảng viên tham gia phát biểu ý kiến còn ít")
        FindingFactory(text="Khác", is_active=False)
        address = reverse("meetings:finding-list")

        def listed(**filters):
            return [f.text for f in client.get(address, filters).context["object_list"]]

        assert listed() == [shown.text]
        assert listed(q="phat bieu") == [shown.text]
        assert sorted(listed(state="all")) == ["Khác", shown.text]

    def test_a_used_one_keeps_its_kind_and_stays(self, client):
        finding = FindingFactory(kind="limitation")
        EvaluationFactory(findings=[finding])

        client.post(
            reverse("meetings:finding-update", args=[finding.pk]),
            {"kind": "strength", "text": "Sửa lỗi chữ", "code": finding.code},
        )
        finding.refresh_from_db()
        assert (finding.kind, finding.text, finding.is_active) == ("limitation", "Sửa lỗi chữ", False)
        assert client.post(reverse("meetings:finding-delete", args=[finding.pk])).status_code == 422
        assert Finding.objects.get() == finding

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_number_of_queries_does_not_grow(self, count, client, django_assert_num_queries):
        FindingFactory.create_batch(count)
        with django_assert_num_queries(5):
            client.get(reverse("meetings:finding-list"))


class TestReasons:
    def test_the_code_stays(self, client):
        reason = AbsenceReasonFactory(code="training", label="Tập huấn")
        client.post(
            reverse("attendance:reason-update", args=[reason.pk]),
            {"label": "Đi học", "code": "other_code", "position": "9"},
        )
        reason.refresh_from_db()
        assert (reason.code, reason.label, reason.position) == ("training", "Đi học", 9)

    def test_a_used_one_cannot_be_deleted(self, client):
        visit = VisitFactory(missed=True)
        address = reverse("attendance:reason-delete", args=[visit.absence_reason_id])
        assert client.post(address).status_code == 422
        assert AbsenceReason.objects.filter(pk=visit.absence_reason_id).exists()


def test_a_type_says_how_long_its_meetings_last_at_least(client):
    address = reverse("meetings:type-create")
    client.post(address, {"name": "Chi bộ thôn", "code": "THON", "shortest": "", "shortest_combined": "100"})
    kind = OrganizationType.objects.get(code="THON")
    assert (kind.shortest, kind.shortest_combined) == (90, 100)

    page = client.post(
        reverse("meetings:type-update", args=[kind.pk]),
        {"name": "Chi bộ thôn", "code": "THON", "shortest": "601", "version": kind.version},
    )
    assert list(page.context["form"].errors) == ["shortest"]
