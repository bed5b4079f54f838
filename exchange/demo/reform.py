"""The demo under the rules of 2025: a month announced, targets; on request no districts since 01/07/2025.

They merge by the product's own mergers, so that half-years before are counted as things stood then.
"""

import datetime as dt
from random import Random

from attendance.models import Target
from attendance.planning.actions import Asked, Holder, set_target
from committees.actions.organisation import move_committee, rename_committee
from committees.models import Committee, LeaderGroup, User
from lib.periods import HalfYear, Month
from meetings.actions import Announcement, announce
from meetings.actions.mergers import children_on, merge_committee
from meetings.models import Cell

from .province import ROOT

SINCE = dt.date(2025, 7, 1)
# Of each district: the commune that takes its cells in, its new name and short name, communes merged into it.
DISTRICTS = {
    "THUBS": ("PHB", "Đảng ủy phường Bình Sơn", "P. Bình Sơn", ["PTP"]),
    "TXMG": ("PMA", "Đảng ủy phường Mỹ Giang", "P. Mỹ Giang", []),
    "HUTL": ("XAP", "Đảng ủy xã Tân Lâm", "Xã Tân Lâm", ["TTTL"]),
    "HUPK": ("XPL", "Đảng ủy xã Phú Khê", "Xã Phú Khê", ["XKT"]),
    "HUHD": ("XHT", "Đảng ủy xã Hòa Điền", "Xã Hòa Điền", []),
    "HUST": ("XSH", "Đảng ủy xã Sơn Trạch", "Xã Sơn Trạch", ["XTD"]),
}
ANNOUNCING = "XPL"  # whether or not its district is there
WITH_TARGETS, DECISION = "BTCTU", "Quyết định phân công cán bộ dự sinh hoạt chi bộ"
NOTICE = "Thông báo lịch sinh hoạt chi bộ tháng {}"
DAYS = [3, 3, 3, 4, 5, 6]
HOURS = [dt.time(7, 30), dt.time(14), dt.time(19), dt.time(19, 30)]


def merge_districts(*, by: User) -> None:
    root = _committee(ROOT)
    for district, (heir, name, short_name, merged) in DISTRICTS.items():
        for code in merged:
            merge_committee(committee=_committee(code), into=_committee(heir), since=SINCE, by=by)
        for commune in children_on(_committee(district), SINCE):
            move_committee(committee=commune, parent=root, since=SINCE, by=by)
        merge_committee(committee=_committee(district), into=_committee(heir), since=SINCE, by=by)
        rename_committee(committee=_committee(heir), name=name, short_name=short_name, since=SINCE, by=by)


def announce_meetings(*, month: Month, by: User) -> None:
    """Of one commune's cells, several on one day, and of every other cell visited, on its usual day."""
    rng = Random(f"{month} calendar")  # noqa: S311 - made-up data
    cells = Cell.objects.existing(month).order_by("code")
    visited = list(cells.filter(visits__month=month).distinct())
    of_the_commune = list(cells.filter(committee__code=ANNOUNCING).exclude(pk__in=[c.pk for c in visited]))
    announce(
        month=month,
        announcements=[
            Announcement(
                cell,
                month.day(cell.meeting_day if cell in visited else rng.choice(DAYS)),
                begins_at=rng.choice(HOURS),
                place=cell.place,
                contact="Bí thư chi bộ",
                source_document=NOTICE.format(month),
            )
            for cell in [*of_the_commune, *visited[::2]]
        ],
        by=by,
    )


def set_targets(*, half_year: HalfYear, by: User) -> None:
    """Of one commission: cells in the half-year for its leadership, one a quarter for its departments."""
    asked = {
        LeaderGroup.LEADERSHIP: Asked(Target.Per.HALF_YEAR, 2, document=DECISION),
        LeaderGroup.DEPARTMENT: Asked(Target.Per.QUARTER, 1, document=DECISION),
    }
    for group, of_group in asked.items():
        holder = Holder(_committee(WITH_TARGETS), group=group)
        set_target(holder=holder, asked=of_group, valid_from=half_year.first_day, by=by)


def _committee(code: str) -> Committee:
    return Committee.objects.get(code=code)
