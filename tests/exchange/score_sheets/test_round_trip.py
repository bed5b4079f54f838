"""Whatever was scored comes back as it was, of any rubric, from either file."""

import random
from decimal import Decimal

import pytest

from meetings.models import Evaluation
from meetings.rating import is_asked, rate
from tests.factories import CriterionFactory, EvaluationFactory, LevelFactory, RubricFactory, ScoreFactory

from .sheets import as_excel, as_word, reading

pytestmark = pytest.mark.django_db
WORDS = ["Nội dung", "(mục 1)", "–", "tháng;", "trước:", "50%", "phát biểu,", "Điểm cộng", "không áp dụng"]
KINDS = ("points", "levels", "yes_no", "bonus")


def random_rubric(chance: random.Random):
    rubric = RubricFactory()

    def words() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 6))).lstrip("–")

    for number in range(chance.randint(4, 12)):
        kind = KINDS[number % 4]
        criterion = CriterionFactory(
            rubric=rubric,
            position=number,
            section=f"{number // 3 + 1}. Mục",
            code=chance.choice((f"{number // 3 + 1}.{number + 1}", f"{number + 1}", f"TC{number} (b)")),
            text=f"{words()} {number}",
            maximum=Decimal(chance.randint(1, 20)) / 2,
            kind=kind,
            is_gate=kind == "points" and chance.random() < 0.3,
            not_applicable_when=chance.choice(("", "", f"chi bộ {words()}")),
            theme=chance.choice(("always", "always", "full", "left_out")) if number else "always",
        )
        steps = {
            criterion.maximum,
            *(Decimal(chance.randint(0, int(2 * criterion.maximum))) / 2 for _n in "abc"),
        }
        for step in steps if kind == "levels" else ():
            LevelFactory(criterion=criterion, points=step, condition=f"{words()} {step}")
    return rubric


def scored(chance: random.Random, visit, rubric, leader) -> dict:
    """A stored evaluation with a random answer for each line that is asked; what was answered, by code."""
    given = {}
    evaluation = EvaluationFactory(
        meeting=visit.meeting, leader=leader, rubric=rubric, has_theme=visit.meeting.has_theme
    )
    for criterion in rubric.criteria.prefetch_related("levels"):
        if not is_asked(criterion, has_theme=visit.meeting.has_theme):
            continue
        is_absent = bool(criterion.not_applicable_when) and chance.random() < 0.5
        level = chance.choice(list(criterion.levels.all())) if criterion.kind == "levels" else None
        half = Decimal(chance.randint(0, int(2 * criterion.maximum))) / 2
        points = (
            level.points
            if level
            else half
            if criterion.kind == "points"
            else chance.choice((0, criterion.maximum))
        )
        note = f"Vì {chance.choice(WORDS)}: …" if criterion.kind != "bonus" and chance.random() < 0.5 else ""
        ScoreFactory(
            evaluation=evaluation,
            criterion=criterion,
            points=criterion.maximum if is_absent else points,
            level=None if is_absent else level,
            is_not_applicable=is_absent,
            note=note,
        )
        given[criterion.code] = (None if is_absent else points, is_absent, note)
    scores = {score.criterion_id: score.points for score in evaluation.scores.all()}
    total, _band = rate(rubric.criteria.all(), (), scores, has_theme=visit.meeting.has_theme)
    Evaluation.objects.filter(pk=evaluation.pk).update(total=total)
    return given


@pytest.mark.parametrize("seed", range(12))
def test_random_rubrics_scored_by_both(visit, seed):
    chance = random.Random(seed)
    visit.meeting.kind = ("regular", "combined")[seed % 2]
    visit.meeting.save()
    rubric = random_rubric(chance)
    by_cell, by_leader = (scored(chance, visit, rubric, leader) for leader in (None, visit.leader))
    for data in (as_excel(visit), as_word(visit)):
        for given, of_leader in ((by_cell, False), (by_leader, True)):
            found = reading(data, visit, rubric, by_leader=of_leader)
            codes = dict(rubric.criteria.values_list("pk", "code"))
            assert {
                codes[pk]: (answer.points, answer.is_not_applicable, answer.note or answer.problem)
                for pk, answer in found.answers.items()
            } == given
            assert (found.doubts, found.hints) == ([], [])
