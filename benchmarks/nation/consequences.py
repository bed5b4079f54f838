"""What follows from the rows copied: scores, findings, recommendations, and the histories of all of them."""

from django.apps import apps
from django.db import connection

from attendance.models import Plan, Trip, Visit
from committees.models import Committee, Leader, Membership, User
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Meeting,
    Recommendation,
    Score,
)

from .scoring import Pattern
from .tables import Copies, line, together

OFFICE = "at time zone 'Asia/Ho_Chi_Minh'"
REGISTERED = "((t.half_year / 2 || CASE t.half_year % 2 WHEN 0 THEN '-01-01' ELSE '-07-01' END)::date - 20"
REGISTERED = f"({REGISTERED} + time '09:00') {OFFICE})"


def of_evaluations(patterns: list[Pattern], copies: Copies) -> None:
    """Scores of every evaluation, finished or not; findings and recommendations of some."""
    _run("CREATE TABLE benchmark_pattern (number int, criterion_id bigint, points numeric)")
    rows = (line(n, *given) for n, pattern in enumerate(patterns) for given in pattern.points.items())
    copies.write("benchmark_pattern", "number criterion_id points", rows)
    copies.wait()
    scores = (
        f"INSERT INTO {_table(Score)} (evaluation_id, rubric_id, criterion_id, maximum, kind, points,"
        " is_not_applicable, note) SELECT e.id, e.rubric_id, c.id, c.maximum, c.kind, p.points, false, ''"
        f" FROM {_table(Evaluation)} e JOIN benchmark_pattern p ON p.number = e.id % {len(patterns)}"
        f" JOIN {_table(Criterion)} c ON c.id = p.criterion_id"
    )
    together([scores, _findings(), _recommendations()])
    _run("DROP TABLE benchmark_pattern")


def _findings() -> str:
    findings = ", ".join(map(str, Finding.objects.order_by("pk").values_list("pk", flat=True)))
    found = f"(ARRAY[{findings}])[1 + (e.id * {{}}) % {Finding.objects.count()}]"
    return (
        f"INSERT INTO {_table(Evaluation.findings.through)} (evaluation_id, finding_id)"
        f" SELECT e.id, {found.format(3)} FROM {_table(Evaluation)} e"
        f" UNION SELECT e.id, {found.format(7)} FROM {_table(Evaluation)} e WHERE e.id % 2 = 0"
    )


def _recommendations() -> str:
    return (
        f"INSERT INTO {_table(Recommendation)} (evaluation_id, text, responsible, due_on, done_on, done_note,"
        " reported_by) SELECT e.id, 'Tăng ý kiến phát biểu của đảng viên', 'Chi ủy', m.date + 60,"
        " CASE WHEN e.id % 12 < 8 THEN m.date + 40 END, '', ''"
        f" FROM {_table(Evaluation)} e JOIN {_table(Meeting)} m ON m.id = e.meeting_id"
        " WHERE e.id % 4 = 0 AND NOT e.is_draft AND e.leader_id IS NOT NULL"
    )


def histories(since: str) -> None:
    """Each row as it was entered, then as it was changed; the organisation's on the day `since`."""
    of = f"JOIN {_table(Evaluation)} e ON e.id = t.evaluation_id"
    of += f" JOIN {_table(Meeting)} m ON m.id = e.meeting_id"
    together(
        [
            _of_visits(),
            *(_history(model, "+", _morning_after("m.date"), join=of) for model in (Score, Recommendation)),
            _history(Meeting, "+", _morning_after("t.date")),
            _history(AnnouncedMeeting, "+", f"(t.date - 20 + time '09:00') {OFFICE}"),
            _history(Trip, "+", f"(t.date_from - 7 + time '09:00') {OFFICE}"),
            _of_evaluations(),
            *(_history(model, "+", f"'{since}'") for model in (Cell, Committee, Leader, Membership)),
            _history(User, "+", f"'{since}'", where="t.password = '!'"),
            _of_plans(),
        ]
    )


def _of_visits() -> str:
    """As registered, then with what became of them."""
    before = {"outcome": "'pending'", "meeting_id": "NULL::bigint", "absence_reason_id": "NULL::bigint"}
    before |= {"logged_at": "NULL::timestamptz", "logged_by_id": "NULL::bigint", "version": "1"}
    before |= {"no_carry_over": "false"}
    changed = f"coalesce(t.logged_at, {REGISTERED} + interval '60 days')"
    return "; ".join(
        (
            _history(Visit, "+", REGISTERED, given=before),
            _history(Visit, "~", changed, user="t.logged_by_id", where="t.outcome <> 'pending'"),
        )
    )


def _of_evaluations() -> str:
    """With the findings that each had."""
    join = f"JOIN {_table(Meeting)} m ON m.id = t.meeting_id"
    kept, findings = Evaluation.history.model, apps.get_model("meetings.HistoricalEvaluation_findings")
    of_findings = (
        f"INSERT INTO {_table(findings)} (id, evaluation_id, finding_id, history_id)"
        " SELECT f.id, f.evaluation_id, f.finding_id, h.history_id"
        f" FROM {_table(Evaluation.findings.through)} f JOIN {_table(kept)} h ON h.id = f.evaluation_id"
    )
    return "; ".join((_history(Evaluation, "+", _morning_after("m.date"), join=join), of_findings))


def _of_plans() -> str:
    """On their way from draft to closed."""
    nobody, never = "NULL::bigint", "NULL::timestamptz"
    approved = {"closed_at": never, "status": "'approved'", "version": "3"}
    submitted = approved | {"approved_at": never, "approved_by_id": nobody, "status": "'submitted'"}
    draft = submitted | {"submitted_at": never, "submitted_by_id": nobody, "status": "'draft'"}
    begun = draft | {"first_submitted_at": never, "version": "1"}
    handed_in = submitted | {"comment": "''", "version": "2"}
    steps = (
        ("+", REGISTERED, nobody, begun, "true"),
        (
            "~",
            "t.submitted_at",
            "t.submitted_by_id",
            handed_in | {"version": "2"},
            "t.submitted_at IS NOT NULL",
        ),
        ("~", "t.submitted_at + interval '2 days'", nobody, {}, "t.status = 'draft' AND t.comment <> ''"),
        ("~", "t.approved_at", "t.approved_by_id", approved, "t.approved_at IS NOT NULL"),
        ("~", "t.closed_at", nobody, {}, "t.status = 'closed'"),
    )
    return "; ".join(_history(Plan, *step[:3], given=step[3], where=step[4]) for step in steps)


def _history(model, kind, date, user="NULL::bigint", *, join="", where="true", given=None) -> str:
    """The statement that keeps rows as they were: `t` is the row; `given` are columns that were other."""
    kept, given = model.history.model, given or {}
    own = {field.column for field in model._meta.concrete_fields}
    columns = [field.column for field in kept._meta.concrete_fields if field.column in own]
    values = [given.get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {_table(kept)} ({names}, history_date, history_type, history_user_id)"
        f" SELECT {', '.join(values)}, {date}, '{kind}', {user} FROM {_table(model)} t {join}"
        f" WHERE {where}"
    )


def _morning_after(day: str) -> str:
    return f"(({day} + 1) + time '09:00') {OFFICE}"


def _table(model) -> str:
    return f'"{model._meta.db_table}"'


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
