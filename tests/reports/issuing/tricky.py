"""Small half-years in which a careless sentence is wrong: made up from a seed, the same every time."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from attendance.models import AbsenceReason
from committees.models import Committee, LeaderGroup
from exchange.starting import offered
from lib.periods import HalfYear, Month
from meetings.models import Finding, Meeting
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    EvaluationFactory,
    FindingFactory,
    GuidanceFactory,
    LeaderFactory,
    OrganizationTypeFactory,
    PlanFactory,
    ProvinceFactory,
    RatingBandFactory,
    RecommendationFactory,
    RubricFactory,
    VisitFactory,
)

ISSUER = "Ban Tổ chức <Tỉnh ủy> & = Bình Sơn"
KINDS = {
    offered.STRENGTH: Finding.Kind.STRENGTH,
    offered.LIMITATION: Finding.Kind.LIMITATION,
    offered.CAUSE: Finding.Kind.CAUSE,
}
OWN = {
    "X1": (Finding.Kind.STRENGTH, "TW <b>khen</b> & ĐHCĐ = tốt."),
    "X2": (Finding.Kind.LIMITATION, "ĐHCĐ & chi bộ < 3 đảng viên = họp ghép"),
    "X3": (Finding.Kind.CAUSE, "Thiếu ⟦total.planned_cells⟧ & chỗ họp"),
}
BODIES = [
    ("Ban Tổ chức <Tỉnh ủy>", Committee.Kind.COMMISSION),
    ("Văn phòng & Tổng hợp", Committee.Kind.OFFICE),
    ("Ủy ban Kiểm tra = Tỉnh ủy", Committee.Kind.COMMISSION),
    ("Đảng ủy xã An Bình", Committee.Kind.COMMUNE),
]


@dataclass(frozen=True)
class Case:
    """What the numbers of a set are to be like; `None` is up to chance."""

    name: str
    bodies: int = 2
    leaders: int | None = None  # of each committee
    visits: int | None = None  # of each leader
    outcomes: str = "aaaaxmpcuw"  # attended (x: amended), missed, pending, carried over, unplanned, withdrawn
    judged: float = 0.8  # of the meetings, by their leader
    findings: int = 6
    sixths: bool = False  # findings are noted on none, one, two or three of six sheets
    as_of: dt.date | None = None
    language: str = "vi"
    whole_province: bool = True


CASES = [
    Case("nothing at all", visits=0),
    Case("one committee, one leader, one visit", bodies=1, leaders=1, visits=1, outcomes="a", judged=1),
    Case("zero visits of one committee", bodies=1, visits=0, whole_province=False),
    Case("all attended, all judged", outcomes="a", judged=1),
    Case("all attended, none judged", outcomes="a", judged=0),
    Case("nobody went", outcomes="mp"),
    Case(
        "a half, a third and one of six", bodies=1, leaders=1, visits=6, outcomes="a", judged=1, sixths=True
    ),
    Case("all carried over", outcomes="c"),
    Case("one leader misses all", bodies=1, leaders=1, visits=4, outcomes="m"),
    Case("ties of reasons", bodies=1, leaders=2, visits=5, outcomes="mm"),
    Case("one evaluation", bodies=1, leaders=1, visits=1, outcomes="a", judged=1, findings=9),
    Case("two evaluations", bodies=1, leaders=1, visits=2, outcomes="a", judged=1, findings=9),
    Case("four evaluations", bodies=1, leaders=2, visits=2, outcomes="a", judged=1, findings=9),
    Case("five evaluations", bodies=1, leaders=1, visits=5, outcomes="a", judged=1, findings=9),
    Case("nothing found", leaders=2, visits=4, outcomes="aaap", findings=0),
    Case("everything found", leaders=2, visits=4, outcomes="aaa", judged=1, findings=20),
    Case("English", language="en", leaders=2, visits=4),
    Case("English, few", language="en", bodies=1, leaders=1, visits=3, outcomes="am"),
    Case("past day", as_of=dt.date(2018, 4, 10), leaders=2, visits=5),
    Case("past day, first month", as_of=dt.date(2018, 1, 20), leaders=2, visits=5),
    Case("past day, last day", as_of=dt.date(2018, 6, 30), leaders=2, visits=4),
    Case("past day after the half-year, English", as_of=dt.date(2018, 7, 15), language="en"),
    Case("one of several committees", bodies=3, leaders=2, visits=3, whole_province=False),
    Case("four bodies", bodies=4, leaders=1, visits=4, outcomes="aaaawxm"),
    Case("unplanned only", bodies=1, leaders=1, visits=2, outcomes="u"),
]


@dataclass(frozen=True)
class Set:
    committee: Committee
    half_year: HalfYear
    as_of: dt.date | None
    language: str


def make(case: Case, seed: int) -> Set:
    return _Maker(case, Random(f"{case.name} {seed}")).make()


class _Maker:
    def __init__(self, case: Case, rng: Random):
        self.case, self.rng = case, rng
        self.half_year = HalfYear.parse("2018-H1")

    def make(self) -> Set:
        province = ProvinceFactory(name="Tỉnh ủy <Bình Sơn> & =")
        self._catalogues()
        bodies = [
            CommitteeFactory(parent=province, name=name, kind=kind)
            for name, kind in self.rng.sample(BODIES, self.case.bodies)
        ]
        self.cells = [
            CellFactory(name=f"Chi bộ <Tổ {n}> & = {n}", organization_type=self.rng.choice(self.types))
            for n in range(16)
        ]
        for body in bodies:
            PlanFactory(committee=body, half_year=self.half_year, status="approved")
            for number in range(self._some(self.case.leaders, 1, 3)):
                self._leader(body, number)
        if self.rng.random() < 0.3:
            PlanFactory(committee=CommitteeFactory(parent=province, name="Ban Nháp"), status="submitted")
        committee = province if self.case.whole_province else bodies[0]
        return Set(committee, self.half_year, self.case.as_of, self.case.language)

    def _some(self, given: int | None, least: int, most: int) -> int:
        return self.rng.randint(least, most) if given is None else given

    def _catalogues(self) -> None:
        self.types = [OrganizationTypeFactory() for _n in range(3)]
        for number, kind in enumerate(self.types, start=46):
            days = [dt.date(2013, 10, 24), dt.date(2018, 3, 1), dt.date(2018, 6, 20), dt.date(2018, 7, 1)]
            for n, issued_on in enumerate(self.rng.sample(days, 3)):
                GuidanceFactory(
                    organization_type=kind,
                    number=f"{number + 10 * n}-HD/BTCTU",
                    issued_on=issued_on,
                    issuer=ISSUER,
                )
        found = {
            code: (KINDS[kind], text)
            for kind, texts in offered.FINDINGS.items()
            for code, text in texts.items()
        } | OWN
        chosen = self.rng.sample(sorted(found), self.case.findings)
        self.findings = [FindingFactory(code=c, kind=found[c][0], text=found[c][1]) for c in chosen]
        self.often = {finding.pk: self.rng.choice([0.15, 0.4, 0.8, 1]) for finding in self.findings}
        self.rubric = RubricFactory()
        self.bands = [
            RatingBandFactory(rubric=self.rubric, label=label, minimum=minimum)
            for label, minimum in [("Tốt", 90), ("Khá = được & <hơn>", 70), ("Kém", 0)]
        ]
        self.reasons = ["trip", "illness", "own"]
        AbsenceReason.objects.create(code="own", label="Đại hội", description="Dự ĐHCĐ <An & Bình> = vốn")

    def _leader(self, body: Committee, number: int) -> None:
        group = LeaderGroup.values[number % 2]
        leader = LeaderFactory(committee=body, group=group)
        cells = self.rng.sample(self.cells, 8)
        for n in range(self._some(self.case.visits, 0, 6)):
            self._visit(leader, cells[n], self.rng.choice(self.case.outcomes), n)

    def _visit(self, leader, cell, outcome: str, n: int) -> None:
        month = self.half_year.months[self.rng.randrange(6)]
        facts = {"leader": leader, "cell": cell, "month": month}
        reason = self.reasons[n % 2] if "mm" in self.case.outcomes else self.rng.choice(self.reasons)
        if outcome == "p":
            VisitFactory(**facts)
        elif outcome == "m":
            decided = {"no_carry_over": True} if self.rng.random() < 0.5 else {}
            VisitFactory(**facts, missed=True, reason=reason, **decided)
        elif outcome == "c":
            missed = VisitFactory(**facts, missed=True, reason=reason)
            VisitFactory(carried_from=missed, month=Month.parse("08/2018"))
        elif outcome == "w":
            VisitFactory(**facts, withdrawn=True)
        else:
            origin = {"u": "unplanned", "x": "amendment"}.get(outcome, "registered")
            more = {"amendment_reason": "Bổ sung"} if outcome == "x" else {}
            self._judge(VisitFactory(**facts, attended=True, origin=origin, **more))

    def _judge(self, visit) -> None:
        if self.rng.random() < 0.4 and not visit.meeting.evaluations.by_the_cell().exists():
            self._sheet(visit, None)
        if self.rng.random() < self.case.judged:
            self._sheet(visit, visit.leader, is_draft=self.rng.random() < 0.1 and self.case.judged < 1)

    def _sheet(self, visit, leader, **fields) -> None:
        noted = [f for f in self.findings if self.rng.random() < self.often[f.pk]]
        if self.case.sixths:
            earlier = Meeting.objects.count() - 1
            noted = [f for n, f in enumerate(self.findings) if earlier < n % 4]
        if self.rng.random() < 0.8:
            total = self.rng.choice([95, 92, 80, 71, 40])
            band = next(b for b in self.bands if total >= b.minimum)
            fields |= {"rubric": self.rubric, "total": total, "band": band}
        sheet = EvaluationFactory(meeting=visit.meeting, leader=leader, findings=noted, **fields)
        if self.rng.random() < 0.4:
            RecommendationFactory(
                evaluation=sheet,
                text=self.rng.choice(["Họp đủ giờ & <đúng> ngày.", "Gửi tài liệu = trước"]),
                responsible=self.rng.choice(["", "Chi ủy <A>"]),
                due_on=self.rng.choice([None, dt.date(2018, 3, 1), dt.date(2030, 1, 1)]),
                done_on=self.rng.choice([None, None, dt.date(2018, 5, 20)]),
            )
