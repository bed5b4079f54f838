"""Numbers typed into the text that are no figures: the clerk is shown each with its words."""

import pytest

from reports.issuing.live_text import Figure
from reports.issuing.unbound import Unbound, unbound

FIGURES = {
    "attended": Figure("18", "đã dự"),
    "planned": Figure("22", "kế hoạch"),
    "rate": Figure("81,8%", "tỷ lệ"),
}


def found(source: str, drafted: str = "") -> list[str]:
    return [number.text for number in unbound(source, FIGURES, drafted)]


def test_a_number_with_its_words():
    source = "Đã dự ⟦attended⟧/⟦planned⟧ chi bộ (⟦rate⟧).\nCác đồng chí lãnh đạo Ban dự 17 chi bộ nông thôn."
    assert unbound(source, FIGURES) == [Unbound("17", "…chí lãnh đạo Ban dự", "chi bộ nông thôn.")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Đã dự 17 trên 22 chi bộ", ["17 trên 22"]),
        (
            "Đã dự 17 trên tổng số 22, tức 17 trong số 22 và 17/22",
            ["17 trên tổng số 22", "17 trong số 22", "17/22"],
        ),
        ("Đã dự mười bảy trên hai mươi hai chi bộ", ["mười bảy trên hai mươi hai"]),
        ("Mười bảy chi bộ, hai đồng chí, ba buổi", ["Mười bảy", "hai", "ba"]),
        ("một trăm linh năm phiếu; hai nghìn ba trăm đảng viên", ["một trăm linh năm", "hai nghìn ba trăm"]),
        ("Đạt 87,5 % hoặc 87,5%, 1.250 lượt", ["87,5 %", "87,5%", "1.250"]),
        ("⟦attended⟧/30 chi bộ", ["30"]),
        ("Tổng số 18 chi bộ, trong số 22 theo kế hoạch 22 chi bộ", ["18", "22", "22"]),
        ("Tính đến ngày 29/6, 18 chi bộ đã họp", ["18"]),
        ("Trong năm 2018 chi bộ đã dự là 5/6; 2015 đảng viên", ["5/6", "2015"]),
        ("Qua 03 buổi, kéo dài 90 phút", ["03", "90"]),
    ],
)
def test_numbers(text, numbers):
    assert found(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 24/10/2013, ngày 29-6-2018, ngày 29/6, từ 01/01 đến 30/6, ngày mùng 3",
        "tháng 6, tháng 6/2018, các tháng 1, 2 và 3, quý 2 năm 2018, tháng mười hai",
        "6 tháng đầu năm 2018, nhiệm kỳ 2015 - 2020, 6 tháng cuối năm",
        "lúc 8 giờ, 14h30, 8 giờ 30",
        "Hướng dẫn số 46, 47 và 48-HD/BTCTU, Nghị quyết 18, số 127-BC/TU, 01/2018/NĐ-CP",
        "khoản 2 Điều 5, điểm 3, phụ lục 1, biểu 2, tiêu chí 4",
        "1. Kết quả",
        "2.1. Kết quả",
        "(3) Kết quả",
        "Chi bộ thôn 2, khu phố 7, tổ dân phố 12, Chi bộ 3, quốc lộ 1",
        "Đại hội lần thứ 12, khóa 12, thứ hai, lần thứ ba",
        "một số nơi, đa số, nhiều năm, tư tưởng, ba mẹ, trong năm, hàng trăm đảng viên",
        "Chi bộ A5, 3G, H1N1",
        "Đã dự ⟦attended⟧/⟦planned⟧ chi bộ, ⟦attended=19⟧ và ⟦gone⟧",
    ],
)
def test_no_counts(text):
    assert found(text) == []


def test_what_the_data_drafted_is_not_asked_about():
    drafted = "Qua 03 buổi được đánh giá, đa số tốt. Đảng ủy Khối 487 đã dự ⟦attended⟧ chi bộ."
    assert found(drafted, drafted) == []
    edited = "Rất tốt. Qua 03 buổi dự sinh hoạt, Khối 487 đã dự 18 chi bộ, 04 buổi."
    assert found(edited, drafted) == ["18", "04"]
