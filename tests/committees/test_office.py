"""The name and the emblem in the header."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from committees.models import Office
from committees.office import KEY, Face, face
from committees.roles import Role
from tests.factories import MembershipFactory, ProvinceFactory
from tests.pages import attribute, feedback, find, parse, text, typed

pytestmark = pytest.mark.django_db
UPDATE = reverse("committees:office-update")
PICTURE = b"\x89PNG\r\n\x1a\n" + b"picture"


@pytest.fixture(autouse=True)
def forgotten():
    cache.delete(KEY)


@pytest.fixture
def administrator(province):
    return MembershipFactory(role=Role.ADMINISTRATOR, committee=province).user


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def send(client, **data):
    version = Office.objects.values_list("version", flat=True).first() or ""
    return client.post(UPDATE, {"name": "", "version": version} | data)


def picture(content=PICTURE, name="emblem.png"):
    return SimpleUploadedFile(name, content)


class TestFace:
    def test_of_the_only_committee_at_the_top(self, province):
        assert face() == Face("Tỉnh ủy Bình Sơn")

    def test_of_two_at_the_top_none_is_guessed(self, province):
        ProvinceFactory()
        assert face() == Face()

    def test_is_asked_for_once(self, province, django_assert_num_queries):
        with django_assert_num_queries(2):
            assert face() == face()


def test_an_administrator_names_the_office_and_gives_it_an_emblem(as_administrator, administrator):
    response = send(as_administrator, name="Ban Tổ chức Tỉnh ủy", emblem=picture())
    assert response.status_code == 302
    header = find(parse(as_administrator.get("/administration/")), "header")
    assert "Ban Tổ chức Tỉnh ủy" in text(header)
    shown = as_administrator.get(attribute(find(header, "img"), "src"))
    assert (shown.content, shown["Content-Type"]) == (PICTURE, "image/png")
    office = Office.objects.get()
    assert next((h.name, h.history_user) for h in office.history.all()) == (
        "Ban Tổ chức Tỉnh ủy",
        administrator,
    )
    as_administrator.logout()
    assert as_administrator.get(shown.request["PATH_INFO"]).status_code == 200, "the sign-in page shows it"


def test_a_name_alone_keeps_the_emblem_and_the_mark_comes_back_when_asked(as_administrator):
    send(as_administrator, emblem=picture())
    send(as_administrator, name="Tỉnh ủy")
    office = Office.objects.get()
    assert (bytes(office.emblem), office.name) == (PICTURE, "Tỉnh ủy")
    send(as_administrator, is_without="on")
    office.refresh_from_db()
    assert (bytes(office.emblem), office.emblem_type, office.emblem_digest) == (b"", "", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "không phải"),
        (b"%PDF-1.7", "không phải ảnh"),
        (PICTURE + bytes(Office.EMBLEM_AT_MOST), "200 kB"),
    ],
)
def test_what_is_no_small_picture_is_refused_beside_its_field(as_administrator, content, said):
    response = send(as_administrator, name="Tỉnh ủy", emblem=picture(content))
    assert response.status_code == 422
    assert [said in words for words in feedback(response)] == [True]
    assert typed(response)["name"] == "Tỉnh ủy"
    assert not Office.objects.exists()


def test_of_two_who_change_it_the_second_is_told(as_administrator):
    send(as_administrator, name="A")
    response = send(as_administrator, name="B", version="1")
    assert (response.status_code, Office.objects.get().name) == (422, "A")
