"""What a list leaves to its user to say, and how it is asked."""

import pytest

from exchange.lists.mapping import Mapping
from exchange.lists.questions import Kind, fingerprint, questions
from exchange.workbook.sheets import SHEETS
from tests.factories import CellFactory, CommitteeFactory, LeaderFactory

pytestmark = pytest.mark.django_db


def asked(preview: dict, columns: tuple[str, ...] = ("committee", "leader", "cell", "month")) -> list[tuple]:
    mapping = Mapping("Kế hoạch", "KH", 1, {key: [key] for key in columns})
    return [(q.kind, q.key, q.text, q.meaning, q.place) for q in questions(mapping, preview)]


def guess(text: str, code: str, rows: int = 1, column: str = "cell") -> dict:
    return {"column": column, "place": "KH!C2", "text": text, "code": code, "reason": "", "rows": rows}


@pytest.fixture(autouse=True)
def office(province):
    commune = CommitteeFactory(parent=province, name="Đảng ủy xã Đông Hà")
    CellFactory(committee=commune, code="CB002", name="Chi bộ thôn 2")
    LeaderFactory(committee=province, code="LD1", full_name="Vũ Đức Dũng")


def test_names_of_several_are_asked_row_by_row_with_what_else_the_row_says():
    ambiguous = {
        "column": "cell",
        "place": "KH!C2",
        "row": 2,
        "text": "Chi bộ thôn 2",
        "context": ["Vũ Đức Dũng", "02/2026"],
        "options": [["CB002", "Chi bộ thôn 2 · Đảng ủy xã Đông Hà (CB002)"], ["CB009", "…"]],
    }
    (question,) = questions(Mapping("Kế hoạch", "KH", 1, {"cell": ["c"]}), {"ambiguous": [ambiguous]})
    assert (question.kind, question.place) == (Kind.AMBIGUOUS, "KH!C2")
    assert question.context == ("Vũ Đức Dũng", "02/2026")
    assert question.choices[0] == ("CB002", "Chi bộ thôn 2 · Đảng ủy xã Đông Hà (CB002)")


def test_what_nobody_knows_and_what_was_said_before():
    preview = {
        "unknown": {"cell": ["thôn hai"]},
        "meanings": {"leader": {"Anh Dũng": "LD1", "Dũng VP": "LD1"}},
        "remembered": {"leader": ["Dũng VP"]},
    }
    assert asked(preview) == [
        (Kind.GIVEN, "leader", "Anh Dũng", "LD1", ""),
        (Kind.REMEMBERED, "leader", "Dũng VP", "LD1", ""),
        (Kind.UNKNOWN, "cell", "thôn hai", "", ""),
    ]


@pytest.mark.parametrize(
    ("guesses", "expected"),
    [
        # Of one row: its cell alone. Of several: the text, unless it was taken for several things.
        ([guess("thôn 2", "CB002")], [(Kind.GUESSED, "cell", "thôn 2", "CB002", "KH!C2")]),
        ([guess("thôn 2", "CB002", rows=3)], [(Kind.GUESSED, "cell", "thôn 2", "CB002", "")]),
        ([guess("thôn 2", "CB002", rows=3), guess("thôn 2", "CB009", rows=2)], []),
        # What the rows tell without a column of it is put right by choosing one.
        ([guess("Vũ Đức Dũng", "TU", column="committee")], []),
    ],
)
def test_guesses_that_may_be_put_right(guesses, expected):
    assert asked({"guesses": guesses}, ("leader", "cell", "month")) == expected


@pytest.mark.parametrize("sheet", list(SHEETS))
def test_each_question_has_a_field_of_its_own_whatever_the_columns_are_called(sheet):
    """A column "cell" was asked about in the field of the first bad cell."""
    mapping = Mapping(sheet, "KH", 1, {column.key: [column.key] for column in SHEETS[sheet].columns})
    keys = list(mapping.columns)
    told = [{"column": key, "place": f"KH!{key}", "text": "x", "what": "", "context": []} for key in keys]
    preview = {
        "unknown": {key: ["a", "b"] for key in keys},
        "ambiguous": [one | {"options": []} for one in told],
        "wrong": told,
        "corrected": [one | {"place": f"KH!{one['column']}9", "new": "y"} for one in told],
        "meanings": {key: {"c": "1", "d": "2"} for key in keys},
        "remembered": {key: ["d"] for key in keys},
        "guesses": [guess("e", "1", column=key) for key in keys],
    }
    names = [question.name for question in questions(mapping, preview)]
    assert len(names) >= 3 * len(keys)
    assert len(set(names)) == len(names)


def test_other_questions_have_another_fingerprint():
    def of(preview: dict) -> str:
        return fingerprint(questions(Mapping("Kế hoạch", "KH", 1, {"cell": ["c"]}), preview))

    assert of({"unknown": {"cell": ["a", "b"]}}) == of({"unknown": {"cell": ["a", "b"]}})
    assert of({"unknown": {"cell": ["a", "b"]}}) != of({"unknown": {"cell": ["b", "a"]}})
