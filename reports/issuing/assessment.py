"""What leaders found at the meetings, said of as many cells as their sheets bear out.

One source for one claim: sheets of leaders alone, each finding counted in distinct cells. Findings noted in
as many cells stand in one paragraph, whose first words say in how many.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import F, QuerySet

from attendance.figures import quality
from lib.periods import today, written_day
from meetings.models import Finding, Guidance
from reports.half_year.report import HalfYearReport

from .known_findings import CLAUSES, GUIDANCE, before, clause_of
from .live_text import field
from .report_figures import BAND, EVALUATIONS, ReportFigures
from .words import (
    Noted,
    Share,
    capitalized,
    enumeration,
    is_most,
    quoted,
    share_of,
    until_now,
    without_end,
)

SHEETS_OF = "phiếu đánh giá của cán bộ dự sinh hoạt"
QUOTES, QUOTES_MORE = "cán bộ dự sinh hoạt ghi nhận: ", "Cán bộ dự sinh hoạt còn ghi nhận: "
ABOUT = "về nội dung, quy trình sinh hoạt chi bộ"


class Assessment:
    """Of one report; where no planned meeting was attended, there is nothing to say."""

    def __init__(self, report: HalfYearReport, figures: ReportFigures):
        self.report, self.judged = report, figures.judged
        self.is_empty = not report.quality.meetings
        # “Most” is never said of strengths and of limitations: then both are counted.
        self._is_counted = all(
            any(is_most(cells, self.judged.cells) for _finding, cells in self.judged.findings[kind])
            for kind in (Finding.Kind.STRENGTH, Finding.Kind.LIMITATION)
        )

    def strengths(self) -> list[str]:
        if self.is_empty:
            return []
        noted = self._noted(Finding.Kind.STRENGTH)
        followed = next((n for n in noted if n.clause is GUIDANCE), None)
        follows = self._follows(followed) if followed else ""
        paragraphs = [
            _said(alike, follows) if follows and alike[0] is followed else _said(alike)
            for alike in _by_extent(noted)
        ]
        return [
            "" if followed else self._applies(),
            *paragraphs[:1],
            self._ratings(),
            *paragraphs[1:],
        ]

    def limitations(self) -> list[str]:
        if self.is_empty or not self.judged.cells:
            return []
        first, *others = _by_extent(self._noted(Finding.Kind.LIMITATION)) or [[]]
        if not first:
            meetings = field(f"{EVALUATIONS}.judged_meetings")
            return [
                f"Qua {meetings} buổi sinh hoạt được đánh giá, cán bộ dự sinh hoạt không ghi nhận hạn chế."
            ]
        return [_said(first, is_heading=True), *map(_said, others)]

    def causes(self) -> list[str]:
        if self.is_empty:
            return []
        noted = self._noted(Finding.Kind.CAUSE)
        known, own = [n for n in noted if n.clause], [n for n in noted if not n.clause]
        is_main = len(noted) > 1 and all(n.cells > 1 for n in noted)
        sentences = _caused(known, "Nguyên nhân chủ yếu do" if is_main else "Nguyên nhân do")
        return [" ".join(sentences), *map(_own_cause, own)]

    # --- findings ---

    def _noted(self, kind: str) -> list[Noted]:
        """Known ones in the bulletin's order, then the office's own, most often noted first."""
        found: list[Noted] = []
        taken = set()
        for finding, cells in self.judged.findings[kind]:
            clause = clause_of(kind, finding.text)
            clause = None if clause in taken else clause
            taken.add(clause)
            share = share_of(cells, self.judged.cells, self._is_counted)
            found.append(Noted(finding.code, finding.text, clause, cells, share))
        last = len(CLAUSES)
        return sorted(found, key=lambda n: (CLAUSES.index(n.clause) if n.clause else last, -n.cells, n.code))

    # --- guidance ---

    def _follows(self, noted: Noted) -> str:
        """That cells follow the guidance for their kinds; "" where none is entered."""
        documents = self._guidance(self.report.evaluated.noted_in(noted.code))
        if not documents:
            return ""
        every = "chi bộ" if self.judged.cells == 1 else "các chi bộ"
        who = {
            Share.ALL: f"{noted.where}{every}",
            Share.MOST: "Nhìn chung, đa số các chi bộ được đánh giá",
            Share.MANY: "Nhiều chi bộ",
            Share.SOME: "Một số chi bộ",
            Share.ONE: "Có chi bộ",
            Share.COUNTED: f"Có {noted.fraction} chi bộ được đánh giá",
        }[noted.share]
        return f"{who} thực hiện đúng yêu cầu theo {documents} {ABOUT}."

    def _applies(self) -> str:
        """Which guidance is for the cells attended, where nobody noted whether it is followed."""
        attended = quality.attended(self.report.visits, self.report.selection)
        documents = self._guidance(attended.values("cell__organization_type"))
        who = "Chi bộ" if self.report.total.tally.attended_cells == 1 else "Các chi bộ"
        return f"{who} được dự sinh hoạt thuộc đối tượng áp dụng {documents} {ABOUT}." if documents else ""

    def _guidance(self, kinds: Collection[int] | QuerySet) -> str:
        """The documents in force for cells of these types, on the day of the text."""
        selection = self.report.selection
        until = min(self.report.half_year.last_day, selection.as_of or today())
        documents = Guidance.objects.filter(organization_type__in=kinds).order_by(
            F("issued_on").asc(nulls_first=True), "pk"
        )
        in_force = {
            d.organization_type_id: d for d in documents if d.issued_on is None or d.issued_on <= until
        }
        return _documents(sorted(in_force.values(), key=lambda d: (d.issued_on or dt.date.min, d.pk)))

    # --- ratings ---

    def _ratings(self) -> str:
        tallied = self.report.quality
        if not self.judged.cells:
            when = until_now(self.report.half_year, self.report.selection.as_of, "trong kỳ")
            return f"{capitalized(when)} chưa có {SHEETS_OF}."
        if not tallied.leader_scored:
            return ""
        scored, mean = field(f"{EVALUATIONS}.leader_scored"), field(f"{EVALUATIONS}.mean_leader_total")
        bands = {label: n for label, n in tallied.bands.items() if n}
        if tallied.leader_scored == 1:
            rated = "".join(f", xếp loại {quoted(label)}" for label in bands)
            return f"Theo {scored} {SHEETS_OF}, buổi sinh hoạt đạt {mean} điểm{rated}."
        phrases = [
            f"{field(f'{EVALUATIONS}.{BAND}{label}')} phiếu xếp loại {quoted(label)}" for label in bands
        ]
        rated = f"; có {enumeration(phrases)}" if phrases else ""
        return f"Qua {scored} {SHEETS_OF}, điểm bình quân đạt {mean} điểm{rated}."


def _by_extent(noted: list[Noted]) -> list[list[Noted]]:
    """Those that may stand under the same words together; the most often noted first."""
    extents = sorted({n.extent for n in noted}, key=lambda x: (list(Share).index(x[0]), -x[1]))
    return [[n for n in noted if n.extent == extent] for extent in extents]


def _said(alike: list[Noted], opening: str = "", *, is_heading: bool = False) -> str:
    """A paragraph; `opening` says the first of them already."""
    sentences = [opening] if opening else []
    last, rest = alike[0].clause, alike[1:] if opening else alike
    if rest and rest[0].share is Share.ONE:
        return " ".join([*sentences, _each_of_one(rest)])
    for noted in rest:
        clause, where = noted.clause, _heading(noted) if is_heading else noted.where
        if clause is None:
            quotes = QUOTES_MORE if sentences else where if is_heading else f"{where}{QUOTES}"
            sentences.append(f"{quotes}{without_end(noted.text)}.")
        elif sentences and clause.after and last is before(clause):
            sentences[-1] = sentences[-1].removesuffix(".") + clause.after + "."
        else:
            sentences.append((capitalized(clause.alone) if sentences else where + clause.alone) + ".")
        last = clause
    return " ".join(sentences)


def _each_of_one(alike: list[Noted]) -> str:
    """Có chi bộ …; có chi bộ …"""
    said = [
        f"có chi bộ {n.clause.of_one if n.clause else f'được ghi nhận: {without_end(n.text)}'}" for n in alike
    ]
    return capitalized("; ".join(said)) + "."


def _heading(noted: Noted) -> str:
    """Opens the limitations."""
    where = {
        Share.MOST: "đa số chi bộ được đánh giá",
        Share.MANY: "nhiều chi bộ",
        Share.SOME: "một số chi bộ",
    }
    if noted.share in where:
        return f"Chất lượng sinh hoạt ở {where[noted.share]} còn hạn chế: "
    return noted.where + ("" if noted.clause else QUOTES)


def _caused(known: list[Noted], opening: str) -> list[str]:
    sentences: list[str] = []
    last: Noted | None = None
    for noted in known:
        clause = noted.clause
        is_joined = clause.after and last and last.clause is before(clause) and last.extent == noted.extent
        if is_joined and noted.share is not Share.ONE:
            sentences[-1] = sentences[-1].removesuffix(".") + clause.after + "."
        else:
            subject = noted.who if clause.subject == "who" else _in_sentence(noted)
            words = ["Cùng với đó," if sentences else opening, subject, f"{clause.alone}."]
            sentences.append(" ".join(filter(None, words)))
        last = noted
    return sentences


def _in_sentence(noted: Noted) -> str:
    """Where, inside a sentence; nowhere in particular of few cells that are all alike."""
    where = noted.where.rstrip(", ")
    return "" if noted.share is Share.ALL else where[:1].lower() + where[1:]


def _own_cause(noted: Noted) -> str:
    if noted.share is Share.ONE:
        return f"Có chi bộ được ghi nhận nguyên nhân: {without_end(noted.text)}."
    return f"{noted.where}nguyên nhân được ghi nhận: {without_end(noted.text)}."


# --- documents ---


def _documents(documents: Iterable[Guidance]) -> str:
    """các Hướng dẫn số 46 và 47 ngày 24/10/2013 của Ban Tổ chức Tỉnh ủy."""
    alike: dict[tuple, set[str]] = {}
    for document in documents:
        alike.setdefault((document.issued_on, document.issuer), set()).add(_short(document.number))
    phrases = []
    for (issued_on, issuer), numbers in alike.items():
        phrase = enumeration(sorted(numbers, key=_natural))
        phrase += f" ngày {written_day(issued_on)}" if issued_on else ""
        phrases.append(phrase + (f" của {quoted(issuer)}" if issuer else ""))
    if not phrases:
        return ""
    several = sum(map(len, alike.values())) > 1
    return f"{'các Hướng dẫn' if several else 'Hướng dẫn'} số {enumeration(phrases)}"


def _short(number: str) -> str:
    """The number of a document without its symbol: 46 of 46-HD/BTCTU."""
    number = quoted(number)
    digits = number.partition("-")[0]
    return digits if digits.isdecimal() else number


def _natural(number: str) -> tuple:
    return (0, int(number), "") if number.isdecimal() else (1, 0, number)
