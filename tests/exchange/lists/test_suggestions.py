"""Words that offices write for those of the format."""

import pytest

from exchange.lists.suggestions import suggest
from exchange.starting.offered import TYPES_OF_2025
from exchange.workbook.sheets import CELLS, COMMITTEES, LEADERS, MEETINGS, PLANS, RESULTS, SHEETS

TYPES = [
    ("LH1", "Chi bộ thôn, khu dân cư nông thôn"),
    ("LH2", "Chi bộ tổ dân phố"),
    ("LH3", "Chi bộ cơ quan hành chính"),
    ("LH6", "Chi bộ đơn vị sự nghiệp (trường học, trạm y tế)"),
    ("LH7", "Chi bộ quân đội"),
    ("LH8", "Chi bộ công an"),
]
REASONS = [(word, word) for word in ("Công tác", "Ốm", "Việc khác", "Chi bộ hoãn họp", "Khác")]


def words(sheet: str, key: str) -> list[tuple[str, str]]:
    return [(word, word) for word in SHEETS[sheet].column(key).kind.words]


def proposed(sheet: str, key: str, text: str, choices=None) -> str:
    return suggest(SHEETS[sheet], SHEETS[sheet].column(key), text, choices or words(sheet, key))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Tỉnh", "Tỉnh ủy"),
        ("Ban Đảng", "Ban"),
        ("Văn phòng", "Văn phòng"),
        ("Xã", "Đảng ủy xã"),
        ("Phường", "Đảng ủy xã"),
        ("Thị trấn", "Đảng ủy xã"),
        ("Huyện", "Huyện ủy"),
        ("Đơn vị khác", ""),
    ],
)
def test_kinds_of_committees(text, word):
    assert proposed(COMMITTEES, "kind", text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Trưởng ban", "Lãnh đạo ban"),
        ("Phó Trưởng ban thường trực", "Lãnh đạo ban"),
        ("Phó Chánh Văn phòng", "Lãnh đạo ban"),
        ("Trưởng phòng Tổng hợp", "Trưởng, phó phòng"),
        ("Phó Trưởng phòng", "Trưởng, phó phòng"),
        ("Lãnh đạo phòng", "Trưởng, phó phòng"),
        ("Phó Trưởng P. Tổng hợp", "Trưởng, phó phòng"),
        ("Lãnh đạo cơ quan", "Lãnh đạo ban"),
        ("Chuyên viên", ""),
    ],
)
def test_groups_by_positions(text, word):
    assert proposed(LEADERS, "group", text) == word


@pytest.mark.parametrize(
    ("text", "code"),
    [("Thôn", "LH1"), ("Tổ dân phố", "LH2"), ("Trường học", "LH6"), ("Quân sự", ""), ("Chi bộ", "")],
)
def test_types_by_the_words_of_their_names(text, code):
    assert proposed(CELLS, "organization_type", text, TYPES) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("Thôn", "42-1"), ("Chi bộ tổ dân phố", "42-1"), ("Chi bộ doanh nghiệp", ""), ("Công an", "42-7")],
)
def test_types_of_2025(text, code):
    assert proposed(CELLS, "organization_type", text, TYPES_OF_2025) == code


@pytest.mark.parametrize(
    ("text", "word"),
    [("Có mặt", "Đã dự"), ("x", "Đã dự"), ("Không dự", "Vắng"), ("V", "Vắng"), ("Rút đăng ký", "Rút")],
)
def test_outcomes(text, word):
    assert proposed(RESULTS, "outcome", text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [("Đi công tác Hà Nội", "Công tác"), ("Chi bộ hoãn họp do bão", "Chi bộ hoãn họp"), ("Bận", "")],
)
def test_reasons(text, word):
    assert proposed(RESULTS, "absence_reason", text, REASONS) == word


def test_kinds_of_meetings():
    assert proposed(MEETINGS, "kind", "Định kỳ tháng 3") == "Thường kỳ"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("P. Nội vụ", "NV"),
        ("Chi bộ P. Nội vụ, UBND thành phố", "NV"),
        ("TT Y tế", "YT"),
        ("P. Tư pháp", "TP"),  # as it is written
        ("P. Mỹ An", ""),  # of the ward, or of the division
        ("Chi bộ P. Mỹ An, UBND thành phố", ""),
    ],
)
def test_cells_whose_names_are_abbreviated(text, code):
    cells = [
        ("NV", "Chi bộ phòng Nội vụ"),
        ("YT", "Chi bộ trung tâm Y tế"),
        ("TP", "Chi bộ P. Tư pháp"),
        ("TP2", "Chi bộ phòng Tư pháp"),
        ("MA", "Chi bộ phường Mỹ An"),
        ("MA2", "Chi bộ phòng Mỹ An"),
    ]
    assert proposed(PLANS, "cell", text, cells) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Đảng ủy xã Giang Nan", "GN"),
        ("xã Giangg Nam", "GN"),
        ("Xã Ginag Nam", "GN"),
        ("Ban Tổ chứ", "TC"),
        ("Đảng ủy phường Tân Ac", ""),  # of two
        ("Đảng ủy xã Giang Tây", ""),
        ("Đảng bộ khu 2", ""),
        ("Bann", ""),
    ],
)
def test_a_committee_misspelt_by_a_letter(text, code):
    committees = [
        ("GN", "Đảng ủy xã Giang Nam"),
        ("TC", "\xa0\xa0Ban Tổ chức Tỉnh ủy"),
        ("TA", "Đảng ủy phường Tân An"),
        ("TM", "Đảng ủy phường Tân Ám"),
        ("K1", "Đảng bộ khu 1"),
    ]
    assert proposed(PLANS, "committee", text, committees) == code


def test_a_cell_differs_from_its_neighbour_by_a_letter():
    assert proposed(PLANS, "cell", "Chi bộ thôn Bến Đá", [("BD", "Chi bộ thôn Bến Đám")]) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Huỳnh Kim Chi", "CHI"),
        ("Huỳnh Thị Thanh Kim Chi", "CHI"),
        ("Huỳnh Chi", "CHI"),
        ("Nguyễn Hà", ""),  # of two
        ("Huỳnh Kim Chí", ""),
        ("Huỳnh", ""),
    ],
)
def test_a_name_with_a_word_more_or_less(text, code):
    leaders = [
        ("CHI", "Huỳnh Thị Kim Chi, Phó Trưởng ban · Ban Dân vận Tỉnh ủy (CHI)"),
        ("H1", "Nguyễn Thị Hà · Ban Dân vận Tỉnh ủy (H1)"),
        ("H2", "Nguyễn Ngọc Hà · Ban Dân vận Tỉnh ủy (H2)"),
        ("P", "Huỳnh Văn Phúc · Ban Dân vận Tỉnh ủy (P)"),
    ]
    assert proposed(PLANS, "leader", text, leaders) == code
