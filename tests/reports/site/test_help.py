"""The user guide: inside the product, searchable, and true to the labels on the screen."""

import re

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import get_resolver, reverse

from reports.site import help as guide
from tests.access_rules import RULES
from tests.screenshots import PICTURES

pytestmark = pytest.mark.django_db

FILES = sorted(guide.FOLDER.glob("[0-9]*.md"))
SOURCES = {path.name: guide.source_of(path) for path in FILES}
# Bold words that are no labels: what is explained, and what people write.
OWN_WORDS = {"+", "Lưu ý", "Tiêu đề", "Kế hoạch", "Đăng ký", "Chưa dự", "Tính đến ngày", "Cán bộ", "Tỷ lệ"}


def labels() -> set[str]:
    with (settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)
    words = set()
    for message in catalogue:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        words |= {string[:1].upper() + string[1:] for string in strings if string}
    return words


@pytest.mark.parametrize("name", SOURCES)
def test_every_label_stands_on_the_screen_like_that(name):
    bold = set(re.findall(r"\*\*(.+?)\*\*", SOURCES[name]))
    assert sorted(bold - labels() - OWN_WORDS) == []


def test_every_picture_is_taken_and_shown():
    shown = [p for source in SOURCES.values() for p in re.findall(r"static/help/([\w-]+)\.png", source)]
    assert sorted(shown) == sorted(picture.name for picture in PICTURES)
    for name in shown:
        picture = settings.BASE_DIR / "static" / "help" / f"{name}.png"
        assert picture.read_bytes()[:4] == b"\x89PNG", name


@pytest.mark.parametrize("name", SOURCES)
def test_links_lead_somewhere(name):
    chapters = {path.name: guide._chapter(path) for path in FILES}
    for target in re.findall(r"\]\(([^)]+)\)", SOURCES[name]):
        if target.startswith(guide.PICTURES):
            continue
        file, _hash, anchor = target.partition("#")
        chapter = chapters[file or name]
        assert not anchor or anchor in {section.anchor for section in chapter.sections}, target


def test_every_page_has_a_part_of_the_guide():
    by_slug = {chapter.slug: chapter for chapter in guide.chapters()}
    for target in guide.ABOUT.values():
        slug, _hash, anchor = target.partition("#")
        assert not anchor or anchor in {section.anchor for section in by_slug[slug].sections}, target
    assert {guide.about(route) for route in RULES} <= {guide.about(name) for name in guide.ABOUT}
    assert guide.about("meetings:rubric-update") == "/help/to-chuc/#khung-tieu-chi"
    assert guide.about("attendance:plan-waiting") == "/help/lanh-dao/#duyet-ke-hoach"


def test_names_in_the_table_are_those_of_addresses():
    routes = {*RULES, ""}
    assert [name for name in guide.ABOUT if not any(route.startswith(name) for route in routes)] == []
    assert get_resolver().reverse_dict is not None


def test_readable_without_an_account(client):
    assert client.get(reverse("reports:help")).status_code == 200
    for chapter in guide.chapters():
        page = client.get(chapter.url).content.decode()
        assert chapter.title in page
        assert ".md" not in page
        assert guide.PICTURES not in page
    assert client.get("/help/khong-co/").status_code == 404


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("sap nhap", "Tổ chức thay đổi (quản trị)"),
        ("quên mật khẩu", "Hỏi đáp"),
        ("nhap tu excel", "Cài đặt lần đầu (quản trị)"),
    ],
)
def test_found_without_diacritics(text, first, client):
    hits = client.get(reverse("reports:help"), {"q": text}).context["hits"]
    assert first in {hit.chapter.title for hit in hits[:3]}
    assert all(hit.excerpt for hit in hits if hit.section.text)


@pytest.mark.parametrize("text", ["", "zzzz", "\0", "<script>", "x" * 5000])
def test_odd_words(text, client):
    assert client.get(reverse("reports:help"), {"q": text}).status_code == 200


def test_links_between_chapters_are_those_of_where_it_is_read():
    """Kept for the whole process: read below the head of a province first, they led everybody there."""
    links = [link for c in guide.chapters() for link in re.findall(r'href="([^"#][^"]*)"', c.html)]
    assert [link for link in links if not link.startswith(("../", "http"))] == []
