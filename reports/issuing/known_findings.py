"""The offered catalogue's findings as clauses of official prose; an office's own are quoted as they are."""

from dataclasses import dataclass

from lib.vietnamese import search_key
from meetings.models import Finding

STRENGTH, LIMITATION, CAUSE = Finding.Kind


@dataclass(frozen=True)
class Clause:
    """How a finding is said; `text` is its wording in the catalogue, by which it is known.

    `alone` follows “Ở một số chi bộ, ”; `after` instead goes on in the sentence of the clause before it,
    where that was noted in as many cells. Of a cause `alone` follows its subject. `one` follows “có chi bộ ”,
    where the catalogue's wording does not.
    """

    kind: str
    text: str
    alone: str
    after: str = ""
    subject: str = "who"  # of a cause: the cells' committees, or "where" for something in the cells
    one: str = ""

    @property
    def of_one(self) -> str:
        """Follows “có chi bộ ”."""
        text = self.one or self.text.removeprefix("Việc ")
        return text[:1].lower() + text[1:]


# In the order of the bulletin.
GUIDANCE = Clause(
    STRENGTH,
    "Thực hiện đúng yêu cầu theo các hướng dẫn về nội dung, quy trình sinh hoạt chi bộ",
    "nội dung, quy trình sinh hoạt được thực hiện đúng yêu cầu theo các hướng dẫn",
)
CLAUSES = (
    GUIDANCE,
    Clause(
        STRENGTH,
        "Công tác chuẩn bị, thời gian sinh hoạt chi ủy, chi bộ được duy trì thường xuyên",
        "công tác chuẩn bị, thời gian sinh hoạt chi ủy, chi bộ được duy trì thường xuyên",
        one="duy trì thường xuyên công tác chuẩn bị, thời gian sinh hoạt chi ủy, chi bộ",
    ),
    Clause(
        STRENGTH,
        "Việc thông báo nội dung sinh hoạt cho đảng viên và chuẩn bị các điều kiện vật chất phục vụ sinh "
        "hoạt khá chu đáo",
        "việc thông báo nội dung sinh hoạt cho đảng viên và chuẩn bị các điều kiện vật chất phục vụ sinh "
        "hoạt được thực hiện khá chu đáo",
    ),
    Clause(
        STRENGTH,
        "Chi ủy, nhất là đồng chí bí thư, phát huy đúng mức nguyên tắc tập trung dân chủ trong điều hành, tổ "
        "chức sinh hoạt",
        "chi ủy, nhất là đồng chí bí thư, đã phát huy đúng mức nguyên tắc tập trung dân chủ trong điều hành, "
        "tổ chức sinh hoạt",
        one="mà chi ủy, nhất là đồng chí bí thư, đã phát huy đúng mức nguyên tắc tập trung dân chủ trong "
        "điều hành, tổ chức sinh hoạt",
    ),
    Clause(
        STRENGTH,
        "Khơi gợi được ý thức trách nhiệm của đảng viên trong tham gia phát biểu xây dựng chi bộ",
        "ý thức trách nhiệm của đảng viên trong tham gia phát biểu xây dựng chi bộ đã được khơi gợi",
        ", đồng thời khơi gợi được ý thức trách nhiệm của đảng viên trong tham gia phát biểu xây dựng chi bộ",
    ),
    Clause(
        STRENGTH,
        "Phát huy được vai trò tiền phong, gương mẫu của đảng viên trong thực hiện nhiệm vụ chính trị, công "
        "tác chuyên môn",
        "vai trò tiền phong, gương mẫu của đảng viên trong thực hiện nhiệm vụ chính trị, công tác chuyên môn "
        "đã được phát huy",
    ),
    Clause(
        LIMITATION,
        "Chưa phát huy tốt vai trò, trách nhiệm của cấp ủy, nhất là người chủ trì",
        "vai trò, trách nhiệm của cấp ủy, nhất là người chủ trì, chưa được phát huy tốt",
    ),
    Clause(
        LIMITATION,
        "Việc nắm tình hình tư tưởng trong cán bộ, đảng viên chưa kịp thời",
        "việc nắm tình hình tư tưởng trong cán bộ, đảng viên chưa kịp thời",
        " và việc nắm tình hình tư tưởng trong cán bộ, đảng viên chưa kịp thời",
    ),
    Clause(
        LIMITATION,
        "Nội dung sinh hoạt còn nặng về phổ biến, liệt kê những công việc đã làm trong tháng trước hoặc chủ "
        "yếu bàn nhiệm vụ chuyên môn",
        "nội dung sinh hoạt còn nặng về phổ biến, liệt kê những công việc đã làm trong tháng trước hoặc chủ "
        "yếu bàn nhiệm vụ chuyên môn",
    ),
    Clause(
        LIMITATION,
        "Đánh giá chưa toàn diện nhiệm vụ tháng trước; phương hướng tháng đến chưa sát với tình hình của địa "
        "phương, đơn vị",
        "việc đánh giá thực hiện nhiệm vụ tháng trước chưa toàn diện, phương hướng tháng tới chưa sát với "
        "tình hình của địa phương, đơn vị",
        one="đánh giá chưa toàn diện việc thực hiện nhiệm vụ tháng trước, phương hướng tháng tới chưa sát "
        "với tình hình của địa phương, đơn vị",
    ),
    Clause(
        LIMITATION,
        "Việc đảng viên tham gia phát biểu ý kiến còn ít",
        "việc đảng viên tham gia phát biểu ý kiến còn ít",
    ),
    Clause(
        LIMITATION,
        "Nội dung phát biểu chủ yếu bổ sung báo cáo, nghị quyết",
        "nội dung phát biểu của đảng viên chủ yếu bổ sung báo cáo, nghị quyết",
        ", nội dung phát biểu chủ yếu bổ sung báo cáo, nghị quyết",
    ),
    Clause(
        LIMITATION,
        "Việc tổ chức sinh hoạt theo chuyên đề chưa nhiều, nặng về phổ biến chỉ thị, nghị quyết của cấp trên",
        "việc tổ chức sinh hoạt theo chuyên đề chưa nhiều, nặng về phổ biến chỉ thị, nghị quyết của cấp trên",
    ),
    Clause(
        LIMITATION,
        "Chưa chuẩn bị kỹ, còn lúng túng trong việc tổ chức sinh hoạt chuyên đề",
        "việc tổ chức sinh hoạt chuyên đề chưa được chuẩn bị kỹ, còn lúng túng",
        ", chưa được chuẩn bị kỹ và còn lúng túng",
    ),
    Clause(
        CAUSE,
        "Cấp ủy chưa thật sự quan tâm đến việc nâng cao chất lượng sinh hoạt chi bộ",
        "chưa thật sự quan tâm đến việc nâng cao chất lượng sinh hoạt chi bộ",
    ),
    Clause(
        CAUSE,
        "Chưa nghiên cứu sâu kỹ các văn bản hướng dẫn của cấp trên về nội dung, quy trình sinh hoạt chi bộ",
        "chưa nghiên cứu kỹ các văn bản hướng dẫn của cấp trên về nội dung, quy trình sinh hoạt chi bộ",
        ", chưa nghiên cứu kỹ các văn bản hướng dẫn của cấp trên về nội dung, quy trình sinh hoạt chi bộ",
    ),
    Clause(
        CAUSE,
        "Khả năng điều hành của người chủ trì còn hạn chế, chưa tạo không khí dân chủ, cởi mở",
        "khả năng điều hành của người chủ trì còn hạn chế, chưa tạo không khí dân chủ, cởi mở",
        subject="where",
    ),
)
_BY_TEXT = {(clause.kind, search_key(clause.text)): clause for clause in CLAUSES}


def clause_of(kind: str, text: str) -> Clause | None:
    """By the catalogue's own wording: a code may stand for anything."""
    return _BY_TEXT.get((kind, search_key(text.strip().rstrip("."))))


def before(clause: Clause) -> Clause:
    """The one whose sentence `clause` may go on with."""
    return CLAUSES[CLAUSES.index(clause) - 1]
