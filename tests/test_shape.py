"""No file, function or line grows beyond what one reads at a glance. Parameters and branches: ruff."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = [
    "attendance",
    "benchmarks",
    "committees",
    "config",
    "exchange",
    "lib",
    "meetings",
    "office",
    "reports",
    "tests",
]
FILE_LINES, FUNCTION_LINES, TEMPLATE_WIDTH = 400, 40, 120

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def length(function: Function) -> int:
    """From `def` to the last line, without decorators."""
    return function.end_lineno - function.lineno + 1


def test_no_file_is_too_long():
    lengths = {path: len(path.read_text().splitlines()) for path in sources()}

    assert [f"{p.relative_to(ROOT)}: {n}" for p, n in lengths.items() if n > FILE_LINES] == []


def test_no_function_is_too_long():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length(node)}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, Function) and length(node) > FUNCTION_LINES
    ] == []


def test_no_line_of_a_template_is_too_wide():
    assert [
        f"{path.relative_to(ROOT)}:{number}: {len(line)}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > TEMPLATE_WIDTH
    ] == []
