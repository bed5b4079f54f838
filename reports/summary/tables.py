"""The tables of the report's page that are sorted by any column."""

from typing import Any

from django.utils.translation import gettext as _

from attendance.figures.measures import RATE
from lib.lists import FigureTable, ListColumn
from lib.tables import Kind
from lib.vietnamese import sort_key
from reports.half_year.breakdowns import Dimension
from reports.half_year.report import COLUMNS, HalfYearReport, Row

PER_PART = 20  # rows of a table: the page has several


def figure_tables(report: HalfYearReport, sort: str) -> list[FigureTable]:
    """Groups, committees with their groups, organization types and leaders."""
    of_committees = [row for committee in report.committees for row in (committee.total, *committee.groups)]
    parts = {id(row) for committee in report.committees for row in committee.groups}
    above = ListColumn(_("Committee"), value="parent", width=17)

    def table(key: str, title: str, name: ListColumn, rows: list[Row], **more: Any) -> FigureTable:
        columns = [name, *_figures()]
        return FigureTable(key, title, columns, rows, sort, report.total, per_part=PER_PART, **more)

    return [
        table("groups", _("Attendance by leader group"), _name(_("Leader group")), report.groups),
        table(
            "committees",
            _("By committee"),
            _name(
                _("Committee"),
                beside=(ListColumn(_("Committee"), value=_committee, width=17),),
                file_label=Dimension.COMMITTEES.label,
            ),
            of_committees,
            level=lambda row: int(id(row) in parts),
        ),
        table("types", _("By organization type"), _name(_("Organization type")), report.organization_types),
        table(
            "leaders",
            _("By leader"),
            _name(_("Leader"), beside=(above,), sorted_by=_by_leader),
            report.leaders,
        ),
    ]


def _name(label: str, **more: Any) -> ListColumn:
    return ListColumn(label, sort="name", value="label", width=34, **more)


def _by_leader(row: Row) -> str:
    return row.selection.leader.name_sort if row.selection.leader else sort_key(row.label)


def _committee(row: Row) -> str:
    """On each of its lines, so that a file can be filtered by it."""
    return row.parent or ("" if row.is_total else row.label)


def _figures() -> list[ListColumn]:
    return [
        ListColumn(
            column.label,
            sort=column.name,
            css="number detail" if column.detail else "number",
            value=f"tally.{column.name}",
            kind=Kind.DECIMAL if column.name == RATE.key else Kind.NUMBER,
        )
        for column in COLUMNS
    ]
