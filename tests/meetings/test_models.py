"""What the database refuses of cells, meetings, rubrics and evaluations; of scores: test_line_models."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from lib.periods import HalfYear
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Evaluation,
    Finding,
    FormerManagement,
    Guidance,
    Meeting,
    RatingBand,
    Rubric,
)
from tests.constraints import accepted, refused, untested_constraints
from tests.factories import (
    AnnouncedMeetingFactory,
    CellFactory,
    CriterionFactory,
    EvaluationFactory,
    FindingFactory,
    GuidanceFactory,
    MeetingFactory,
    OrganizationTypeFactory,
    RatingBandFactory,
    RecommendationFactory,
    RubricFactory,
)

pytestmark = pytest.mark.django_db


def update(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_every_constraint_is_tested():
    assert (
        untested_constraints("meetings", __file__, Path(__file__).with_name("test_line_models.py")) == set()
    )


@pytest.mark.parametrize(
    ("make", "constraint"),
    [
        (OrganizationTypeFactory, "meetings_organizationtype_code_key"),
        (CellFactory, "meetings_cell_code_key"),
        (RubricFactory, "meetings_rubric_code_key"),
        (FindingFactory, "meetings_finding_code_key"),
    ],
)
def test_codes_are_given_once(make, constraint):
    row = make()

    with refused(constraint):
        make(code=row.code)


def test_a_cell_is_merged_once_it_is_dissolved():
    cell, other = CellFactory(), CellFactory()
    with refused("cell_merged_only_once_dissolved"):
        update(cell, merged_into=other)
    with refused("cell_not_merged_into_itself"):
        update(cell, merged_into=cell, dissolved_on=dt.date(2025, 6, 30))


def test_one_committee_managed_a_cell_until_a_day(cell, commission, province):
    day = dt.date(2025, 6, 30)
    FormerManagement.objects.create(cell=cell, committee=commission, until=day)
    with refused("former_management_once_a_day"):
        FormerManagement.objects.create(cell=cell, committee=province, until=day)


@pytest.mark.parametrize("minutes", [{"shortest": 601}, {"shortest_combined": 601}])
def test_no_meeting_need_last_a_day(minutes):
    kind = OrganizationTypeFactory()
    assert (kind.shortest, kind.shortest_combined) == (90, 120)
    with refused("type_shortest_meetings_possible"):
        update(kind, **minutes)


def test_a_guidance_number_stands_once_for_each_type():
    guidance = GuidanceFactory()
    GuidanceFactory(number=guidance.number)

    with refused("guidance_number_once_per_type"):
        Guidance.objects.create(organization_type=guidance.organization_type, number=guidance.number)


class TestCell:
    @pytest.mark.parametrize("day", [0, 32])
    def test_meeting_day_outside_the_month(self, cell, day):
        with refused("cell_meeting_day_1_to_31"):
            update(cell, meeting_day=day)

    @pytest.mark.parametrize("day", [1, 31, None])
    def test_meeting_day(self, cell, day):
        update(cell, meeting_day=day)
        assert Cell.objects.get(pk=cell.pk).meeting_day == day

    def test_dissolved_before_it_is_established(self, cell):
        update(cell, established_on=dt.date(2018, 4, 30), dissolved_on=dt.date(2018, 4, 30))

        with refused("cell_established_before_dissolved"):
            update(cell, dissolved_on=dt.date(2018, 4, 29))


class TestAnnouncedMeeting:
    def test_once_for_each_month_of_a_cell(self):
        announced = AnnouncedMeetingFactory()
        AnnouncedMeetingFactory(cell=announced.cell, date=dt.date(2018, 4, 20))
        AnnouncedMeetingFactory(date=announced.date)

        with refused("announced_once_a_month"):
            AnnouncedMeeting.objects.create(
                cell=announced.cell, month=announced.month, date=dt.date(2018, 3, 1)
            )

    @pytest.mark.parametrize("day", [dt.date(2018, 2, 28), dt.date(2018, 4, 1), dt.date(2017, 3, 20)])
    def test_in_another_month(self, day):
        with refused("announced_day_in_its_month"):
            update(AnnouncedMeetingFactory(), date=day)

    @pytest.mark.parametrize("day", [dt.date(2018, 3, 1), dt.date(2018, 3, 31)])
    def test_on_any_day_of_its_month(self, day):
        update(AnnouncedMeetingFactory(), date=day)
        accepted()


class TestMeeting:
    @pytest.fixture
    def meeting(self):
        return MeetingFactory()

    def test_one_a_day(self, meeting):
        MeetingFactory(date=meeting.date)

        with refused("meeting_once_a_day"):
            Meeting.objects.bulk_create([Meeting(cell=meeting.cell, date=meeting.date, kind="thematic")])

    def test_all_that_a_meeting_breaks_is_told_after_one_question(self, meeting, django_assert_num_queries):
        meeting.members_total, meeting.members_present, meeting.members_spoke = 20, 18, 9
        with django_assert_num_queries(3):  # inside a savepoint
            meeting.full_clean(exclude=["cell", "half_year"])
        meeting.members_present, meeting.members_spoke = 21, 22
        with pytest.raises(ValidationError) as refusal:
            meeting.full_clean(exclude=["cell", "half_year"])
        assert refusal.value.messages == [
            "Tổng số có mặt, vắng và được miễn sinh hoạt nhiều hơn tổng số đảng viên của chi bộ.",
            "Số phát biểu nhiều hơn số có mặt.",
            "Số phát biểu nhiều hơn tổng số đảng viên của chi bộ.",
        ]

    def test_unknown_kind(self, meeting):
        with refused("meeting_kind_known"):
            update(meeting, kind="secret")

    @pytest.mark.parametrize(
        ("exempt", "present", "excused", "unexcused"),
        [
            (None, 21, None, None),
            (21, None, None, None),
            (3, 18, None, None),
            (3, 15, 2, 1),
            (3, None, 9, 9),
        ],
    )
    def test_more_members_than_the_cell_has(self, meeting, exempt, present, excused, unexcused):
        with refused("meeting_members_within_total"):
            update(
                meeting,
                members_total=20,
                members_exempt=exempt,
                members_present=present,
                absent_excused=excused,
                absent_unexcused=unexcused,
            )

    @pytest.mark.parametrize("name", ["members_exempt", "absent_excused", "absent_unexcused"])
    def test_fewer_than_none(self, meeting, name):
        with refused(name, f"meetings_meeting_{name}_check"):
            update(meeting, **{name: -1})

    @pytest.mark.parametrize("end", [dt.time(19, 30), dt.time(19, 29)])
    def test_it_ends_before_it_starts(self, meeting, end):
        with refused("meeting_starts_before_it_ends"):
            update(meeting, starts_at=dt.time(19, 30), ends_at=end)

    def test_more_spoke_than_were_present(self, meeting):
        with refused("meeting_spoke_within_present"):
            update(meeting, members_total=20, members_present=18, members_spoke=19)

    def test_more_spoke_than_the_cell_has(self, meeting):
        with refused("meeting_spoke_within_total"):
            update(meeting, members_total=20, members_spoke=21)

    @pytest.mark.parametrize(
        "numbers", [(20, 20, 20), (0, 0, 0), (None, 18, 5), (20, None, 5), (20, 18, None)]
    )
    def test_numbers_that_may_be(self, meeting, numbers):
        total, present, spoke = numbers
        update(meeting, members_total=total, members_present=present, members_spoke=spoke)
        accepted()

    @pytest.mark.parametrize(
        ("date", "half_year"),
        [
            (dt.date(2017, 12, 31), "2017-H2"),
            (dt.date(2018, 1, 1), "2018-H1"),
            (dt.date(2018, 6, 30), "2018-H1"),
            (dt.date(2018, 7, 1), "2018-H2"),
            (dt.date(2018, 12, 31), "2018-H2"),
            (dt.date(2020, 2, 29), "2020-H1"),
            (dt.date(1900, 1, 1), "1900-H1"),
        ],
    )
    def test_the_database_knows_its_half_year(self, meeting, date, half_year):
        made = MeetingFactory(date=date)
        assert made.half_year == HalfYear.parse(half_year)

        update(meeting, date=date)
        meeting.refresh_from_db()
        assert meeting.half_year == HalfYear.parse(half_year)
        assert list(Meeting.objects.filter(half_year=HalfYear.parse(half_year), date=date)) == [meeting, made]


class TestRubric:
    @pytest.fixture
    def rubric(self):
        return RubricFactory()

    def test_ends_before_it_begins(self, rubric):
        update(rubric, valid_to=rubric.valid_from)

        with refused("rubric_from_before_to"):
            update(rubric, valid_to=rubric.valid_from - dt.timedelta(days=1))

    def test_a_criterions_code_stands_once(self, rubric):
        CriterionFactory(rubric=rubric, code="I.1")
        CriterionFactory(code="I.1")

        with refused("criterion_code_once"):
            Criterion.objects.create(rubric=rubric, code="I.1", section="I", text="Khác", maximum=5)

    @pytest.mark.parametrize("maximum", ["0", "-0.5"])
    def test_a_criterions_maximum_is_positive(self, rubric, maximum):
        with refused("criterion_maximum_positive"):
            CriterionFactory(rubric=rubric, maximum=Decimal(maximum))

    @pytest.mark.parametrize("rate", [0, 101])
    def test_a_criterions_rate_is_a_percentage(self, rubric, rate):
        CriterionFactory(rubric=rubric, full_from_rate=100)

        with refused("criterion_rate_in_per_cent"):
            CriterionFactory(rubric=rubric, full_from_rate=rate)

    def test_a_bands_label_stands_once(self, rubric):
        RatingBandFactory(rubric=rubric, label="Tốt")
        RatingBandFactory(label="Tốt")

        with refused("band_label_once"):
            RatingBand.objects.create(rubric=rubric, label="Tốt", minimum=70)

    def test_a_bands_minimum_is_not_negative(self, rubric):
        RatingBandFactory(rubric=rubric, minimum=0)

        with refused("band_minimum_not_negative"):
            RatingBandFactory(rubric=rubric, minimum=Decimal("-0.5"))

    def test_unknown_kind_of_finding(self):
        with refused("finding_kind_known"):
            update(FindingFactory(), kind="rumour")


class TestEvaluation:
    def test_one_by_each_leader(self, chief, other_chief):
        meeting = MeetingFactory()
        EvaluationFactory(meeting=meeting, leader=chief)
        EvaluationFactory(meeting=meeting, leader=other_chief)
        EvaluationFactory(leader=chief)

        with refused("evaluation_once_per_scorer"):
            Evaluation.objects.create(meeting=meeting, leader=chief, is_draft=True)

    def test_one_by_the_cell(self, chief):
        meeting = MeetingFactory()
        EvaluationFactory(meeting=meeting)
        EvaluationFactory(meeting=meeting, leader=chief)

        with refused("evaluation_once_by_the_cell"):
            Evaluation.objects.create(meeting=meeting, leader=None, is_draft=True)

    def test_a_total_or_a_rating_without_a_rubric(self):
        evaluation = EvaluationFactory()

        with refused("evaluation_scored_only_with_rubric"):
            update(evaluation, total=Decimal("80.0"))
        with refused("evaluation_scored_only_with_rubric"):
            update(evaluation, band=RatingBandFactory())

    @pytest.mark.parametrize("lacking", [{"total": None}, {"total": "-0.5"}, {"is_draft": True}])
    def test_a_total_alone_is_finished_and_is_one(self, lacking):
        evaluation = EvaluationFactory(rubric=RubricFactory(), total=80, is_total_only=True)

        with refused("evaluation_total_only_has_a_total"):
            update(evaluation, **lacking)

    def test_a_rating_of_another_rubric(self):
        evaluation = EvaluationFactory(rubric=RubricFactory())

        with refused("evaluation_band_of_its_rubric"):
            update(evaluation, band=RatingBandFactory())
        update(evaluation, band=RatingBandFactory(rubric=evaluation.rubric))
        accepted()


@pytest.mark.parametrize("said", [{"done_note": "Đã mở sổ"}, {"reported_by": "Bí thư"}])
def test_of_a_recommendation_still_open_nobody_reported_anything(said):
    recommendation = RecommendationFactory()
    with refused("recommendation_open_has_no_report"):
        update(recommendation, **said)
    update(recommendation, done_on=dt.date(2018, 4, 1), **said)
    accepted()


class TestQuerySets:
    """Named cuts of the rows, in the words of the domain."""

    def test_cells_existing_on_some_day_of_a_period(self, period):
        before = CellFactory(dissolved_on=dt.date(2017, 12, 31))
        on_the_first_day = CellFactory(dissolved_on=dt.date(2018, 1, 1))
        on_the_last_day = CellFactory(established_on=dt.date(2018, 6, 30))
        after = CellFactory(established_on=dt.date(2018, 7, 1))
        always = CellFactory()

        existing = set(Cell.objects.existing(period))

        assert existing == {on_the_first_day, on_the_last_day, always}
        assert not existing & {before, after}

    def test_cells_are_found_without_diacritics(self, cells):
        assert list(Cell.objects.search("tieu KHU")) == [cells[1]]
        assert list(Cell.objects.search("Trường")) == [cells[2]]
        assert list(Cell.objects.search("nothing of the kind")) == []

    def test_rubrics_in_force_one_made_for_the_type_first(self):
        village, agency = OrganizationTypeFactory.create_batch(2)
        general = RubricFactory(valid_from=dt.date(2018, 3, 1))
        of_villages = RubricFactory(valid_from=dt.date(2018, 1, 1))
        of_villages.organization_types.set([village])
        ended = RubricFactory(valid_from=dt.date(2017, 1, 1), valid_to=dt.date(2018, 5, 31))

        def valid(organization_type, day):
            return list(Rubric.objects.valid_for(organization_type, "regular", day))

        assert valid(village, dt.date(2018, 6, 1)) == [of_villages, general]
        assert valid(agency, dt.date(2018, 6, 1)) == [general]
        assert valid(agency, dt.date(2018, 5, 31)) == [general, ended]
        assert valid(village, dt.date(2018, 2, 28)) == [of_villages, ended]
        assert valid(village, dt.date(2016, 12, 31)) == []

    def test_evaluations_by_scorer(self, chief):
        cells_own = EvaluationFactory()
        leaders = EvaluationFactory(leader=chief)
        draft = EvaluationFactory(is_draft=True)

        assert set(Evaluation.objects.by_the_cell()) == {cells_own, draft}
        assert set(Evaluation.objects.by_leaders()) == {leaders}
        assert set(Evaluation.objects.final()) == {cells_own, leaders}

    def test_findings_come_by_kind_then_code(self):
        second = FindingFactory(code="UD02")
        cause = FindingFactory(code="NN01", kind="cause")
        first = FindingFactory(code="UD01")

        assert list(Finding.objects.all()) == [cause, first, second]


def test_findings_are_told_strengths_first_causes_last():
    cause, strength = FindingFactory(code="A", kind="cause"), FindingFactory(code="B", kind="strength")
    evaluation = EvaluationFactory(findings=[cause, strength])
    with translation.override("en"):
        assert evaluation.findings_by_kind() == [("Strength", [strength]), ("Cause", [cause])]
