"""How the demo's meetings are judged: by the frame that new offices are offered, as one province has it."""

import datetime as dt

from exchange.starting.offered import (
    ATTENDANCE_RATE,
    AVERAGE,
    BANDS,
    CAUSE,
    CRITERIA,
    DURATION,
    FAIR,
    FEW_SPEAK,
    FEW_THEMATIC,
    FINDINGS,
    GOOD,
    LIMITATION,
    MINIMUM_ATTENDANCE,
    MINIMUM_SPEAKING,
    MINUTES,
    NOBODY_ABSENT,
    POOR,
    SECTIONS,
    SPEAKING,
    STRENGTH,
    THEMATIC_POOR,
    WELL_PREPARED,
    Criterion,
)

__all__ = [
    "ATTENDANCE_RATE",
    "AVERAGE",
    "BANDS",
    "CAUSE",
    "CRITERIA",
    "DURATION",
    "FAIR",
    "FEW_SPEAK",
    "FEW_THEMATIC",
    "FINDINGS",
    "GOOD",
    "LIMITATION",
    "MINIMUM_ATTENDANCE",
    "MINIMUM_SPEAKING",
    "MINUTES",
    "NOBODY_ABSENT",
    "POOR",
    "SECTIONS",
    "SPEAKING",
    "STRENGTH",
    "THEMATIC_POOR",
    "WELL_PREPARED",
    "Criterion",
]

RUBRIC = "KTC-2017"
RUBRIC_NAME = "Khung tiêu chí đánh giá chất lượng sinh hoạt chi bộ"
RUBRIC_DOCUMENT = "Quy định số 05-QĐ/BTCTU ngày 15/12/2016 của Ban Tổ chức Tỉnh ủy"
RUBRIC_VALID_FROM = dt.date(2017, 1, 1)
RUBRIC_VALID_UNTIL = dt.date(2025, 10, 27)

# The criteria whose points speak for a strength, or against: for a limitation. A strength needs 80% of
# their points; below 70% there is a limitation.
STRONG, WEAK = 0.8, 0.7
STRENGTH_CRITERIA = {
    WELL_PREPARED: ["2.2", DURATION],
    "UD02": ["2.4"],
    "UD03": ["4.1", "4.3"],
    "UD04": [SPEAKING],
    "UD05": ["5.2"],
    "UD06": ["2.3", "3.1"],
}
LIMITATION_CRITERIA = {
    "HC01": ["2.1", "4.1"],
    "HC02": ["3.3"],
    "HC03": ["2.3"],
    "HC04": ["3.4", "3.5"],
    FEW_SPEAK: [SPEAKING],
    "HC06": ["3.7"],
    FEW_THEMATIC: ["5.3"],
}
PREPARATION = ["2.1", "2.2", "2.3", "2.4"]  # at thematic meetings they speak for THEMATIC_POOR
CAUSED_BY = {
    "NN01": {"HC01", "HC02", FEW_THEMATIC, THEMATIC_POOR},
    "NN02": {"HC03", "HC04", THEMATIC_POOR},
    "NN03": {"HC01", FEW_SPEAK, "HC06"},
}
