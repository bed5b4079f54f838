"""The claims about the quality of meetings: in how many cells each finding was noted, and nothing else."""

import re
from collections import Counter

from .claims import Reader, day, number, sentences
from .rows import Rows, written_mean
from .tricky import ISSUER

# What gives a finding away, however its sentence goes.
PHRASES = {
    "UD01": "duy trì thường xuyên",
    "UD02": "khá chu đáo",
    "UD03": "nguyên tắc tập trung dân chủ",
    "UD04": "ý thức trách nhiệm của đảng viên",
    "UD05": "tiền phong, gương mẫu",
    "UD06": "thực hiện đúng yêu cầu theo",
    "HC01": "nhất là người chủ trì",
    "HC02": "tình hình tư tưởng",
    "HC03": "công việc đã làm trong tháng trước",
    "HC04": "phương hướng tháng tới",
    "HC05": "phát biểu ý kiến còn ít",
    "HC06": "bổ sung báo cáo, nghị quyết",
    "HC07": "sinh hoạt theo chuyên đề chưa nhiều",
    "HC08": "còn lúng túng",
    "NN01": "chưa thật sự quan tâm",
    "NN02": "chưa nghiên cứu kỹ",
    "NN03": "khả năng điều hành",
    "X1": "TW <b>khen</b> & ĐHCĐ = tốt",
    "X2": "ĐHCĐ & chi bộ < 3 đảng viên = họp ghép",
    "X3": "Thiếu [total.planned_cells] & chỗ họp",
}
# How many, by the words that open a paragraph, or stand in a sentence about causes.
EXTENTS = [
    ("most", r"đa số (?:các )?chi bộ được đánh giá|đa số cấp ủy"),
    ("many", r"[Nn]hiều (?:chi bộ|cấp ủy)"),
    ("some", r"[Mm]ột số (?:chi bộ|cấp ủy)"),
    ("one", r"\b[Cc]ó (?:chi bộ|cấp ủy)"),
    ("counted", r"(?:[Tt]ại|[Cc]ó) (\d+)/(\d+) chi bộ được đánh giá"),
    ("all", r"Qua (\d+) buổi sinh hoạt được đánh giá"),
]
NO_SHEETS = r"(?:Trong kỳ|Tính đến ngày ([\d/]+)) chưa có phiếu đánh giá của cán bộ dự sinh hoạt\."
NO_LIMITATION = r"Qua (\d+) buổi sinh hoạt được đánh giá, cán bộ dự sinh hoạt không ghi nhận hạn chế\."
SHEETS = r"(?:Qua|Theo) (\d+) phiếu đánh giá của cán bộ dự sinh hoạt, .+\."


class Judgement(Reader):
    """A part that says where findings of one `kind` were noted."""

    kind = ""

    def __init__(self, rows: Rows):
        super().__init__(rows)
        self.evaluated = len(rows.judged_cells)
        self.found = rows.findings(self.kind)
        self.told: list[str] = []
        self.extents: set[str] = set()

    def read(self, text: str) -> None:
        if not self.rows.attended():
            assert text == ""
            return
        for paragraph in text.splitlines():
            extent = None
            for sentence in sentences(paragraph):
                if not self.read_other(sentence):
                    extent = self.extent_of(sentence) or self.after(extent)
                    self.check(sentence, extent)
        assert sorted(self.told) == sorted(self.found)

    def read_other(self, sentence: str) -> bool:
        """Whether the sentence is about no finding, and true."""
        return False

    def after(self, extent):
        """Of a sentence that does not say how many: as many as the one before it."""
        assert extent, "it does not say in how many"
        return extent

    def extent_of(self, sentence: str) -> tuple | None:
        opening = sentence.split(":")[0]
        found = [(name, match) for name, words in EXTENTS if (match := re.search(words, opening))]
        assert len(found) < 2, sentence
        return (found[0][0], *found[0][1].groups()) if found else None

    def check(self, sentence: str, extent: tuple) -> None:
        codes = [c for c, phrase in PHRASES.items() if phrase.casefold() in sentence.casefold()]
        assert codes, f"cannot be read: {sentence}"
        name, *numbers = extent
        for code in codes:
            assert code in self.found, f"nobody noted: {sentence}"
            noted, of = len(self.found[code][1]), self.evaluated
            assert {
                "most": of >= 5 and 2 * noted > of,
                "many": of >= 5 and noted >= 3 and of / 3 <= noted <= of / 2,
                "some": of >= 5 and 2 <= noted <= of / 2 and not (noted >= 3 and noted >= of / 3),
                "one": of >= 5 and noted == 1,
                "counted": name == "counted" and tuple(map(number, numbers)) == (noted, of),
                "all": of < 5 and noted == of and numbers in ([], [f"{len(self.rows.judged_meetings):02}"]),
            }[name], (extent, noted, of, sentence)
            self.told.append(code)
        self.extents.add(name)
        self.check_guidance(sentence, self.found[codes[0]][1])

    def check_guidance(self, sentence: str, cells: set[int]) -> None:
        """The documents named are those for the kinds of `cells`, and none is named without its day."""
        told = set()
        pattern = rf"((?:\d+(?:, | và )?)+) ngày ([\d/]+) của {re.escape(ISSUER)}"
        for numbers, issued_on in re.findall(pattern, sentence):
            told |= {(n, day(issued_on)) for n in re.findall(r"\d+", numbers)}
        if "Hướng dẫn số" in sentence:
            assert told == self.rows.guidance(cells)
            assert ("các Hướng dẫn" in sentence) == (len(told) > 1)
        else:
            assert not told


class Strengths(Judgement):
    kind = "strength"

    def read(self, text: str) -> None:
        self.others = Counter()
        super().read(text)
        if self.rows.attended():
            scored = [e for e in self.rows.sheets if e.total is not None]
            follows = "UD06" in self.found
            there = {
                "none": not self.rows.sheets,
                "scores": bool(scored),
                "applies": not follows and bool(self.rows.guidance(self.rows.attended())),
            }
            assert self.others == {name: 1 for name, is_there in there.items() if is_there}

    def read_other(self, sentence):
        if match := re.fullmatch(NO_SHEETS, sentence):
            assert (day(match[1]) if match[1] else None) == self.rows.as_of
            self.others["none"] += 1
        elif match := re.fullmatch(SHEETS, sentence):
            self.check_scores(sentence, match[1])
            self.others["scores"] += 1
        elif "được dự sinh hoạt thuộc đối tượng áp dụng" in sentence:
            attended = self.rows.attended()
            assert sentence.startswith("Các chi bộ" if len(attended) > 1 else "Chi bộ")
            self.check_guidance(sentence, attended)
            self.others["applies"] += 1
        else:
            return False
        return True

    def check_scores(self, sentence: str, count: str) -> None:
        scored = [e for e in self.rows.sheets if e.total is not None]
        assert number(count) == len(scored)
        mean = re.search(r"(?:bình quân đạt|buổi sinh hoạt đạt) ([\d,]+) điểm", sentence)[1]
        assert mean == written_mean([e.total for e in scored])
        bands = Counter(e.band.label for e in scored)
        if len(scored) == 1:
            assert sentence.endswith(f", xếp loại {next(iter(bands))}.")
        else:
            told = re.findall(r"(\d+) phiếu xếp loại (.+?)(?=, \d| và \d|\.$)", sentence)
            assert {label: number(n) for n, label in told} == bands


class Limitations(Judgement):
    kind = "limitation"

    def read_other(self, sentence):
        if match := re.fullmatch(NO_LIMITATION, sentence):
            assert number(match[1]) == len(self.rows.judged_meetings)
            assert not self.found
            return True
        return False


class Causes(Judgement):
    kind = "cause"

    def read(self, text: str) -> None:
        super().read(text)
        is_main = len(self.found) > 1 and all(len(cells) > 1 for _text, cells in self.found.values())
        known = [code for code in self.found if code.startswith("NN")]
        assert ("Nguyên nhân chủ yếu" in text) == (is_main and bool(known))

    def after(self, extent):
        """What is said of no number of cells is said of all, where they are few."""
        return ("all",)
