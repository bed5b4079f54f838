"""A small database in which every field of what is exported has a value that no other field has.

Fields that a test has nothing to say about are filled from the model itself, new ones too.
"""

import datetime as dt
from decimal import Decimal
from itertools import count

from django.db import models

from attendance.models import AbsenceReason, Plan, Target, Trip, Visit
from committees.models import Committee, Leader, LeaderGroup
from lib.periods import HalfYear, Month
from lib.vietnamese import KeyField
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Guidance,
    Level,
    Meeting,
    OrganizationType,
    RatingBand,
    Rubric,
    RubricKind,
    Score,
)
from tests.factories import UserFactory

D = dt.date


class Teller:
    """Makes rows: what is not given of them is filled with values that differ from field to field."""

    def __init__(self):
        self._numbers = count(101)

    def values(self, model, **given) -> dict[str, object]:
        open_fields = [
            field
            for field in model._meta.concrete_fields
            if field.name not in given
            and not (field.primary_key or field.generated or field.is_relation or isinstance(field, KeyField))
        ]
        return {field.name: self._value(field) for field in open_fields} | given

    def make(self, model, **given):
        return model.objects.create(**self.values(model, **given))

    def _value(self, field: models.Field):
        number = next(self._numbers)
        if field.choices:
            return field.choices[-1][0]
        if isinstance(field, models.BooleanField):
            return not field.get_default()
        if isinstance(field, models.DateTimeField):
            return dt.datetime(2018, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)
        if isinstance(field, models.DateField):
            return D(2017, 1, 1) + dt.timedelta(days=number)
        if isinstance(field, models.IntegerField):
            return number
        if isinstance(field, models.CharField | models.TextField):
            return f"{field.model.__name__} {field.name} {number}"[: field.max_length]
        raise NotImplementedError(f"Say what {field} holds")


def fill_the_database() -> None:
    teller = Teller()
    committees = _committees(teller)
    cells = _cells(teller, committees)
    leaders = _leaders(teller, committees)
    _targets(teller, committees[1], cells, leaders)
    attended = _Attendance(teller, committees[1], cells, leaders).fill()
    _quality(teller, attended, cells)


def _committees(teller: Teller) -> list[Committee]:
    own = {"path", "depth", "numchild"}

    def committee(**given) -> Committee:
        values = teller.values(Committee, **given)
        return Committee(**{name: value for name, value in values.items() if name not in own})

    lasting = {"ended_on": None}
    root = Committee.objects.add_root(instance=committee(kind=Committee.Kind.PROVINCE, **lasting))
    office = Committee.objects.add_child(root, instance=committee(kind=Committee.Kind.COMMISSION, **lasting))
    district = Committee.objects.add_child(root, instance=committee(kind=Committee.Kind.DISTRICT, **lasting))
    Committee.objects.add_child(district, instance=committee(kind=Committee.Kind.COMMUNE, successor=office))
    return [root, office, district]


def _cells(teller: Teller, committees: list[Committee]) -> list[Cell]:
    kind = teller.make(OrganizationType, shortest=60, shortest_combined=75)
    teller.make(Guidance, organization_type=kind)
    managed = {"committee": committees[2], "organization_type": kind}
    cells = [teller.make(Cell, **managed, meeting_day=day) for day in (7, 8)]
    teller.make(Cell, **managed, meeting_day=9, merged_into=cells[0])
    day = cells[0].established_on
    announced = {"month": Month.of(day), "date": day, "begins_at": dt.time(8, 15), "version": 3}
    teller.make(AnnouncedMeeting, cell=cells[0], **announced)
    return cells


def _leaders(teller: Teller, committees: list[Committee]) -> list[Leader]:
    leaders = [teller.make(Leader, committee=committees[1]) for _i in range(2)]
    teller.make(Trip, leader=leaders[0], version=7)
    return leaders


def _targets(teller: Teller, committee: Committee, cells: list[Cell], leaders: list[Leader]) -> None:
    """A number asked of one leader, named cells of a group."""
    asked = {"committee": committee, "per": Target.Per.QUARTER, "version": 4}
    teller.make(Target, **asked, leader=leaders[0], group="", number=3)
    teller.make(Target, **asked, leader=None, group=LeaderGroup.DEPARTMENT, number=None).cells.set(cells)


class _Attendance:
    """Plans of one committee, with visits of every origin and outcome."""

    def __init__(self, teller: Teller, committee: Committee, cells: list[Cell], leaders: list[Leader]):
        self.teller, self.cells, self.leaders, self.user = teller, cells, leaders, UserFactory()
        by = {"submitted_by": self.user, "approved_by": self.user, "status": Plan.Status.CLOSED}
        self.plans = {
            half_year: teller.make(Plan, committee=committee, half_year=half_year, **by)
            for half_year in (HalfYear.parse("2018-H1"), HalfYear.parse("2018-H2"))
        }

    def fill(self) -> Visit:
        """The visit returned is the one whose leader has evaluated the meeting."""
        first, second = self.leaders
        other_group = next(group for group in LeaderGroup.values if group != first.group)
        attended = self._visit(
            first, "02/2018", meeting=self._meeting(0, D(2018, 3, 5)), leader_group=other_group
        )
        self._visit(
            second, "02/2018", meeting=self._meeting(1, D(2018, 2, 8)), cell=self.cells[1], origin="unplanned"
        )
        self._visit(second, "03/2018", outcome="withdrawn", cell=self.cells[1])
        # A note is about the result.
        self._visit(first, "06/2018", outcome="pending", cell=self.cells[1], origin="amendment", note="")
        ill = {"outcome": "missed", "absence_reason": AbsenceReason.objects.get(code="illness")}
        self._visit(first, "05/2018", **ill, no_carry_over=True)
        missed = self._visit(first, "04/2018", **ill)
        again = self._visit(second, "05/2018", **ill, carried_from=missed)
        made_up_for = self._meeting(0, D(2018, 7, 9))
        self._visit(second, "07/2018", meeting=made_up_for, carried_from=again, origin="carried_in")
        self._meeting(0, D(2018, 6, 11))
        return attended

    def _visit(self, leader: Leader, month: str, **given) -> Visit:
        month = Month.parse(month)
        plan, earlier = self.plans[month.half_year], given.get("carried_from")
        usual = {
            "plan": plan,
            "committee": plan.committee,
            "half_year": plan.half_year,
            "leader": leader,
            "leader_group": leader.group,
            "cell": self.cells[0],
            "month": month,
            "origin": "registered",
            "outcome": "attended",
            "carried_from_month": earlier and earlier.month,
            "no_carry_over": False,
            "logged_by": self.user,
        }
        return self.teller.make(Visit, **(usual | given))

    def _meeting(self, number: int, day: dt.date) -> Meeting:
        numbers = {"members_total": 40, "members_present": 30, "members_spoke": 20}
        others = {"members_exempt": 5, "absent_excused": 3, "absent_unexcused": 2}
        times = {"starts_at": dt.time(19, 30), "ends_at": dt.time(21, 5)}
        facts = numbers | others | times | {"kind": Meeting.Kind.COMBINED}  # some lines ask for a theme
        return self.teller.make(Meeting, cell=self.cells[number], date=day, **facts)


def _lines(teller: Teller, rubric: Rubric) -> tuple[list[Criterion], dict[str, Level]]:
    """Two lines of points in one section, one of levels; its levels by their points."""
    teller.make(RubricKind, rubric=rubric)
    usual = {"kind": "points", "measure": "", "section_maximum": None, "full_from_rate": None}
    first = usual | {"maximum": Decimal("6.5"), "section": "Phần một", "section_maximum": Decimal("15.5")}
    second = usual | {"maximum": Decimal(9), "section": "Phần một", "is_gate": False, "theme": "always"}
    third = usual | {"maximum": Decimal(4), "kind": "levels", "measure": "speakers", "is_gate": False}
    criteria = [
        teller.make(Criterion, rubric=rubric, position=position, **line)
        for position, line in enumerate((first | {"full_from_rate": 85}, second, third), start=1)
    ]
    levels = {
        points: teller.make(Level, criterion=criteria[2], points=Decimal(points), suggested_from=value)
        for points, value in (("4", Decimal("62.5")), ("1", Decimal("1.5")))
    }
    return criteria, levels


def _quality(teller: Teller, visit: Visit, cells: list[Cell]) -> None:
    rubric = teller.make(Rubric)
    rubric.organization_types.add(cells[0].organization_type)
    criteria, levels = _lines(teller, rubric)
    good = teller.make(RatingBand, rubric=rubric, minimum=Decimal("12.3"), needs_gates=True)
    fair = teller.make(RatingBand, rubric=rubric, minimum=Decimal("4.5"), needs_gates=False)
    findings = [teller.make(Finding, kind=kind) for kind in Finding.Kind.values]
    for leader, points, band in [
        (visit.leader, ("6.5", "8.5", "4"), good),
        (None, ("5", "3.5", "1"), fair),
    ]:
        evaluation = teller.make(
            Evaluation,
            meeting=visit.meeting,
            leader=leader,
            rubric=rubric,
            total=sum(map(Decimal, points)),
            band=band,
            is_draft=False,
            is_total_only=False,
            remarks="",  # docs/formats.md: beside lines they have no column
        )
        evaluation.findings.set(findings[:2] if leader else findings[2:])
        for criterion, given in zip(criteria, points, strict=True):
            Score.objects.create(
                evaluation=evaluation,
                rubric=rubric,
                criterion=criterion,
                maximum=criterion.maximum,
                kind=criterion.kind,
                level=levels[given] if criterion.kind == "levels" else None,
                points=Decimal(given),
                is_not_applicable=given == "6.5",
                note="Kết luận chưa rõ" if given == "3.5" else "",
            )
    meeting = Meeting.objects.get(date=D(2018, 6, 11))
    handed_in = {"rubric": rubric, "total": Decimal("16.5"), "band": good}
    teller.make(Evaluation, meeting=meeting, leader=None, is_draft=False, is_total_only=True, **handed_in)
