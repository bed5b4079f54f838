"""What a sheet says of each line of a rubric, in one scorer's column: named where unclear, not guessed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from exchange.workbook.kinds import shown
from lib.vietnamese import name_key, one_line
from meetings import paper_sheet
from meetings.models import Criterion, Level
from meetings.rating import validate_halves

from . import points
from .finding import Line, Sheet, code_key
from .points import Unclear

Kind = Criterion.Kind
_NOT_APPLICABLE = re.compile(rf".*{paper_sheet.NOT_APPLICABLE} \(([^()]*)\)", re.DOTALL)


@dataclass
class Answer:
    """What the sheet says of one line. `problem` is what makes its points unclear: then there are none."""

    points: Decimal | None = None
    is_not_applicable: bool = False
    note: str = ""
    problem: str = ""
    is_found: bool = True

    @property
    def is_blank(self) -> bool:
        return self.points is None and not self.is_not_applicable and not self.problem


@dataclass(frozen=True)
class Scorer:
    """Whose column is read, and what the scorer is called on the sheet."""

    column: str
    name: str


BY_CELL = Scorer(paper_sheet.BY_CELL, paper_sheet.CELL_SCORED)
BY_LEADER = Scorer(paper_sheet.BY_LEADER, paper_sheet.LEADER_SCORED)


@dataclass
class Answers:
    """By criterion id; `unknown` are the sheet's criteria that the rubric does not have."""

    by_criterion: dict[int, Answer]
    unknown: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return all(answer.is_blank for answer in self.by_criterion.values() if answer.is_found)


def answers_of(sheet: Sheet, criteria: Sequence[Criterion], scorer: Scorer) -> Answers:
    """`criteria` are all of the rubric's, with their levels."""
    places = {c.pk: [i for i, line in enumerate(sheet.lines) if _is_line_of(line, c)] for c in criteria}
    sections = {name_key(c.section) for c in criteria}
    found = {c.pk: _answer(sheet, c, places[c.pk], sections, scorer) for c in criteria}
    unknown = [
        _quoted(line)
        for line in sheet.lines
        if line.code
        and line.key not in sections
        and not any(_has_code(line, criterion) for criterion in criteria)
    ]
    return Answers(found, unknown)


def _quoted(line: Line) -> str:
    text = line.text(paper_sheet.TEXT).split("\n")[0]
    return shown(f"{line.text(paper_sheet.CODE)} {text}")


def _has_code(line: Line, criterion: Criterion) -> bool:
    return line.code == code_key(criterion.code)


def _is_line_of(line: Line, criterion: Criterion) -> bool:
    """The same code and the same text; below it may stand the remarks that the sheet is printed with."""
    if not _has_code(line, criterion):
        return False
    text, own = line.key, name_key(criterion.text)
    if text == own:
        return True
    rest = text.removeprefix(f"{own} ")
    return rest != text and rest.startswith(tuple(name_key(remark) for remark in paper_sheet.REMARKS))


def _answer(
    sheet: Sheet, criterion: Criterion, places: list[int], sections: set[str], scorer: Scorer
) -> Answer:
    if len(places) != 1:
        return Answer(problem=_misplaced(sheet, criterion, places), is_found=bool(places))
    line = sheet.lines[places[0]]
    levels = list(_levels_below(sheet.lines[places[0] + 1 :], sections))
    value = line.values.get(scorer.column)
    try:
        answer = _read(criterion, line, value, levels, scorer)
        if not answer.is_blank:
            _expect_same_scale(line, criterion)
    except Unclear as unclear:
        text = str(unclear)
        return Answer(problem=f"{text[:1].upper()}{text[1:]}.")
    return answer


def _misplaced(sheet: Sheet, criterion: Criterion, places: list[int]) -> str:
    if places:
        return _("This line stands on the sheet more than once.")
    other = next((line for line in sheet.lines if _has_code(line, criterion)), None)
    if other is None:
        return _("This line does not stand on the sheet.")
    text = shown(other.text(paper_sheet.TEXT).split("\n")[0])
    return _("On the sheet line %(code)s has another text: “%(text)s”.") % {
        "code": criterion.code,
        "text": text,
    }


def _levels_below(lines: Iterable[Line], sections: set[str]) -> Iterator[Line]:
    """As far as lines without a code go, up to the next section."""
    for line in lines:
        text = line.key
        is_section = text in sections and _condition(line) == one_line(line.text(paper_sheet.TEXT))
        if line.code or is_section or text == name_key(paper_sheet.TOTAL):
            return
        yield line


def _expect_same_scale(line: Line, criterion: Criterion) -> None:
    most = points.stated_maximum(line.text(paper_sheet.SCALE))
    if most is not None and most != criterion.maximum:
        raise Unclear(
            _("on the sheet this line gives %(sheet)s points at most, here %(maximum)s")
            % {"sheet": floatformat(most), "maximum": floatformat(criterion.maximum)}
        )


# --- one line ---


def _read(criterion: Criterion, line: Line, value, levels: list[Line], scorer: Scorer) -> Answer:
    chosen = _chosen(criterion, levels, scorer) if criterion.kind == Kind.LEVELS else None
    if criterion.not_applicable_when and _is_absent(line, value, scorer):
        return _absent(criterion, value, chosen)
    if points.is_not_applicable(value):
        raise Unclear(_("“%(value)s” on the sheet: this line always applies") % {"value": shown(value)})
    if points.is_dash(value) and criterion.not_applicable_when and chosen is None:
        raise Unclear(_("a dash on the sheet: say whether the line does not apply or has no points yet"))
    if points.is_blank(value) or points.is_dash(value):
        return Answer(points=chosen)
    given = _points(criterion, value)
    if chosen is not None and given != chosen:
        raise Unclear(
            _("%(points)s points on the sheet, and a cross at the level of %(level)s")
            % {"points": floatformat(given), "level": floatformat(chosen)}
        )
    return Answer(points=given)


def _is_absent(line: Line, value, scorer: Scorer) -> bool:
    if points.is_not_applicable(value):
        return True
    said = _NOT_APPLICABLE.match(one_line(line.text(paper_sheet.TEXT)).casefold())
    return bool(said) and scorer.name in [who.strip() for who in said[1].split(",")]


def _absent(criterion: Criterion, value, chosen: Decimal | None) -> Answer:
    """What does not apply counts in full, and is printed so."""
    written = [given for given in (points.number(value), chosen) if given is not None]
    is_said = points.is_not_applicable(value) or points.is_blank(value) or points.is_dash(value)
    if any(given != criterion.maximum for given in written) or not (written or is_said):
        raise Unclear(_("the sheet says that it does not apply, and gives points: “%(value)s”")
                      % {"value": shown(chosen if points.is_blank(value) else value)})  # fmt: skip
    return Answer(is_not_applicable=True)


def _points(criterion: Criterion, value) -> Decimal:
    is_one_step = criterion.kind in (Kind.YES_NO, Kind.BONUS)
    if is_one_step and (points.is_mark(value) or points.is_word(value, points.YES)):
        return criterion.maximum
    if is_one_step and points.is_word(value, points.NO):
        return Decimal(0)
    given = points.number(value)
    if given is None:
        raise points.unclear(value)
    _expect_possible(criterion, given)
    return given


def _expect_possible(criterion: Criterion, given: Decimal) -> None:
    said = {"points": shown(given), "maximum": floatformat(criterion.maximum)}
    if not 0 <= given <= criterion.maximum:
        raise Unclear(_("%(points)s points on the sheet; the line gives 0 to %(maximum)s") % said)
    if criterion.kind == Kind.LEVELS:
        if given not in [level.points for level in criterion.levels.all()]:
            raise Unclear(_("%(points)s points on the sheet; no level gives as many") % said)
    elif criterion.kind != Kind.POINTS:
        if given not in (0, criterion.maximum):
            raise Unclear(_("%(points)s points on the sheet; the line gives 0 or %(maximum)s") % said)
    else:
        try:
            validate_halves(given)
        except ValidationError:
            raise Unclear(_("%(points)s points on the sheet; points come in halves") % said) from None


def _chosen(criterion: Criterion, lines: list[Line], scorer: Scorer) -> Decimal | None:
    """Points of the level that has the cross, or its points written beside it."""
    found = []
    for line in lines:
        value = line.values.get(scorer.column)
        if points.is_blank(value) or points.is_dash(value):
            continue
        level = _level(criterion, line)
        if level is None:
            raise Unclear(
                _("something is written at “%(text)s” on the sheet, which is no level of this line")
                % {"text": shown(_condition(line))}
            )
        if not points.is_mark(value) and points.number(value) != level.points:
            raise Unclear(
                _("“%(value)s” on the sheet at “%(text)s”: neither a cross nor the points of the level")
                % {"value": shown(getattr(value, "text", value)), "text": shown(level.condition)}
            )
        found.append(level.points)
    if len(found) > 1:
        raise Unclear(_("%(count)d levels are chosen on the sheet; only one can be") % {"count": len(found)})
    return found[0] if found else None


def _condition(line: Line) -> str:
    """Without the dash that it is printed with; what Word has made of it may be a bullet."""
    return one_line(line.text(paper_sheet.TEXT)).lstrip("–—-•●▪*+ ")


def _level(criterion: Criterion, line: Line) -> Level | None:
    """By its condition, and its points where the sheet states them."""
    stated = points.stated_maximum(line.text(paper_sheet.SCALE))
    condition = name_key(_condition(line))
    found = [
        level
        for level in criterion.levels.all()
        if condition in (name_key(level.condition), name_key(level.condition.lstrip("–—-•●▪*+ ")))
        and stated in (None, level.points)
    ]
    return found[0] if len(found) == 1 else None
