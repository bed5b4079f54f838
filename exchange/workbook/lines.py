"""What rows of a rubric say beyond points: kinds of line, levels, maxima of sections, kinds of meeting."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from meetings import levels
from meetings.models import Criterion, Level, Rubric, RubricKind
from meetings.soundness import judged_sections, unsound_bands

from .book import UNCHANGED, Book
from .kinds import Choice, Unfit, shown
from .reader import Row
from .sheets import BANDS, MEETINGS, RUBRICS, SHEETS

FROZEN = ("kind", "section_maximum", "not_applicable_when", "theme")


def given(row: Row, *keys: str) -> dict:
    """Of these cells, those that are filled in."""
    return {key: row[key] for key in keys if row.has(key)}


def judge_levels(book: Book, row: Row, criterion: Criterion) -> None:
    """Make or change the levels of the row's line."""
    stored = book.levels.setdefault(id(criterion), {})
    is_levels = criterion.kind == Criterion.Kind.LEVELS
    if criterion.measure and not is_levels:
        row.problem("measure", _("only levels are suggested from a number"), _("write “Các mức” as the kind"))
    if not row.has("levels"):
        if is_levels and not stored and "levels" not in row.bad:
            row.problem("levels", _("the levels are missing"), _("write one a line: 5 | condition"))
        return
    if not is_levels:
        row.problem("levels", _("only a line of levels has levels"), _("write “Các mức” as the kind"))
        return
    try:
        stated = levels.read(row["levels"])
    except ValidationError as refused:
        row.problem("levels", refused.messages[0], _("write one a line: 5 | condition"))
        return
    if stated[0].points != criterion.maximum and "maximum" not in row.bad:
        row.problem(
            "maximum",
            _("the highest level gives %(points)s points") % {"points": shown(stated[0].points)},
            _("correct one of the two"),
        )
    if stored and set(stored) != {level.points for level in stated}:
        row.problem(
            "levels",
            _("the stored line has levels of other points"),
            _("change them on the page of the rubric, or make a new rubric"),
        )
        return
    for level in stated:
        said = {"condition": level.condition, "suggested_from": level.suggested_from}
        if level.points in stored:
            book.ledger.give(stored[level.points], **said)
        else:
            stored[level.points] = book.ledger.create(Level(criterion=criterion, points=level.points, **said))


def judge_sections(rows: list[Row], criteria: dict[str, Criterion]) -> None:
    """What the rubric's sections cannot be: where the maximum is stated, else on the section's last row."""
    for section, reason in judged_sections(criteria.values()):
        own = [row for row in rows if criteria[row["code"]].section == section] or rows
        stating = [row for row in own if row.has("section_maximum")]
        (stating or own)[-1].problem(
            "section_maximum", reason, _("correct the points of its lines, or its maximum")
        )


def judge_bands(book: Book) -> None:
    """Warn where the bands of a rubric that is made or changed have gaps or are out of reach.

    No problem: the format asks for no band that begins at 0. Nor a word of rubrics of points alone, as files
    have them that are older than the kinds of line: their pages say it.
    """
    told: dict[str, tuple[Row, str]] = {}
    for judged in book.judged:
        if judged.row.sheet in (RUBRICS, BANDS) and judged.outcome != UNCHANGED:
            told[judged.row["rubric"]] = judged.row, "minimum" if judged.row.sheet == BANDS else "maximum"
    in_doubt = {row["rubric"] for sheet in (RUBRICS, BANDS) for row in book.rows(sheet) if row.bad}
    for code, (row, key) in told.items():
        criteria = book.criteria[code].values()
        if code in in_doubt or not any(map(_is_of_later_kind, criteria)):
            continue
        for reason in unsound_bands(criteria, book.bands[code].values()):
            row.warning(key, reason, _("correct the bands; the rubric's page saves it only then"))


def _is_of_later_kind(criterion: Criterion) -> bool:
    usual = Criterion()
    return any(getattr(criterion, name) != getattr(usual, name) for name in FROZEN)


def judge_kinds(book: Book, rubric: Rubric, row: Row) -> bool:
    """Add the kinds of meeting that the row names; whether a stored rubric changed by it."""
    choice: Choice = SHEETS[MEETINGS].column("kind").kind
    known = set(rubric.meeting_kinds)
    changed = False
    for word in (row["kinds"] or "").split(";"):
        if not word.strip():
            continue
        try:
            kind = choice.parse(word.strip())
        except Unfit as unfit:
            row.problem("kinds", unfit.what, unfit.cure)
            return False
        if kind not in known:
            known.add(kind)
            changed = rubric.pk is not None
            book.ledger.create(RubricKind(rubric=rubric, kind=kind))
    return changed


def judge_answer(book: Book, row: Row, criterion: Criterion) -> None:
    """Whether a line of its kind can give the row's points."""
    points = row["points"]
    if row["is_not_applicable"]:
        if not criterion.not_applicable_when:
            row.problem("is_not_applicable", _("this line always applies"), _("leave the cell empty"))
        elif points != criterion.maximum:
            row.problem(
                "points",
                _("what is not applicable counts in full"),
                _("write %(maximum)s") % {"maximum": shown(criterion.maximum)},
            )
        return
    possible = {Decimal(0), criterion.maximum}
    if criterion.kind == Criterion.Kind.LEVELS:
        possible = set(book.levels.get(id(criterion), ()))
    if criterion.kind != Criterion.Kind.POINTS and possible and points not in possible:
        row.problem(
            "points",
            _("this line cannot give %(points)s points") % {"points": shown(points)},
            _("write one of: %(words)s") % {"words": " · ".join(map(shown, sorted(possible, reverse=True)))},
        )
