"""Two texts beside each other: what was taken out and what was put in, word by word."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lib.periods import HalfYear
from reports.issuing.text_changes import Kind, text_changes, word_by_word
from reports.models import IssuedReport
from tests.pages import find, find_all, parse, text

SIGNS = {Kind.SAME: "{}", Kind.REMOVED: "[-{}]", Kind.ADDED: "[+{}]"}


def written(paragraph) -> str:
    return "".join(SIGNS[piece.kind].format(piece.text) for piece in paragraph.pieces)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ("Đã dự 18 chi bộ.", "Đã dự 18 chi bộ.", "Đã dự 18 chi bộ."),
        ("Đã dự 18 chi bộ.", "Đã dự 19 chi bộ.", "Đã dự [-18] [+19] chi bộ."),
        ("Đã dự 18/22 (81,8%).", "Đã dự 19/23 (82,6%).", "Đã dự [-18/22 (81,8%] [+19/23 (82,6%])."),
        (
            "Ban A 11/12, Ban B 9/11",
            "Ban A 9/11, Ban B 9/10",
            "Ban A [-11/12] [+9/11], Ban B [-9/11] [+9/10]",
        ),
        ("Các chi bộ tốt", "Các chi bộ rất tốt", "Các chi bộ [+rất] tốt"),
        ("Các chi bộ rất tốt", "Các chi bộ tốt", "Các chi bộ [-rất] tốt"),
        ("Tốt.", "Tốt, đều.", "Tốt[+, đều]."),
    ],
)
def test_words(before, after, changes):
    assert written(word_by_word(before, after)) == changes


def test_parts_and_paragraphs():
    before = [
        ["Kết quả", ["Đã dự 18 chi bộ trong kỳ.", "Như cũ.", "Bỏ hẳn đoạn này đi."]],
        ["Hạn chế", ["Không."]],
        ["Nguyên nhân", ["Do bão."]],
    ]
    after = [
        ["Kết quả", ["Mới hoàn toàn, chưa từng có.", "Đã dự 19 chi bộ trong kỳ.", "Như cũ."]],
        ["Nguyên nhân", ["Do bão."]],
        ["Giải pháp", ["Làm sớm."]],
    ]
    parts = text_changes(before, after)
    assert [(SIGNS[part.heading.kind].format(part.heading.text), part.is_same) for part in parts] == [
        ("Kết quả", False),
        ("[-Hạn chế]", False),
        ("Nguyên nhân", True),
        ("[+Giải pháp]", False),
    ]
    assert [written(p) for p in parts[0].paragraphs] == [
        "[+Mới hoàn toàn, chưa từng có.]",
        "Đã dự [-18] [+19] chi bộ trong kỳ.",
        "Như cũ.",
        "[-Bỏ hẳn đoạn này đi.]",
    ]
    assert [(same, len(run)) for same, run in parts[0].runs] == [(False, 2), (True, 1), (False, 1)]
    assert [written(p) for p in parts[1].paragraphs] == ["[-Không.]"]


WORDS = st.lists(st.sampled_from(["a", "b", "c,", "18/22", "(d)", "."]), max_size=12).map(" ".join)
SECTIONS = st.lists(st.tuples(st.sampled_from("ABC"), st.lists(WORDS, max_size=4)), max_size=3)


@given(SECTIONS, SECTIONS)
def test_either_text_can_be_read_from_the_changes(before, after):
    parts = text_changes(before, after)
    for sections, other in ((before, Kind.ADDED), (after, Kind.REMOVED)):
        read = [
            (
                part.heading.text,
                [
                    "".join(piece.text for piece in p.pieces if piece.kind is not other).split()
                    for p in part.paragraphs
                    if not p.pieces or any(piece.kind is not other for piece in p.pieces)
                ],
            )
            for part in parts
            if part.heading.kind is not other
        ]
        said = [(heading, [p.split() for p in paragraphs if p.split()]) for heading, paragraphs in sections]
        assert [(h, [p for p in ps if p]) for h, ps in read] == said


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def shown(self, commission, period, clerk, client):
        """The page of two reports that differ in one figure and one word."""

        def report(number: int, attended: int, words: str):
            row = IssuedReport(
                committee=commission,
                half_year=HalfYear(period.ordinal + number),
                number=number,
                issued_on=dt.date(2018, 6, 29),
                issued_by=clerk,
                symbol="BC",
                rows=[],
                figures={"total": {"planned_cells": 22, "attended_cells": attended}},
                sections=[["Kết quả", ["Như cũ.", words]], ["Hạn chế", ["Không."]]],
            )
            row.save()
            return row.pk

        client.force_login(clerk)
        asked = {"one": report(1, 18, "Đã dự 18 chi bộ."), "other": report(2, 19, "Đã dự 19 chi bộ.")}
        return lambda **more: client.get(reverse("reports:issued-compare"), asked | more)

    def test_everything(self, shown):
        response = shown()
        assert [(line.before, line.after) for line in response.context["compared"]] == [(22, 22), (18, 19)]
        words = find(parse(response), class_="text-changes")
        assert text(words) == (
            "Kết quả 1 đoạn giữ nguyên Như cũ. Đã dự bỏ: 18 thêm: 19 chi bộ. Hạn chế 1 đoạn giữ nguyên Không."
        )
        assert [text(d) for d in find_all(words, "del")] == ["bỏ: 18"]
        assert [text(d) for d in find_all(words, "ins")] == ["thêm: 19"]

    def test_only_differences(self, shown):
        response = shown(only="differences")
        assert [(line.before, line.after) for line in response.context["compared"]] == [(18, 19)]
        assert text(find(parse(response), class_="text-changes")) == "Kết quả Đã dự bỏ: 18 thêm: 19 chi bộ."
