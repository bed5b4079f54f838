"""A province at work: every outcome, every origin, and every way of judging a meeting."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from attendance.models import Visit
from lib.periods import HalfYear, Month
from meetings.models import Finding
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    LeaderFactory,
    MembershipFactory,
    PlanFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)


def month(text: str) -> Month:
    return Month.parse(text)


@pytest.fixture
def busy(province, commission, other_commission, chief, department_head, other_chief, cells):
    """Visits of 2018-H1, with what they come from in 2017-H2 and what became of them in 2018-H2.

    * the commission: leadership chief and deputy, department head; the other one: its chief
    * `drafting` has a plan that is no more than a draft
    * the deputy left for the other commission; the visits stayed where they were registered
    """
    deputy = LeaderFactory(committee=commission, code="LD-DUC", full_name="Đỗ Minh Đức")
    idle = LeaderFactory(committee=commission, code="LD-YEN", full_name="Vũ Hải Yến")
    drafting = CommitteeFactory(
        parent=province, code="BNCTU", name="Ban Nội chính Tỉnh ủy", short_name="Ban Nội chính"
    )
    more = further_cells(like=cells[0])
    shared, last_day = attended_visits(chief, department_head, deputy, cells)
    moved_visits(chief, department_head, deputy, cells[2], more)
    VisitFactory(
        leader=department_head, cell=more.court, month=month("06/2018"), origin=Visit.Origin.AMENDMENT
    )
    VisitFactory(leader=chief, cell=more.bank, withdrawn=True)
    unplanned = VisitFactory(leader=chief, cell=more.market, attended=True, origin=Visit.Origin.UNPLANNED)
    theirs = visits_of_others(other_chief, cells[0], more)
    draft = PlanFactory(committee=drafting)
    VisitFactory(plan=draft, leader=LeaderFactory(committee=drafting), cell=cells[0], attended=True)
    judge(shared, last_day, theirs, unplanned, second_leader=department_head)
    deputy.committee = other_commission
    deputy.save()
    return SimpleNamespace(
        deputy=deputy,
        idle=idle,
        drafting=drafting,
        shared_cell=cells[0],
        half_year=HalfYear.parse("2018-H1"),
    )


def further_cells(like) -> SimpleNamespace:
    names = {
        "clinic": "Chi bộ Trạm xá",
        "barracks": "Chi bộ Quân sự",
        "mill": "Chi bộ Nhà máy",
        "court": "Chi bộ Tòa án",
        "market": "Chi bộ Chợ",
        "bank": "Chi bộ Quỹ",
    }
    facts = {"committee": like.committee, "organization_type": like.organization_type}
    return SimpleNamespace(
        **{
            key: CellFactory(code=f"CB-{n}", name=name, **facts)
            for n, (key, name) in enumerate(names.items())
        }
    )


def attended_visits(chief, department_head, deputy, cells) -> tuple[Visit, Visit]:
    """Two leaders of two groups at one meeting, one leader in two months; and one on the last day."""
    village, street, _school = cells
    shared = VisitFactory(leader=chief, cell=village, attended=True)
    VisitFactory(leader=department_head, cell=village, attended=True)
    VisitFactory(leader=chief, cell=village, attended=True, month=month("04/2018"))
    last_day = VisitFactory(
        leader=deputy, cell=street, attended=True, month=month("05/2018"), met_on=dt.date(2018, 6, 30)
    )
    return shared, last_day


def moved_visits(chief, department_head, deputy, school, more) -> None:
    """Missed and moved: within the half-year, out of it, first the one and then the other, and into it."""
    moved = VisitFactory(leader=chief, cell=school, missed=True)
    VisitFactory(carried_from=moved, attended=True)
    out = VisitFactory(leader=deputy, cell=more.clinic, missed=True, month=month("06/2018"))
    VisitFactory(carried_from=out, attended=True, leader=chief)
    first = VisitFactory(leader=department_head, cell=more.barracks, missed=True, month=month("02/2018"))
    second = VisitFactory(carried_from=first, missed=True, reason="illness", month=month("05/2018"))
    VisitFactory(carried_from=second, month=month("09/2018"))
    before = VisitFactory(leader=chief, cell=more.mill, missed=True, month=month("11/2017"))
    VisitFactory(carried_from=before, missed=True, reason="cell_postponed", month=month("01/2018"))


def visits_of_others(other_chief, village, more) -> Visit:
    """The other commission visits some of the same cells."""
    theirs = VisitFactory(leader=other_chief, cell=village, attended=True, met_on=dt.date(2018, 6, 20))
    VisitFactory(leader=other_chief, cell=more.clinic, missed=True, reason="other", note="=Bão")
    VisitFactory(leader=other_chief, cell=more.bank, attended=True, month=month("02/2018"))
    return theirs


def judge(shared, last_day, theirs, unplanned, second_leader) -> None:
    """By rubric and without, by leaders and cells, in draft, and by one whose visit does not count."""
    rubric = RubricFactory(code="KTC")
    CriterionFactory(rubric=rubric, maximum=Decimal(100))
    good = RatingBandFactory(rubric=rubric, label="Tốt", minimum=90)
    fair = RatingBandFactory(rubric=rubric, label="Khá", minimum=70)
    prepared = FindingFactory(code="UD01")
    few_speak = FindingFactory(code="HC05", kind=Finding.Kind.LIMITATION, text="Ít đảng viên phát biểu")
    shallow = FindingFactory(code="NN02", kind=Finding.Kind.CAUSE, text="Nghiên cứu chưa sâu")

    def judged(visit, leader, total, band, *findings, **more):
        scored = {"rubric": rubric, "total": total, "band": band} if total is not None else {}
        EvaluationFactory(meeting=visit.meeting, leader=leader, findings=findings, **scored, **more)

    judged(shared, shared.leader, Decimal("92.5"), good, prepared)
    judged(shared, second_leader, Decimal("75.0"), fair, prepared, few_speak)
    judged(shared, None, Decimal("95.0"), good, prepared)
    judged(last_day, last_day.leader, Decimal("40.0"), None, few_speak, shallow)
    judged(last_day, None, None, None, few_speak)
    judged(theirs, theirs.leader, Decimal("71.5"), fair, shallow)
    judged(theirs, None, Decimal("88.0"), fair, is_draft=True)
    judged(unplanned, unplanned.leader, Decimal("99.0"), good, prepared)


@pytest.fixture
def reader(province):
    """Sees the whole province."""
    return MembershipFactory(user__full_name="Lương Thị Nga", role="clerk", committee=province).user
