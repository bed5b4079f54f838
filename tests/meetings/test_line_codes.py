"""Codes of criteria that nobody typed."""

import pytest

from meetings.line_codes import codes


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("1. Thời gian", ""), ("2. Đảng viên dự", ""), ("2. Đảng viên dự", "")], ["1.1", "2.1", "2.2"]),
        ([("II. Chuẩn bị", ""), ("Phần IV: Kết thúc", "")], ["II.1", "IV.1"]),
        ([("Chuẩn bị", ""), ("Tiến hành", ""), ("Chuẩn bị", "")], ["1.1", "2.1", "1.2"]),
        ([("Chi ủy", ""), ("Đảng viên", "")], ["1.1", "2.1"]),
        ([("1. Thời gian", "A"), ("1. Thời gian", "")], ["A", "1.2"]),
        ([("1. Thời gian", ""), ("1. Thời gian", "1.1")], ["1.2", "1.1"]),
        ([("1. Thời gian", ""), ("1. Thời gian", ""), ("2. Dự", "1.2")], ["1.1", "1.3", "1.2"]),
    ],
    ids=["numbered", "roman", "by place", "no numeral", "typed stays", "taken below", "taken elsewhere"],
)
def test_section_and_place(lines, expected):
    assert codes(lines) == expected
