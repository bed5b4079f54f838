"""The sheets of the data workbook, declared as data: names, columns, what each cell holds.

docs/formats.md describes the same for those who fill the workbook in. Names of sheets and columns
are a public interface and the same in every interface language.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from attendance.models import Target, Trip, Visit
from committees import protocol
from committees.models import Committee, Leader
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Finding,
    Guidance,
    Meeting,
    OrganizationType,
    RatingBand,
    Rubric,
    Score,
)
from meetings.models.cells import LONGEST

from .choices import CHOICES_OF_GROUP, KIND_OF_LINE, MEASURE_OF_LINE, PER_OF_TARGET, THEME_OF_LINE
from .kinds import (
    Choice,
    Clock,
    Date,
    Flag,
    HalfYearKind,
    MeetingDay,
    MeetingHour,
    MonthKind,
    Points,
    Scorer,
    Text,
    Whole,
)

LARGEST_POINTS = Decimal("9999.5")
LARGEST_TOTAL = Decimal("99999.5")


@dataclass(frozen=True)
class Column:
    """A column. `refers_to` names the sheet whose codes its cells hold."""

    name: str
    key: str
    kind: object
    mandatory: bool = False
    refers_to: str = ""
    only_if_used: bool = False  # not written where no row needs it, nor in templates
    is_later: bool = False  # added to the format: rows may lack it, and it is written where one has it
    width: int = 16

    @property
    def called(self) -> str:
        """As pages speak of it: "Lãnh đạo", where the workbook has "Mã lãnh đạo"."""
        return self.name.removeprefix("Mã ").capitalize() if self.refers_to else self.name


@dataclass(frozen=True)
class Sheet:
    """`beside` are columns that only lists given out for filling in have, under just these names."""

    name: str
    columns: tuple[Column, ...]
    beside: tuple[Column, ...] = ()

    @property
    def in_lists(self) -> tuple[Column, ...]:
        return self.columns + self.beside

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


def _must(name: str, key: str, kind, refers_to: str = "", width: int = 16) -> Column:
    return Column(name, key, kind, mandatory=True, refers_to=refers_to, width=width)


def _may(name: str, key: str, kind, refers_to: str = "", width: int = 16, only_if_used=False) -> Column:
    return Column(name, key, kind, refers_to=refers_to, width=width, only_if_used=only_if_used)


def _used(name: str, key: str, kind, width: int = 20) -> Column:
    """At the end of its sheet, written only where some row needs it: other files stay as they are."""
    return Column(name, key, kind, width=width, only_if_used=True, is_later=True)


COMMITTEES, TYPES, CELLS, LEADERS = "Cấp ủy", "Loại hình", "Chi bộ", "Lãnh đạo"
TRIPS, PLANS, RESULTS, MEETINGS = "Công tác", "Kế hoạch", "Kết quả", "Buổi sinh hoạt"
ANNOUNCED, TARGETS = "Lịch sinh hoạt", "Chỉ tiêu"
RUBRICS, BANDS, FINDINGS = "Khung tiêu chí", "Mức xếp loại", "Nhận định"
SCORES, MEETING_FINDINGS = "Đánh giá", "Nhận định buổi họp"

_CODE = Text.of(Cell, "code")
_COUNT = Whole()
# Of a visit given out in a list: which one it is, and who is meant, to be held against the codes.
_VISIT = (
    _may("Mã lượt", "visit", Whole(1)),
    _may("Lãnh đạo", "leader_name", Text()),
    _may("Chi bộ", "cell_name", Text()),
)
_NUMBERS = (
    _may("Tổng số đảng viên", "members_total", _COUNT),
    _may("Có mặt", "members_present", _COUNT),
    _may("Số đảng viên phát biểu", "members_spoke", _COUNT, width=20),
)
_FURTHER = tuple(
    replace(_may(name, key, kind), is_later=True)
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
                _must("Mã", "code", Text.of(Committee, "code")),
                _must("Tên", "name", Text.of(Committee, "name"), width=40),
                _may("Tên viết tắt", "short_name", Text.of(Committee, "short_name"), width=20),
                _must(
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
                _may("Mã cấp trên", "parent", _CODE, COMMITTEES),
            ),
        ),
        Sheet(
            TYPES,
            (
                _must("Mã", "code", Text.of(OrganizationType, "code")),
                _must("Tên", "name", Text.of(OrganizationType, "name"), width=40),
                _may("Số hướng dẫn", "number", Text.of(Guidance, "number")),
                _may("Ngày ban hành", "issued_on", Date()),
                _may("Cơ quan ban hành", "issuer", Text.of(Guidance, "issuer"), width=30),
                *(
                    replace(_may(name, key, Whole(0, LONGEST), width=22), only_if_used=True, is_later=True)
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
                _must("Mã", "code", Text.of(Cell, "code")),
                _must("Tên", "name", Text.of(Cell, "name"), width=40),
                _must("Mã cấp ủy", "committee", _CODE, COMMITTEES),
                _must("Mã loại hình", "organization_type", _CODE, TYPES),
                _may("Số đảng viên", "members_total", _COUNT),
                _may("Ngày sinh hoạt", "meeting_day", Whole(1, 31)),
                _may("Địa điểm", "place", Text.of(Cell, "place"), width=30),
                _may("Ngày thành lập", "established_on", Date()),
                _may("Ngày giải thể", "dissolved_on", Date()),
            ),
        ),
        Sheet(
            LEADERS,
            (
                _must("Mã", "code", Text.of(Leader, "code")),
                _must("Họ và tên", "full_name", Text.of(Leader, "full_name"), width=30),
                _must("Chức vụ", "position", Text.of(Leader, "position"), width=30),
                _must("Nhóm", "group", CHOICES_OF_GROUP, width=20),
                _must("Mã cơ quan", "committee", _CODE, COMMITTEES),
                _may("Từ ngày", "valid_from", Date()),
                _may("Đến ngày", "valid_to", Date()),
                _may("Thứ tự sắp xếp", "protocol_order", Whole(1, protocol.LARGEST), only_if_used=True),
            ),
        ),
        Sheet(
            TRIPS,
            (
                _must("Mã lãnh đạo", "leader", _CODE, LEADERS),
                _must("Từ ngày", "date_from", Date()),
                _must("Đến ngày", "date_to", Date()),
                _may("Nội dung", "purpose", Text.of(Trip, "purpose"), width=40),
                _may("Nơi đến", "place", Text.of(Trip, "place"), width=30),
            ),
        ),
        Sheet(
            PLANS,
            (
                _must("Kỳ", "half_year", HalfYearKind()),
                _must("Mã cơ quan", "committee", _CODE, COMMITTEES),
                _must("Mã lãnh đạo", "leader", _CODE, LEADERS),
                _must("Mã chi bộ", "cell", _CODE, CELLS),
                _must("Tháng", "month", MonthKind()),
                _may(
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
                _may("Chuyển từ tháng", "from_month", MonthKind()),
                _may("Chuyển từ lãnh đạo", "from_leader", _CODE, LEADERS, width=20),
                _may("Nhóm khi đăng ký", "leader_group", CHOICES_OF_GROUP, width=20, only_if_used=True),
                _used("Dự hằng tháng theo", "repeated_by", Text(), width=30),
            ),
            _VISIT,
        ),
        Sheet(
            RESULTS,
            (
                _must("Kỳ", "half_year", HalfYearKind()),
                _must("Mã lãnh đạo", "leader", _CODE, LEADERS),
                _must("Mã chi bộ", "cell", _CODE, CELLS),
                _must("Tháng", "month", MonthKind()),
                _must(
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
                _may("Ngày họp", "date", Date()),
                # Matched with the catalogue of absence reasons, which an office may add to.
                _may("Lý do", "absence_reason", Text(), width=20),
                _may("Ghi chú", "note", Text(), width=40),
            ),
            (*_VISIT, *_NUMBERS),
        ),
        Sheet(
            MEETINGS,
            (
                _must("Mã chi bộ", "cell", _CODE, CELLS),
                _must("Ngày họp", "date", Date()),
                _must(
                    "Hình thức",
                    "kind",
                    Choice(
                        {
                            "Thường kỳ": Meeting.Kind.REGULAR,
                            "Chuyên đề": Meeting.Kind.THEMATIC,
                            "Thường kỳ kết hợp chuyên đề": Meeting.Kind.COMBINED,
                            "Bất thường": Meeting.Kind.EXTRAORDINARY,
                        }
                    ),
                ),
                *_NUMBERS,
                *_FURTHER,
            ),
        ),
        Sheet(
            ANNOUNCED,
            (
                _must("Mã chi bộ", "cell", _CODE, CELLS),
                _may("Tháng", "month", MonthKind()),
                _must("Ngày họp", "date", MeetingDay()),
                _may("Giờ", "begins_at", MeetingHour()),
                _may("Địa điểm", "place", Text.of(AnnouncedMeeting, "place"), width=30),
                _may("Bí thư, điện thoại", "contact", Text.of(AnnouncedMeeting, "contact"), width=30),
                _may("Theo văn bản", "source_document", Text.of(AnnouncedMeeting, "source_document")),
            ),
        ),
        Sheet(
            RUBRICS,
            (
                _must("Mã khung", "rubric", Text.of(Rubric, "code")),
                _must("Tên khung", "name", Text.of(Rubric, "name"), width=30),
                _may("Văn bản", "document", Text.of(Rubric, "document"), width=30),
                _must("Hiệu lực từ", "valid_from", Date()),
                _may("Hiệu lực đến", "valid_to", Date()),
                _must("Phần", "section", Text.of(Criterion, "section"), width=30),
                _must("Mã tiêu chí", "code", Text.of(Criterion, "code")),
                _must("Tiêu chí", "text", Text.of(Criterion, "text"), width=50),
                _must("Điểm tối đa", "maximum", Points(Decimal("0.5"), LARGEST_POINTS)),
                _may("Bắt buộc", "is_gate", Flag()),
                _used("Cách chấm", "kind", KIND_OF_LINE),
                _used("Các mức", "levels", Text(), width=50),
                _used("Điểm tối đa của phần", "section_maximum", Points(Decimal("0.5"), LARGEST_POINTS)),
                _used("Không áp dụng khi", "not_applicable_when", Text.of(Criterion, "not_applicable_when")),
                _used("Khi không có chuyên đề", "theme", THEME_OF_LINE, width=22),
                _used("Gợi ý theo", "measure", MEASURE_OF_LINE),
                _used("Hình thức sinh hoạt", "kinds", Text(), width=30),
                _used("Cần thuyết minh điểm trừ", "wants_notes", Flag(), width=24),
            ),
        ),
        Sheet(
            BANDS,
            (
                _must("Mã khung", "rubric", _CODE, RUBRICS),
                _must("Mức", "label", Text.of(RatingBand, "label")),
                _must("Điểm tối thiểu", "minimum", Points(Decimal(0), LARGEST_TOTAL, step=Decimal("0.1"))),
                _may("Cần tiêu chí bắt buộc", "needs_gates", Flag(), width=22),
            ),
        ),
        Sheet(
            FINDINGS,
            (
                _must("Mã", "code", Text.of(Finding, "code")),
                _must(
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
                _must("Nội dung", "text", Text.of(Finding, "text"), width=60),
            ),
        ),
        Sheet(
            SCORES,
            (
                _must("Mã chi bộ", "cell", _CODE, CELLS),
                _must("Ngày họp", "date", Date()),
                _must("Người chấm", "scorer", _SCORER, LEADERS),
                _must("Mã khung", "rubric", _CODE, RUBRICS),
                _must("Mã tiêu chí", "criterion", Text.of(Criterion, "code")),
                _must("Điểm", "points", Points(Decimal(0), LARGEST_POINTS)),
                _used("Không áp dụng", "is_not_applicable", Flag()),
                _used("Thuyết minh điểm trừ", "note", Text.of(Score, "note"), width=40),
            ),
        ),
        Sheet(
            MEETING_FINDINGS,
            (
                _must("Mã chi bộ", "cell", _CODE, CELLS),
                _must("Ngày họp", "date", Date()),
                _must("Người chấm", "scorer", _SCORER, LEADERS),
                _must("Mã nhận định", "finding", _CODE, FINDINGS),
            ),
        ),
        Sheet(
            TARGETS,
            (
                _must("Mã cơ quan", "committee", _CODE, COMMITTEES),
                _may("Mã lãnh đạo", "leader", _CODE, LEADERS),
                _may("Nhóm", "group", CHOICES_OF_GROUP, width=20),
                _must("Định kỳ", "per", PER_OF_TARGET),
                _may("Số chi bộ", "number", Whole(1, Target.LARGEST)),
                _may("Mã chi bộ", "cell", _CODE, CELLS),
                _must("Từ ngày", "valid_from", Date()),
                _may("Đến ngày", "valid_to", Date()),
                _may("Theo văn bản", "document", Text.of(Target, "document"), width=30),
            ),
        ),
    )
}
