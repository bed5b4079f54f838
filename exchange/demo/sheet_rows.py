"""The demo's objects as rows of the data workbook: sheet and column names of docs/formats.md."""

import datetime as dt

from exchange.starting import sheet_rows as starting
from lib.periods import written_time

from . import frame, frame_of_2025, province
from .invented_evaluations import Evaluation
from .invented_meetings import Meeting
from .invented_trips import Trip
from .invented_visits import PENDING, Visit
from .province import Cell, Leader

Rows = dict[str, list[dict]]
BY_THE_CELL = "TỰ CHẤM"


def organisation(leaders: list[Leader], cells: list[Cell]) -> Rows:
    root = (province.ROOT, "Tỉnh ủy Bình Sơn", "Tỉnh ủy", "Tỉnh ủy", None)
    commissions = [(*commission, province.ROOT) for commission in province.COMMISSIONS]
    return {
        "Cấp ủy": [
            {"Mã": code, "Tên": name, "Tên viết tắt": short, "Loại": kind, "Mã cấp trên": superior}
            for code, name, short, kind, superior in [root, *commissions, *province.OTHER_COMMITTEES]
        ],
        **starting.types(),
        "Chi bộ": [
            {
                "Mã": cell.code,
                "Tên": cell.name,
                "Mã cấp ủy": cell.committee,
                "Mã loại hình": cell.type,
                "Số đảng viên": cell.members,
                "Ngày sinh hoạt": cell.meeting_day,
                "Địa điểm": cell.place,
                "Ngày thành lập": cell.established_on,
                "Ngày giải thể": cell.dissolved_on,
            }
            for cell in cells
        ],
        "Lãnh đạo": [
            {
                "Mã": leader.code,
                "Họ và tên": leader.name,
                "Chức vụ": leader.position,
                "Nhóm": leader.group,
                "Mã cơ quan": leader.committee,
                "Từ ngày": leader.in_office_from,
                "Đến ngày": leader.in_office_to,
                "Thứ tự sắp xếp": None,
            }
            for leader in leaders
        ],
    }


def attendance(visits: list[Visit]) -> Rows:
    visits = sorted(visits, key=lambda v: (v.month, v.leader.code, v.cell.code))
    return {
        "Kế hoạch": [
            {
                **_period(visit),
                "Mã cơ quan": visit.leader.committee,
                **_visit(visit),
                "Nguồn": None if visit.is_carried_in else visit.origin,
                "Chuyển từ tháng": str(visit.carried_from.month) if visit.carried_from else None,
                "Chuyển từ lãnh đạo": _former_leader(visit),
                "Nhóm khi đăng ký": None,
            }
            for visit in visits
        ],
        "Kết quả": [
            {
                **_period(visit),
                **_visit(visit),
                "Kết quả": visit.outcome,
                "Ngày họp": visit.held_on,
                "Lý do": visit.reason or None,
                "Ghi chú": visit.note or None,
            }
            for visit in visits
            if visit.outcome != PENDING
        ],
    }


def _period(visit: Visit) -> dict:
    return {"Kỳ": str(visit.half_year)}


def _visit(visit: Visit) -> dict:
    return {
        "Mã lãnh đạo": visit.leader.code,
        "Mã chi bộ": visit.cell.code,
        "Tháng": str(visit.month),
    }


def _former_leader(visit: Visit) -> str | None:
    """Named only when a substitute goes."""
    missed = visit.carried_from
    return missed.leader.code if missed and missed.leader != visit.leader else None


def trips(trips: list[Trip]) -> Rows:
    return {
        "Công tác": [
            {
                "Mã lãnh đạo": trip.leader.code,
                "Từ ngày": trip.date_from,
                "Đến ngày": trip.date_to,
                "Nội dung": trip.purpose,
                "Nơi đến": trip.place,
            }
            for trip in sorted(trips, key=lambda t: (t.date_from, t.leader.code))
        ]
    }


def quality_frame(today: dt.date) -> Rows:
    """The frame of 2017; from the day on that it came, the ward's sheet in its place."""
    frames = [
        starting.rubric(
            frame.RUBRIC,
            frame.RUBRIC_NAME,
            frame.RUBRIC_DOCUMENT,
            frame.RUBRIC_VALID_FROM,
            frame.RUBRIC_VALID_UNTIL if today >= frame_of_2025.VALID_FROM else None,
        )
    ]
    if today >= frame_of_2025.VALID_FROM:
        frames.append(starting.ward_sheet())
    return {
        sheet: [row for rows in frames for row in rows[sheet]] for sheet in frames[0]
    } | starting.findings()


def meetings(meetings: list[Meeting], evaluations: list[Evaluation]) -> Rows:
    return {
        "Buổi sinh hoạt": [
            {
                **_held(meeting),
                "Hình thức": meeting.kind,
                "Tổng số đảng viên": meeting.total,
                "Có mặt": meeting.present,
                "Số đảng viên phát biểu": meeting.spoke,
                "Giờ bắt đầu": meeting.starts_at and written_time(meeting.starts_at),
                "Giờ kết thúc": meeting.ends_at and written_time(meeting.ends_at),
                "Miễn sinh hoạt": meeting.exempt,
                "Vắng có lý do": meeting.excused,
                "Vắng không lý do": meeting.unexcused,
            }
            for meeting in meetings
        ],
        "Đánh giá": [
            {
                **_scored(evaluation),
                "Mã khung": evaluation.rubric,
                "Mã tiêu chí": code,
                "Điểm": points,
                "Thuyết minh điểm trừ": evaluation.notes.get(code),
            }
            for evaluation in evaluations
            for code, points in evaluation.points.items()
        ],
        "Nhận định buổi họp": [
            {**_scored(evaluation), "Mã nhận định": code}
            for evaluation in evaluations
            for code in evaluation.findings
        ],
    }


def _held(meeting: Meeting) -> dict:
    return {"Mã chi bộ": meeting.cell.code, "Ngày họp": meeting.date}


def _scored(evaluation: Evaluation) -> dict:
    scorer = evaluation.leader.code if evaluation.leader else BY_THE_CELL
    return {**_held(evaluation.meeting), "Người chấm": scorer}
