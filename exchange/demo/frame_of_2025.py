"""How meetings since 28/10/2025 are judged: by the ward's sheet that new offices are offered."""

from exchange.starting.offered import FEW_SPEAK, WELL_PREPARED
from exchange.starting.ward_sheet import RUBRIC, SECTIONS, VALID_FROM

__all__ = ["RUBRIC", "VALID_FROM"]

CRITERIA = [criterion for section in SECTIONS.values() for criterion in section]
DURATION, ATTENDANCE, NOBODY_OFTEN_ABSENT, THEME, SPEAKING, RESULTS = "1.1", "2.1", "2.2", "4.3", "4.5", "7.1"
LARGE_CELL = 30  # members, from whom on meetings last longer

# As in `frame`; of a line of levels the last two speak for a limitation.
STRONG, WEAK = 0.8, 0.5
STRENGTH_CRITERIA = {
    WELL_PREPARED: ["3.1", "3.3", DURATION],
    "UD02": ["3.2", "3.5"],
    "UD03": ["5.1", "5.2"],
    "UD04": [SPEAKING],
    "UD05": ["4.8", RESULTS],
    "UD06": ["4.1"],
}
LIMITATION_CRITERIA = {
    "HC01": ["5.1", "5.3"],
    "HC02": ["4.4"],
    "HC03": ["4.2"],
    "HC04": ["4.2", "4.8"],
    FEW_SPEAK: [SPEAKING],
    "HC06": ["4.6"],
}
PREPARATION = ["3.1", "3.3", "3.5"]

# Why points were taken off, by line; what the meeting's own numbers say is written with them.
NOTES = {
    "3.1": "Nội dung chuẩn bị còn sơ sài",
    "3.2": "Báo trước chưa đủ ba ngày",
    "3.3": "Chưa họp chi ủy trước buổi sinh hoạt",
    "3.4": "Chưa đưa tài liệu lên Sổ tay đảng viên điện tử",
    "3.5": "Phòng họp chật, thiếu tài liệu",
    "4.1": "Bỏ qua phần thông báo tình hình đảng viên",
    "4.2": "Chưa đánh giá đủ nhiệm vụ tháng trước",
    "4.3": "Chuyên đề chuẩn bị chưa kỹ",
    "4.4": "Chưa thông tin thời sự, chủ trương mới",
    "4.6": "Ý kiến chủ yếu bổ sung báo cáo",
    "4.7": "Còn kiến nghị chưa được trả lời",
    "4.8": "Chưa kiểm tra việc đảng viên được giao",
    "5.1": "Chủ trì nói thay phần thảo luận",
    "5.2": "Chưa gợi mở để đảng viên phát biểu",
    "5.3": "Kết luận chung chung",
    "5.4": "Bắt đầu muộn",
    "6.1": "Có đảng viên đến muộn",
    "6.2": "Chưa tự phê bình và phê bình",
    "6.3": "Còn ý kiến chưa thống nhất sau họp",
    "6.4": "Chưa đưa vào nội dung sinh hoạt",
    "7.1": "Còn chỉ tiêu của tháng chưa đạt",
    "8.1": "Chưa biểu quyết nghị quyết tại buổi họp",
    "8.2": "Biên bản thiếu chữ ký của thư ký",
    "8.3": "Chi bộ chưa tự chấm điểm",
}
