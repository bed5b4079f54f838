"""The words of the score sheet on paper (form F5): what is written there, and what is read back of it.

Always in Vietnamese.
"""

from collections.abc import Iterable, Iterator

from .models import Criterion

KIND = "PHIẾU ĐÁNH GIÁ"
TITLE = "chất lượng sinh hoạt chi bộ tháng"
SOURCE = "theo"
CODE, TEXT, SCALE = "TT", "Tiêu chí", "Thang điểm"
BY_CELL, BY_LEADER = "Chi ủy, Bí thư chi bộ chấm", "Cấp ủy viên cấp trên chấm"  # headings of the points
TOTAL, BAND = "Tổng cộng", "Mức xếp loại"
MARK, LEFT_OUT = "x", "–"
UNIT, WHEN, KIND_OF_MEETING = "Đơn vị:", "Thời gian sinh hoạt:", "loại"
ATTENDED_BY = "Cấp ủy viên cấp trên dự:"
MEMBERS = {
    "members_total": "Tổng số đảng viên",
    "members_exempt": "miễn công tác, sinh hoạt",
    "members_present": "có mặt",
    "absent_excused": "vắng có lý do",
    "absent_unexcused": "vắng không có lý do",
    "members_spoke": "phát biểu",
}
NOTES = "Thuyết minh điểm trừ:"
CELL_SCORED, LEADER_SCORED = "chi bộ chấm", "cấp trên chấm"  # whose note it is, to whom a line does not apply
CELL_SIGNS, LEADER_SIGNS = ("T/M CHI ỦY", "BÍ THƯ"), ("CẤP ỦY VIÊN CẤP TRÊN DỰ SINH HOẠT",)
GATE = "Tiêu chí bắt buộc đạt điểm tối đa"
BONUS = "Điểm cộng"
APPLIES_UNLESS, NOT_APPLICABLE = "Tính đủ điểm khi", "không áp dụng"
ONLY_WITH_THEME = "Chỉ chấm khi có chuyên đề"
WITHOUT_THEME = {
    Criterion.Theme.FULL: "không có thì tính đủ điểm",
    Criterion.Theme.LEFT_OUT: "không có thì không tính vào tổng và điểm tối đa",
}
REMARKS = (GATE, BONUS, APPLIES_UNLESS, ONLY_WITH_THEME)  # how they begin


def remarks(criterion: Criterion, not_applicable_to: Iterable[str] = ()) -> Iterator[str]:
    """What stands below the criterion's text; to whom it does not apply as `CELL_SCORED`, `LEADER_SCORED`."""
    if criterion.is_gate:
        yield GATE
    if criterion.kind == Criterion.Kind.BONUS:
        yield BONUS
    if criterion.not_applicable_when:
        who = ", ".join(not_applicable_to)
        chosen = f": {NOT_APPLICABLE} ({who})" if who else ""
        yield f"{APPLIES_UNLESS} {criterion.not_applicable_when}{chosen}"
    if criterion.theme in WITHOUT_THEME:
        yield f"{ONLY_WITH_THEME}, {WITHOUT_THEME[criterion.theme]}"


def note(code: str, who: str, text: str) -> str:
    """Why points were taken off a line."""
    return f"– {code} ({who}): {text}"
