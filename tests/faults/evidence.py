"""What the database has in the end, row by row with its history, against what clients were told."""

import re
from collections.abc import Iterator

from attendance.models import Plan, Visit
from meetings.models import Evaluation, Score

from .ledger import Kept, Row, Write
from .world import Office

RECORDS = {"log": 1, "evaluate": 1, "move": 2, "register": 1, "submit": 1, "return": 1}
TOKEN = re.compile(r"#\d+-\d+#")


def histories(offices: list[Office], writes: list[Write]) -> dict[Row, list[Kept]]:
    found: dict[Row, list[Kept]] = {}
    records = Visit.history.order_by("history_id").values_list("id", "version", "note", "amendment_reason")
    for pk, version, note, reason in records:
        found.setdefault(("visit", pk), []).append(Kept(version, _token(note or reason)))
    for office in offices:
        for pk in office.to_evaluate:
            by_leader = Evaluation.history.filter(meeting__visits=pk, leader=office.leaders[0])
            if kept := list(by_leader.order_by("history_id").values_list("version", "remarks")):
                found["evaluation", pk] = [Kept(version, _token(remarks)) for version, remarks in kept]
        found["plan", office.to_submit] = list(_of_plan(office.to_submit, writes))
    return found


def _token(text: str) -> str:
    return match.group() if (match := TOKEN.search(text)) else ""


def _of_plan(pk: int, writes: list[Write]) -> Iterator[Kept]:
    """Who hands in types nothing: whose it was is known by the version, once only."""
    submitted = [write for write in writes if write.kind == "submit" and write.row == ("plan", pk)]
    records = Plan.history.filter(id=pk).order_by("history_id").values_list("version", "status", "comment")
    for version, status, comment in records:
        if status != Plan.Status.SUBMITTED:
            yield Kept(version, _token(comment))
            continue
        on_it = [write for write in submitted if write.version == version - 1]
        on_it.sort(key=lambda write: (not write.is_acknowledged, write.is_refused))
        yield Kept(version, on_it[0].token if on_it else f"submitted as version {version}")


def halves(offices: list[Office]) -> Iterator[str]:
    """Rows that do not go together, a sentence each."""
    last = dict(Visit.history.order_by("history_id").values_list("id", "version"))
    for visit in Visit.objects.all():
        if visit.version != last[visit.pk]:
            yield f"visit {visit.pk}: version {visit.version}, its history ends with {last[visit.pk]}"
        if (visit.outcome == Visit.Outcome.ATTENDED) != (visit.meeting_id is not None):
            yield f"visit {visit.pk}: {visit.outcome}, meeting {visit.meeting_id}"
    for evaluation in Evaluation.objects.all():
        points = {int(score.points) for score in Score.objects.filter(evaluation=evaluation)}
        if points != {int(evaluation.remarks.split()[-1])}:
            yield f"evaluation {evaluation.pk}: “{evaluation.remarks}”, points {points}"
    for office in offices:
        there = list(
            Visit.objects.filter(plan=office.plan, cell__in=office.cells_to_move)
            .exclude(outcome=Visit.Outcome.WITHDRAWN)
            .order_by("cell")
            .values_list("cell", flat=True)
        )
        if there != office.cells_to_move:
            yield f"plan {office.plan}: moved visits are to {there}, meant were {office.cells_to_move}"
