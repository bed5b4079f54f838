"""What the product writes into the notes of a monthly table is read back as what it is."""

import pytest

from exchange.lists.month_notes import told_in


@pytest.mark.parametrize(
    ("note", "left", "told"),
    [
        ("1.2: Biên bản sơ sài (−1,5); chi bộ tự chấm", "1.2: Biên bản sơ sài (−1,5)", {}),
        ("Chi bộ tự chấm; miễn công tác, sinh hoạt: 2", "", {"members_exempt": 2}),
        ("Vắng 2; thường kỳ kết hợp chuyên đề", "Vắng 2", {"kind": "combined"}),
        ("Chi bộ tự chấm lại; Thường kỳ", "Chi bộ tự chấm lại", {"kind": "regular"}),
        ("Lê An chấm 88", "Lê An chấm 88", {}),
    ],
)
def test_parts(note, left, told):
    assert told_in(note) == (left, told)
