"""Pasted from Word, a text becomes plain characters, as if it had been typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.issuing.pasted import made_plain


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("\uf0b7\tChuẩn bị tốt", "- Chuẩn bị tốt"),
        ("\uf0a7 Chuẩn bị tốt", "- Chuẩn bị tốt"),
        ("•\u00a0Một\n▪ Hai\n  ➢Ba", "- Một\n- Hai\n- Ba"),
        ("o\tCấp hai\no   Cấp hai", "- Cấp hai\n- Cấp hai"),
        ("§\tCấp ba", "- Cấp ba"),
        ("– Gạch của Word\n-\tGạch và tab", "- Gạch của Word\n- Gạch và tab"),
        ("1.\tMục một", "1. Mục một"),
        ("87,5\u00a0% của\u202f22", "87,5 % của 22"),
        ("chi\u00adbộ\u200b \ufeffmạnh", "chibộ mạnh"),
        ("Dòng\vmột\r\nhai\u2028ba\fbốn", "Dòng\nmột\nhai\nba\nbốn"),
        ("mũi tên \uf0e0 đây", "mũi tên đây"),
        ("2015\u20112020, \u221212", "2015-2020, -12"),
        ("Đảng viên", "Đảng viên"),  # letter and marks apart
        ("\x07Ô bảng", "Ô bảng"),
    ],
)
def test_plain_characters(pasted, plain):
    assert made_plain(pasted) == plain


@pytest.mark.parametrize(
    "text",
    [
        "- Đã là gạch đầu dòng",
        "Thôn 1 – Thôn 2 — “Học tập và làm theo” của ‘ta’",
        "o là chữ",
        "+ Cấp hai\n* Sao",
        "5 • 6",
        "",
    ],
)
def test_what_is_plain_stays(text):
    assert made_plain(text) == text


@given(st.text(alphabet="•o–- \t\n\uf0b7\u00a0\u00ad\v1aă", max_size=12))
def test_once_is_enough(text):
    assert made_plain(made_plain(text)) == made_plain(text)
