"""Totals handed in without lines, as a superior committee's monthly table has them: judged, then saved.

Such a table sums up what others have written down: it never writes over a meeting's facts, nor over points
given line by line. Docs: "Totals alone" in docs/interpretations.md.
"""

from collections import defaultdict
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from meetings.counting import in_order
from meetings.in_force import in_force
from meetings.models import Evaluation, Meeting, RatingBand, Rubric
from meetings.rating import bands_of_total, maximum

from . import evaluations, results, visits
from .announced import exists, is_in_its_month
from .book import CHANGED, CREATED, OF_RUBRICS, UNCHANGED, Book
from .kinds import SELF_SCORED, shown, word_key
from .reader import Row
from .scorers import Scorers
from .sheets import BANDS, MEETINGS, RUBRICS, SCORES, SHEETS, TOTALS

_FACTS = ("kind", "members_present", "members_total", "members_exempt")


def judge(book: Book) -> None:
    if not book.rows(TOTALS):
        return
    totals = _Totals(book)
    for row in _once(book):
        totals.judge(row)


def carry_out(book: Book) -> None:
    """Within bounds: a list of totals is imported alone."""
    if book.rows(TOTALS):
        results.save_meetings(book)
        evaluations.save(book)


def _once(book: Book) -> list[Row]:
    """One row for each meeting and scorer; of a row marked twice, neither mark counts."""
    first: dict[tuple, Row] = {}
    for row in book.rows(TOTALS):
        if not row.has("cell", "date"):
            continue
        other = first.setdefault((row["cell"], row["date"], row["scorer"]), row)
        if other is row:
            continue
        if (other.title, other.number) == (row.title, row.number):
            row.problem(
                "band",
                _("“%(one)s” and “%(other)s” are both marked")
                % {"one": shown(other["band"]), "other": shown(row["band"])},
                _("leave one of the two marks"),
            )
            other.give_up()
        else:
            row.problem(
                "cell",
                _("the meeting of this cell on %(day)s is already in row %(row)d")
                % {"day": shown(row["date"]), "row": other.number},
                _("keep one of the two rows"),
            )
    return [row for row in first.values() if not row.bad & {"", "cell", "date"}]


class _Totals:
    def __init__(self, book: Book):
        self.book, self.evaluations = book, book.evaluations
        self.by_meeting: dict[tuple, list[Evaluation]] = defaultdict(list)
        self.scorers = Scorers(book)
        for (code, day, _scorer), evaluation in self.evaluations.by_key.items():
            if evaluation.pk not in self.scorers.hidden:
                self.by_meeting[code, day].append(evaluation)
        self.scored = {id(evaluation) for evaluation in self.evaluations.scored}
        self.told: dict[int, Row] = {}  # by id(evaluation)
        self.rubrics = list(Rubric.objects.prefetch_related(*OF_RUBRICS))

    # A row

    def _is_held(self, row: Row) -> bool:
        """Within bounds nobody records or judges a meeting to come, as on the pages."""
        if not self.book.terms.is_bounded or row["date"] <= self.book.today:
            return True
        row.problem(
            "date",
            _("the meeting of %(date)s lies in the future") % {"date": shown(row["date"])},
            _("correct the day, or leave the row out until the meeting was held"),
        )
        return False

    def judge(self, row: Row) -> None:
        cell = self.book.named(row, "cell")
        if cell is None or not is_in_its_month(row) or not self._is_held(row):
            return
        if not self.scorers.may(row, cell):
            row.problem(
                "cell",
                _("you may not evaluate the meetings of “%(cell)s”") % {"cell": shown(cell)},
                _("leave the row out, or ask the staff there"),
            )
            return
        is_new = (row["cell"], row["date"]) not in self.book.meetings
        if is_new and not exists(row, cell):
            return
        meeting = visits.meeting(self.book, row)
        changed = self._tell_facts(row, meeting, is_new=is_new)
        evaluation = self._evaluation(row, meeting)
        if evaluation is None or not row.has("total"):
            return
        other = self.told.setdefault(id(evaluation), row)
        if other is not row:
            row.problem(
                "total",
                _("row %(row)d has points for the same evaluation") % {"row": other.number},
                _("keep one of the two rows"),
            )
            return
        outcome = self._judge_total(row, meeting, evaluation)
        if outcome == UNCHANGED and changed:
            outcome = CHANGED
        if outcome:
            self.book.count(row, outcome, evaluation, meeting)

    def _tell_facts(self, row: Row, meeting: Meeting, *, is_new: bool) -> bool:
        """What is not known of the meeting is filled in; what is known stays. Whether anything is news."""
        if self.book.bad_meetings.covers(row["cell"], row["date"]):
            return False
        told = {name: value for name, value in row.given(*_FACTS).items() if value is not None}
        for name, value in [] if is_new else told.items():
            known = getattr(meeting, name)
            if known is not None and known != value:
                column = SHEETS[TOTALS].column(name)
                word = column.kind.word if name == "kind" else shown
                row.problem(
                    name,
                    _("“%(column)s” is %(value)s here, but the meeting is recorded with %(known)s")
                    % {"column": column.name, "value": word(value), "known": word(known)},
                    _("correct the cell, or first the meeting: on the page of a visit, or in “%(sheet)s”")
                    % {"sheet": MEETINGS},
                )
        if row.bad & set(_FACTS):
            return False
        changed = self.book.ledger.give(meeting, **told)
        if changed and not is_new:
            visits.refuse_if_fixed(self.book, row, self.book.visits.fixed_at(meeting.pk), "date")
        results.judge_counts(row, meeting)
        return changed and not is_new

    # Whose evaluation it is

    def _evaluation(self, row: Row, meeting: Meeting) -> Evaluation | None:
        """The scorer's; where none is named, the one that counts if it says the same, else the cell's own."""
        if row["scorer"] is None:
            if "scorer" in row.bad:
                return None
            given = self.by_meeting[row["cell"], row["date"]]
            if any(one.leader and id(one) in self.scored for one in given):
                row.problem(
                    "total",
                    _("“%(sheet)s” has a leader's points for the same meeting, line by line")
                    % {"sheet": SCORES},
                    _("leave the row out, or name in “Người chấm” whose points these are"),
                )
                return None
            counting = next(iter(in_order(given)), None)
            if counting is not None and counting.leader_id:
                if not row.has("total") or "band" in row.bad:
                    return None
                if not _says_the_same(row, counting):
                    self._refuse(
                        row, counting, _("correct the row, or name in “Người chấm” whose points these are")
                    )
                    return None
                row["scorer"], row["note"] = counting.leader.code, None  # the leader's own words stay
                return counting
            row["scorer"] = SELF_SCORED
            self._warn_of_leader(row, meeting)
        elif not evaluations.may_score(self.book, self.evaluations, [row]):
            return None
        return self.evaluations.get(row)

    def _warn_of_leader(self, row: Row, meeting: Meeting) -> None:
        """Whose points they are the table does not say: a leader who was there may have given them."""
        leaders = self.scorers.attended.get((meeting.cell_id, row["date"]))
        if leaders and (row["cell"], row["date"], SELF_SCORED) not in self.evaluations.by_key:
            row.warning(
                "total",
                _("no scorer is named, so these are the cell's own points; “%(leader)s” attended the meeting")
                % {"leader": shown(next(iter(leaders.values())))},
                _("if they are the leader's, name the leader in “Người chấm”"),
            )

    def _refuse(self, row: Row, evaluation: Evaluation, cure: str) -> None:
        who = evaluation.scorer if evaluation.leader else _("the cell itself")
        row.problem(
            "total",
            _("%(who)s gave %(total)s, %(band)s, not %(given)s")
            % {
                "who": who,
                "total": shown(evaluation.total),
                "band": shown(evaluation.band.label if evaluation.band else "—"),
                "given": ", ".join(shown(said) for said in (row["total"], row["band"]) if said is not None),
            },
            cure,
        )

    # What it says

    def _judge_total(self, row: Row, meeting: Meeting, evaluation: Evaluation) -> str | None:
        """What becomes of the evaluation; None where that cannot be."""
        if id(evaluation) in self.scored:
            row.problem(
                "total",
                _("“%(sheet)s” has points for the same evaluation, line by line") % {"sheet": SCORES},
                _("leave the row out"),
            )
            return None
        if evaluation.is_draft:
            row.problem(
                "total",
                _("this evaluation is an unfinished draft"),
                _("finish or delete it on the page of the visit first"),
            )
            return None
        is_same = evaluation.total is not None and _says_the_same(row, evaluation)
        if evaluation.total is not None and not evaluation.is_total_only:
            if is_same:
                return UNCHANGED
            self._refuse(row, evaluation, _("leave the row out, or correct the lines on the visit's page"))
            return None
        rubric = self._rubric(row, meeting, evaluation)
        if rubric is None:
            return None
        if is_same:
            return self._assign(row, evaluation)
        if self._is_in_doubt(rubric):
            row.give_up()
            return None
        band = self._band(row, meeting, rubric)
        if row.bad:
            return None
        said = {"rubric": rubric, "total": row["total"], "band": band}
        return self._assign(row, evaluation, **said, has_theme=meeting.has_theme, is_total_only=True)

    def _assign(self, row: Row, evaluation: Evaluation, **said) -> str:
        was_without = evaluation.total is None
        if row["note"] and not _is_alike(row["note"], evaluation.remarks):
            if evaluation.is_total_only or not evaluation.remarks:
                said["remarks"] = row["note"]
            else:
                row.warning(
                    "note",
                    _("the evaluation has remarks of its own, which stay: “%(remarks)s”")
                    % {"remarks": shown(evaluation.remarks)},
                    _("nothing to do, unless they are to change: on the page of the visit"),
                )
        if not self.book.ledger.assign(evaluation, **said):
            return UNCHANGED
        self.evaluations.touch(evaluation, row)
        return CREATED if was_without else CHANGED

    # By which rubric

    def _rubric(self, row: Row, meeting: Meeting, evaluation: Evaluation) -> Rubric | None:
        if row["rubric"] or "rubric" in row.bad:
            rubric = self.book.named(row, "rubric")
            if rubric is None or not evaluations.keeps_rubric(row, evaluation, rubric):
                return None
            evaluations.warn_of_rubric(row, rubric, meeting.cell)
            return rubric
        if evaluation.rubric_id:
            return self._chosen(row, next(one for one in self.rubrics if one.pk == evaluation.rubric_id))
        found = in_force(self.rubrics, meeting.cell.organization_type_id, meeting.kind, meeting.date)
        if len(found) == 1:
            return self._chosen(row, found[0])
        words = {"day": shown(meeting.date), "codes": " · ".join(shown(one.code) for one in found)}
        if found:
            what = _("several rubrics are in force for this meeting: %(codes)s") % words
        else:
            what = _("no rubric is in force for this kind of cell and meeting on %(day)s") % words
        row.problem("rubric", what, _("write in “Mã khung” by which one the points were given"))
        return None

    @staticmethod
    def _chosen(row: Row, rubric: Rubric) -> Rubric:
        row["rubric"] = rubric.code
        return rubric

    def _is_in_doubt(self, rubric: Rubric) -> bool:
        """Whether rows about the rubric have problems of their own."""
        rows = [*self.book.rows(RUBRICS), *self.book.rows(BANDS)]
        return any(row.bad and row["rubric"] in (None, rubric.code) for row in rows)

    def _band(self, row: Row, meeting: Meeting, rubric: Rubric) -> RatingBand | None:
        """The one stated, if the total may mean it; else the one that the total means."""
        criteria = list(self.book.criteria[rubric.code].values()) or list(rubric.criteria.all())
        bands = list(self.book.bands[rubric.code].values()) or list(rubric.bands.all())
        most = maximum(criteria, has_theme=meeting.has_theme)
        if row["total"] > most:
            row.problem(
                "total",
                _("%(total)s points are more than the maximum of %(maximum)s")
                % {"total": shown(row["total"]), "maximum": shown(most)},
                _("correct the points, or write another rubric in “Mã khung”"),
            )
            return None
        possible = bands_of_total(bands, row["total"])
        if row["band"] is None:
            return None if "band" in row.bad else self._computed(row, possible)
        stated = next((band for band in bands if word_key(band.label) == word_key(row["band"])), None)
        problem = partial(row.problem, "band")
        if stated is None:
            problem(
                _("the rubric “%(rubric)s” has no band “%(band)s”")
                % {"rubric": shown(rubric.code), "band": shown(row["band"])},
                _("write one of: %(words)s") % {"words": " · ".join(band.label for band in bands)},
            )
        elif stated not in possible:
            problem(
                _("%(total)s points are not “%(band)s”")
                % {"total": shown(row["total"]), "band": shown(row["band"])},
                _("correct the points, or the band: %(words)s") % {"words": _or(possible)},
            )
        else:
            row["band"] = stated.label
        return stated

    @staticmethod
    def _computed(row: Row, possible: list[RatingBand]) -> RatingBand | None:
        if possible and possible[0].needs_gates:
            row.problem(
                "band",
                _("%(total)s points may be %(words)s: the total does not say whether all gates were passed")
                % {"total": shown(row["total"]), "words": _or(possible)},
                _("write the band"),
            )
            return None
        band = possible[0] if possible else None
        row["band"] = band and band.label
        row.warning(
            "band",
            _("no band is given; by the total it is %(band)s") % {"band": _or(possible)},
            _("nothing to do, unless another one was meant"),
        )
        return band


def _or(bands: list[RatingBand]) -> str:
    return " / ".join(band.label for band in bands) or "—"


def _says_the_same(row: Row, evaluation: Evaluation) -> bool:
    """No band in the row takes none away."""
    label = evaluation.band.label if evaluation.band else ""
    said = row["band"]
    return Decimal(evaluation.total) == row["total"] and (said is None or word_key(said) == word_key(label))


def _is_alike(one: str, other: str) -> bool:
    """A table begins its notes with a capital, and breaks its lines elsewhere."""
    one, other = (" ".join(text.split()) for text in (one, other))
    return (one[:1].lower(), one[1:]) == (other[:1].lower(), other[1:])
