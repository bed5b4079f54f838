"""What the database refuses of lines of a score sheet and of their scores, and which rubric goes first."""

import datetime as dt
from decimal import Decimal

import pytest

from meetings.models import Level, Rubric, RubricKind, Score
from tests.constraints import accepted, refused
from tests.factories import (
    CriterionFactory,
    LevelFactory,
    OrganizationTypeFactory,
    RubricFactory,
    ScoreFactory,
)

pytestmark = pytest.mark.django_db


def update(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_the_most_specific_rubric_goes_first():
    village, agency = OrganizationTypeFactory.create_batch(2)
    general, of_villages, thematic, both = RubricFactory.create_batch(4)
    for rubric in (of_villages, both):
        rubric.organization_types.set([village])
    for rubric, kinds in ((thematic, ["thematic"]), (both, ["thematic", "combined"])):
        RubricKind.objects.bulk_create(RubricKind(rubric=rubric, kind=kind) for kind in kinds)

    def valid(organization_type, kind):
        return list(Rubric.objects.valid_for(organization_type, kind, dt.date(2018, 6, 1)))

    assert valid(village, "thematic") == [both, of_villages, thematic, general]
    assert valid(village, "combined") == [both, of_villages, general]
    assert valid(village, "regular") == [of_villages, general]
    assert valid(agency, "thematic") == [thematic, general]
    assert valid(agency, "combined") == [general]
    # For a village, one made for the type and one made for the kind weigh the same.
    assert Rubric.objects.rivals(of_villages) == [thematic]
    assert Rubric.objects.rivals(both) == []
    assert Rubric.objects.rivals(general) == []


class TestLinesOfAllKinds:
    def test_a_section_states_its_maximum_on_one_line(self):
        line = CriterionFactory(section_maximum=Decimal(10))
        CriterionFactory(rubric=line.rubric)
        CriterionFactory(rubric=line.rubric, section="II", section_maximum=Decimal(10))
        CriterionFactory(section_maximum=Decimal(10))
        with refused("criterion_section_maximum_once"):
            CriterionFactory(rubric=line.rubric, section_maximum=Decimal(10))
        with refused("criterion_section_maximum_positive"):
            update(line, section_maximum=Decimal(0))

    def test_words_that_are_none_of_the_choices(self):
        line = CriterionFactory()
        with refused("criterion_kind_known"):
            update(line, kind="stars")
        with refused("criterion_theme_known"):
            update(line, theme="sometimes")
        with refused("criterion_measure_known", "criterion_measured_by_levels"):
            update(line, kind="levels", measure="weather")
        with refused("rubric_kind_known"):
            RubricKind.objects.create(rubric=line.rubric, kind="festive")

    def test_levels_follow_a_measure_and_points_a_rate(self):
        with refused("criterion_measured_by_levels"):
            CriterionFactory(measure="speakers")
        with refused("criterion_rate_of_points"):
            CriterionFactory(kind="levels", full_from_rate=85)

    def test_a_rubric_names_a_kind_of_meeting_once(self):
        row = RubricKind.objects.create(rubric=RubricFactory(), kind="combined")
        with refused("rubric_kind_once"):
            RubricKind.objects.create(rubric=row.rubric, kind="combined")

    def test_levels_give_different_points_and_none_below_nothing(self):
        level = LevelFactory()
        LevelFactory(criterion=level.criterion, points=Decimal(0))
        with refused("level_points_once"):
            LevelFactory(criterion=level.criterion)
        with refused("level_points_not_negative"):
            update(level, points=Decimal("-0.5"))
        with refused("level_suggested_from_not_negative"):
            update(level, suggested_from=Decimal(-1))

    @pytest.mark.parametrize("kind", ["yes_no", "bonus"])
    def test_all_points_or_none(self, kind):
        score = ScoreFactory(criterion__kind=kind)
        update(score, points=Decimal(0))
        accepted()
        with refused("score_all_or_nothing"):
            update(score, points=Decimal("0.5"))

    def test_a_score_is_of_a_stated_level_unless_the_line_is_not_applicable(self):
        level = LevelFactory()
        lower = LevelFactory(criterion=level.criterion, points=Decimal(4))
        score = ScoreFactory(criterion=level.criterion, level=level)
        with refused("score_of_a_stated_level"):
            update(score, level=None)
        with refused("score_of_a_stated_level"):
            update(score, is_not_applicable=True)
        with refused("score_points_are_the_levels"):
            update(score, points=Decimal(4))
        update(score, points=Decimal(4), level=lower)
        update(score, points=level.points, level=None, is_not_applicable=True)
        accepted()

    def test_points_of_no_line_of_levels_have_no_level(self):
        level = LevelFactory()
        with refused("score_of_a_stated_level"):
            ScoreFactory(level=level)

    def test_what_is_not_applicable_counts_in_full(self):
        score = ScoreFactory(is_not_applicable=True)
        with refused("score_not_applicable_in_full"):
            update(score, points=Decimal(9))

    def test_a_scored_line_keeps_its_kind_and_its_levels(self):
        level = LevelFactory()
        ScoreFactory(criterion=level.criterion, level=level)
        with refused("score_points_are_the_levels"):
            update(level, points=Decimal(4))
        with refused("score_maximum_is_the_criterions"):
            update(level.criterion, kind="yes_no")
        assert Level.objects.get() == level


class TestScore:
    @pytest.fixture
    def score(self):
        return ScoreFactory(criterion__maximum=Decimal("7.5"))

    def test_once_per_criterion(self, score):
        with refused("score_once_per_criterion"):
            Score.objects.create(
                evaluation=score.evaluation,
                criterion=score.criterion,
                rubric=score.rubric,
                maximum=score.maximum,
                points=1,
            )

    @pytest.mark.parametrize("points", ["-0.5", "8.0"])
    def test_points_beyond_the_scale(self, score, points):
        with refused("score_between_0_and_maximum"):
            update(score, points=Decimal(points))

    @pytest.mark.parametrize("points", ["0.0", "3.5", "7.5"])
    def test_points(self, score, points):
        update(score, points=Decimal(points))
        accepted()
        assert Score.objects.get().points == Decimal(points)

    def test_the_maximum_is_the_criterions(self, score):
        with refused("score_maximum_is_the_criterions"):
            update(score, maximum=Decimal("8.0"))

    @pytest.mark.parametrize("maximum", ["5.0", "8.0"])
    def test_a_scored_criterion_keeps_its_maximum(self, score, maximum):
        with refused("score_maximum_is_the_criterions"):
            update(score.criterion, maximum=Decimal(maximum))

    def test_the_rubric_is_the_evaluations(self, score):
        other = CriterionFactory(maximum=score.maximum)

        with refused("score_rubric_is_the_evaluations"):
            update(score, criterion=other, rubric=other.rubric)
        with refused("score_maximum_is_the_criterions"):
            update(score, criterion=other)

    def test_a_scored_evaluation_keeps_its_rubric(self, score):
        with refused("score_rubric_is_the_evaluations"):
            update(score.evaluation, rubric=RubricFactory())
        with refused("score_rubric_is_the_evaluations"):
            update(score.evaluation, rubric=None)

    def test_a_scored_criterion_stays_in_its_rubric(self, score):
        with refused("score_maximum_is_the_criterions"):
            update(score.criterion, rubric=RubricFactory())
