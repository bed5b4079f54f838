"""Rows of a score sheet as Word and Excel put them on the clipboard."""

import pytest

from meetings.pasted_lines import read


def told(text, section=""):
    return [(line.section, line.code, line.text, line.points) for line in read(text, section).lines]


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
    duration, papers = read("Thời gian\t5\n5 | Đủ 90 phút\n4\t|\tThiếu 15 phút\nTài liệu\t2").lines
    assert duration.typed("yes_no") == {
        "section": "",
        "section_maximum": "",
        "text": "Thời gian",
        "code": "",
        "kind": "levels",
        "maximum": "",
        "levels": "5 | Đủ 90 phút\n4 | Thiếu 15 phút",
    }
    assert (papers.typed("yes_no")["kind"], papers.typed("yes_no")["maximum"]) == ("yes_no", "2")


def as_offices_write_it() -> str:
    rows = [
        "TT\tTiêu chí\tThang điểm\tChi ủy, Bí thư chi bộ chấm",
        "I\tChuẩn bị\t7\t6",
        "1\tCó tài liệu",
        "gửi trước một ngày\t2\t2",
        "2\tThời gian\t5\t4",
        "\t– Đủ 90 phút\t5\t",
        "\t– Thiếu 15 phút\t4\tx",
        "\tII. Kết thúc\t3\t3",
        "3\tĐiểm danh, biên bản\t3\t3",
        "\tTổng cộng\t10\t9",
        "\tMức xếp loại\t\tTốt",
        "Mức xếp loại: Tốt: từ 9 điểm.",
    ]
    return "\n".join(rows)


def test_sections_with_their_points_levels_under_a_dash_headings_and_sums():
    sheet = read(as_offices_write_it())
    assert [(x.section, x.section_maximum, x.text, x.points, x.levels) for x in sheet.lines] == [
        ("I. Chuẩn bị", "7", "Có tài liệu gửi trước một ngày", "2", []),
        ("I. Chuẩn bị", "", "Thời gian", "5", ["5 | Đủ 90 phút", "4 | Thiếu 15 phút"]),
        ("II. Kết thúc", "3", "Điểm danh, biên bản", "3", []),
    ]
    assert sheet.sections == ["I. Chuẩn bị", "II. Kết thúc"]
    assert sheet.left_out == [
        "TT Tiêu chí Thang điểm Chi ủy, Bí thư chi bộ chấm",
        "Tổng cộng 10 9",
        "Mức xếp loại Tốt",
        "Mức xếp loại: Tốt: từ 9 điểm.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1\tDự họp\t5\n1.1\tTỷ lệ dự\t5", [("1. Dự họp", "1.1", "Tỷ lệ dự", "5")]),
        (
            "I\tDự họp\t5\nII\tKết thúc\t3",
            [("I. Dự họp", "", "Dự họp", "5"), ("II. Kết thúc", "", "Kết thúc", "3")],
        ),
        ("1\tDự họp\nTỷ lệ dự\t5", [("1. Dự họp", "", "Tỷ lệ dự", "5")]),
        (
            "I\tPhần\t5\n1\tDự họp\nTỷ lệ dự\t2\nĐúng giờ\t3",
            [("1. Dự họp", "", "Tỷ lệ dự", "2"), ("1. Dự họp", "", "Đúng giờ", "3")],
        ),
        ('1\t"Có tài liệu\r\ngửi ""trước"""\t5\r\n', [("", "", 'Có tài liệu gửi "trước"', "5")]),
        (
            "I. Dự họp\n- Tỷ lệ dự\t5\n- Đúng giờ\t2",
            [("I. Dự họp", "", "- Tỷ lệ dự", "5"), ("I. Dự họp", "", "- Đúng giờ", "2")],
        ),
        ("Cộng điểm\nTổng kết năm\t5", [("Cộng điểm", "", "Tổng kết năm", "5")]),
    ],
    ids=[
        "a code below",
        "no line below",
        "an arabic section",
        "a part of sections",
        "a cell of Excel",
        "dashes below a section",
        "no sums",
    ],
)
def test_what_a_row_is_follows_from_those_around_it(text, expected):
    assert told(text) == expected


def test_points_that_the_highest_level_does_not_give_stay_to_be_told():
    (line,) = read("1\tChuẩn bị\t10\n- Tài liệu\t6\n- Nội dung\t4").lines
    assert (line.typed("points")["maximum"], line.levels) == ("10", ["6 | Tài liệu", "4 | Nội dung"])


def test_a_section_without_a_criterion_is_told():
    assert read("PHIẾU ĐÁNH GIÁ\nI. Dự họp\nTỷ lệ dự\t5\nGhi chú").left_out == ["PHIẾU ĐÁNH GIÁ", "Ghi chú"]


def test_points_say_of_which_kind_a_line_is():
    lines = read("Họp trước\t0 hoặc 2\t2\t0\nSáng kiến\t+1\nNội dung\t5\t4,5").lines
    typed = [line.typed("points") for line in lines]
    assert [(line["text"], line["kind"], line["maximum"]) for line in typed] == [
        ("Họp trước", "yes_no", "2"),
        ("Sáng kiến", "bonus", "1"),
        ("Nội dung", "points", "5"),
    ]
