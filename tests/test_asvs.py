"""docs/asvs.md answers all that is asked, is counted right, and names tests and files that there are."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "asvs.md").read_text()
ANSWERS = ("met", "in part", "not met", "does not apply")
ASKED = {1: 70, 2: 183}  # requirements of each level in the standard
NAMED_AT_LEAST = 0.6  # of those that apply, by a test


class Row(NamedTuple):
    id: str
    level: int
    answer: str
    how: str
    held_by: tuple[str, ...]

    @property
    def tests(self) -> list[str]:
        return [name for name in self.held_by if re.match(r"tests/(?:\w+/)*test_\w+\.py", name)]


def _rows() -> list[Row]:
    """One for each id; a line of a table may answer several."""
    found = []
    for line in re.findall(r"^\| V\d.*", TEXT, re.MULTILINE):
        ids, level, _asked, answer, how, held_by = (cell.strip() for cell in line.split("|")[1:-1])
        names = tuple(re.findall(r"`([^`]+)`", held_by))
        found += [Row(one, int(level), answer, how, names) for one in ids.split(", ")]
    return found


ROWS = _rows()


def test_every_requirement_is_answered_once():
    doubled = [one for one, times in Counter(row.id for row in ROWS).items() if times > 1]
    assert doubled == []
    assert Counter(row.level for row in ROWS) == ASKED
    assert [row.id for row in ROWS if not re.fullmatch(r"V\d+\.\d+\.\d+", row.id)] == []


def test_answers_are_of_four_kinds_and_say_what_is_missing():
    assert {row.answer for row in ROWS} == set(ANSWERS)
    assert [row.id for row in ROWS if row.answer == "met" and not row.held_by] == []
    assert [row.id for row in ROWS if row.answer != "met" and not row.how] == []


def test_whatever_a_row_rests_on_exists():
    assert {
        row.id: gone for row in ROWS if (gone := [name for name in row.held_by if not _exists(name)])
    } == {}


def test_so_does_what_the_threat_model_rests_on():
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "docs" / "threat-model.md").read_text())
    assert len(named) > 20
    assert [name for name in named if not _exists(name)] == []


def test_most_that_apply_are_held_by_a_test():
    applying = [row for row in ROWS if row.answer != "does not apply"]
    assert sum(bool(row.tests) for row in applying) >= NAMED_AT_LEAST * len(applying)


def test_the_summary_counts_right():
    lines = re.search(r"\| together \|\n\|[-|]+\n((?:\|.*\n)+)", TEXT)[1].splitlines()
    told = {
        cells[0]: cells[1:] for cells in ([c.strip() for c in line.strip("|").split("|")] for line in lines)
    }
    counted = {answer: [row for row in ROWS if row.answer == answer] for answer in ANSWERS}
    counted["all"] = ROWS
    counted["of those that apply, held by a test"] = [
        row for row in ROWS if row.tests and row.answer != "does not apply"
    ]
    assert told == {name: _by_level(rows) for name, rows in counted.items()}


def _by_level(rows: list[Row]) -> list[str]:
    levels = [sum(row.level == level for row in rows) for level in ASKED]
    return [str(number) for number in (*levels, sum(levels))]


def _exists(name: str) -> bool:
    path, *inside = name.split("::")
    if not (ROOT / path).is_file():
        return False
    return not inside or "::".join(inside) in _tests_in(path)


@cache
def _tests_in(path: str) -> set[str]:
    """Names of a file's tests and classes of tests, as pytest calls them; read, not run."""
    found = set()
    for node in ast.parse((ROOT / path).read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {node.name} | {
                f"{node.name}::{m.name}" for m in node.body if isinstance(m, ast.FunctionDef)
            }
    return {name for name in found if name.startswith(("test_", "Test"))}
