"""The order of people on official papers: from the title, or as the office says."""

import pytest

from committees.models import Leader, LeaderGroup
from committees.protocol import rank_of
from lib.vietnamese import refresh_search_keys
from tests.factories import LeaderFactory


@pytest.mark.parametrize(
    ("title", "rank"),
    [
        ("Trưởng ban", 10),
        ("TRƯỞNG BAN", 10),
        ("Quyền Trưởng ban", 10),
        ("Chánh Văn phòng", 10),
        ("Chủ nhiệm", 10),
        ("Bí thư Đảng ủy", 10),
        ("Ủy viên Ban Thường vụ, Trưởng Ban Phòng, chống tham nhũng", 10),
        ("Phó Bí thư Thường trực", 20),
        ("Phó Trưởng ban phụ trách", 20),
        ("Phó Trưởng ban", 30),
        ("P.Trưởng ban", 30),
        ("Phó Bí thư, Chủ tịch UBND", 30),
        ("Bí thư chi bộ, Phó Trưởng ban", 30),
        ("Phó Trưởng ban kiêm Trưởng phòng Tổng hợp", 30),
        ("Tỉnh ủy viên", 40),
        ("Ủy viên Ủy ban Kiểm tra", 40),
        ("Trưởng phòng Phòng, chống tham nhũng", 50),
        ("Giám đốc Trung tâm", 50),
        ("Tổ trưởng", 50),
        ("Phó phòng", 70),
        ("Chuyên viên", 90),
        ("Kế toán trưởng", 90),
        ("Phóng viên", 90),
        ("", 90),
    ],
)
def test_the_title_gives_the_rank(title, rank):
    assert rank_of(title, in_department=False) == rank


def test_in_the_group_of_departments_every_office_is_a_departments():
    titles = ["Chánh Văn phòng", "Phó Chánh Văn phòng", "Trưởng phòng", "Phó Trưởng phòng", "Chuyên viên"]
    assert [rank_of(title, in_department=True) for title in titles] == [50, 70, 50, 70, 90]


@pytest.mark.django_db
class TestTheOrder:
    def names(self):
        return [leader.full_name for leader in Leader.objects.in_protocol_order()]

    def test_follows_titles_then_given_names_until_the_office_says_otherwise(self, commission):
        positions = [
            ("Ủy viên", "Bình"),
            ("Phó Trưởng ban", "Yến"),
            ("Phó Trưởng ban", "An"),
            ("Trưởng ban", "Vũ"),
        ]
        leaders = {
            name: LeaderFactory(committee=commission, position=position, full_name=f"Lê {name}")
            for position, name in positions
        }
        LeaderFactory(
            committee=commission, position="Trưởng phòng", full_name="Lê Ái", group=LeaderGroup.DEPARTMENT
        )
        assert self.names() == ["Lê Vũ", "Lê An", "Lê Yến", "Lê Bình", "Lê Ái"]
        leaders["Yến"].protocol_order = 25
        leaders["Yến"].save()
        assert self.names() == ["Lê Vũ", "Lê Yến", "Lê An", "Lê Bình", "Lê Ái"]
        leaders["Bình"].position = "Trưởng ban"
        leaders["Bình"].save()
        assert self.names() == ["Lê Bình", "Lê Vũ", "Lê Yến", "Lê An", "Lê Ái"]
        everybody = list(Leader.objects.in_protocol_order())
        assert sorted(everybody, key=lambda leader: leader.protocol_key) == everybody

    def test_of_those_known_before_is_filled_in(self, commission):
        leader = LeaderFactory(committee=commission, position="Chánh Văn phòng")
        Leader.objects.update(protocol_sort="")
        refresh_search_keys(Leader.objects.all(), "protocol_sort")
        leader.refresh_from_db()
        assert leader.protocol_sort == "010"
