"""A zip of workbooks, one for each half-year: judged, shown and saved as one file."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable

from exchange.models import Import
from exchange.workbook import are_workbooks, import_half_years
from exchange.workbook.half_years import in_part, workbook_of
from exchange.workbook.problems import ImportResult
from exchange.workbook.sheets import SHEETS
from exchange.workbook.stages import Progress
from exchange.workbook.terms import terms_of

from .preview import ROWS_KEPT, look

OUTCOMES = ("created", "changed")
PLANS = ("approved", "drafts", "reported")


def is_of_half_years(kind: str, file: io.BufferedIOBase) -> bool:
    """Whole workbooks only: a list is in one."""
    return kind == Import.Kind.WORKBOOK and are_workbooks(file)


def go_through(
    item: Import, data: bytes, progress: Progress, *, plans_made: Callable, agreed: Callable[[dict], bool]
) -> tuple[ImportResult, dict]:
    """As `judging.judge` has it of one workbook: what is `agreed` to is saved. With the rows to be shown."""
    parts: dict[str, dict] = {}

    def looked(name, book) -> bool:
        parts[name] = look(book) | {"moves": book.tree.moved, "plans": plans_made(book)}
        return True

    result = import_half_years(
        io.BytesIO(data),
        by=item.user,
        filename=item.name,
        looked=looked,
        agreed=lambda: agreed(_whole(parts)),
        progress=progress,
        terms=terms_of(item.user),
    )
    return result, _whole(parts)


def marked_part(data: bytes, problems: list[dict]) -> tuple[bytes, list[dict]]:
    """The one workbook that has problems, and these as it has them. Raises UnreadableWorkbook."""
    workbook, beginning = workbook_of(io.BytesIO(data), problems[0]["sheet"])
    return workbook, [problem | {"sheet": problem["sheet"].removeprefix(beginning)} for problem in problems]


def _whole(parts: dict[str, dict]) -> dict:
    """One preview of those of all workbooks, as `look` shapes it; a line says which workbook it is in."""
    counts: dict[str, Counter] = {}
    sheets: dict[str, dict] = {}
    names: dict[str, dict] = {}
    for part, preview in parts.items():
        for sheet, its in preview["counts"].items():
            counts.setdefault(sheet, Counter()).update(its)
        for sheet in preview["sheets"]:
            _add(sheets, sheet, part)
        for sheet, its in preview["names"].items():
            names.setdefault(sheet, {}).update(its)
    digests = "".join(preview["digest"] for preview in parts.values())
    told = [preview["plans"] for preview in parts.values()]
    return {
        "digest": hashlib.sha256(digests.encode()).hexdigest(),
        "workbooks": len(parts),
        "counts": {sheet: dict(its) for sheet, its in counts.items()},
        "sheets": [sheets[name] for name in SHEETS if name in sheets],
        "names": names,
        "moves": [move for preview in parts.values() for move in preview["moves"]],
        "plans": {key: list(dict.fromkeys(plan for its in told for plan in its[key])) for key in PLANS},
    }


def _add(sheets: dict[str, dict], sheet: dict, part: str) -> None:
    """The workbook's rows below those of the others; they may have other columns."""
    so_far = sheets.setdefault(
        sheet["name"],
        {"name": sheet["name"], "columns": [], "noted": Counter(), "created": [], "changed": []},
    )
    known = {*so_far["columns"], *sheet["columns"]}
    columns = [column.name for column in SHEETS[sheet["name"]].in_lists if column.name in known]
    for outcome in OUTCOMES:
        earlier = [_laid_out(line, so_far["columns"], columns) for line in so_far[outcome]]
        added = (_laid_out(line, sheet["columns"], columns) for line in sheet[outcome])
        named = [line | {"sheet": in_part(part, line["sheet"]), "file": part} for line in added]
        so_far[outcome] = [*earlier, *named][:ROWS_KEPT]
        so_far["noted"][outcome] += sheet["noted"][outcome]
    so_far["columns"] = columns


def _laid_out(line: dict, of: list[str], columns: list[str]) -> dict:
    values = dict(zip(of, line["values"], strict=True))
    return line | {"values": [values.get(column, "") for column in columns]}
