"""A visit of the demo, in the words of the data workbook."""

import datetime as dt
from dataclasses import dataclass

from lib.periods import HalfYear, Month

from .province import Cell, Leader

REGISTERED, AMENDMENT, UNPLANNED = "Đăng ký", "Bổ sung", "Ngoài kế hoạch"
PENDING, ATTENDED, MISSED, WITHDRAWN = "", "Đã dự", "Vắng", "Rút"
TRIP, ILLNESS, OTHER_DUTY = "Công tác", "Ốm", "Việc khác"
CELL_POSTPONED, OTHER = "Chi bộ hoãn họp", "Khác"

NOTES = {
    OTHER_DUTY: ["Họp đột xuất Thường trực Tỉnh ủy", "Tiếp đoàn kiểm tra của Trung ương"],
    CELL_POSTPONED: ["Chi bộ lùi lịch họp do chuẩn bị đại hội", "Mưa lũ, chi bộ hoãn họp"],
    OTHER: ["Việc gia đình, đã báo cáo", "Dự lớp bồi dưỡng lý luận chính trị"],
}
WITHDRAWN_NOTE = "Điều chỉnh theo đề nghị của cấp ủy quản lý chi bộ"
UNPLANNED_NOTE = "Dự đột xuất theo đề nghị của cấp ủy cơ sở"
AMENDMENT_NOTE = "Bổ sung theo chỉ đạo của Thường trực Tỉnh ủy"


@dataclass(eq=False)
class Visit:
    half_year: HalfYear
    leader: Leader
    cell: Cell
    month: Month
    origin: str = REGISTERED
    carried_from: "Visit | None" = None
    outcome: str = PENDING
    held_on: dt.date | None = None
    reason: str = ""
    note: str = ""

    @property
    def usual_day(self) -> dt.date:
        """The day on which the cell meets in the visit's month."""
        return self.month.day(self.cell.meeting_day)

    @property
    def is_carried_in(self) -> bool:
        """Moved here from an earlier half-year."""
        return self.carried_from is not None and self.carried_from.half_year < self.half_year

    def attend(self, held_on: dt.date | None = None):
        self.outcome, self.held_on = ATTENDED, held_on or self.usual_day

    def miss(self, reason: str, note: str = ""):
        self.outcome, self.reason, self.note = MISSED, reason, note
