"""Rubrics with their criteria, and rating bands: judged, then saved.

A rubric that evaluations rest on keeps its points: whoever needs others makes a new rubric.
"""

from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from meetings.models import Criterion, Evaluation, Level, RatingBand, Rubric, RubricKind

from . import lines
from .book import CREATED, Book
from .kinds import shown
from .ledger import batches
from .reader import Row
from .sheets import BANDS, LARGEST_TOTAL, RUBRICS, SHEETS

_OF_THE_RUBRIC = ("name", "document", "valid_from", "valid_to")
_AGREEING = (*_OF_THE_RUBRIC, "kinds")
_MOST_CRITERIA = 1000


def judge(book: Book) -> None:
    book.once(RUBRICS, "rubric", "code")
    book.once(BANDS, "rubric", "label")
    used = set()
    for batch in batches(rubric.pk for rubric in book.rubrics.in_database()):
        used |= set(
            Evaluation.objects.filter(rubric__in=batch).order_by().values_list("rubric", flat=True).distinct()
        )
    for rubric in book.rubrics.in_database():
        book.criteria[rubric.code] = {criterion.code: criterion for criterion in rubric.criteria.all()}
        for criterion in rubric.criteria.all():
            book.levels[id(criterion)] = {level.points: level for level in criterion.levels.all()}
        book.bands[rubric.code] = {band.label: band for band in rubric.bands.all()}
    _judge_rubrics(book, used)
    _judge_bands(book, used)
    lines.judge_bands(book)
    book.blame(RUBRICS, book.bad_criteria, "rubric", "code")
    book.blame(RUBRICS, book.bad_maxima, "rubric", "code", of=("maximum",))
    for row in book.rows(RUBRICS):
        if row.repeats and row["maximum"] != book.criteria[row["rubric"]][row["code"]].maximum:
            book.bad_maxima.add(row["rubric"], row["code"])


def save(book: Book) -> None:
    for model in (Rubric, RubricKind, Criterion, Level, RatingBand):
        book.ledger.save(model)


def _judge_rubrics(book: Book, used: set[int]) -> None:
    by_rubric: dict[str, list[Row]] = defaultdict(list)
    for row in book.rows(RUBRICS):
        if row.has("rubric") and not row.repeats:
            by_rubric[row["rubric"]].append(row)
    for code, rows in by_rubric.items():
        _judge_agreement(rows)
        rubric, rubric_changed = _judge_rubric(book, code, rows)
        is_used = rubric.pk in used
        known = [row for row in rows if row.has("code")]
        made = {row.number for row in known if _judge_criterion(book, rubric, row, is_used=is_used)}
        criteria = book.criteria[code]
        if all(not row.bad for row in rows):
            _judge_size(rows[-1], criteria)
            lines.judge_sections(rows, criteria)
            _set_positions(book, [criteria[row["code"]] for row in rows], criteria)
        for row in known:
            criterion = criteria[row["code"]]
            if row.number in made:
                book.count(row, CREATED, criterion)
            else:
                changed = bool(book.ledger.fields_changed(criterion))
                objects = (criterion, rubric) if row is rows[0] else (criterion,)
                book.count_change(row, changed or (rubric_changed and row is rows[0]), *objects)


def _judge_size(row: Row, criteria: dict[str, Criterion]) -> None:
    """The total of all points must fit into an evaluation."""
    total = sum((criterion.maximum for criterion in criteria.values()), Decimal(0))
    if len(criteria) > _MOST_CRITERIA or total > LARGEST_TOTAL:
        row.problem(
            "maximum",
            _("the rubric has too many criteria or points"),
            _("keep to %(criteria)d criteria and %(points)s points in all")
            % {"criteria": _MOST_CRITERIA, "points": shown(LARGEST_TOTAL)},
        )


def _judge_agreement(rows: list[Row]) -> None:
    """What is repeated on every row must agree; the first row that differs has the problem."""
    for key in _AGREEING:
        first = next((row for row in rows if row[key] is not None), None)
        for row in rows:
            if row[key] is not None and row[key] != first[key]:
                row.problem(
                    key,
                    _("“%(column)s” differs from row %(row)d of the same rubric")
                    % {"column": SHEETS[RUBRICS].column(key).name, "row": first.number},
                    _("write the same in all rows of the rubric, or give it another code"),
                )
                break


def _judge_rubric(book: Book, code: str, rows: list[Row]) -> tuple[Rubric, bool]:
    first = rows[0]
    details = {key: next((row[key] for row in rows if row[key] is not None), None) for key in _OF_THE_RUBRIC}
    if first.has_column("wants_notes"):
        details["wants_notes"] = any(row["wants_notes"] for row in rows)
    rubric = book.rubrics.get(code)
    if rubric is None:
        details = {key: value for key, value in details.items() if value is not None}
        rubric = book.ledger.create(Rubric(code=code, **details))
        book.rubrics.add(rubric)
        changed = True
    else:
        changed = book.ledger.give(rubric, **details)
    changed |= lines.judge_kinds(book, rubric, next((row for row in rows if row["kinds"]), first))
    doubtful = any(row.bad & {"valid_from", "valid_to"} for row in rows)
    if not doubtful and rubric.valid_to and rubric.valid_from and rubric.valid_to < rubric.valid_from:
        first.problem(
            "valid_to" if first["valid_to"] else "valid_from",
            _("the rubric ends on %(to)s, before it begins on %(from)s")
            % {"to": shown(rubric.valid_to), "from": shown(rubric.valid_from)},
            _("correct one of the two dates"),
        )
    return rubric, changed


def _judge_criterion(book: Book, rubric: Rubric, row: Row, *, is_used: bool) -> bool:
    """Make or change the row's criterion; whether it is new."""
    criterion = book.criteria[rubric.code].get(row["code"])
    points = lines.given(row, "maximum", *lines.FROZEN) | _flag(row, "is_gate")
    words = row.given("section", "text") | lines.given(row, "measure")
    if criterion is None:
        if is_used:
            _refuse(row, "code", _("a criterion cannot be added to a rubric that evaluations rest on"))
        criterion = book.ledger.create(Criterion(rubric=rubric, code=row["code"], **words, **points))
        book.criteria[rubric.code][row["code"]] = criterion
        lines.judge_levels(book, row, criterion)
        return True
    for key, value in points.items():
        if is_used and getattr(criterion, key) != value:
            _refuse(
                row,
                key,
                _("“%(column)s” cannot change in a rubric that evaluations rest on")
                % {"column": SHEETS[RUBRICS].column(key).name},
            )
    book.ledger.give(criterion, **words, **points)
    lines.judge_levels(book, row, criterion)
    return False


def _flag(row: Row, key: str) -> dict[str, bool]:
    """A mark is yes and an empty cell is no; where the column is not there, nothing is said."""
    return {key: bool(row[key])} if row.has_column(key) and key not in row.bad else {}


def _refuse(row: Row, key: str, what: str) -> None:
    row.problem(key, what, _("make a new rubric with another code"))


def _set_positions(book: Book, listed: list[Criterion], criteria: dict[str, Criterion]) -> None:
    """Criteria follow the order of the rows.

    Stored ones that the workbook leaves out keep their places, and those it lists share out the
    places that they had; new ones come last, unless the workbook lists the rubric as a whole.
    """
    stored = sorted((c for c in criteria.values() if c.pk is not None), key=lambda c: (c.position, c.pk))
    chosen = set(map(id, listed))
    if all(id(c) in chosen for c in stored):
        wanted = listed
    else:
        known = iter([c for c in listed if c.pk is not None])
        wanted = [next(known) if id(c) in chosen else c for c in stored]
        wanted += [c for c in listed if c.pk is None]
    if wanted != stored:
        for position, criterion in enumerate(wanted, start=1):
            book.ledger.assign(criterion, position=position)


def _judge_bands(book: Book, used: set[int]) -> None:
    for row in book.known_rows(BANDS, "label"):
        rubric = book.named(row, "rubric")
        if rubric is None:
            continue
        is_used = rubric.pk in used
        values = row.given(*(key for key in ("minimum",) if row.has(key))) | _flag(row, "needs_gates")
        band = book.bands[rubric.code].get(row["label"])
        if band is None:
            if is_used:
                _refuse(row, "label", _("a band cannot be added to a rubric that evaluations rest on"))
            band = book.ledger.create(RatingBand(rubric=rubric, label=row["label"], **values))
            book.bands[rubric.code][row["label"]] = band
            book.count(row, CREATED, band)
            continue
        for key, value in values.items():
            if is_used and getattr(band, key) != value:
                _refuse(
                    row,
                    key,
                    _("“%(column)s” cannot change in a rubric that evaluations rest on")
                    % {"column": SHEETS[BANDS].column(key).name},
                )
        book.count_change(row, book.ledger.give(band, **values), band)
