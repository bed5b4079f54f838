"""From nothing to a filled installation: the steps, and the catalogues offered to begin with."""

import datetime as dt
import io

import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.urls import reverse

from committees.actions.office import ask_for_second_step
from committees.roles import Role
from exchange.starting import OFFERS, adopt
from exchange.workbook import import_workbook
from meetings.models import Finding, Guidance, OrganizationType, Rubric
from meetings.rating import sections
from meetings.soundness import unsound_bands, unsound_sections
from office.first_steps import steps
from tests.conftest import member
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    FindingFactory,
    GuidanceFactory,
    LeaderFactory,
    OrganizationTypeFactory,
    RubricFactory,
    UserFactory,
    VisitFactory,
)
from tests.pages import alerts

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(is_superuser=True)


def test_what_is_offered(admin):
    for offer in OFFERS.values():
        assert adopt(offer, by=admin).ok
    assert OrganizationType.objects.count() == 16
    numbers = sorted(Guidance.objects.values_list("number", flat=True))
    assert numbers == ["42-HD/BTCTW"] * 16 + [f"{n}-HD/BTCTU" for n in range(46, 54)]
    ward = Rubric.objects.get(code="KTC-42HD")
    criteria = list(ward.criteria.prefetch_related("levels"))
    assert {s.name[0]: s.maximum for s in sections(criteria)} == {
        "1": 5,
        "2": 5,
        "3": 10,
        "4": 30,
        "5": 10,
        "6": 5,
        "7": 30,
        "8": 5,
    }
    assert [*unsound_sections(criteria), *unsound_bands(criteria, ward.bands.all())] == []
    assert sum(c.levels.count() for c in criteria) == 19
    rubric = Rubric.objects.get(code="KTC-12HD")
    assert sum(c.maximum for c in rubric.criteria.all()) == 100
    assert rubric.criteria.values("section").distinct().count() == 5
    assert list(rubric.bands.values_list("label", "minimum", "needs_gates")) == [
        ("Tốt", 90, True),
        ("Khá", 70, False),
        ("Trung bình", 50, False),
        ("Kém", 0, False),
    ]
    kinds = [Finding.objects.filter(kind=kind).count() for kind in ("strength", "limitation", "cause")]
    assert kinds == [6, 8, 3]


def test_adopting_twice_changes_nothing(admin):
    for _time in range(2):
        adopted = adopt(OFFERS["findings"], by=admin)
    assert {(c.created, c.changed) for c in adopted.counts.values()} == {(0, 0)}


def test_own_types_are_given_the_guidance_of_2025_and_keep_what_they_had(admin):
    own = GuidanceFactory(number="46-HD/BTCTU", issued_on=dt.date(2013, 10, 24)).organization_type
    for created in (True, False):
        counts = adopt(OFFERS["guidance-2025"], by=admin).counts["Loại hình"]
        assert (counts.created, counts.changed) == (0, int(created))
    assert [g.number for g in own.guidance.all()] == ["42-HD/BTCTW", "46-HD/BTCTU"]


def test_the_guidance_of_2025_as_an_office_entered_it_stays(admin):
    told = {"number": "42-HD/BTCTW", "issued_on": dt.date(2025, 11, 3), "issuer": "Ban Tổ chức"}
    own, other = GuidanceFactory(**told), OrganizationTypeFactory()
    counts = adopt(OFFERS["guidance-2025"], by=admin).counts["Loại hình"]
    assert (counts.created, counts.changed) == (0, 1)
    own.refresh_from_db()
    assert (own.issued_on, own.issuer) == (told["issued_on"], told["issuer"])
    assert [g.number for g in other.guidance.all()] == ["42-HD/BTCTW"]


def test_own_rows_with_the_same_codes_stay(admin):
    own = OrganizationTypeFactory(code="LH1", name="Loại hình của tỉnh")
    with pytest.raises(ValidationError):
        adopt(OFFERS["types"], by=admin)
    own.refresh_from_db()
    assert (own.name, OrganizationType.objects.count()) == ("Loại hình của tỉnh", 1)


def test_the_pages_lead_through_the_steps(admin, client):
    client.force_login(admin)
    page = client.get(reverse("office:first-steps"))
    assert page.context["coming"].list == "committees:committee-list"
    assert [step.is_done for step in page.context["steps"]] == [False] * 8

    offer = reverse("office:offer", args=["types"])
    assert "Chi bộ quân đội" in client.get(offer).content.decode()
    client.post(offer)
    assert OrganizationType.objects.count() == 8
    assert client.get(reverse("office:administration")).context["done"] == 1
    assert client.get(reverse("office:offer", args=["nothing"])).status_code == 404


def test_whoever_may_choose_is_told_that_nobody_needs_a_second_step(admin, province, client):
    client.force_login(admin)
    page = client.get(reverse("office:first-steps"))
    assert alerts(page)[0].startswith("Người quản trị chưa phải xác thực hai bước")
    ask_for_second_step(roles=[Role.ADMINISTRATOR], by=admin, version=None)
    page = client.get(reverse("office:first-steps"))
    assert alerts(page)[0].startswith("Từ lần đăng nhập sau")
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})
    assert alerts(client.get(reverse("office:first-steps"))) == []


def test_all_done(province, chief, cell, client):
    VisitFactory(leader=chief, cell=cell)
    head = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    client.force_login(head)
    done = {step.list for step in steps(head) if step.is_done}
    assert "meetings:cell-list" in done
    assert client.get("/").url != reverse("office:first-steps")


def test_each_count_is_that_of_the_list_it_opens(province, commission, chief, cell, staff, client):
    gone = dt.date(2018, 6, 30)
    VisitFactory(leader=chief, cell=cell)
    LeaderFactory(committee=commission, valid_to=gone)
    CellFactory(committee=commission, dissolved_on=gone)
    CommitteeFactory(parent=province, ended_on=gone)
    FindingFactory()
    FindingFactory(is_active=False)
    RubricFactory()
    UserFactory(is_active=False)
    head = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    client.force_login(head)

    found = client.get(reverse("office:first-steps")).context["steps"]

    assert all(step.is_done for step in found)
    listed = {step.list: client.get(reverse(step.list)).context for step in found}
    opened = {
        name: page["paginator"].count if page.get("paginator") else len(page["object_list"])
        for name, page in listed.items()
    }
    assert {step.list: step.count for step in found} == opened


def test_all_data_as_a_workbook(province, chief, cell, client):
    VisitFactory(leader=chief, cell=cell)
    head = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    client.force_login(head)

    response = client.get(reverse("office:export"))

    content = io.BytesIO(b"".join(response.streaming_content))
    assert openpyxl.load_workbook(content)["Lãnh đạo"]["B2"].value == chief.full_name
    content.seek(0)
    assert import_workbook(content, by=head, dry_run=True).problems == []
