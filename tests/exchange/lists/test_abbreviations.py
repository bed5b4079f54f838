"""Abbreviations in the names of cells."""

import pytest

from exchange.lists.abbreviations import other_ways, written_out


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Chi bộ TDP 7, X. Mỹ An", "Chi bộ tổ dân phố 7, xã Mỹ An"),
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
    assert written_out(text) == [full]


def test_of_two_meanings_both_are_written_out_wherever_they_stand():
    assert written_out("KP.3 TT Giang") == ["khu phố 3 thị trấn Giang", "khu phố 3 trung tâm Giang"]
    assert written_out("P. Nội vụ, P. Mỹ An") == [
        "phường Nội vụ, phường Mỹ An",
        "phường Nội vụ, phòng Mỹ An",
        "phòng Nội vụ, phường Mỹ An",
        "phòng Nội vụ, phòng Mỹ An",
    ]
    assert written_out("P. An, P. Bình, TT Chi, P. Dinh") == [
        "phường An, phường Bình, thị trấn Chi, phường Dinh"
    ]


def test_a_name_may_be_stored_either_way():
    assert other_ways("Trường THPT Mỹ Giang") == [["Trường trung học phổ thông Mỹ Giang"], []]
    assert other_ways("Trường Trung học phổ thông Mỹ Giang") == [[], ["Trường THPT Mỹ Giang"]]
    assert other_ways("Chi bộ Thôn 1") == [[], ["CB Thôn 1"]]
    assert other_ways("Thôn 1") == [[], []]
