"""A committee's letterhead: as it was saved, or as its name and place in the tree suggest; and its layout."""

import datetime as dt
import re
from dataclasses import fields
from unicodedata import normalize

from committees.models import Committee, Leader
from lib.heads import PLAIN, Head, Looks
from lib.periods import today
from reports.models import LayoutPreset, Letterhead

from . import layouts
from .layouts import Layout

# What it says, and with the rest how it looks.
WORDS = (
    "superior_body",
    "issuing_body",
    "symbol",
    "place",
    "signatory_title",
    "signatory_name",
    "recipients",
)
FIELDS = (
    *WORDS,
    "layout_preset",
    "font",
    "body_size",
    "margin_top",
    "margin_bottom",
    "margin_left",
    "margin_right",
)
STANDING = "T/M BAN THƯỜNG VỤ\nBÍ THƯ"
TITLES = {Committee.Kind.COMMISSION: "TRƯỞNG BAN", Committee.Kind.OFFICE: "CHÁNH VĂN PHÒNG"}
# Of these the preset says what stands above their name, and where they file a copy.
LOWER = (Committee.Kind.DISTRICT, Committee.Kind.COMMUNE, Committee.Kind.GRASSROOTS)
FILING_LINE = Layout.filing_line
_AREAS = {
    "tỉnh": "TỈNH ",
    "thành": "THÀNH PHỐ ",
    "huyện": "HUYỆN ",
    "thị": "THỊ XÃ ",
    "quận": "QUẬN ",
}
# Tỉnh ủy Bình Sơn, Đảng ủy xã Khê Thượng: what stands before the place.
_BODY = re.compile(
    r"^(tỉnh|thành|huyện|thị|quận|đảng) (ủy|uỷ)\s+"
    r"((tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn)\s+)?",
    re.IGNORECASE,
)


def letterhead_of(committee: Committee) -> Letterhead:
    """The saved one, or one derived from the committee, not saved and at version 0."""
    letterheads = Letterhead.objects.select_related("committee", "layout_preset")
    return letterheads.filter(committee=committee).first() or _derived(committee)


def preset_of(letterhead: Letterhead, day: dt.date) -> LayoutPreset | None:
    """What a document of `day` is laid out by: the letterhead's own choice, else by the day."""
    return letterhead.layout_preset or LayoutPreset.objects.on(day)


def words_in(letterhead: Letterhead, layout: Layout) -> dict[str, str]:
    """What the letterhead says, under this layout; what an office worded in its own way stays so."""
    words = {name: getattr(letterhead, name) for name in WORDS}
    committee = letterhead.committee
    superior = Committee.objects.get_parent(committee)
    if committee.kind not in LOWER or superior is None:
        return words
    forms = {"name": superior.name.upper(), "organisation": party_organisation(superior.name)}
    if words["superior_body"] in forms.values():
        words["superior_body"] = forms[layout.superior]
    *others, last = words["recipients"].splitlines() or [""]
    if last in {FILING_LINE, *LayoutPreset.objects.values_list("filing_line", flat=True)}:
        words["recipients"] = "\n".join([*others, layout.filing_line])
    return words


def party_organisation(name: str) -> str:
    """ĐẢNG BỘ TỈNH BÌNH SƠN, of Tỉnh ủy Bình Sơn; ĐẢNG BỘ XÃ KHÊ THƯỢNG, of Đảng ủy xã Khê Thượng."""
    level, _space, rest = name.partition(" ")
    body = _BODY.match(name)
    if body is None:
        return name.upper()
    area = _AREAS.get(level.lower())
    named = area + name[body.end() :] if area else rest.partition(" ")[2]
    return f"ĐẢNG BỘ {named}".upper()


def head_of(committee: Committee, day: dt.date | None = None) -> Head:
    """For documents that are no reports: the letterhead without what is a report's.

    Of a document of `day` also how the preset has it laid out; the letterhead's own margins come first.
    """
    letterhead = letterhead_of(committee)
    words, looks = {name: getattr(letterhead, name) for name in WORDS}, PLAIN
    if day:
        layout = layouts.of(preset_of(letterhead, day))
        words, looks = words_in(letterhead, layout), _looks(letterhead, layout)
        words["signatory_name"] = layout.signed(words["signatory_name"])
    return Head(**words | {"symbol": letterhead.symbol.rpartition("/")[2]}, looks=looks)


def _looks(letterhead: Letterhead, layout: Layout) -> Looks:
    names = [field.name for field in fields(Looks)]
    values = {name: getattr(layout, name) for name in names if hasattr(layout, name)}
    own = {name: value for name in names if (value := getattr(letterhead, name, None)) is not None}
    return Looks(**values | own)


def _derived(committee: Committee) -> Letterhead:
    superior = Committee.objects.get_parent(committee)
    title = TITLES.get(committee.kind, STANDING)
    recipients = [FILING_LINE]
    if superior:
        recipients.insert(0, f"Thường trực {_short(superior)} (báo cáo),")
    return Letterhead(
        committee=committee,
        superior_body=superior.name.upper() if superior else "",
        issuing_body=_own_name(committee, superior).upper(),
        symbol=f"BC/{_abbreviation(committee, superior)}",
        place=_place(committee),
        signatory_title=title,
        signatory_name=_signatory(committee, title),
        recipients="\n".join(recipients),
        version=0,
    )


def _abbreviation(committee: Committee, superior: Committee | None) -> str:
    """BTCTU, of Ban Tổ chức below Tỉnh ủy; TU, of Tỉnh ủy Bình Sơn. Codes may be mere numbers in a list."""
    if body := _BODY.match(committee.name):
        return _of_body(body)
    name = _without_superior(committee.short_name or committee.name, superior)
    own = name if name.isupper() and " " not in name else _initials(name)
    above = superior and _BODY.match(superior.name)
    return own + (_of_body(above) if above else "")


def _of_body(body: re.Match) -> str:
    """TU, HU, QU, ĐU; of a thị ủy ThU, as TU is the tỉnh ủy's."""
    return "ThU" if body[1].casefold() == "thị" else _initials(" ".join(body[0].split()[:2]))


def _initials(name: str) -> str:
    """In capitals without marks, but Đ: as symbols are written."""
    first = [word[0].upper() for word in re.findall(r"[^\W\d_]+", name) if word.casefold() != "và"]
    return "".join(letter if letter == "Đ" else normalize("NFD", letter)[0] for letter in first)


def _short(committee: Committee) -> str:
    """Tỉnh ủy, of Tỉnh ủy Bình Sơn."""
    match = _BODY.match(committee.name)
    return committee.short_name or (" ".join(match[0].split()[:2]) if match else committee.name)


def _own_name(committee: Committee, superior: Committee | None) -> str:
    """Ban Tổ chức, of Ban Tổ chức Tỉnh ủy: the superior body stands on the line above."""
    return _without_superior(committee.name, superior)


def _without_superior(name: str, superior: Committee | None) -> str:
    for ending in (superior.name, _short(superior)) if superior else ():
        if name.casefold().endswith(f" {ending}".casefold()):
            return name[: -len(ending)].strip()
    return name


def _place(committee: Committee) -> str:
    """That of the nearest body that is named after one."""
    for body in [committee, *reversed(Committee.objects.get_ancestors(committee))]:
        if match := _BODY.match(body.name):
            return body.name[match.end() :]
    return committee.name


def _signatory(committee: Committee, title: str) -> str:
    """Who heads the committee today, if that is one person."""
    heads = Leader.objects.filter(committee=committee).serving_on(today())
    names = [head.full_name for head in heads if head.position.upper() == title]
    return names[0] if len(names) == 1 else ""
