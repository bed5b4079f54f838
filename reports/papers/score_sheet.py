"""The score sheet of one meeting (form F5): the cell's points beside the superior committee's.

Blank for a visit to come; with the finished evaluations where there are any.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation

from attendance.models import Visit
from committees.organisation import Past
from lib.periods import Month, written_day, written_time
from meetings import paper_sheet, rating
from meetings.models import Criterion, Evaluation, FormerManagement, Level, Meeting, Rubric, Score
from meetings.score_pairs import points_of
from reports.document.layouts import roman

from .paper import DOTS, Paper, PaperColumn, PaperRow, Signature, Value, frame_of_cell, points

COLUMNS = (
    PaperColumn(paper_sheet.CODE, 13),
    PaperColumn(paper_sheet.TEXT, 87, is_words=True),
    PaperColumn(paper_sheet.SCALE, 18),
    PaperColumn(paper_sheet.BY_CELL, 23),
    PaperColumn(paper_sheet.BY_LEADER, 23),
)
NUMBERED = re.compile(r"^\s*([IVXLC]+|\d+)\s*[.)/-]")
LINES_FOR_NOTES = 3
Kind = Meeting.Kind


@translation.override("vi")
def of_visit(visit: Visit, evaluations: Iterable[Evaluation]) -> list[Paper]:
    """One sheet for each rubric; none where no rubric is in force.

    `evaluations` are the finished ones of the visit's meeting, by its leader and by the cell itself.
    """
    # Whoever managed the cell on that day.
    Past(_day(visit), FormerManagement).place(visit.cell)
    scored = [evaluation for evaluation in evaluations if evaluation.rubric]
    if scored:
        used = dict.fromkeys(evaluation.rubric for evaluation in scored)
        return [_paper(visit, rubric, [e for e in scored if e.rubric == rubric], []) for rubric in used]
    return [_paper(visit, rubric, [], kinds) for rubric, kinds in _in_force(visit).items()]


def _day(visit: Visit) -> dt.date:
    """Of the meeting, as far as it is known."""
    return visit.meeting.date if visit.meeting else visit.meets_on or visit.month.last_day


def _in_force(visit: Visit) -> dict[Rubric, list[str]]:
    """Rubrics with the kinds of meeting they are for; all kinds where nobody knows yet which it will be."""
    found: dict[Rubric, list[str]] = {}
    for kind in [visit.meeting.kind] if visit.meeting else Kind.values:
        if rubric := Rubric.objects.valid_for(visit.cell.organization_type, kind, _day(visit)).first():
            found.setdefault(rubric, []).append(str(Kind(kind).label))
    return found


def _paper(visit: Visit, rubric: Rubric, evaluations: list[Evaluation], kinds: list[str]) -> Paper:
    sheet = _Sheet.of(rubric, evaluations)
    day = _day(visit)
    about = rubric.document or rubric.name
    for_kinds = [f"Dùng cho buổi sinh hoạt: {', '.join(kinds)}"] if _has_others(rubric, kinds) else []
    leader = visit.leader
    return Paper(
        name=rubric.code,
        frame=frame_of_cell(visit.cell.name, visit.cell.committee, day),
        kind=paper_sheet.KIND,
        title=[f"{paper_sheet.TITLE} {Month.of(day)}"],
        source=f"({paper_sheet.SOURCE} {about})",
        columns=COLUMNS,
        rows=sheet.rows(),
        signatures=(
            Signature(paper_sheet.CELL_SIGNS, is_official=True),
            Signature(paper_sheet.LEADER_SIGNS, leader.full_name),
        ),
        above=[
            f"{paper_sheet.UNIT} {visit.cell.name} – {visit.cell.committee.name}",
            *_when(visit),
            _members(visit),
            f"{paper_sheet.ATTENDED_BY} {leader.full_name}, {leader.position}".rstrip(", "),
            *for_kinds,
        ],
        below=[_bands(rubric), *sheet.notes()],
    )


def _has_others(rubric: Rubric, kinds: list[str]) -> bool:
    return 0 < len(kinds) < len(Kind.values) and bool(rubric.meeting_kinds or len(kinds) > 1)


def _when(visit: Visit) -> list[str]:
    meeting = visit.meeting
    if meeting:
        hours = [written_time(time) if time else DOTS for time in (meeting.starts_at, meeting.ends_at)]
        when = f"ngày {written_day(meeting.date)}, từ {hours[0]} đến {hours[1]}"
        kind = str(Kind(meeting.kind).label)
    else:
        day = written_day(visit.meets_on) if visit.meets_on else f"…… tháng {visit.month}"
        hour = visit.announced.hour if visit.announced else ""
        when, kind = f"{hour or DOTS} ngày {day}", DOTS * 2
    return [
        f"{paper_sheet.WHEN} {when}; {paper_sheet.KIND_OF_MEETING}: {kind}",
        f"Địa điểm: {visit.place or DOTS * 4}",
    ]


def _members(visit: Visit) -> str:
    meeting = visit.meeting

    def told(name: str) -> str:
        number = getattr(meeting, name, None)
        if number is None and name == "members_total" and not meeting:
            number = visit.cell.members_total
        return "………" if number is None else str(number)

    return "; ".join(f"{label}: {told(name)}" for name, label in paper_sheet.MEMBERS.items())


def _bands(rubric: Rubric) -> str:
    def told(band) -> str:
        gates = " và điểm tối đa ở các tiêu chí bắt buộc" if band.needs_gates else ""
        return f"{band.label}: từ {points(band.minimum)} điểm{gates}"

    return f"{paper_sheet.BAND}: {'; '.join(told(band) for band in rubric.bands.all())}."


def _scale(criterion: Criterion) -> Value:
    """What a line may give."""
    most = criterion.maximum
    told = {Criterion.Kind.YES_NO: f"0 hoặc {points(most)}", Criterion.Kind.BONUS: f"+{points(most)}"}
    return told.get(criterion.kind, most)


@dataclass(frozen=True)
class _Column:
    """What one scorer gave, or an empty column."""

    evaluation: Evaluation | None
    points: Mapping[int, Decimal]  # as they count
    scores: Mapping[int, Score]
    sections: Mapping[str, Decimal]

    @classmethod
    def of(cls, criteria: list[Criterion], evaluation: Evaluation | None) -> "_Column":
        if evaluation is None:
            return cls(None, {}, {}, {})
        if evaluation.is_total_only:
            return cls(evaluation, {}, {}, {})
        has_theme = evaluation.has_theme
        given = rating.counted(criteria, points_of(evaluation), has_theme=has_theme)
        sums = {s.name: s.sum(given) for s in rating.sections(criteria, has_theme=has_theme)}
        return cls(evaluation, given, {s.criterion_id: s for s in evaluation.scores.all()}, sums)

    def line(self, criterion: Criterion) -> Value:
        """Points; a dash where the line is left out."""
        has_theme = self.evaluation is None or self.evaluation.has_theme
        if not rating.is_on_sheet(criterion, has_theme=has_theme):
            return paper_sheet.LEFT_OUT
        return self.points.get(criterion.pk)

    def mark(self, level: Level) -> Value:
        score = self.scores.get(level.criterion_id)
        return paper_sheet.MARK if score and score.level_id == level.pk else None


@dataclass(frozen=True)
class _Sheet:
    criteria: list[Criterion]
    own: _Column
    by_leader: _Column
    has_theme: bool  # of the maxima that the sheet shows

    @classmethod
    def of(cls, rubric: Rubric, evaluations: list[Evaluation]) -> "_Sheet":
        criteria = list(rubric.criteria.prefetch_related("levels"))
        by_cell = next((e for e in evaluations if e.leader_id is None), None)
        by_leader = next((e for e in evaluations if e.leader_id is not None), None)
        themes = {evaluation.has_theme for evaluation in evaluations}
        columns = (_Column.of(criteria, evaluation) for evaluation in (by_cell, by_leader))
        return cls(criteria, *columns, has_theme=themes != {False})

    @property
    def columns(self) -> tuple[_Column, _Column]:
        return self.own, self.by_leader

    def rows(self) -> list[PaperRow]:
        rows, maximum = [], Decimal(0)
        for number, section in enumerate(rating.sections(self.criteria, has_theme=self.has_theme), start=1):
            maximum += section.maximum
            sums = [column.sections.get(section.name) for column in self.columns]
            tt = "" if NUMBERED.match(section.name) else roman(number)
            rows.append(PaperRow([tt, section.name, section.maximum, *sums], is_bold=True, stays=True))
            for criterion in (c for c in self.criteria if c.section == section.name):
                rows += self._lines(criterion)
        given = [column.evaluation for column in self.columns]
        totals = [evaluation and evaluation.total for evaluation in given]
        bands = [evaluation.band.label if evaluation and evaluation.band else None for evaluation in given]
        rows.append(PaperRow(["", paper_sheet.TOTAL, maximum, *totals], is_bold=True))
        rows.append(PaperRow(["", paper_sheet.BAND, None, *bands], is_bold=True))
        return rows

    def _lines(self, criterion: Criterion) -> Iterable[PaperRow]:
        """The criterion, and below it each of its levels, to be ticked."""
        text = "\n".join(
            [criterion.text, *paper_sheet.remarks(criterion, self._not_applicable_to(criterion))]
        )
        given = [column.line(criterion) for column in self.columns]
        levels = criterion.levels.all() if criterion.kind == Criterion.Kind.LEVELS else ()
        yield PaperRow([criterion.code, text, _scale(criterion), *given], stays=bool(levels))
        for level in levels:
            marks = [column.mark(level) for column in self.columns]
            yield PaperRow(["", f"– {level.condition}", level.points, *marks])

    @property
    def _scorers(self) -> tuple[tuple[str, _Column], ...]:
        return (paper_sheet.CELL_SCORED, self.own), (paper_sheet.LEADER_SCORED, self.by_leader)

    def _not_applicable_to(self, criterion: Criterion) -> Iterable[str]:
        for name, column in self._scorers:
            if (score := column.scores.get(criterion.pk)) and score.is_not_applicable:
                yield name

    def notes(self) -> list[str]:
        """Why points were taken off; empty lines for those who have not scored yet."""
        codes = {criterion.pk: criterion.code for criterion in self.criteria}
        found = [
            paper_sheet.note(codes[score.criterion_id], who, score.note)
            for who, column in self._scorers
            for score in sorted(column.scores.values(), key=lambda score: [*codes].index(score.criterion_id))
            if score.note
        ]
        if self.own.evaluation is None or self.by_leader.evaluation is None:
            found += ["…" * 37] * LINES_FOR_NOTES
        return [paper_sheet.NOTES, *found] if found else []
