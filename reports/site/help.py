"""The user guide (docs/huong-dan, Markdown) as it stands inside the product: chapters, search, and which
chapter is about which page."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import markdown
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags
from markdown.extensions.toc import TocExtension

from attendance.figures.measures import RULES
from lib.vietnamese import is_named, search_key

FOLDER = settings.BASE_DIR / "docs" / "huong-dan"
PICTURES = "../../static/"
COUNTING_RULES = "<!-- quy tắc đếm -->"  # the place of those in attendance.figures.measures

# The part of the guide about a page, by the names of addresses or their beginnings; the longest one goes.
ABOUT = {
    "": "bat-dau",
    "login": "bat-dau#dang-nhap",
    "reports:help": "bat-dau",
    "reports:search": "bat-dau#tim-kiem",
    "committees:account": "bat-dau#tai-khoan-va-ngon-ngu",
    "committees:password": "bat-dau#tai-khoan-va-ngon-ngu",
    "office:my-calendar": "bat-dau#lich-tren-outlook-va-dien-thoai",
    "office:work": "bat-dau#trang-dau-tien",
    "office:provinces": "bat-dau#chon-tinh",
    "attendance:plan": "lap-ke-hoach",
    "attendance:plan-waiting": "lanh-dao#duyet-ke-hoach",
    "attendance:calendar": "lap-ke-hoach#lich-sinh-hoat-thang",
    "attendance:target": "lanh-dao#chi-tieu",
    "attendance:trip": "lap-ke-hoach#lich-cong-tac",
    "attendance:month": "ghi-ket-qua#ghi-ca-thang-mot-lan",
    "attendance:visit": "ghi-ket-qua",
    "attendance:visit-attended": "ghi-ket-qua#da-du",
    "attendance:visit-missed": "ghi-ket-qua#vang",
    "attendance:unplanned": "ghi-ket-qua#du-ngoai-ke-hoach",
    "attendance:evaluation": "danh-gia",
    "exchange:evaluation": "danh-gia#dien-tu-phieu-excel-word",
    "attendance:recommendation": "danh-gia#de-nghi-yeu-cau-doi-voi-chi-bo",
    "attendance:figure-rows": "cach-dem",
    "reports:": "lanh-dao#tong-quan",
    "reports:report": "bao-cao",
    "reports:issued": "bao-cao#sau-khi-ban-hanh",
    "reports:summary": "bao-cao",
    "reports:layout": "bao-cao#mau-the-thuc",
    "reports:letterhead": "bao-cao#the-thuc",
    "reports:document-template": "bao-cao#the-thuc",
    "reports:export": "bao-cao#tep-lon",
    "committees:first-run": "cai-dat#tai-khoan-dau-tien",
    "committees:invitation": "bat-dau#dang-nhap",
    "office:administration": "cai-dat#danh-muc-khac",
    "office:first-steps": "cai-dat#cac-buoc-dau-tien",
    "office:offer": "cai-dat#cac-buoc-dau-tien",
    "exchange:import": "cai-dat#nhap-tu-excel",
    "attendance:window": "cai-dat#danh-muc-khac",
    "attendance:half-year": "to-chuc#dong-ky",
    "attendance:reason": "to-chuc#loai-hinh-huong-dan-nhan-dinh-ly-do-vang",
    "office:committee": "to-chuc#cap-uy-co-quan",
    "office:cells-move": "to-chuc#cap-uy-co-quan",
    "office:cell-": "to-chuc#chi-bo",
    "committees:committee": "to-chuc#cap-uy-co-quan",
    "committees:leader": "to-chuc#can-bo",
    "committees:user": "tai-khoan",
    "committees:role": "tai-khoan#vai-tro",
    "meetings:cell": "to-chuc#chi-bo",
    "meetings:type": "to-chuc#loai-hinh-huong-dan-nhan-dinh-ly-do-vang",
    "meetings:guidance": "to-chuc#loai-hinh-huong-dan-nhan-dinh-ly-do-vang",
    "meetings:finding": "to-chuc#loai-hinh-huong-dan-nhan-dinh-ly-do-vang",
    "meetings:rubric": "to-chuc#khung-tieu-chi",
}


@dataclass(frozen=True)
class Section:
    """A heading with the text below it, up to the next heading; `anchor` is "" above the first one."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Chapter:
    slug: str
    title: str
    html: str
    sections: list[Section]

    @property
    def url(self) -> str:
        return reverse("reports:help-chapter", args=[self.slug])


@dataclass(frozen=True)
class Hit:
    chapter: Chapter
    section: Section
    excerpt: str

    @property
    def url(self) -> str:
        return f"{self.chapter.url}#{self.section.anchor}" if self.section.anchor else self.chapter.url


@lru_cache
def chapters() -> tuple[Chapter, ...]:
    """In the order of their file names. Read once for each process: the guide comes with the code."""
    return tuple(_chapter(path) for path in sorted(FOLDER.glob("[0-9]*.md")))


def slug_of(path: Path) -> str:
    """The file's name without its number: 03-ghi-ket-qua.md → ghi-ket-qua."""
    return path.stem.partition("-")[2]


def anchor_of(text: str, _separator: str = "-") -> str:
    """As headings are addressed: "Đã dự" → da-du."""
    return "-".join(re.findall(r"[a-z0-9]+", search_key(text)))


def about(view_name: str) -> str:
    """The address of the part of the guide about a page."""
    found = max((name for name in ABOUT if view_name.startswith(name)), key=len)
    slug, _hash, anchor = ABOUT[found].partition("#")
    url = reverse("reports:help-chapter", args=[slug])
    return f"{url}#{anchor}" if anchor else url


def search(text: str) -> list[Hit]:
    """Sections with every word of `text`, without diacritics; those with them in the heading first."""
    words = search_key(text.replace("\0", "")[:100]).split()
    if not words:
        return []
    hits = []
    for chapter in chapters():
        for section in chapter.sections:
            title = f"{chapter.title} {section.title}"
            if all(is_named(word, title) or is_named(word, section.text) for word in words):
                in_title = all(is_named(word, title) for word in words)
                hits.append((not in_title, Hit(chapter, section, _excerpt(section.text, words))))
    return [hit for _order, hit in sorted(hits, key=lambda pair: pair[0])]


def source_of(path: Path) -> str:
    """A chapter's Markdown, with the counting rules where it has their place."""
    with translation.override("vi"):  # the guide's language, whatever the reader's
        rules = "\n".join(f"{number}. {text}" for number, text in RULES.items())
    return path.read_text(encoding="utf-8").replace(COUNTING_RULES, rules)


def _excerpt(text: str, words: list[str], length: int = 160) -> str:
    """From a little before the first word on. Keys are as long as the text but for rare letters."""
    at = max(search_key(text).find(words[0]) - 40, 0)
    start = text.rfind(" ", 0, at) + 1 if at else 0
    cut = text[start : start + length]
    return f"{'…' if start else ''}{cut}{'…' if start + length < len(text) else ''}"


def _chapter(path: Path) -> Chapter:
    source = source_of(path)
    converter = markdown.Markdown(extensions=["tables", TocExtension(slugify=anchor_of)])
    html = converter.convert(source)
    title = source.partition("\n")[0].removeprefix("# ").strip()
    html = re.sub(r"<h1.*?</h1>", "", html, count=1)
    return Chapter(slug_of(path), title, _served(html), _sections(html))


def _served(html: str) -> str:
    """With pictures and chapters where the product serves them; wide tables scroll by themselves."""
    html = re.sub(
        rf'src="{re.escape(PICTURES)}([^"]+)"', lambda m: f'src="{static(m[1])}" loading="lazy"', html
    )
    # From one chapter to another, whatever addresses begin with where it is read: it is kept for all.
    html = re.sub(r'href="(\d+-[\w-]+)\.md', lambda m: f'href="../{slug_of(Path(m[1]))}/', html)
    return html.replace("<table>", '<div class="table-responsive"><table class="table">').replace(
        "</table>", "</table></div>"
    )


def _sections(html: str) -> list[Section]:
    parts = re.split(r'<h2 id="([^"]+)">(.*?)</h2>', html)
    found = [Section("", "", _plain(parts[0]))]
    for anchor, title, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        found.append(Section(anchor, _plain(title), _plain(text)))
    return [section for section in found if section.text or section.title]


def _plain(html: str) -> str:
    return " ".join(strip_tags(html.replace("<", " <")).replace("&amp;", "&").replace("&gt;", ">").split())
