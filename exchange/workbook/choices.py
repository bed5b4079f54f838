"""The words of the workbook that stand for one of several values, the same in every interface language."""

from attendance.models import Target
from committees.models import LeaderGroup
from meetings.models import Criterion, Meeting

from .kinds import Choice

KIND_OF_MEETING = Choice(
    {
        "Thường kỳ": Meeting.Kind.REGULAR,
        "Chuyên đề": Meeting.Kind.THEMATIC,
        "Thường kỳ kết hợp chuyên đề": Meeting.Kind.COMBINED,
        "Bất thường": Meeting.Kind.EXTRAORDINARY,
    }
)
CHOICES_OF_GROUP = Choice(
    {"Lãnh đạo ban": LeaderGroup.LEADERSHIP, "Trưởng, phó phòng": LeaderGroup.DEPARTMENT}
)
KIND_OF_LINE = Choice(
    {
        "Điểm": Criterion.Kind.POINTS,
        "Các mức": Criterion.Kind.LEVELS,
        "Có/không": Criterion.Kind.YES_NO,
        "Điểm cộng": Criterion.Kind.BONUS,
    },
    also={"Có hoặc không": Criterion.Kind.YES_NO, "Mức": Criterion.Kind.LEVELS},
)
THEME_OF_LINE = Choice(
    {
        "Vẫn chấm": Criterion.Theme.ALWAYS,
        "Tính đủ điểm": Criterion.Theme.FULL,
        "Không tính": Criterion.Theme.LEFT_OUT,
    }
)
MEASURE_OF_LINE = Choice(
    {
        "Đảng viên có mặt": Criterion.Measure.ATTENDANCE,
        "Đảng viên phát biểu": Criterion.Measure.SPEAKERS,
        "Thời gian": Criterion.Measure.DURATION,
    }
)
PER_OF_TARGET = Choice(
    {
        "Trong kỳ": Target.Per.HALF_YEAR,
        "Mỗi quý": Target.Per.QUARTER,
        "Mỗi tháng": Target.Per.MONTH,
    }
)
