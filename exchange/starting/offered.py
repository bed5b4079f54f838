"""What a new office may begin with, as data.

Sources: the organization types and guidance of the bulletin of 29/6/2018, and those of Hướng dẫn 42-HD/BTCTW
as far as it is known here; the sections of Hướng dẫn 12-HD/BTCTW, with points that each province decides for
itself; the bands of a handbook in use; the findings of the bulletin.
"""

import datetime as dt
from dataclasses import dataclass, field

VILLAGE, STREET, AGENCY, STATE_ENTERPRISE = "LH1", "LH2", "LH3", "LH4"
PRIVATE_ENTERPRISE, SCHOOL_OR_HEALTH, ARMY, POLICE = "LH5", "LH6", "LH7", "LH8"
TYPES = [
    (VILLAGE, "Chi bộ thôn, khu dân cư nông thôn"),
    (STREET, "Chi bộ tổ dân phố"),
    (AGENCY, "Chi bộ cơ quan hành chính"),
    (STATE_ENTERPRISE, "Chi bộ doanh nghiệp nhà nước"),
    (PRIVATE_ENTERPRISE, "Chi bộ doanh nghiệp tư nhân"),
    (SCHOOL_OR_HEALTH, "Chi bộ đơn vị sự nghiệp (trường học, trạm y tế)"),
    (ARMY, "Chi bộ quân đội"),
    (POLICE, "Chi bộ công an"),
]
# Guidance documents 46 to 53 of one day, one for each type in this order.
FIRST_GUIDANCE, GUIDANCE_ISSUED_ON = 46, dt.date(2013, 10, 24)
GUIDANCE_ISSUER = "Ban Tổ chức Tỉnh ủy"

# Codes of their own: an office that began with the types above keeps them beside these.
TYPES_OF_2025 = [
    ("42-1", "Chi bộ thôn, tổ dân phố"),
    ("42-2", "Chi bộ cơ quan"),
    ("42-3", "Chi bộ đơn vị sự nghiệp"),
    ("42-4", "Chi bộ doanh nghiệp có vốn nhà nước"),
    ("42-5", "Chi bộ doanh nghiệp ngoài nhà nước"),
    ("42-6", "Chi bộ trong Quân đội"),
    ("42-7", "Chi bộ trong Công an"),
    ("42-8", "Chi bộ ở ngoài nước"),
]
GUIDANCE_OF_2025 = {
    "Số hướng dẫn": "42-HD/BTCTW",
    "Ngày ban hành": dt.date(2025, 10, 28),
    "Cơ quan ban hành": "Ban Tổ chức Trung ương",
}

RUBRIC = "KTC-12HD"
RUBRIC_NAME = "Khung tiêu chí đánh giá chất lượng sinh hoạt chi bộ"
RUBRIC_DOCUMENT = "Hướng dẫn số 12-HD/BTCTW ngày 06/7/2018 của Ban Tổ chức Trung ương"
RUBRIC_VALID_FROM = dt.date(2018, 7, 6)

GOOD, FAIR, AVERAGE, POOR = "Tốt", "Khá", "Trung bình", "Kém"
# label, minimum, needs all gates
BANDS = [(GOOD, 90, True), (FAIR, 70, False), (AVERAGE, 50, False), (POOR, 0, False)]


@dataclass(frozen=True)
class Criterion:
    """Points are multiples of a half, so that floats hold them exactly."""

    code: str
    text: str
    maximum: float
    is_gate: bool = False
    more: dict = field(default_factory=dict)  # further cells of the workbook, by column


ATTENDANCE_RATE, NOBODY_ABSENT, DURATION, SPEAKING, MINUTES = "1.1", "1.2", "3.2", "3.6", "4.4"
MINIMUM_ATTENDANCE, MINIMUM_SPEAKING = 0.85, 0.3

SECTIONS = {
    "I. Tỷ lệ đảng viên tham gia sinh hoạt": [
        Criterion(ATTENDANCE_RATE, "Tỷ lệ đảng viên dự sinh hoạt đạt trên 85%", 6, True),
        Criterion(NOBODY_ABSENT, "Không có đảng viên vắng mặt không có lý do chính đáng", 4),
    ],
    "II. Công tác chuẩn bị": [
        Criterion("2.1", "Bí thư hoặc phó bí thư trực tiếp chuẩn bị nội dung sinh hoạt", 6),
        Criterion(
            "2.2",
            "Chi ủy họp trước để thống nhất nội dung; nơi không có chi ủy thì bí thư và phó bí thư hội ý",
            5,
        ),
        Criterion("2.3", "Nội dung chuẩn bị đúng, đủ theo hướng dẫn đối với loại hình tổ chức đảng", 5.5),
        Criterion(
            "2.4",
            "Thông báo trước nội dung, thời gian cho đảng viên; chuẩn bị chu đáo điều kiện vật chất",
            3.5,
        ),
    ],
    "III. Tiến hành sinh hoạt": [
        Criterion("3.1", "Thực hiện đúng trình tự, quy trình một buổi sinh hoạt chi bộ", 5),
        Criterion(
            DURATION,
            "Bảo đảm thời gian: sinh hoạt thường kỳ từ 90 phút, sinh hoạt chuyên đề từ 120 phút trở lên",
            5,
            True,
        ),
        Criterion("3.3", "Thông tin thời sự, chủ trương mới; nắm kịp thời tình hình tư tưởng đảng viên", 5),
        Criterion("3.4", "Đánh giá toàn diện kết quả thực hiện nhiệm vụ tháng trước", 5.5),
        Criterion("3.5", "Phương hướng, nhiệm vụ tháng tới cụ thể, sát tình hình địa phương, đơn vị", 5.5),
        Criterion(SPEAKING, "Có từ 30% đảng viên dự họp trở lên tham gia phát biểu", 5, True),
        Criterion("3.7", "Ý kiến phát biểu thiết thực, tập trung vào công tác xây dựng chi bộ", 3),
    ],
    "IV. Thực hiện các nguyên tắc sinh hoạt đảng": [
        Criterion("4.1", "Chủ trì điều hành theo nguyên tắc tập trung dân chủ, gợi mở thảo luận", 5),
        Criterion("4.2", "Tự phê bình và phê bình thẳng thắn, xây dựng; giữ gìn đoàn kết trong chi bộ", 4.5),
        Criterion("4.3", "Chủ trì kết luận rõ ràng; chi bộ biểu quyết thông qua nghị quyết", 4.5),
        Criterion(MINUTES, "Ghi biên bản đầy đủ, có chữ ký của chủ trì và thư ký", 4, True),
    ],
    "V. Kết quả thực hiện kết luận, nghị quyết": [
        Criterion("5.1", "Kết luận, nghị quyết kỳ trước được phân công, kiểm tra và thực hiện", 6.5),
        Criterion("5.2", "Đảng viên tiền phong, gương mẫu, hoàn thành nhiệm vụ được giao", 6),
        Criterion("5.3", "Sinh hoạt chuyên đề ít nhất mỗi quý một lần, thiết thực", 5.5),
    ],
}
CRITERIA = [criterion for section in SECTIONS.values() for criterion in section]

STRENGTH, LIMITATION, CAUSE = "Ưu điểm", "Hạn chế", "Nguyên nhân"
WELL_PREPARED, FEW_SPEAK, FEW_THEMATIC, THEMATIC_POOR = "UD01", "HC05", "HC07", "HC08"
FINDINGS = {
    STRENGTH: {
        WELL_PREPARED: "Công tác chuẩn bị, thời gian sinh hoạt chi ủy, chi bộ được duy trì thường xuyên",
        "UD02": "Việc thông báo nội dung sinh hoạt cho đảng viên và chuẩn bị các điều kiện vật chất phục vụ "
        "sinh hoạt khá chu đáo",
        "UD03": "Chi ủy, nhất là đồng chí bí thư, phát huy đúng mức nguyên tắc tập trung dân chủ trong điều "
        "hành, tổ chức sinh hoạt",
        "UD04": "Khơi gợi được ý thức trách nhiệm của đảng viên trong tham gia phát biểu xây dựng chi bộ",
        "UD05": "Phát huy được vai trò tiền phong, gương mẫu của đảng viên trong thực hiện nhiệm vụ chính "
        "trị, công tác chuyên môn",
        "UD06": "Thực hiện đúng yêu cầu theo các hướng dẫn về nội dung, quy trình sinh hoạt chi bộ",
    },
    LIMITATION: {
        "HC01": "Chưa phát huy tốt vai trò, trách nhiệm của cấp ủy, nhất là người chủ trì",
        "HC02": "Việc nắm tình hình tư tưởng trong cán bộ, đảng viên chưa kịp thời",
        "HC03": "Nội dung sinh hoạt còn nặng về phổ biến, liệt kê những công việc đã làm trong tháng trước "
        "hoặc chủ yếu bàn nhiệm vụ chuyên môn",
        "HC04": "Đánh giá chưa toàn diện nhiệm vụ tháng trước; phương hướng tháng đến chưa sát với tình hình "
        "của địa phương, đơn vị",
        FEW_SPEAK: "Việc đảng viên tham gia phát biểu ý kiến còn ít",
        "HC06": "Nội dung phát biểu chủ yếu bổ sung báo cáo, nghị quyết",
        FEW_THEMATIC: "Việc tổ chức sinh hoạt theo chuyên đề chưa nhiều, nặng về phổ biến chỉ thị, nghị "
        "quyết của cấp trên",
        THEMATIC_POOR: "Chưa chuẩn bị kỹ, còn lúng túng trong việc tổ chức sinh hoạt chuyên đề",
    },
    CAUSE: {
        "NN01": "Cấp ủy chưa thật sự quan tâm đến việc nâng cao chất lượng sinh hoạt chi bộ",
        "NN02": "Chưa nghiên cứu sâu kỹ các văn bản hướng dẫn của cấp trên về nội dung, quy trình sinh hoạt "
        "chi bộ",
        "NN03": "Khả năng điều hành của người chủ trì còn hạn chế, chưa tạo không khí dân chủ, cởi mở",
    },
}
