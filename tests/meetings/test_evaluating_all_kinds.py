"""A score sheet with every kind of line, scored through its page."""

from decimal import Decimal

import pytest
from django.urls import reverse

from meetings.models import Evaluation, Meeting, Rubric
from tests.factories import (
    CriterionFactory,
    LevelFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)
from tests.pages import find, parse, text, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def rubric():
    rubric = RubricFactory(wants_notes=True)

    def line(code, section, maximum, **values):
        place = rubric.criteria.count()
        return CriterionFactory(
            rubric=rubric, code=code, section=section, maximum=Decimal(maximum), position=place, **values
        )

    share = line("1", "I", 4, kind="levels", section_maximum=Decimal(5), measure="attendance")
    for points, value in ((4, 90), (3, 75), (1, 0)):
        LevelFactory(criterion=share, points=Decimal(points), suggested_from=Decimal(value))
    line("2", "I", 1, kind="bonus")
    line("3", "II", 2, kind="yes_no", is_gate=True, not_applicable_when="nơi chỉ có bí thư")
    line("4", "II", 3)
    line("5", "II", 5, theme="full", kind="yes_no")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=14, needs_gates=True)
    RatingBandFactory(rubric=rubric, label="Kém", minimum=0)
    return rubric


@pytest.fixture
def visit(chief, cell):
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    Meeting.objects.filter(pk=visit.meeting_id).update(members_total=10, members_present=8)
    return visit


@pytest.fixture
def post(as_staff, visit, rubric):
    pk = dict(rubric.criteria.values_list("code", "pk"))

    def post(answers, *, version=0, step="update", **more):
        """`answers` by what is said ("criterion", "absent", "note") and the line's code."""
        sent = {f"{kind}_{pk[code]}": value for (kind, code), value in answers.items()}
        address = reverse(f"attendance:evaluation-{step}", args=[visit.pk, "leader"])
        return as_staff.post(address, sent | {"version": version} | more)

    return post


@pytest.mark.parametrize("wants_notes", [True, False])
def test_that_reasons_are_asked_for_is_said_beforehand(wants_notes, rubric, as_staff, visit):
    Rubric.objects.update(wants_notes=wants_notes)
    page = as_staff.get(reverse("attendance:evaluation-update", args=[visit.pk, "leader"]))
    assert ("trừ điểm phải ghi thuyết minh" in text(parse(page))) is wants_notes


ANSWERS = {
    ("criterion", "1"): "4.0",
    ("criterion", "2"): "1.0",
    ("absent", "3"): "on",
    ("criterion", "4"): "2,5",
    ("note", "4"): "Kết luận chưa rõ",
}


def scores():
    return {
        s.criterion.code: (s.points, s.level and s.level.points, s.is_not_applicable, s.note)
        for s in Evaluation.objects.get().scores.select_related("criterion", "level")
    }


def test_every_kind_is_stored_as_it_was_answered(post, as_staff, visit):
    assert post(ANSWERS).status_code == 302
    stored = Evaluation.objects.get()
    # 5 of I, 2 + 2,5 + 5 of II, the last in full as the meeting had no theme.
    assert (stored.total, stored.band.label, stored.has_theme) == (Decimal("14.5"), "Tốt", False)
    assert scores() == {
        "1": (4, 4, False, ""),
        "2": (1, None, False, ""),
        "3": (2, None, True, ""),
        "4": (Decimal("2.5"), None, False, "Kết luận chưa rõ"),
    }
    reopened = as_staff.get(reverse("attendance:evaluation-update", args=[visit.pk, "leader"]))
    again = {name: value for name, value in typed(reopened).items() if value}
    assert as_staff.post(reopened.request["PATH_INFO"], again).status_code == 302
    assert (Evaluation.objects.get().total, len(scores())) == (Decimal("14.5"), 4)
    read = as_staff.get(reverse("attendance:evaluation-detail", args=[visit.pk])).content.decode()
    for said in ("nơi chỉ có bí thư", "Thuyết minh: Kết luận chưa rõ", "Tính đủ điểm (5)", "9,5/10"):
        assert said in read
    history = as_staff.get(reverse("attendance:evaluation-history", args=[visit.pk, "leader"]))
    assert "Kết luận chưa rõ" in history.content.decode()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({("note", "4"): ""}, "note"),
        ({("criterion", "1"): ""}, "criterion"),
        ({("criterion", "1"): "2.0"}, "criterion"),
        ({("criterion", "3"): "2.0"}, "criterion"),
        ({("criterion", "2"): "0.5"}, "criterion"),
    ],
    ids=["no note", "no level", "no such level", "points of what does not apply", "half a bonus"],
)
def test_what_is_refused_and_where_it_is_said(post, changed, field):
    page = post(ANSWERS | changed)
    assert page.status_code == 422
    (wrong,) = page.context["form"].errors
    assert wrong.startswith(f"{field}_")
    assert not Evaluation.objects.exists()


def test_a_draft_may_lack_notes_and_points(post):
    post({("criterion", "4"): "1"}, draft="1")
    assert scores() == {"4": (1, None, False, "")}


def test_lines_that_wait_for_a_theme_are_asked_at_a_meeting_with_one(post, as_staff, visit, rubric):
    post(ANSWERS)
    Meeting.objects.filter(pk=visit.meeting_id).update(kind=Meeting.Kind.COMBINED)
    page = as_staff.get(reverse("attendance:evaluation-update", args=[visit.pk, "leader"]))
    assert "Hình thức sinh hoạt đã được sửa" in text(parse(page))
    assert post(ANSWERS, version=1).status_code == 422
    post(ANSWERS | {("criterion", "5"): "0.0", ("note", "5"): "Chưa chuẩn bị"}, version=1)
    stored = Evaluation.objects.get()
    assert (stored.total, stored.band.label, stored.has_theme) == (Decimal("9.5"), "Kém", True)


def test_the_running_total_and_what_a_level_is_suggested_from(post, as_staff, visit):
    page = as_staff.get(reverse("attendance:evaluation-update", args=[visit.pk, "leader"]))
    assert "Gợi ý 3 điểm: 8/10" in text(parse(page))
    told = parse(post(ANSWERS | {("criterion", "1"): "1.0", ("note", "1"): "x"}, step="rating"))
    assert text(find(told, "span", data_total=None)) == "11,5"
    assert text(find(told, "span", id="section_1")) == "2,0"
