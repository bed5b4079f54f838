"""The starting catalogues as rows of the data workbook: sheet and column names of docs/formats.md."""

import datetime as dt
from collections.abc import Iterable

from meetings.models import OrganizationType

from . import offered
from . import ward_sheet as ward_sheet_of_2025

Rows = dict[str, list[dict]]


def types() -> Rows:
    return {
        "Loại hình": [
            {
                "Mã": code,
                "Tên": name,
                "Số hướng dẫn": f"{number}-HD/BTCTU",
                "Ngày ban hành": offered.GUIDANCE_ISSUED_ON,
                "Cơ quan ban hành": offered.GUIDANCE_ISSUER,
            }
            for number, (code, name) in enumerate(offered.TYPES, start=offered.FIRST_GUIDANCE)
        ]
    }


def types_of_2025() -> Rows:
    return _guided(offered.TYPES_OF_2025)


def own_types_guided() -> Rows:
    """The guidance of 2025 for every type without it; where an office entered it, its words stand."""
    has_it = {"guidance__number": offered.GUIDANCE_OF_2025["Số hướng dẫn"]}
    return _guided(OrganizationType.objects.exclude(**has_it).values_list("code", "name"))


def _guided(types: Iterable[tuple[str, str]]) -> Rows:
    return {"Loại hình": [{"Mã": code, "Tên": name} | offered.GUIDANCE_OF_2025 for code, name in types]}


def rubric(
    code: str, name: str, document: str, valid_from: dt.date, valid_until: dt.date | None = None
) -> Rows:
    """The five sections and the bands, under that name."""
    of_all = {"Mã khung": code, "Tên khung": name, "Văn bản": document, "Hiệu lực từ": valid_from}
    of_all["Hiệu lực đến"] = valid_until
    return _rubric(of_all, offered.SECTIONS, offered.BANDS)


def proposed_rubric() -> Rows:
    return rubric(
        offered.RUBRIC,
        offered.RUBRIC_NAME,
        offered.RUBRIC_DOCUMENT,
        offered.RUBRIC_VALID_FROM,
    )


def ward_sheet() -> Rows:
    of_all = {
        "Mã khung": ward_sheet_of_2025.RUBRIC,
        "Tên khung": ward_sheet_of_2025.NAME,
        "Văn bản": ward_sheet_of_2025.DOCUMENT,
        "Hiệu lực từ": ward_sheet_of_2025.VALID_FROM,
        "Hiệu lực đến": None,
        "Cần thuyết minh điểm trừ": "x",
    }
    return _rubric(of_all, ward_sheet_of_2025.SECTIONS, ward_sheet_of_2025.BANDS)


def _rubric(of_all: dict, sections: dict, bands: list[tuple]) -> Rows:
    """`of_all` are the rubric's own cells, the same on each of its rows."""
    return {
        "Khung tiêu chí": [
            of_all
            | {
                "Phần": section,
                "Mã tiêu chí": criterion.code,
                "Tiêu chí": criterion.text,
                "Điểm tối đa": criterion.maximum,
                "Bắt buộc": "x" if criterion.is_gate else None,
            }
            | criterion.more
            for section, criteria in sections.items()
            for criterion in criteria
        ],
        "Mức xếp loại": [
            {
                "Mã khung": of_all["Mã khung"],
                "Mức": label,
                "Điểm tối thiểu": minimum,
                "Cần tiêu chí bắt buộc": "x" if needs_gates else None,
            }
            for label, minimum, needs_gates in bands
        ],
    }


def findings() -> Rows:
    return {
        "Nhận định": [
            {"Mã": code, "Loại": kind, "Nội dung": text}
            for kind, texts in offered.FINDINGS.items()
            for code, text in texts.items()
        ]
    }
