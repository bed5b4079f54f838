"""Catalogues that a new office may begin with: offered on the first steps, never forced.

Adopting one imports it as a workbook would be; adopting it twice changes nothing.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.workbook import ImportResult, import_workbook, write_workbook

from . import sheet_rows
from .sheet_rows import Rows


@dataclass(frozen=True)
class Offer:
    """A catalogue to begin with; `columns` are those that its preview shows of each sheet."""

    key: str
    title: str | Promise
    note: str | Promise
    rows: Callable[[], Rows]
    columns: dict[str, tuple[str, ...]]
    adds_to_own: bool = False  # its rows are own ones, given something more

    def lines(self) -> list[tuple[str, list[str], list[list[tuple]]]]:
        """(sheet, headings, rows of values with their headings), to be looked at before adopting."""
        return [
            (
                sheet,
                list(self.columns[sheet]),
                [[(c, row.get(c)) for c in self.columns[sheet]] for row in listed],
            )
            for sheet, listed in self.rows().items()
        ]


TYPE_COLUMNS = {"Loại hình": ("Mã", "Tên", "Số hướng dẫn", "Ngày ban hành", "Cơ quan ban hành")}
OFFERS = {
    offer.key: offer
    for offer in (
        Offer(
            "types",
            gettext_lazy("Eight organization types with their guidance"),
            gettext_lazy(
                "As in a province’s bulletin of 2018. Numbers and dates of the guidance are that province’s: "
                "correct them to yours afterwards."
            ),
            sheet_rows.types,
            TYPE_COLUMNS,
        ),
        Offer(
            "types-2025",
            gettext_lazy("Eight organization types under Hướng dẫn 42-HD/BTCTW of 2025"),
            gettext_lazy(
                "Meetings last 90 minutes at least, 120 where regular and thematic meeting are one. Names "
                "and minutes are a proposal: change them to yours afterwards."
            ),
            sheet_rows.types_of_2025,
            TYPE_COLUMNS,
        ),
        Offer(
            "guidance-2025",
            gettext_lazy("Hướng dẫn 42-HD/BTCTW for your organization types"),
            gettext_lazy(
                "Each type keeps the guidance it has; the one issued last is in force, so that reports of "
                "earlier half-years name the earlier one."
            ),
            sheet_rows.own_types_guided,
            TYPE_COLUMNS,
            adds_to_own=True,
        ),
        Offer(
            "rubric",
            gettext_lazy("A rubric in five sections, 100 points"),
            gettext_lazy(
                "The sections are those of Hướng dẫn 12-HD/BTCTW. The points are a proposal: change them to "
                "your province’s before the first evaluation."
            ),
            sheet_rows.proposed_rubric,
            {
                "Khung tiêu chí": ("Phần", "Mã tiêu chí", "Tiêu chí", "Điểm tối đa", "Bắt buộc"),
                "Mức xếp loại": ("Mức", "Điểm tối thiểu", "Cần tiêu chí bắt buộc"),
            },
        ),
        Offer(
            "ward-sheet",
            gettext_lazy("A ward’s score sheet of 2025 in eight sections, 100 points"),
            gettext_lazy(
                "For Hướng dẫn 42-HD/BTCTW: levels, yes and no, a bonus, notes on points taken off. The "
                "wording and the points are a proposal: change them to yours before the first evaluation."
            ),
            sheet_rows.ward_sheet,
            {
                "Khung tiêu chí": ("Phần", "Mã tiêu chí", "Tiêu chí", "Điểm tối đa", "Cách chấm", "Các mức"),
                "Mức xếp loại": ("Mức", "Điểm tối thiểu"),
            },
        ),
        Offer(
            "findings",
            gettext_lazy("Strengths, limitations and causes"),
            gettext_lazy("As a province’s bulletin of 2018 words them, so that reports can count them."),
            sheet_rows.findings,
            {"Nhận định": ("Mã", "Loại", "Nội dung")},
        ),
    )
}


def adopt(offer: Offer, *, by) -> ImportResult:
    """Import the catalogue.

    Raises ValidationError where own rows have the same codes and other words: they stay as they are.
    """
    file = io.BytesIO()
    write_workbook(offer.rows(), file)
    title = str(offer.title)
    tried = import_workbook(_again(file), by=by, filename=title, dry_run=True)
    if tried.problems:
        raise ValidationError([str(problem) for problem in tried.problems[:5]])
    if not offer.adds_to_own and any(counts.changed for counts in tried.counts.values()):
        raise ValidationError(
            _(
                "You have rows of your own with the same codes; they would be overwritten. Nothing was "
                "adopted."
            )
        )
    return import_workbook(_again(file), by=by, filename=title)


def _again(file: io.BytesIO) -> io.BytesIO:
    file.seek(0)
    return file
