"""Abbreviations in the names of cells."""

import pytest

from exchange.lists.abbreviations import other_ways, written_out


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Chi bộ TDP 7, P. Mỹ An", "Chi bộ tổ dân phố 7, phường Mỹ An"),
        ("KP.3 TT Giang", "khu phố 3 thị trấn Giang"),
        ("Trường TH và THCS Đông Hà", "Trường tiểu học và trung học cơ sở Đông Hà"),
        ("CA xã Đông Hà", "công an xã Đông Hà"),
        ("QS X.Đông Hà", "quân sự xã Đông Hà"),
        # Names, numbers and ordinary words.
        ("Chi bộ ca 3 P1", "Chi bộ ca 3 P1"),
        ("THACO Trường Hải", "THACO Trường Hải"),
        ("Tổ X", "Tổ X"),
        ("Tổ P. ấp", "Tổ P. ấp"),
    ],
)
def test_written_out(text, full):
    assert written_out(text) == full


def test_a_name_may_be_stored_either_way():
    assert other_ways("Trường THPT Mỹ Giang") == ["Trường trung học phổ thông Mỹ Giang"]
    assert other_ways("Trường Trung học phổ thông Mỹ Giang") == ["Trường THPT Mỹ Giang"]
    assert other_ways("Chi bộ Thôn 1") == []
