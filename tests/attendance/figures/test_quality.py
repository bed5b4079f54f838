"""Tallies of evaluations: whose count, how means round, in what order bands and findings come."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attendance.figures import evaluated
from attendance.figures.evaluated import Evaluated
from attendance.figures.quality import (
    CELL,
    LEADER,
    QualityTally,
    attended,
    evaluations,
    evaluations_beside,
)
from attendance.figures.selection import Selection
from attendance.models import Visit
from lib.periods import Month
from meetings.models import Evaluation, Finding, Meeting, RatingBand, Rubric
from tests.attendance.histories import HALF_YEARS, cut_rows, cuts, days, histories, selection, written
from tests.factories import (
    CommitteeFactory,
    EvaluationFactory,
    FindingFactory,
    LeaderFactory,
    MeetingFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)

from . import oracle

pytestmark = pytest.mark.django_db

BANDS = [("Tốt", 90, True), ("Khá", 70, False), ("Trung bình", 50, False), ("Kém", 0, False)]
NO_BANDS = {label: 0 for label, _minimum, _needs_gates in BANDS}


@pytest.fixture
def rubric():
    rubric = RubricFactory(valid_from=dt.date(2018, 1, 1))
    for label, minimum, needs_gates in reversed(BANDS):
        RatingBandFactory(rubric=rubric, label=label, minimum=minimum, needs_gates=needs_gates)
    return rubric


@pytest.fixture
def evaluate(rubric):
    """evaluate(meeting, leader, "85.5", "Khá")"""

    def evaluate(meeting, leader=None, total=None, band=None, **fields):
        return EvaluationFactory(
            meeting=meeting,
            leader=leader,
            rubric=rubric,
            total=total and Decimal(total),
            band=band and rubric.bands.get(label=band),
            **fields,
        )

    return evaluate


@pytest.fixture
def tally(period):
    def tally(**cut):
        return Evaluated(Visit.objects.all(), Selection(period, **cut)).quality

    return tally


def expected(**fields):
    return QualityTally(
        **{
            "meetings": 0,
            "leader_scored": 0,
            "cell_scored": 0,
            "mean_leader_total": None,
            "mean_cell_total": None,
            "bands": {},
            "cell_bands": {},
            "findings": {"strength": [], "limitation": [], "cause": []},
        }
        | fields
    )


def test_nothing_attended_no_rubric(tally):
    VisitFactory()

    assert tally() == expected()


def test_the_cells_own_score_stands_apart_from_the_leaders(tally, evaluate):
    meeting = VisitFactory(attended=True).meeting
    first = VisitFactory(attended=True, cell=meeting.cell)
    second = VisitFactory(attended=True, cell=meeting.cell)
    evaluate(meeting, None, "95", "Tốt")
    evaluate(meeting, first.leader, "85.5", "Khá")
    evaluate(meeting, second.leader, "70", "Khá")

    assert tally() == expected(
        meetings=1,
        leader_scored=2,
        cell_scored=1,
        mean_leader_total=Decimal("77.75"),
        mean_cell_total=Decimal("95.00"),
        bands=NO_BANDS | {"Khá": 2},
        cell_bands=NO_BANDS | {"Tốt": 1},
    )


def test_bands_come_highest_first(tally, rubric):
    assert list(tally().bands) == list(tally().cell_bands) == ["Tốt", "Khá", "Trung bình", "Kém"]


def test_bands_of_rubrics_in_force_or_used(tally, evaluate, rubric):
    visit = VisitFactory(attended=True)
    ended = RubricFactory(valid_from=dt.date(2016, 1, 1), valid_to=dt.date(2017, 12, 31))
    RatingBandFactory(rubric=ended, label="Yếu", minimum=10)
    used = RatingBandFactory(rubric=ended, label="Xuất sắc", minimum=95)
    RatingBandFactory(rubric=RubricFactory(valid_from=dt.date(2018, 7, 1)), label="Giỏi")
    until_the_first_day = RubricFactory(valid_from=dt.date(2017, 1, 1), valid_to=dt.date(2018, 1, 1))
    RatingBandFactory(rubric=until_the_first_day, label="Đạt", minimum=60)
    EvaluationFactory(meeting=visit.meeting, leader=visit.leader, rubric=ended, total=Decimal(96), band=used)

    assert tally().bands == {"Xuất sắc": 1, "Tốt": 0, "Khá": 0, "Đạt": 0, "Trung bình": 0, "Kém": 0}
    assert list(tally().bands) == ["Xuất sắc", "Tốt", "Khá", "Đạt", "Trung bình", "Kém"]


def test_below_every_band_is_scored_without_one(tally, evaluate):
    visit = VisitFactory(attended=True)
    evaluate(visit.meeting, visit.leader, "12")

    assert tally() == expected(
        meetings=1,
        leader_scored=1,
        mean_leader_total=Decimal("12.00"),
        bands=NO_BANDS,
        cell_bands=NO_BANDS,
    )


def test_drafts_do_not_count(tally, evaluate):
    visit = VisitFactory(attended=True)
    finding = FindingFactory()
    evaluate(visit.meeting, visit.leader, "90", "Khá", is_draft=True, findings=[finding])
    evaluate(visit.meeting, None, "90", "Khá", is_draft=True, findings=[finding])

    assert tally() == expected(meetings=1, bands=NO_BANDS, cell_bands=NO_BANDS)


@pytest.mark.parametrize(
    "not_counted", [{"origin": "unplanned"}, {"plan__status": "draft"}, {"leader__group": "department"}]
)
def test_a_leader_whose_visit_does_not_count(tally, evaluate, not_counted):
    """The meeting counts through somebody else's visit; the cell's own evaluation with it."""
    meeting = VisitFactory(attended=True).meeting
    other = VisitFactory(attended=True, cell=meeting.cell, **not_counted)
    evaluate(meeting, other.leader, "60", "Trung bình", findings=[FindingFactory()])
    evaluate(meeting, None, "90", "Khá")

    assert tally(leader_group="leadership") == expected(
        meetings=1,
        cell_scored=1,
        mean_cell_total=Decimal("90.00"),
        bands=NO_BANDS,
        cell_bands=NO_BANDS | {"Khá": 1},
    )


def test_a_leader_who_attended_another_meeting_of_the_cell(tally, evaluate):
    march = VisitFactory(attended=True)
    april = VisitFactory(attended=True, cell=march.cell, leader=march.leader, month=Month.parse("04/2018"))
    stranger = VisitFactory(attended=True, cell=march.cell, month=Month.parse("04/2018"))
    evaluate(march.meeting, stranger.leader, "60", "Trung bình")
    evaluate(april.meeting, stranger.leader, "80", "Khá")

    assert tally().meetings == 2
    assert tally().bands == NO_BANDS | {"Khá": 1}


def test_meetings_nobody_attended(tally, evaluate):
    evaluate(MeetingFactory(), None, "60", "Trung bình")

    assert tally() == expected(bands=NO_BANDS, cell_bands=NO_BANDS)


def test_as_at_a_past_day(tally, evaluate):
    visit = VisitFactory(attended=True, met_on=dt.date(2018, 6, 30))
    evaluate(visit.meeting, visit.leader, "80", "Khá")

    assert tally(as_of=dt.date(2018, 6, 29)).meetings == 0
    assert tally(as_of=dt.date(2018, 6, 29)).bands == NO_BANDS
    assert tally(as_of=dt.date(2018, 6, 30)).bands == NO_BANDS | {"Khá": 1}


def test_means_round_half_up(tally, evaluate):
    totals = ["80"] * 7 + ["81"]  # 80.125; half to even would make it 80.12
    for total in totals:
        visit = VisitFactory(attended=True)
        evaluate(visit.meeting, visit.leader, total)
        evaluate(visit.meeting, None, "100")

    assert tally().mean_leader_total == Decimal("80.13")
    assert str(tally().mean_cell_total) == "100.00"


def test_findings_by_count_then_code(tally, evaluate):
    second, first, third = (FindingFactory(code=code) for code in ("UD02", "UD01", "UD03"))
    limitation = FindingFactory(code="HC01", kind="limitation")
    FindingFactory(code="HC02", kind="limitation")
    meeting = VisitFactory(attended=True).meeting
    visit = VisitFactory(attended=True, cell=meeting.cell)
    evaluate(meeting, None, findings=[second, third])
    evaluate(meeting, visit.leader, findings=[third, first, limitation])

    assert tally().findings == {
        "strength": [(third, 2), (first, 1), (second, 1)],
        "limitation": [(limitation, 1)],
        "cause": [],
    }


@pytest.mark.parametrize("few", [2, 1])
def test_the_evaluations_behind_the_figures(few, evaluate, period, monkeypatch):
    """Each opens the very rows that it counts, be they known by their keys or too many for that."""
    monkeypatch.setattr(evaluated, "FEW", few)
    visit = VisitFactory(attended=True)
    leaders = evaluate(visit.meeting, visit.leader, "80", "Khá")
    cells = evaluate(visit.meeting, None, "90", "Khá")
    evaluate(visit.meeting, LeaderFactory(), "10", "Kém")
    visits, chosen = Visit.objects.all(), Selection(period)

    assert list(attended(visits, chosen)) == [visit]
    assert list(evaluations(visits, chosen, LEADER)) == [leaders]
    assert list(evaluations(visits, chosen, CELL)) == [cells]
    assert set(evaluations(visits, chosen)) == {leaders, cells}
    assert set(Evaluated(visits, chosen).rows) == {leaders, cells}


def test_evaluations_of_meetings_attended_unplanned_are_told_beside(evaluate, period):
    planned = VisitFactory(attended=True)
    unplanned = VisitFactory(attended=True, origin="unplanned")
    also_there = VisitFactory(attended=True, origin="unplanned", cell=planned.cell, meeting=planned.meeting)
    counted = {evaluate(planned.meeting, planned.leader, "80", "Khá"), evaluate(planned.meeting, None, "90")}
    beside = {
        evaluate(unplanned.meeting, unplanned.leader, "19", "Kém"),
        evaluate(unplanned.meeting, None, "95", "Tốt"),
        evaluate(also_there.meeting, also_there.leader, "40", "Kém"),
    }
    evaluate(MeetingFactory(), None, "60", "Trung bình")
    found = Evaluated(Visit.objects.all(), Selection(period))

    assert set(found.rows) == counted
    assert found.beside == 3
    assert set(evaluations_beside(Visit.objects.all(), Selection(period))) == beside


FINDINGS = {"UD01": "strength", "UD02": "strength", "HC01": "limitation", "NN01": "cause"}
judgements = st.lists(
    st.fixed_dictionaries(
        {
            "meeting": st.integers(0, 30),
            "leader": st.none() | st.integers(1, 5),
            "total": st.none() | st.integers(0, 200).map(lambda halves: Decimal(halves) / 2),
            "band": st.none() | st.sampled_from(list(NO_BANDS)),
            "findings": st.sets(st.sampled_from(list(FINDINGS))),
            "is_draft": st.sampled_from([False, False, True]),
        }
    ),
    max_size=20,
)


@given(histories(), cuts(), days(), judgements)
def test_random_evaluations_of_random_histories(history, cut, as_of, drawn):
    with written(history):
        made = write_judgements(history, drawn)
        for half_year in HALF_YEARS:
            rows = cut_rows(history, half_year, cut)
            found = Evaluated(Visit.objects.all(), selection(history, half_year, cut, as_of))

            assert plain(found.quality) == judged(rows, made, as_of)


def write_judgements(history, drawn) -> list[oracle.Judgement]:
    rubric = Rubric.objects.create(code="K", name="K", valid_from=dt.date(2017, 1, 1))
    bands = {
        label: RatingBand.objects.create(rubric=rubric, label=label, minimum=minimum, needs_gates=needs_gates)
        for label, minimum, needs_gates in BANDS
    }
    for code, kind in FINDINGS.items():
        Finding.objects.create(code=code, kind=kind, text=code)
    meetings = list(Meeting.objects.order_by("pk"))
    made = {}
    for facts in drawn if meetings else []:
        meeting = meetings[facts["meeting"] % len(meetings)]
        leader = facts["leader"] and (facts["leader"] - 1) % history.leaders + 1
        if (meeting, leader) in made:
            continue
        band = facts["total"] is not None and facts["band"]
        evaluation = Evaluation.objects.create(
            meeting=meeting,
            leader_id=leader,
            rubric=rubric,
            total=facts["total"],
            band=bands[band] if band else None,
            is_draft=facts["is_draft"],
        )
        evaluation.findings.set(Finding.objects.filter(code__in=facts["findings"]))
        made[meeting, leader] = oracle.Judgement(
            meeting=(meeting.cell_id, meeting.date),
            leader=leader,
            total=facts["total"],
            band=band or None,
            findings=tuple(facts["findings"]),
            is_draft=facts["is_draft"],
        )
    return list(made.values())


def judged(rows, made, as_of):
    judged = oracle.judge(rows, made, as_of)
    counts = judged["findings"]
    return expected(
        meetings=judged["meetings"],
        leader_scored=len(judged["leader_totals"]),
        cell_scored=len(judged["cell_totals"]),
        mean_leader_total=mean(judged["leader_totals"]),
        mean_cell_total=mean(judged["cell_totals"]),
        bands=NO_BANDS | judged["bands"],
        cell_bands=NO_BANDS | judged["cell_bands"],
        findings={
            kind: [
                (code, counts[code])
                for code in sorted(counts, key=lambda code: (-counts[code], code))
                if FINDINGS[code] == kind
            ]
            for kind in ("strength", "limitation", "cause")
        },
    )


def mean(totals):
    if not totals:
        return None
    return (sum(totals) / len(totals)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def plain(tally):
    """With findings by their codes."""
    named = {
        kind: [(finding.code, number) for finding, number in found] for kind, found in tally.findings.items()
    }
    return QualityTally(**vars(tally) | {"findings": named})


@pytest.mark.parametrize("committees", [1, 3])
def test_the_number_of_queries_does_not_grow(
    django_assert_num_queries, evaluate, tally, province, period, committees
):
    for committee in CommitteeFactory.create_batch(committees, parent=province):
        for half_year in (period, period.previous, period.next)[:committees]:
            for leader in LeaderFactory.create_batch(committees, committee=committee):
                visit = VisitFactory(leader=leader, month=half_year.months[2], attended=True)
                evaluate(visit.meeting, leader, "80", "Khá", findings=[FindingFactory()])
                evaluate(visit.meeting, None, "90", "Khá", findings=FindingFactory.create_batch(2))

    with django_assert_num_queries(3):
        result = tally()

    assert result.leader_scored == committees**2
    assert len(result.findings["strength"]) == 3 * committees**2
