"""A file as what it says of one evaluation; or why it cannot be that evaluation's sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from committees.models import Leader
from exchange.workbook.apart import apart
from exchange.workbook.problems import UnreadableWorkbook
from lib.uploads import clean_name
from lib.vietnamese import name_key
from meetings import paper_sheet
from meetings.models import Criterion, Meeting, Rubric
from meetings.rating import is_asked, rate

from . import points
from .about import Known
from .finding import SIZE_AT_MOST, Sheet, sheets_of
from .matching import BY_CELL, BY_LEADER, Answer, Answers, Scorer, answers_of
from .notes import notes_of


@dataclass(frozen=True)
class Asked:
    """Of what a sheet is wanted: of the meeting's evaluation by `leader`, or by the cell itself (None)."""

    meeting: Meeting
    rubric: Rubric
    criteria: Sequence[Criterion]  # all of the rubric's, with their levels
    leader: Leader | None

    @property
    def scorer(self) -> Scorer:
        return BY_LEADER if self.leader else BY_CELL

    @property
    def other(self) -> Scorer:
        return BY_CELL if self.leader else BY_LEADER

    def is_asked(self, criterion: Criterion) -> bool:
        return is_asked(criterion, has_theme=self.meeting.has_theme)

    @property
    def lines(self) -> list[Criterion]:
        return [criterion for criterion in self.criteria if self.is_asked(criterion)]

    def found(self, answers: Answers) -> int:
        """How many of the lines that are asked stand on the sheet."""
        return sum(answers.by_criterion[criterion.pk].is_found for criterion in self.lines)


@dataclass(frozen=True)
class Reading:
    """`answers` by criterion id, of lines that are asked; `doubts` are to be settled, `hints` to be known."""

    name: str
    answers: dict[int, Answer]
    doubts: list[str]
    hints: list[str]


def read(upload, asked: Asked) -> Reading:
    """Raises ValidationError saying why nothing can be taken from the file."""
    upload.seek(0)
    try:
        sheets = apart(sheets_of, upload.read(SIZE_AT_MOST + 1), upload.name)
    except UnreadableWorkbook as refusal:
        raise ValidationError(str(refusal), code="file") from None
    if not sheets:
        raise ValidationError(
            _("The file holds no score sheet: no table has the columns “%(text)s” and “%(points)s”.")
            % {"text": paper_sheet.TEXT, "points": asked.scorer.column},
            code="sheet",
        )
    known = Known.of(asked.meeting, asked.leader)
    sheet, answers, doubts = _chosen(_of_rubric(sheets, asked), known, asked)
    noted, unclear = notes_of(sheet, asked.criteria, asked.scorer.name)
    for pk, note in noted.items():
        answers.by_criterion[pk].note = note
    doubts += [
        _("On the sheet, but not in this rubric: %(line)s") % {"line": line} for line in answers.unknown
    ]
    doubts += [_("Whose note this is cannot be told: %(line)s") % {"line": line} for line in unclear]
    return Reading(
        clean_name(upload.name),
        {c.pk: answers.by_criterion[c.pk] for c in asked.lines},
        [*doubts, *_unasked(sheet, answers, asked), *_total(sheet, answers, asked)],
        known.differing_facts(sheet),
    )


Candidate = tuple[Sheet, Answers]


def _of_rubric(sheets: Sequence[Sheet], asked: Asked) -> list[Candidate]:
    """Sheets whose lines are those of the rubric, all or most of them."""
    judged = [(sheet, answers_of(sheet, asked.criteria, asked.scorer)) for sheet in sheets]
    count = len(asked.lines)
    fitting = [
        (sheet, answers)
        for sheet, answers in judged
        if (found := asked.found(answers)) == count
        or (found * 2 >= count and not _other_source(sheet, asked.rubric))
    ]
    most = max(asked.found(answers) for _sheet, answers in fitting or judged)
    best = [(sheet, answers) for sheet, answers in fitting or judged if asked.found(answers) == most]
    if fitting:
        return best
    source = _other_source(best[0][0], asked.rubric)
    raise ValidationError(
        _(
            "The sheet is of another rubric%(source)s: of the %(count)d criteria of “%(rubric)s” it has "
            "%(found)d with the same code and text. Download the sheet of this meeting and fill that in."
        )
        % {
            "source": f" ({source[:200]})" if source else "",
            "count": count,
            "rubric": asked.rubric.name,
            "found": most,
        },
        code="rubric",
    )


def _other_source(sheet: Sheet, rubric: Rubric) -> str:
    """By which other document the sheet says that it is; "" for the rubric's own, or where it is silent."""
    begins = name_key(f"({paper_sheet.SOURCE} ")
    said = next((line for line in sheet.above if name_key(line).startswith(begins)), "")
    own = {name_key(f"({paper_sheet.SOURCE} {name})") for name in (rubric.document, rubric.name) if name}
    return "" if name_key(said) in own else said.strip("() ")


def _chosen(candidates: list[Candidate], known: Known, asked: Asked) -> tuple[Sheet, Answers, list[str]]:
    """The one sheet of this meeting that is filled in, with what is uncertain about that; of several, the
    one that names the leader who evaluates.
    """
    of_meeting, refusals = [], []
    for sheet, answers in candidates:
        try:
            of_meeting.append((sheet, answers, known.judge(sheet)))
        except ValidationError as refusal:
            refusals.append(refusal)
    if not of_meeting:
        raise refusals[0]
    with_column = [found for found in of_meeting if asked.scorer.column in found[0].columns]
    filled = [found for found in with_column if not found[1].is_blank]
    if len(filled) > 1:
        own = [found for found in filled if known.is_by_leader(found[0])]
        if len(own) == 1:
            return own[0]
        raise ValidationError(
            _("The file holds %(count)d filled-in sheets of this meeting. Leave one of them in it.")
            % {"count": len(filled)},
            code="several",
        )
    if not filled:
        raise _blank(of_meeting[0][0], asked, is_there=bool(with_column))
    return filled[0]


def _blank(sheet: Sheet, asked: Asked, *, is_there: bool) -> ValidationError:
    said = {"column": asked.scorer.column, "other": asked.other.column}
    if not is_there:
        return ValidationError(_("The sheet has no column “%(column)s”.") % said, code="column")
    if not answers_of(sheet, asked.criteria, asked.other).is_blank:
        return ValidationError(
            _(
                "The column “%(column)s” of the sheet is blank; there are points in the column “%(other)s”, "
                "which belong to the other evaluation."
            )
            % said,
            code="blank",
        )
    return ValidationError(_("The column “%(column)s” of the sheet is blank.") % said, code="blank")


def _unasked(sheet: Sheet, answers: Answers, asked: Asked) -> Iterator[str]:
    """Lines that wait for a theme and are filled in though the meeting had none."""
    for criterion in asked.criteria:
        answer = answers.by_criterion[criterion.pk]
        if asked.is_asked(criterion) or not answer.is_found or answer.is_blank:
            continue
        counts_in_full = criterion.theme == Criterion.Theme.FULL and answer.points == criterion.maximum
        if not counts_in_full:
            yield _(
                "Line %(code)s is filled in on the sheet; the meeting had no theme, so it is not asked."
            ) % {"code": criterion.code}


def _total(sheet: Sheet, answers: Answers, asked: Asked) -> Iterator[str]:
    """A total on the sheet that is not the sum of its lines."""
    line = next((line for line in sheet.lines if line.key == name_key(paper_sheet.TOTAL)), None)
    written = line and points.number(line.values.get(asked.scorer.column))
    given: dict[int, Decimal] = {}
    for criterion in asked.criteria:
        answer = answers.by_criterion[criterion.pk]
        if answer.is_not_applicable:
            given[criterion.pk] = criterion.maximum
        elif answer.points is not None:
            given[criterion.pk] = answer.points
    total, _band = rate(asked.criteria, (), given, has_theme=asked.meeting.has_theme)
    if written is not None and written != (total or 0):
        yield _(
            "The total on the sheet is %(written)s; its lines that could be read make %(total)s together."
        ) % {"written": floatformat(written), "total": floatformat(total or 0)}
