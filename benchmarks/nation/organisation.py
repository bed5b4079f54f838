"""The made-up nation's committees, leaders, cells and accounts, and the catalogues that all share."""

import datetime as dt
import functools
from dataclasses import dataclass, field
from itertools import count
from random import Random

from committees.models import Committee, Leader, Membership, User
from exchange.starting import OFFERS, adopt
from meetings.models import Cell, OrganizationType

from .sizes import Size
from .tables import Copies, line

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Ngọc", "Quang", "Hữu", "Thanh", "Xuân", "Thị Thu", "Quốc", "Bá")
GIVEN = ("An", "Bình", "Dũng", "Giang", "Hải", "Hiền", "Hòa", "Hương", "Khánh", "Lan", "Long", "Mai", "Sơn")
GIVEN += ("Nam", "Oanh", "Phong", "Phúc", "Quân", "Tâm", "Thảo", "Thủy", "Trang", "Tú", "Vân", "Vinh", "Yến")
COMMISSIONS = ("Tổ chức", "Kiểm tra", "Tuyên giáo", "Dân vận", "Nội chính", "Văn hóa", "Đối ngoại", "Kinh tế")
PLACES = ("thôn", "tổ dân phố", "trường tiểu học", "trạm y tế", "công an", "cơ quan", "hợp tác xã", "quân sự")


@dataclass
class Registering:
    """A committee that registers plans."""

    pk: int
    code: str
    staff: int
    official: int
    is_commission: bool
    leaders: list[tuple[int, str]] = field(default_factory=list)  # (number, group)


@dataclass
class Province:
    pk: int
    committees: list[Registering]
    first_cell: int
    members: list[int]  # of each cell
    days: list[int | None]  # on which each cell usually meets


def catalogues(by: User) -> None:
    """Types, the rubric and the findings that the product offers a new office."""
    for key in ("types", "rubric", "findings"):
        adopt(OFFERS[key], by=by)


class Organisation:
    """Writes province after province."""

    def __init__(self, size: Size, copies: Copies, chance: Random, since: dt.date):
        self.size, self.copies, self.chance, self.since = size, copies, chance, since
        self.committees, self.leaders, self.cells = count(1), count(1), count(1)
        self.users = count(User.objects.order_by("pk").last().pk + 1)
        self.types = list(OrganizationType.objects.order_by("pk").values_list("pk", flat=True))

    def province(self, number: int) -> Province:
        size, path = self.size, Committee._get_path("", 1, number)
        rows, users, roles, leaders = [], [], [], []
        pk, code = next(self.committees), f"T{number:02}"
        children = size.commissions + size.wards
        rows.append(_committee(pk, path, 1, children, code, f"Tỉnh ủy {number}", "province"))
        province = Province(pk, [], 0, [], [])
        for place in range(children):
            is_commission = place < size.commissions
            name = f"Ban {COMMISSIONS[place % 8]}" if is_commission else f"Đảng ủy phường {place}"
            kind = "commission" if is_commission else "commune"
            one = Registering(
                next(self.committees),
                f"{code}-{place:03}",
                next(self.users),
                next(self.users),
                is_commission,
            )
            below = Committee._get_path(path, 2, place + 1)
            rows.append(_committee(one.pk, below, 2, 0, one.code, f"{name} tỉnh {number}", kind))
            for user, role in ((one.staff, "staff"), (one.official, "official")):
                users.append(_user(user, f"{role}-{one.code}", f"{role} {one.code}", self.since))
                roles.append(line(role, one.pk, user))
            leaders += self._leaders(one)
            province.committees.append(one)
        self.copies.write(Committee._meta.db_table, COMMITTEE, rows)
        self.copies.write(User._meta.db_table, USER, users)
        self.copies.write(Membership._meta.db_table, "role committee_id user_id", roles)
        self.copies.write(Leader._meta.db_table, LEADER, leaders)
        self._cells(province, code)
        return province

    def _leaders(self, committee: Registering):
        size, choice = self.size, self.chance.choice
        number = size.leaders_of_commission if committee.is_commission else size.leaders_of_ward
        for place in range(number):
            pk, group = next(self.leaders), "department" if place % 3 else "leadership"
            name = f"{choice(FAMILIES)} {choice(MIDDLES)} {choice(GIVEN)}"
            if place % 3:
                position = "Phó trưởng phòng" if place % 2 else "Trưởng phòng"
            else:
                position = "Phó trưởng ban" if place else "Trưởng ban"
            committee.leaders.append((pk, group))
            person = name, position, group
            yield line(pk, f"{committee.code}-{place:02}", *person, committee.pk, *_leader_keys(*person))

    def _cells(self, province: Province, code: str) -> None:
        wards = [one for one in province.committees if not one.is_commission]
        rows, random = [], self.chance.random
        for place in range(self.size.cells):
            pk, ward = next(self.cells), wards[place % len(wards)]
            province.first_cell = province.first_cell or pk
            name = f"Chi bộ {PLACES[place % 8]} số {place // 8 + 1}"
            members, day = 8 + int(random() * 50), 1 + int(random() * 28)
            province.members.append(members)
            province.days.append(None if place % 7 == 6 else day)
            kind = self.types[place % len(self.types)]
            fixed = f"{code}-{place:05}", name, ward.pk, kind, members, province.days[-1], "Hội trường"
            rows.append(line(pk, *fixed, *_cell_keys(name)))
        self.copies.write(Cell._meta.db_table, CELL, rows)


COMMITTEE = "id path depth numchild code name short_name kind name_search name_sort"
USER = "id password is_superuser username email is_staff is_active date_joined full_name is_demo"
USER += " feed_key wants_reminders"
LEADER = "id code full_name position group committee_id name_search name_sort protocol_sort"
CELL = "id code name committee_id organization_type_id members_total meeting_day place name_search name_sort"


def _committee(pk, path, depth, children, code, name, kind) -> str:
    row = Committee(name=name)
    keys = [_key(row, field) for field in ("name_search", "name_sort")]
    return line(pk, path, depth, children, code, name, "", kind, *keys)


def _user(pk: int, username: str, name: str, since: dt.date) -> str:
    return line(pk, "!", False, username, "", False, True, since, name, False, "", True)


@functools.cache
def _cell_keys(name: str) -> list[str]:
    return [_key(Cell(name=name), field) for field in ("name_search", "name_sort")]


@functools.cache
def _leader_keys(name: str, position: str, group: str) -> list[str]:
    row = Leader(full_name=name, position=position, group=group)
    return [_key(row, field) for field in ("name_search", "name_sort", "protocol_sort")]


def _key(row, name: str) -> str:
    return row._meta.get_field(name).value_of(row)
