"""Trips: one behind every visit missed for that reason, and a few besides."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from lib.periods import HalfYear

from .invented_visits import ATTENDED, PENDING, TRIP, Visit
from .province import Leader

LONGEST_WAY = 2  # days before and after the meeting missed
PURPOSES = [
    ("Dự hội nghị tập huấn nghiệp vụ công tác xây dựng Đảng", "Hà Nội"),
    ("Dự hội nghị sơ kết công tác xây dựng Đảng khu vực", "Đà Nẵng"),
    ("Học tập, trao đổi kinh nghiệm về sinh hoạt chi bộ", "Cần Thơ"),
    ("Dự lớp bồi dưỡng, cập nhật kiến thức đối với cán bộ lãnh đạo", "Thành phố Hồ Chí Minh"),
    ("Tham gia đoàn kiểm tra việc thực hiện nghị quyết", "Huyện Sơn Trạch"),
    ("Tham gia đoàn giám sát công tác cán bộ", "Huyện Phú Khê"),
    ("Xác minh lý lịch kết nạp đảng viên", "Nghệ An"),
    ("Làm việc với các ban Đảng Trung ương", "Hà Nội"),
]


@dataclass(frozen=True)
class Trip:
    leader: Leader
    date_from: dt.date
    date_to: dt.date
    purpose: str
    place: str

    def covers(self, day: dt.date) -> bool:
        return self.date_from <= day <= self.date_to


def trips(visits: list[Visit], today: dt.date, rng: Random, further: int) -> list[Trip]:
    """Trips that explain the misses, one that threatens a visit after `today`, and further ones."""
    missed = [v for v in visits if v.reason == TRIP]
    ahead = [v for v in visits if v.outcome == PENDING and v.usual_day > today][:1]
    result = []
    for visit in missed + ahead:
        result.append(_around(visit.leader, visit.usual_day, visits, result, rng))

    half_years = sorted({v.half_year for v in visits})
    for number in range(further if visits else 0):
        half_year = half_years[number % len(half_years)]
        leader = rng.choice([v.leader for v in visits if v.half_year == half_year])
        result.append(_around(leader, _free_day(leader, half_year, visits, result, rng), visits, result, rng))
    return result


def _around(leader: Leader, day: dt.date, visits: list[Visit], others: list[Trip], rng: Random) -> Trip:
    """A trip over that day that begins after the last and ends before the next engagement."""
    engaged = _engagements(leader, visits, others) - {day}

    def walk(step: int) -> dt.date:
        end = day
        for _ in range(rng.randint(1, LONGEST_WAY)):
            following = end + dt.timedelta(days=step)
            if following in engaged:
                break
            end = following
        return end

    return Trip(leader, walk(-1), walk(1), *rng.choice(PURPOSES))


def _engagements(leader: Leader, visits: list[Visit], trips: list[Trip]) -> set[dt.date]:
    """Days of meetings attended or planned, and of other trips."""
    days = {v.held_on if v.outcome == ATTENDED else v.usual_day for v in visits if v.leader == leader}
    for trip in trips:
        if trip.leader == leader:
            length = (trip.date_to - trip.date_from).days + 1
            days |= {trip.date_from + dt.timedelta(days=i) for i in range(length)}
    return days


def _free_day(
    leader: Leader, half_year: HalfYear, visits: list[Visit], others: list[Trip], rng: Random
) -> dt.date:
    engaged = _engagements(leader, visits, others)
    days = [
        day
        for month in half_year.months
        for day in (month.day(number) for number in range(11, 20))
        if day not in engaged
    ]
    return rng.choice(days)
