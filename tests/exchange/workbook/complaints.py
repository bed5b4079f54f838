"""What an import complains of, in short."""

from exchange.workbook import import_workbook

from .workbooks import file_of


def places(imported) -> list[str]:
    return [f"{problem.sheet}!{problem.cell}" for problem in imported.problems]


def problems_of(rows) -> list[tuple[str, str]]:
    imported = import_workbook(file_of(rows), by=None)
    return [(f"{problem.sheet}!{problem.cell}", problem.what) for problem in imported.problems]


def assert_problem(rows, place, what):
    found = problems_of(rows)
    assert [cell for cell, _what in found] == [place]
    assert what in found[0][1]
