"""Rows of a score sheet as Word and Excel put them on the clipboard."""

import pytest

from meetings.pasted_lines import read


def told(text, section=""):
    return [(line.section, line.code, line.text, line.points) for line in read(text, section)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nội dung\t5\r\n\r\nTài liệu\t2,5", [("", "", "Nội dung", "5"), ("", "", "Tài liệu", "2,5")]),
        ("I. Chuẩn bị\nNội dung\t5 điểm", [("I. Chuẩn bị", "", "Nội dung", "5")]),
        ("I\tChuẩn bị\n1\tNội dung\t5", [("I. Chuẩn bị", "", "Nội dung", "5")]),
        ("1.1\tNội dung\t5\na)\tTài liệu\t2", [("", "1.1", "Nội dung", "5"), ("", "", "Tài liệu", "2")]),
        ("Nội dung\ttối đa 5", [("", "", "Nội dung", "tối đa 5")]),
        (" \n\t\n", []),
    ],
    ids=["text and points", "a section", "numbering", "a code", "no number", "nothing"],
)
def test_rows(text, expected):
    assert told(text) == expected


def test_the_first_lines_belong_to_the_section_above():
    assert told("Nội dung\t5\nII. Kết thúc\nBiên bản\t2", "I. Chuẩn bị") == [
        ("I. Chuẩn bị", "", "Nội dung", "5"),
        ("II. Kết thúc", "", "Biên bản", "2"),
    ]


def test_levels_below_their_line_make_it_one_of_levels():
    duration, papers = read("Thời gian\t5\n5 | Đủ 90 phút\n4\t|\tThiếu 15 phút\nTài liệu\t2")
    assert duration.typed("yes_no") == {
        "section": "",
        "text": "Thời gian",
        "code": "",
        "kind": "levels",
        "maximum": "",
        "levels": "5 | Đủ 90 phút\n4 | Thiếu 15 phút",
    }
    assert (papers.typed("yes_no")["kind"], papers.typed("yes_no")["maximum"]) == ("yes_no", "2")
