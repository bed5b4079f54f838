"""Before a report is issued: what is missing, each thing named, in as few queries as ever."""

import pytest
from django.urls import reverse

from attendance.models import AbsenceReason
from lib.periods import Month
from reports.issuing.composition import Composition
from reports.issuing.readiness import Readiness
from reports.models import ReportDraft
from tests.factories import CommitteeFactory, EvaluationFactory, LeaderFactory, PlanFactory, VisitFactory
from tests.pages import attribute, find, parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def gaps(commission, period, clerk):
    """The rows of each gap of the commission's report, by kind."""

    def of(committee=commission):
        readiness = Readiness(Composition(committee, period, user=clerk))
        rows = {
            gap.kind: list(readiness.visits(gap.kind)) if gap.is_of_visits else gap.rows
            for gap in readiness.gaps
        }
        assert readiness.as_counts() == {kind: len(found) for kind, found in rows.items()}
        return rows

    return of


def attended(leader, **fields):
    visit = VisitFactory(leader=leader, attended=True, **fields)
    EvaluationFactory(meeting=visit.meeting, leader=leader)
    return visit


def test_everything_there(gaps, chief):
    attended(chief)
    VisitFactory(leader=chief, withdrawn=True)
    VisitFactory(carried_from=VisitFactory(leader=chief, missed=True, month=Month.parse("06/2018")))
    VisitFactory(leader=chief, missed=True, no_carry_over=True)
    assert gaps() == {}


def test_a_visit_without_a_result(gaps, chief):
    attended(chief)
    visit = VisitFactory(leader=chief)
    assert gaps() == {"not_logged": [visit]}


def test_missed_for_another_reason_that_nobody_wrote_down(gaps, chief):
    AbsenceReason.objects.filter(code="other").update(requires_note=True)
    visit = VisitFactory(leader=chief, missed=True, reason="other", no_carry_over=True)
    VisitFactory(leader=chief, missed=True, reason="other", note="Bão", no_carry_over=True)
    assert gaps() == {"without_note": [visit]}


def test_missed_and_not_decided(gaps, chief):
    visit = VisitFactory(leader=chief, missed=True)
    assert gaps() == {"not_decided": [visit]}


def test_attended_without_the_leaders_evaluation(gaps, chief):
    visit = VisitFactory(leader=chief, attended=True)
    EvaluationFactory(meeting=visit.meeting)  # the cell's own
    EvaluationFactory(meeting=visit.meeting, leader=chief, is_draft=True)
    assert gaps() == {"not_evaluated": [visit]}


def test_plans_that_do_not_count_yet(gaps, commission, period, chief):
    plan = PlanFactory(committee=commission, half_year=period, status="submitted")
    VisitFactory(plan=plan, leader=chief)
    assert gaps() == {"not_approved": [plan]}


def test_a_committee_with_leaders_and_without_a_plan(gaps, commission, chief):
    attended(chief)
    below = LeaderFactory(committee=CommitteeFactory(parent=commission)).committee
    assert gaps() == {"not_planned": [below]}


def test_a_number_that_contradicts_its_figure(gaps, commission, period, clerk, chief):
    attended(chief)
    ReportDraft.objects.create(
        committee=commission,
        half_year=period,
        sections={"results": "Đã dự ⟦total.attended_cells=2⟧ chi bộ."},
        updated_by=clerk,
    )
    ((part, span),) = gaps()["contradicted"]
    assert (part.heading, span.text, span.figure.text) == ("Tình hình, kết quả thực hiện", "2", "01")


def test_a_number_of_ones_own(gaps, commission, period, clerk, chief):
    attended(chief)
    ReportDraft.objects.create(
        committee=commission,
        half_year=period,
        sections={"causes": "Do bão, ⟦total.attended_cells⟧/12 chi bộ hoãn họp ngày 5/6."},
        updated_by=clerk,
    )
    ((part, number),) = gaps()["unbound"]
    assert (part.heading, number.text, number.after) == ("Nguyên nhân", "12", "chi bộ hoãn họp ngày…")


def test_what_is_open_is_a_part_that_can_be_left_out(commission, period, clerk, chief):
    VisitFactory(leader=chief)
    drafted = ["Đến khi lập báo cáo, còn 01 lượt dự chưa có kết quả."]
    assert ("Nội dung chưa hoàn thành", drafted) in Composition(commission, period).sections
    ReportDraft.objects.create(
        committee=commission, half_year=period, sections={"open": ""}, updated_by=clerk
    )
    emptied = Composition(commission, period)
    assert [heading for heading, _text in emptied.sections] == [
        "Tình hình, kết quả thực hiện",
        "Nhiệm vụ kỳ tới",
    ]
    assert emptied.part("open").drafted_paragraphs == drafted


def test_strangers_visits_are_no_concern_of_the_report(gaps, chief, other_chief):
    attended(chief)
    VisitFactory(leader=other_chief)
    assert gaps() == {}


@pytest.mark.parametrize("count", [1, 3])
def test_queries(count, commission, period, clerk, chief, django_assert_num_queries):
    for _n in range(count):
        VisitFactory(leader=chief)
        VisitFactory(leader=chief, missed=True)
        VisitFactory(leader=chief, attended=True)
        LeaderFactory(committee=CommitteeFactory(parent=commission))
    composition = Composition(commission, period, user=clerk)
    with django_assert_num_queries(7):  # the draft, where nobody wrote: its text is not asked for
        assert [gap.count for gap in composition.readiness.gaps] == [count] * 4


@pytest.mark.parametrize("count", [1, 3])
def test_the_visits_themselves(count, commission, period, clerk, chief, client, django_assert_num_queries):
    client.force_login(clerk)
    attended(chief)
    visits = [VisitFactory(leader=chief, month=Month.parse("02/2018")) for _n in range(count)]
    report = parse(client.get(reverse("reports:report", args=[commission.pk, period])))
    address = attribute(find(find(report, id="gap-not_logged"), "a"), "href")
    with django_assert_num_queries(11):
        page = client.get(address)
    assert page.context["rows"] == visits
    assert client.get(address.replace("not_logged", "unbound")).status_code == 404
