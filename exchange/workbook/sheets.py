"""The sheets of the data workbook, declared as data: names, columns, what each cell holds.

docs/formats.md describes the same for those who fill the workbook in. Names of sheets and columns
are a public interface and the same in every interface language.
"""

from dataclasses import replace
from decimal import Decimal

from attendance.models import Target, Trip, Visit
from committees import protocol
from committees.models import Committee, Leader
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Guidance,
    OrganizationType,
    RatingBand,
    Rubric,
    Score,
)
from meetings.models.cells import LONGEST

from .choices import (
    CHOICES_OF_GROUP,
    KIND_OF_LINE,
    KIND_OF_MEETING,
    MEASURE_OF_LINE,
    PER_OF_TARGET,
    THEME_OF_LINE,
)
from .columns import Sheet, may, must, used
from .kinds import (
    Choice,
    Clock,
    Date,
    Flag,
    HalfYearKind,
    MeetingDay,
    MeetingHour,
    MonthKind,
    OfMembers,
    Points,
    Scorer,
    Text,
    Whole,
)

LARGEST_POINTS = Decimal("9999.5")
LARGEST_TOTAL = Decimal("99999.5")

COMMITTEES, TYPES, CELLS, LEADERS = "Cấp ủy", "Loại hình", "Chi bộ", "Lãnh đạo"
TRIPS, PLANS, RESULTS, MEETINGS = "Công tác", "Kế hoạch", "Kết quả", "Buổi sinh hoạt"
ANNOUNCED, TARGETS = "Lịch sinh hoạt", "Chỉ tiêu"
RUBRICS, BANDS, FINDINGS = "Khung tiêu chí", "Mức xếp loại", "Nhận định"
SCORES, MEETING_FINDINGS, TOTALS = "Đánh giá", "Nhận định buổi họp", "Tổng điểm"

_CODE = Text.of(Cell, "code")
_COUNT = Whole()
# Of a visit given out in a list: which one it is, and who is meant, to be held against the codes.
_VISIT = (
    may("Mã lượt", "visit", Whole(1)),
    may("Lãnh đạo", "leader_name", Text()),
    may("Chi bộ", "cell_name", Text()),
)
_NUMBERS = (
    may("Tổng số đảng viên", "members_total", _COUNT),
    may("Có mặt", "members_present", _COUNT),
    may("Số đảng viên phát biểu", "members_spoke", _COUNT, width=20),
)
_FURTHER = tuple(
    replace(may(name, key, kind), is_later=True)
    for name, key, kind in (
        ("Giờ bắt đầu", "starts_at", Clock()),
        ("Giờ kết thúc", "ends_at", Clock()),
        ("Miễn sinh hoạt", "members_exempt", _COUNT),
        ("Vắng có lý do", "absent_excused", _COUNT),
        ("Vắng không lý do", "absent_unexcused", _COUNT),
    )
)
_SCORER = Scorer(_CODE.longest, _CODE.may_begin_like_formula)

SHEETS = {
    sheet.name: sheet
    for sheet in (
        Sheet(
            COMMITTEES,
            (
                must("Mã", "code", Text.of(Committee, "code")),
                must("Tên", "name", Text.of(Committee, "name"), width=40),
                may("Tên viết tắt", "short_name", Text.of(Committee, "short_name"), width=20),
                must(
                    "Loại",
                    "kind",
                    Choice(
                        {
                            "Tỉnh ủy": Committee.Kind.PROVINCE,
                            "Ban": Committee.Kind.COMMISSION,
                            "Văn phòng": Committee.Kind.OFFICE,
                            "Huyện ủy": Committee.Kind.DISTRICT,
                            "Đảng ủy xã": Committee.Kind.COMMUNE,
                            "Đảng bộ cơ sở": Committee.Kind.GRASSROOTS,
                        }
                    ),
                ),
                may("Mã cấp trên", "parent", _CODE, COMMITTEES),
            ),
        ),
        Sheet(
            TYPES,
            (
                must("Mã", "code", Text.of(OrganizationType, "code")),
                must("Tên", "name", Text.of(OrganizationType, "name"), width=40),
                may("Số hướng dẫn", "number", Text.of(Guidance, "number")),
                may("Ngày ban hành", "issued_on", Date()),
                may("Cơ quan ban hành", "issuer", Text.of(Guidance, "issuer"), width=30),
                *(
                    replace(may(name, key, Whole(0, LONGEST), width=22), only_if_used=True, is_later=True)
                    for name, key in (
                        ("Số phút tối thiểu", "shortest"),
                        ("Số phút tối thiểu khi kết hợp", "shortest_combined"),
                    )
                ),
            ),
        ),
        Sheet(
            CELLS,
            (
                must("Mã", "code", Text.of(Cell, "code")),
                must("Tên", "name", Text.of(Cell, "name"), width=40),
                must("Mã cấp ủy", "committee", _CODE, COMMITTEES),
                must("Mã loại hình", "organization_type", _CODE, TYPES),
                may("Số đảng viên", "members_total", _COUNT),
                may("Ngày sinh hoạt", "meeting_day", Whole(1, 31)),
                may("Địa điểm", "place", Text.of(Cell, "place"), width=30),
                may("Ngày thành lập", "established_on", Date()),
                may("Ngày giải thể", "dissolved_on", Date()),
            ),
        ),
        Sheet(
            LEADERS,
            (
                must("Mã", "code", Text.of(Leader, "code")),
                must("Họ và tên", "full_name", Text.of(Leader, "full_name"), width=30),
                must("Chức vụ", "position", Text.of(Leader, "position"), width=30),
                must("Nhóm", "group", CHOICES_OF_GROUP, width=20),
                must("Mã cơ quan", "committee", _CODE, COMMITTEES),
                may("Từ ngày", "valid_from", Date()),
                may("Đến ngày", "valid_to", Date()),
                may("Thứ tự sắp xếp", "protocol_order", Whole(1, protocol.LARGEST), only_if_used=True),
            ),
        ),
        Sheet(
            TRIPS,
            (
                must("Mã lãnh đạo", "leader", _CODE, LEADERS),
                must("Từ ngày", "date_from", Date()),
                must("Đến ngày", "date_to", Date()),
                may("Nội dung", "purpose", Text.of(Trip, "purpose"), width=40),
                may("Nơi đến", "place", Text.of(Trip, "place"), width=30),
            ),
        ),
        Sheet(
            PLANS,
            (
                must("Kỳ", "half_year", HalfYearKind()),
                must("Mã cơ quan", "committee", _CODE, COMMITTEES),
                must("Mã lãnh đạo", "leader", _CODE, LEADERS),
                must("Mã chi bộ", "cell", _CODE, CELLS),
                must("Tháng", "month", MonthKind()),
                may(
                    "Nguồn",
                    "origin",
                    Choice(
                        {
                            "Đăng ký": Visit.Origin.REGISTERED,
                            "Bổ sung": Visit.Origin.AMENDMENT,
                            "Ngoài kế hoạch": Visit.Origin.UNPLANNED,
                        }
                    ),
                ),
                may("Chuyển từ tháng", "from_month", MonthKind()),
                may("Chuyển từ lãnh đạo", "from_leader", _CODE, LEADERS, width=20),
                may("Nhóm khi đăng ký", "leader_group", CHOICES_OF_GROUP, width=20, only_if_used=True),
                used("Dự hằng tháng theo", "repeated_by", Text(), width=30),
            ),
            _VISIT,
        ),
        Sheet(
            RESULTS,
            (
                must("Kỳ", "half_year", HalfYearKind()),
                must("Mã lãnh đạo", "leader", _CODE, LEADERS),
                must("Mã chi bộ", "cell", _CODE, CELLS),
                must("Tháng", "month", MonthKind()),
                must(
                    "Kết quả",
                    "outcome",
                    Choice(
                        {
                            "Đã dự": Visit.Outcome.ATTENDED,
                            "Vắng": Visit.Outcome.MISSED,
                            "Rút": Visit.Outcome.WITHDRAWN,
                        }
                    ),
                ),
                may("Ngày họp", "date", Date()),
                # Matched with the catalogue of absence reasons, which an office may add to.
                may("Lý do", "absence_reason", Text(), width=20),
                may("Ghi chú", "note", Text(), width=40),
            ),
            (*_VISIT, *_NUMBERS),
        ),
        Sheet(
            MEETINGS,
            (
                must("Mã chi bộ", "cell", _CODE, CELLS),
                must("Ngày họp", "date", Date()),
                must("Hình thức", "kind", KIND_OF_MEETING),
                *_NUMBERS,
                *_FURTHER,
            ),
        ),
        Sheet(
            ANNOUNCED,
            (
                must("Mã chi bộ", "cell", _CODE, CELLS),
                may("Tháng", "month", MonthKind()),
                must("Ngày họp", "date", MeetingDay()),
                may("Giờ", "begins_at", MeetingHour()),
                may("Địa điểm", "place", Text.of(AnnouncedMeeting, "place"), width=30),
                may("Bí thư, điện thoại", "contact", Text.of(AnnouncedMeeting, "contact"), width=30),
                may("Theo văn bản", "source_document", Text.of(AnnouncedMeeting, "source_document")),
            ),
        ),
        Sheet(
            RUBRICS,
            (
                must("Mã khung", "rubric", Text.of(Rubric, "code")),
                must("Tên khung", "name", Text.of(Rubric, "name"), width=30),
                may("Văn bản", "document", Text.of(Rubric, "document"), width=30),
                must("Hiệu lực từ", "valid_from", Date()),
                may("Hiệu lực đến", "valid_to", Date()),
                must("Phần", "section", Text.of(Criterion, "section"), width=30),
                must("Mã tiêu chí", "code", Text.of(Criterion, "code")),
                must("Tiêu chí", "text", Text.of(Criterion, "text"), width=50),
                must("Điểm tối đa", "maximum", Points(Decimal("0.5"), LARGEST_POINTS)),
                may("Bắt buộc", "is_gate", Flag()),
                used("Cách chấm", "kind", KIND_OF_LINE),
                used("Các mức", "levels", Text(), width=50),
                used("Điểm tối đa của phần", "section_maximum", Points(Decimal("0.5"), LARGEST_POINTS)),
                used("Không áp dụng khi", "not_applicable_when", Text.of(Criterion, "not_applicable_when")),
                used("Khi không có chuyên đề", "theme", THEME_OF_LINE, width=22),
                used("Gợi ý theo", "measure", MEASURE_OF_LINE),
                used("Hình thức sinh hoạt", "kinds", Text(), width=30),
                used("Cần thuyết minh điểm trừ", "wants_notes", Flag(), width=24),
            ),
        ),
        Sheet(
            BANDS,
            (
                must("Mã khung", "rubric", _CODE, RUBRICS),
                must("Mức", "label", Text.of(RatingBand, "label")),
                must("Điểm tối thiểu", "minimum", Points(Decimal(0), LARGEST_TOTAL, step=Decimal("0.1"))),
                may("Cần tiêu chí bắt buộc", "needs_gates", Flag(), width=22),
            ),
        ),
        Sheet(
            FINDINGS,
            (
                must("Mã", "code", Text.of(Finding, "code")),
                must(
                    "Loại",
                    "kind",
                    Choice(
                        {
                            "Ưu điểm": Finding.Kind.STRENGTH,
                            "Hạn chế": Finding.Kind.LIMITATION,
                            "Nguyên nhân": Finding.Kind.CAUSE,
                        }
                    ),
                ),
                must("Nội dung", "text", Text.of(Finding, "text"), width=60),
            ),
        ),
        Sheet(
            SCORES,
            (
                must("Mã chi bộ", "cell", _CODE, CELLS),
                must("Ngày họp", "date", Date()),
                must("Người chấm", "scorer", _SCORER, LEADERS),
                must("Mã khung", "rubric", _CODE, RUBRICS),
                must("Mã tiêu chí", "criterion", Text.of(Criterion, "code")),
                must("Điểm", "points", Points(Decimal(0), LARGEST_POINTS)),
                used("Không áp dụng", "is_not_applicable", Flag()),
                used("Thuyết minh điểm trừ", "note", Text.of(Score, "note"), width=40),
            ),
        ),
        Sheet(
            MEETING_FINDINGS,
            (
                must("Mã chi bộ", "cell", _CODE, CELLS),
                must("Ngày họp", "date", Date()),
                must("Người chấm", "scorer", _SCORER, LEADERS),
                must("Mã nhận định", "finding", _CODE, FINDINGS),
            ),
        ),
        Sheet(
            TOTALS,
            (
                must("Mã chi bộ", "cell", _CODE, CELLS),
                must("Ngày họp", "date", MeetingDay()),
                may("Người chấm", "scorer", _SCORER, LEADERS),
                may("Mã khung", "rubric", _CODE, RUBRICS),
                must("Tổng điểm", "total", Points(Decimal(0), LARGEST_TOTAL)),
                may("Mức xếp loại", "band", Text.of(RatingBand, "label")),
                may("Hình thức", "kind", KIND_OF_MEETING),
                may("Có mặt", "members_present", OfMembers()),
                may("Tổng số đảng viên", "members_total", OfMembers(is_all=True), width=20),
                may("Miễn sinh hoạt", "members_exempt", _COUNT),
                may("Ghi chú", "note", Text.of(Evaluation, "remarks"), width=40),
            ),
        ),
        Sheet(
            TARGETS,
            (
                must("Mã cơ quan", "committee", _CODE, COMMITTEES),
                may("Mã lãnh đạo", "leader", _CODE, LEADERS),
                may("Nhóm", "group", CHOICES_OF_GROUP, width=20),
                must("Định kỳ", "per", PER_OF_TARGET),
                may("Số chi bộ", "number", Whole(1, Target.LARGEST)),
                may("Mã chi bộ", "cell", _CODE, CELLS),
                must("Từ ngày", "valid_from", Date()),
                may("Đến ngày", "valid_to", Date()),
                may("Theo văn bản", "document", Text.of(Target, "document"), width=30),
            ),
        ),
    )
}
