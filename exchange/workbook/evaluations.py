"""Evaluations of meetings, their scores and findings: judged, then saved."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from simple_history.utils import get_history_manager_for_model

from attendance.models import Visit
from lib.bulk import update_rows
from meetings.models import Criterion, Evaluation, Rubric, Score
from meetings.rating import is_asked, rate

from . import lines, visits
from .book import CREATED, UNCHANGED, Book
from .kinds import SELF_SCORED, shown
from .ledger import batches
from .reader import Row
from .sheets import MEETING_FINDINGS, SCORES

Through = Evaluation.findings.through


class Evaluations:
    """Evaluations by (cell's code, date, scorer), with their scores and findings."""

    def __init__(self, book: Book):
        self.book = book
        self.by_key: dict[tuple, Evaluation] = {}
        self.scores: dict[int, dict[str, Score]] = defaultdict(dict)  # by id(evaluation), criterion's code
        self.findings: dict[int, set[str]] = defaultdict(set)  # by id(evaluation)
        self.new_findings: list[Through] = []
        self.scored: list[Evaluation] = []
        self.touched: set[int] = set()
        self.judged: set[int] = set()  # whether they may change, told once
        self._load()
        self._attended = {
            (cell, visit.meeting.date, leader)
            for (leader, cell, _month), visit in book.visits.by_key.items()
            if visit.outcome == Visit.Outcome.ATTENDED and visit.meeting is not None
        }

    def _load(self) -> None:
        book = self.book
        keys = {meeting.pk: key for key, meeting in book.meetings.items() if meeting.pk is not None}
        by_pk = {}
        for batch in batches(keys):
            stored = Evaluation.objects.filter(meeting__in=batch).select_related("leader", "rubric", "band")
            for evaluation in stored.select_for_update(of=("self",)).order_by("pk"):
                scorer = evaluation.leader.code if evaluation.leader else SELF_SCORED
                self.by_key[*keys[evaluation.meeting_id], scorer] = evaluation
                by_pk[evaluation.pk] = evaluation
        for batch in batches(by_pk):
            for score in Score.objects.filter(evaluation__in=batch).select_related("criterion"):
                self.scores[id(by_pk[score.evaluation_id])][score.criterion.code] = score
            for link in Through.objects.filter(evaluation__in=batch).select_related("finding"):
                self.findings[id(by_pk[link.evaluation_id])].add(link.finding.code)

    def attended(self, row: Row) -> bool:
        return (row["cell"], row["date"], row["scorer"]) in self._attended

    def get(self, row: Row) -> Evaluation | None:
        """The evaluation of the row's meeting by its scorer, made where there is none yet."""
        key = row["cell"], row["date"], row["scorer"]
        if key not in self.by_key:
            leader = None
            if row["scorer"] != SELF_SCORED:
                leader = self.book.named(row, "scorer")
                if leader is None:
                    return None
            meeting = self.book.meetings[row["cell"], row["date"]]
            self.by_key[key] = self.book.ledger.create(Evaluation(meeting=meeting, leader=leader))
        return self.by_key[key]

    def touch(self, evaluation: Evaluation, row: Row) -> None:
        """What belongs to the evaluation changed by the row, so it has a new version."""
        if id(evaluation) not in self.judged:
            self.judged.add(id(evaluation))
            fixed = self.book.visits.fixed_at(evaluation.meeting_id, evaluation.leader_id)
            visits.refuse_if_fixed(self.book, row, fixed, "scorer")
        if evaluation.pk is not None and id(evaluation) not in self.touched:
            self.touched.add(id(evaluation))
            self.book.ledger.assign(evaluation, version=evaluation.version + 1)


def judge(book: Book) -> None:
    book.once(SCORES, "cell", "date", "scorer", "criterion")
    book.once(MEETING_FINDINGS, "cell", "date", "scorer", "finding")
    book.evaluations = evaluations = Evaluations(book)
    for row in book.rows(SCORES):
        # Known even where it cannot be scored: findings may be about it.
        if row.has("cell", "date"):
            visits.meeting(book, row)
    by_scorer = _by_scorer(book.rows(SCORES))
    for rows in by_scorer:
        _judge_one_rubric(book, evaluations, rows)
    criteria = {row.number: _criterion(book, row) for row in book.rows(SCORES)}
    for rows in by_scorer:
        _judge_scores(book, evaluations, rows, criteria)
    book.blame(SCORES, book.bad_meetings, "cell", "date")
    for rows in _by_scorer(book.rows(MEETING_FINDINGS)):
        _judge_findings(book, evaluations, rows)


def _by_scorer(rows: Iterable[Row]) -> list[list[Row]]:
    grouped = defaultdict(list)
    for row in rows:
        if row.has("cell", "date", "scorer"):
            grouped[row["cell"], row["date"], row["scorer"]].append(row)
    return list(grouped.values())


def _judge_one_rubric(book: Book, evaluations: Evaluations, rows: list[Row]) -> None:
    """All rows of one evaluation use one rubric: that of most rows. Others have the problem."""
    named = [row for row in rows if row.has("rubric")]
    used = {row["rubric"] for row in named}
    if len(used) < 2:
        return
    stored = evaluations.by_key.get((rows[0]["cell"], rows[0]["date"], rows[0]["scorer"]))
    stored_rubric = stored.rubric.code if stored is not None and stored.rubric else None

    def likelihood(code: str) -> tuple:
        # In doubt the stored one, then the one that knows the criteria, then that of the first row.
        listed = [row for row in named if row["rubric"] == code]
        fitting = [row for row in named if row["criterion"] in book.criteria[code]]
        return len(listed), code == stored_rubric, len(fitting), -listed[0].number

    right = max(used, key=likelihood)
    first = next(row for row in named if row["rubric"] == right)
    for row in named:
        if row["rubric"] != right:
            row.problem(
                "rubric",
                _("row %(row)d scores the same meeting with the rubric “%(code)s”")
                % {"row": first.number, "code": shown(right)},
                _("use one rubric for one meeting and scorer"),
            )


def _judge_scores(
    book: Book, evaluations: Evaluations, rows: list[Row], criteria: dict[int, Criterion | None]
) -> None:
    if not may_score(book, evaluations, rows):
        return
    first = next((row for row in rows if row.has("rubric")), None)
    rubric = book.named(first, "rubric") if first else None
    evaluation = evaluations.get(rows[0])
    if rubric is None or evaluation is None:
        return
    if not keeps_rubric(first, evaluation, rubric):
        return
    warn_of_rubric(first, rubric, book.cells.get(first["cell"]))
    has_theme = evaluation.meeting.has_theme
    said = {"rubric": rubric, "is_draft": False, "has_theme": has_theme, "is_total_only": False}
    if book.ledger.assign(evaluation, **said):
        evaluations.touch(evaluation, first)
    evaluations.scored.append(evaluation)
    for row in rows:
        criterion = criteria[row.number]
        if not row.repeats and criterion is not None and row.has("points"):
            _judge_theme(row, criterion, has_theme=has_theme)
            _give_points(book, evaluations, evaluation, row, criterion)


def keeps_rubric(row: Row, evaluation: Evaluation, rubric: Rubric) -> bool:
    if evaluation.pk is None or not evaluation.rubric_id or evaluation.rubric_id == rubric.pk:
        return True
    row.problem(
        "rubric",
        _("this evaluation was made with the rubric “%(code)s”") % {"code": shown(evaluation.rubric.code)},
        _("use that rubric, or delete the evaluation first"),
    )
    return False


def _judge_theme(row: Row, criterion: Criterion, *, has_theme: bool) -> None:
    if not is_asked(criterion, has_theme=has_theme):
        row.problem(
            "criterion",
            _("“%(code)s” is scored only at a meeting with a theme") % {"code": shown(criterion.code)},
            _("take the row out, or correct the kind of the meeting"),
        )


def _give_points(
    book: Book, evaluations: Evaluations, evaluation: Evaluation, row: Row, criterion: Criterion
) -> None:
    score = evaluations.scores[id(evaluation)].get(criterion.code)
    level = book.levels.get(id(criterion), {}).get(row["points"])
    said = {"points": row["points"], **lines.given(row, "note")}
    if row.has_column("is_not_applicable") and "is_not_applicable" not in row.bad:
        said["is_not_applicable"] = bool(row["is_not_applicable"])
    if criterion.kind == Criterion.Kind.LEVELS:
        said["level"] = None if row["is_not_applicable"] else level
    if score is None:
        score = Score(
            evaluation=evaluation,
            rubric=evaluation.rubric,
            criterion=criterion,
            maximum=criterion.maximum,
            kind=criterion.kind,
            **said,
        )
        evaluations.scores[id(evaluation)][criterion.code] = book.ledger.create(score)
        evaluations.touch(evaluation, row)
        book.count(row, CREATED)
    else:
        changed = book.ledger.assign(score, **said)
        if changed:
            evaluations.touch(evaluation, row)
        book.count_change(row, changed, score)


def may_score(book: Book, evaluations: Evaluations, rows: list[Row]) -> bool:
    """Whether the scorer is the cell itself, or a leader who attended that very meeting."""
    first = rows[0]
    if book.named(first, "cell") is None:
        return False
    if first["scorer"] == SELF_SCORED or evaluations.attended(first):
        return True
    if book.named(first, "scorer") is None:
        return False
    pair = first["scorer"], first["cell"]
    if book.bad_visits.covers(*pair) or book.bad_attendances.covers(*pair):
        for row in rows:
            row.give_up()
        return False
    first.problem(
        "scorer",
        _("the leader “%(code)s” did not attend the meeting of %(date)s")
        % {"code": shown(first["scorer"]), "date": shown(first["date"])},
        _("log the visit as Đã dự with this date in “Kết quả”, or correct the row"),
    )
    return False


def _criterion(book: Book, row: Row) -> Criterion | None:
    """The row's criterion; None where it is not known. The points are judged against its maximum."""
    if not row.has("rubric", "criterion"):
        return None
    rubric = book.named(row, "rubric")
    if rubric is None:
        return None
    criterion = book.criteria[rubric.code].get(row["criterion"])
    doubted = book.bad_maxima.covers(rubric.code, row["criterion"])
    if criterion is None:
        if book.bad_criteria.covers(rubric.code, row["criterion"]):
            row.give_up()
        else:
            row.problem(
                "criterion",
                _("the rubric “%(rubric)s” has no criterion “%(code)s”")
                % {"rubric": shown(rubric.code), "code": shown(row["criterion"])},
                _("correct the code, or add it to “Khung tiêu chí”"),
            )
    elif row.has("points") and not doubted and row["points"] > criterion.maximum:
        row.problem(
            "points",
            _("%(points)s points are more than the maximum of %(maximum)s")
            % {"points": shown(row["points"]), "maximum": shown(criterion.maximum)},
            _("write at most %(maximum)s") % {"maximum": shown(criterion.maximum)},
        )
    elif row.has("points") and not doubted:
        lines.judge_answer(book, row, criterion)
    return criterion


def warn_of_rubric(row: Row, rubric: Rubric, cell) -> None:
    day = row["date"]
    if (rubric.valid_from and day < rubric.valid_from) or (rubric.valid_to and day > rubric.valid_to):
        row.warning(
            "rubric",
            _("the rubric “%(code)s” is not in force on %(date)s")
            % {"code": shown(rubric.code), "date": shown(day)},
            _("check the rubric and the date"),
        )
    types = {one.pk for one in rubric.organization_types.all()} if rubric.pk is not None else set()
    if types and cell is not None and cell.organization_type_id not in types:
        row.warning(
            "rubric",
            _("the rubric “%(code)s” is not for cells of this type") % {"code": shown(rubric.code)},
            _("check the rubric"),
        )


def _judge_findings(book: Book, evaluations: Evaluations, rows: list[Row]) -> None:
    first = rows[0]
    if book.named(first, "cell") is None:
        return
    if (first["cell"], first["date"]) not in book.meetings:
        if book.bad_meetings.covers(first["cell"], first["date"]):
            for row in rows:
                row.give_up()
        else:
            first.problem(
                "date",
                _("the cell “%(code)s” has no meeting on %(date)s")
                % {"code": shown(first["cell"]), "date": shown(first["date"])},
                _("correct the date, or add the meeting to “Buổi sinh hoạt”"),
            )
        return
    if not may_score(book, evaluations, rows):
        return
    for row in rows:
        finding = None if row.repeats else book.named(row, "finding")
        evaluation = evaluations.get(row)
        if finding is None or evaluation is None:
            continue
        known = evaluations.findings[id(evaluation)]
        if row["finding"] in known:
            book.count(row, UNCHANGED)
            continue
        known.add(row["finding"])
        evaluations.new_findings.append(Through(evaluation=evaluation, finding=finding))
        evaluations.touch(evaluation, row)
        book.count(row, CREATED)


def save(book: Book) -> None:
    evaluations, ledger = book.evaluations, book.ledger
    created, changed = ledger.created(Evaluation), ledger.changed(Evaluation)
    _rate(book)
    for batch in batches(created):
        Evaluation.objects.bulk_create(batch)
    names = ["rubric", "total", "band", "is_draft", "has_theme", "is_total_only", "remarks", "version"]
    for batch in batches(changed):
        update_rows(Evaluation, batch, names)
    ledger.save(Score)
    for link in evaluations.new_findings:
        link.evaluation_id, link.finding_id = link.evaluation.pk, link.finding.pk
    for batch in batches(evaluations.new_findings):
        Through.objects.bulk_create(batch)
    _write_history(book, created, update=False)
    _write_history(book, changed, update=True)


def _rate(book: Book) -> None:
    """Total and band of all scores, stored ones included."""
    for evaluation in book.evaluations.scored:
        code = evaluation.rubric.code
        scores = book.evaluations.scores[id(evaluation)].values()
        points = {score.criterion.pk: score.points for score in scores}
        criteria, bands = book.criteria[code].values(), book.bands[code].values()
        evaluation.total, evaluation.band = rate(criteria, bands, points, has_theme=evaluation.has_theme)


def _write_history(book: Book, evaluations: list[Evaluation], *, update: bool) -> None:
    """With the findings, which simple_history's own bulk functions leave out."""
    history = get_history_manager_for_model(Evaluation)
    snapshots = history.model.findings.model
    for batch in batches(evaluations):
        records = history.bulk_history_create(
            batch,
            update=update,
            default_user=book.by,
            default_change_reason=book.ledger.change_reason,
        )
        record_of = {record.id: record for record in records}
        snapshots.objects.bulk_create(
            snapshots(
                history=record_of[link.evaluation_id],
                id=link.pk,
                evaluation_id=link.evaluation_id,
                finding_id=link.finding_id,
            )
            for link in Through.objects.filter(evaluation__in=record_of)
        )
