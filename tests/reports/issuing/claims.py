"""The claims of a drafted text, read sentence by sentence and held against the rows.

Knows how the sentences are built and nothing of the code that builds them: a sentence that it cannot read,
a claim that the rows do not bear out, and one that should be there and is not are all refused.
"""

import datetime as dt
import re
from collections import Counter

from .rows import Rows, written_mean, written_rate

COUNT = r"(\d+)"
POLICY = "chủ trương cán bộ lãnh đạo dự sinh hoạt chi bộ"
REASONS = {
    "trip": "thời gian họp chi bộ trùng với thời gian đi công tác",
    "illness": "ốm đau",
    "other_duty": "bận nhiệm vụ khác",
}
FATES = {
    "chi bộ chuyển sang kỳ sau": "carried over",
    "chi bộ chưa dự do cán bộ vắng": "missed",
    "chi bộ chưa có kết quả": "open",
    "chi bộ chưa dự hoặc chưa có kết quả": "open",
}
BODIES = {"Ban": "Ban ", "Văn phòng": "Văn phòng ", "Ủy ban": "Ủy ban ", "Đảng ủy": "Đảng ủy "}


def number(text: str) -> int:
    """Below ten with a zero before it; nothing is said of none."""
    assert text == f"{int(text):02}", text
    assert int(text), "none was counted"
    return int(text)


def day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def enumerated(text: str) -> list[str]:
    """a, b và c."""
    *before, last = text.split(" và ") if " và " in text else [text]
    return [word for part in before for word in part.split(", ")] + [last]


def joined(words: list[str]) -> str:
    return " và ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def sentences(text: str) -> list[str]:
    """An introduction stays whole."""
    return [s for line in text.splitlines() for s in re.split(r"(?<=\.) (?!Cụ thể:)", line)]


class Reader:
    """Of one part: `SENTENCES` maps a pattern to the check of its groups; each is read at most once."""

    SENTENCES: dict[str, str] = {}

    def __init__(self, rows: Rows):
        self.rows, self.seen = rows, Counter()

    def read(self, text: str) -> None:
        for sentence in sentences(text):
            self.read_one(sentence)
        assert self.seen == self.expected(), (self.seen, self.expected(), text)

    def read_one(self, sentence: str) -> None:
        for pattern, name in self.SENTENCES.items():
            if match := re.fullmatch(pattern, sentence):
                self.seen[name] += 1
                getattr(self, name)(*match.groups())
                return
        raise AssertionError(f"cannot be read: {sentence}")

    def expected(self) -> Counter:
        """The sentences that must be there, by name."""
        raise NotImplementedError

    @property
    def is_running(self) -> bool:
        return bool(self.rows.as_of and self.rows.as_of < self.rows.half_year.last_day)


class Results(Reader):
    WHO = rf"{COUNT} đồng chí (lãnh đạo .+?|trưởng, phó phòng|trưởng, phó các phòng)"
    SENTENCES = {
        rf"Trong 6 tháng đầu năm 2018(?: \(tính đến ngày ([\d/]+)\))?, (.+) đã tổ chức triển khai thực hiện "
        rf"{POLICY} định kỳ trong các loại hình tổ chức đảng\. Cụ thể:": "introduction",
        r"Trong 6 tháng đầu năm 2018(?: \(tính đến ngày ([\d/]+)\))?, (.+) chưa có lượt dự sinh hoạt chi bộ "
        r"nào trong kế hoạch được duyệt\.": "nothing",
        r"Theo kế hoạch đã đăng ký, đã có (.+)\.": "groups",
        rf"(?:Theo kế hoạch đã đăng ký, có|Có) {WHO} chưa dự sinh hoạt tại {COUNT} chi bộ theo kế "
        r"hoạch\.": "absent",
        rf"Tính chung, mỗi chi bộ một lần, đã dự tại (\d+)/{COUNT} chi bộ \((.+)\)\.": "once",
        rf"Kế hoạch đăng ký ban đầu là (\d+) chi bộ, sau điều chỉnh, bổ sung là {COUNT} chi bộ\.": "changed",
        r"Trong đó: (.+)\.": "each",
        r"Chi bộ có nhiều cơ quan cùng dự được tính một lần trong tổng số\.": "overlap",
        rf"Ngoài kế hoạch, cán bộ lãnh đạo (còn|đã) dự sinh hoạt tại {COUNT} chi bộ \(không tính vào số liệu "
        r"theo kế hoạch\)\.": "extra",
        r"(Tất cả các chi bộ|Chi bộ) theo kế hoạch (đều )?đã được dự sinh hoạt\.": "everywhere",
        r"(Một số|Có) đồng chí chưa tham dự sinh hoạt chi bộ đúng theo kế hoạch do (.+?)"
        r"( nên dự kiến chuyển sang kỳ họp sau)?\.": "absences",
        r"Còn (\d.+)\.": "fates",
    }

    def expected(self) -> Counter:
        rows = self.rows
        planned, attended = rows.planned(), rows.attended()
        groups = [g for g in ("leadership", "department") if rows.planned(g)]
        each = [rows.planned(committee=c) for c in rows.committees()]
        moved = rows.last_missed() and rows.fates()["carried over"] == len(rows.not_attended)
        there = {
            "introduction": planned,
            "nothing": not planned,
            "groups": attended,
            "absent": sum(not rows.attended(g) for g in groups),
            "once": sum(len(rows.planned(g)) for g in groups) != len(planned),
            "changed": planned and len(rows.registered) != len(planned),
            "each": len(each) > 1,
            "overlap": sum(map(len, each)) != len(planned),
            "extra": rows.extra,
            "everywhere": planned and planned == attended,
            "absences": rows.last_missed(),
            "fates": rows.not_attended and not moved,
        }
        counts = {name: is_there if name == "absent" else bool(is_there) for name, is_there in there.items()}
        return Counter({name: int(count) for name, count in counts.items() if count})

    def _until(self, text: str | None) -> None:
        assert (day(text) if text else None) == self.rows.as_of

    def introduction(self, until, who):
        self._until(until)
        assert who == joined([c.name for c in self.rows.committees()])

    def nothing(self, until, who):
        self._until(until)
        assert who == self.rows.committee.name

    def groups(self, told):
        who = re.findall(rf"{self.WHO} dự sinh hoạt tại {COUNT}/{COUNT} chi bộ \((.+?%)\)(?: và |$)", told)
        named = [self._group(name, count, True) for count, name, *_cells in who]
        assert named == [g for g in ("leadership", "department") if self.rows.attended(g)]
        for group, (_count, _name, attended, planned, rate) in zip(named, who, strict=True):
            cells = len(self.rows.attended(group)), len(self.rows.planned(group))
            assert (number(attended), number(planned)) == cells
            assert rate == written_rate(*cells)

    def absent(self, count, name, planned):
        group = self._group(name, count, False)
        assert not self.rows.attended(group)
        assert number(planned) == len(self.rows.planned(group))

    def _group(self, name: str, count: str, who_went: bool) -> str:
        group = "leadership" if name.startswith("lãnh đạo") else "department"
        assert number(count) == len(self.rows.leaders(group, who_went=who_went))
        if group == "department":
            assert ("các" in name) == (number(count) > 1)
            return group
        names = [c.name for c in self.rows.committees(group)]
        kinds = {word for word, start in BODIES.items() for name in names if name.startswith(start)}
        led = name.removeprefix("lãnh đạo ")
        if len(kinds) == 1:
            assert {led} == kinds
        else:
            assert led == ("cấp ủy, cơ quan" if "Đảng ủy" in kinds else "cơ quan")
        return group

    def once(self, attended, planned, rate):
        cells = len(self.rows.attended()), len(self.rows.planned())
        assert (int(attended), number(planned), rate) == (*cells, written_rate(*cells))

    def changed(self, registered, planned):
        assert (int(registered), number(planned)) == (len(self.rows.registered), len(self.rows.planned()))

    def each(self, told):
        lines = [re.fullmatch(r"(.+) (\d+)/(\d+) chi bộ", part).groups() for part in told.split("; ")]
        assert [(name, int(a), number(p)) for name, a, p in lines] == [
            (c.name, len(self.rows.attended(committee=c)), len(self.rows.planned(committee=c)))
            for c in self.rows.committees()
        ]

    def overlap(self):
        pass  # that it stands there is its claim

    def extra(self, also, count):
        assert number(count) == len(self.rows.extra)
        assert (also == "còn") == bool(self.rows.attended())

    def everywhere(self, who, each):
        assert (who, bool(each)) == (
            ("Tất cả các chi bộ", True) if len(self.rows.planned()) > 1 else ("Chi bộ", False)
        )

    def absences(self, who, told, moved):
        last = self.rows.last_missed()
        counted = Counter(REASONS.get(v.absence_reason.code, str(v.absence_reason)) for v in last)
        told = re.findall(r"(.+?) \((\d+) chi bộ\)(?:, | và |$)", told)
        assert {reason: number(count) for reason, count in told} == counted
        assert [int(count) for _reason, count in told] == sorted(counted.values(), reverse=True)
        assert (who == "Một số") == (len({v.leader_id for v in last}) > 1)
        assert bool(moved) == (self.rows.fates()["carried over"] == len(self.rows.not_attended))

    def fates(self, told):
        before = re.search(r" \((kể cả chi bộ )?đã có lượt vắng nhưng còn lượt dự khác\)", told)
        fates = self.rows.fates()
        missed_before = len(self.rows.last_missed()) - fates["carried over"] - fates["missed"]
        assert bool(before) == bool(missed_before)
        if before:
            assert bool(before[1]) == (missed_before < fates["open"])
            told = told.replace(before[0], "")
        parts = [part.partition(" ") for part in enumerated(told)]
        assert {FATES[words]: number(count) for count, _space, words in parts} == self.rows.fates()
        assert ("chưa dự hoặc" in told) == (self.is_running and "open" in self.rows.fates())


class Open(Reader):
    SENTENCES = {r"(?:Tính đến ngày ([\d/]+)|Đến khi lập báo cáo), còn (.+)\.": "gaps"}

    def expected(self):
        return Counter({"gaps": 1} if any(self.rows.gaps().values()) else {})

    def gaps(self, until, told):
        assert (day(until) if until else None) == self.rows.as_of
        late = re.search(rf" \((?:trong đó {COUNT} lượt |(đều )?)đã qua ngày họp\)", told)
        overdue, not_logged = len(self.rows.overdue_visits()), sum(map(self.rows.is_open, self.rows.counted))
        assert bool(late) == (self.is_running and overdue > 0)
        if late:
            assert (late[1] and number(late[1])) == (None if overdue == not_logged else overdue)
            assert bool(late[2]) == (1 < overdue == not_logged)
            told = told.replace(late[0], "")
        parts = [part.partition(" ") for part in enumerated(told)]
        assert {words: number(count) for count, _space, words in parts} == {
            words: count for words, count in self.rows.gaps().items() if count
        }


class Coming(Reader):
    SENTENCES = {
        rf"Đến hết kỳ, tiếp tục thực hiện kế hoạch dự sinh hoạt tại {COUNT} chi bộ "
        r"chưa có kết quả\.": "rest",
        rf"Trong 6 tháng cuối năm 2018, tiếp tục thực hiện {POLICY}(?: theo kế hoạch đã duyệt tại {COUNT} "
        rf"chi bộ)?(?:, trong đó {COUNT} chi bộ chuyển từ 6 tháng đầu năm 2018 sang)?"
        rf"(?:, trước hết tại {COUNT} chi bộ chuyển từ 6 tháng đầu năm 2018 sang)?\.": "coming",
    }

    def expected(self):
        return Counter({"coming": 1} | ({"rest": 1} if self.is_running and self.rows.fates()["open"] else {}))

    def rest(self, count):
        assert number(count) == self.rows.fates()["open"]

    def coming(self, planned, carried, moved):
        visits = [v for v in self.rows.visits_of(self.rows.half_year.next) if v.origin != "unplanned"]
        cells = {v.cell_id for v in visits}
        from_before = {v.cell_id for v in visits if v.origin == "carried_in"}
        assert [planned and number(planned), carried and number(carried)] == [
            len(cells) or None,
            len(from_before) or None,
        ]
        assert (moved and number(moved)) == (None if cells else self.rows.fates()["carried over"] or None)


class Measures(Reader):
    SENTENCES = {
        rf"Qua dự sinh hoạt, cán bộ đã nêu {COUNT} đề nghị, yêu cầu đối với chi bộ; "
        rf"(?:tính đến ngày ([\d/]+)|đến nay), (?:(đều )?(đã được thực hiện)|"
        rf"(?:{COUNT} nội dung đã thực hiện, )?còn {COUNT} nội dung chưa thực hiện"
        rf"(?:, trong đó {COUNT} nội dung đã quá thời hạn)?)\.": "state",
        r"Tiếp tục theo dõi, đôn đốc chi bộ thực hiện nội dung chưa hoàn thành"
        r"(, trước hết là nội dung đã quá thời hạn)?\.": "follow_up",
    }

    def expected(self):
        still_open = {"follow_up": 1} if self.rows.still_open() else {}
        return Counter({"state": 1} | still_open if self.rows.asked else {})

    def state(self, given, until, each, all_done, *counts):
        rows = self.rows
        assert number(given) == len(rows.asked)
        assert (day(until) if until else None) == rows.as_of
        still_open, overdue = len(rows.still_open()), len(rows.overdue())
        assert bool(all_done) == (not still_open)
        if all_done:
            assert bool(each) == (len(rows.asked) > 1)
        else:
            expected = [len(rows.asked) - still_open or None, still_open, overdue or None]
            assert [count and number(count) for count in counts] == expected

    def follow_up(self, first):
        assert bool(first) == (0 < len(self.rows.overdue()) < len(self.rows.still_open()))


class Proposals(Reader):
    def read(self, text):
        assert text.splitlines() == [self._line(r) for r in self.rows.still_open()]

    def _line(self, asked) -> str:
        facts = [f"người thực hiện: {asked.responsible}"] if asked.responsible else []
        if asked.due_on:
            late = ", đã quá thời hạn" if asked in self.rows.overdue() else ""
            facts.append(f"thời hạn: {asked.due_on:%d/%m/%Y}{late}")
        more = f" ({'; '.join(facts)})" if facts else ""
        return f"Đề nghị {asked.evaluation.meeting.cell.name}: {asked.text.rstrip('.')}{more}."


__all__ = ["Coming", "Measures", "Open", "Proposals", "Reader", "Results", "day", "number", "written_mean"]
