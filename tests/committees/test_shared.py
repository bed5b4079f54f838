"""What all provinces on one server share is changed by who administers all of them."""

import pytest
from django.urls import reverse

from committees.roles import Role
from meetings.models import Finding
from tests.factories import MembershipFactory, ProvinceFactory
from tests.pages import find_all, parse, text

pytestmark = pytest.mark.django_db

SHARED = [
    "meetings:type-list",
    "meetings:rubric-list",
    "meetings:rubric-create",
    "meetings:finding-list",
    "meetings:finding-create",
    "attendance:reason-list",
    "attendance:reason-create",
    "reports:layout-list",
    "reports:document-template",
    "reports:certificate-list",
    "committees:office-update",
    "committees:second-step-update",
]
ASK = "Nội dung này dùng chung cho tất cả các tỉnh trên máy chủ: hãy liên hệ người quản trị"


@pytest.fixture
def as_head(client, head):
    client.force_login(head)
    return client


@pytest.mark.parametrize("route", SHARED)
def test_of_one_of_two_provinces_it_is_refused_with_the_reason(as_head, head, route):
    assert as_head.get(reverse(route)).status_code == 200
    second = ProvinceFactory()
    refused = as_head.get(reverse(route))
    assert (refused.status_code, ASK in text(parse(refused))) == (403, True)
    MembershipFactory(user=head, role=Role.ADMINISTRATOR, committee=second)
    assert as_head.get(reverse(route)).status_code == 200


def test_nothing_is_saved(as_head):
    ProvinceFactory()
    sent = {"code": "N9", "kind": "cause", "text": "Họp trùng lịch"}
    assert as_head.post(reverse("meetings:finding-create"), sent).status_code == 403
    assert not Finding.objects.filter(code="N9").exists()


def test_the_administration_leads_to_none_of_it_and_says_why(as_head):
    page = reverse("office:administration")
    assert reverse("meetings:rubric-list") in as_head.get(page).content.decode()
    ProvinceFactory()
    told = as_head.get(page).content.decode()
    lists = [reverse(route) for route in SHARED if route.endswith("list")]
    assert [address for address in lists if f'"{address}"' in told] == []
    assert "dùng chung cho tất cả các tỉnh trên máy chủ" in told


def test_below_a_province_it_leads_out_of_there(as_head, head):
    """Who administers all of them is not told to ask somebody else."""
    second = ProvinceFactory()
    province = f"/in/{second.pk}"
    MembershipFactory(user=head, role=Role.ADMINISTRATOR, committee=second)
    rubrics, administration = reverse("meetings:rubric-list"), reverse("office:administration")
    assert as_head.get(f"{province}{rubrics}?q=a").url == f"{rubrics}?q=a"
    page = parse(as_head.get(f"{province}{administration}"))
    assert list(find_all(page, "a", href=administration))
