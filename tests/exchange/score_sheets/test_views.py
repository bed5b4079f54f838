"""The evaluation's page with a sheet handed back: the form filled in, nothing saved, nothing typed lost."""

import pytest
from django.urls import reverse

from meetings.models import Evaluation, Meeting, Rubric
from tests.factories import CriterionFactory, EvaluationFactory, ScoreFactory
from tests.pages import alerts, attribute, find, find_all, parse, text, typed

from .sheets import CELL, as_excel, as_word, upload

pytestmark = pytest.mark.django_db
FULL = {"1.1": "6", "– Từ 90": "x", "2.1": 2, "2.3": 1}


def url(visit, scorer="leader", name="exchange:evaluation-fill"):
    return reverse(name, args=[visit.pk, scorer])


@pytest.fixture
def hand_in(as_staff, visit):
    """The form posted as it is opened, with what is typed besides and a file."""

    def hand_in(data: bytes | None, sent: dict | None = None, *, scorer="leader", name="phieu.xlsx"):
        form = typed(as_staff.get(url(visit, scorer, "attendance:evaluation-update")))
        file = {} if data is None else {"score_sheet": upload(data, name)}
        sent = {key: value for key, value in form.items() if value} | (sent or {}) | file
        return as_staff.post(url(visit, scorer), sent)

    return hand_in


def fields(page, rubric) -> dict:
    """(points, does not apply, note) by code, as the page shows them."""
    shown = typed(page)
    return {
        c.code: tuple(shown.get(f"{name}_{c.pk}", "") for name in ("criterion", "absent", "note"))
        for c in rubric.criteria.all()
        if c.theme == "always"
    }


def test_the_form_comes_back_filled_in_and_is_saved_like_any_other(hand_in, as_staff, visit, rubric):
    data = as_excel(visit, FULL | {"1.1": "4,5"}, notes=["– 1.1 (cấp trên chấm): Thiếu tài liệu"])
    page = hand_in(data)
    assert page.status_code == 200
    assert fields(page, rubric) == {
        "1.1": ("4,5", "", "Thiếu tài liệu"),
        "1.2": ("4.0", "", ""),
        "2.1": ("2.0", "", ""),
        "2.3": ("1.0", "", ""),
    }
    assert text(find(parse(page), "span", data_total=None)) == "10,5"
    assert alerts(page) == ["Đã điền 4 dòng từ “phieu.xlsx”. Chưa lưu gì: hãy xem lại rồi lưu."]
    assert not Evaluation.objects.exists()
    form = find(parse(page), "form", id="evaluation")
    assert attribute(form, "data-filled") is not None
    address = attribute(form, "action").removesuffix("?")
    assert address == url(visit, name="attendance:evaluation-update")
    filled = {key: value for key, value in typed(page).items() if value}
    assert as_staff.post(address, filled).status_code == 302
    saved = Evaluation.objects.get()
    assert (str(saved.total), saved.leader, saved.is_draft) == ("10.5", visit.leader, False)


def test_word_and_the_cells_own_column(hand_in, visit, rubric):
    page = hand_in(as_word(visit, FULL, column=CELL), scorer="cell", name="phieu.docx")
    assert [points for points, _absent, _note in fields(page, rubric).values()] == [
        "6,0",
        "4.0",
        "2.0",
        "1.0",
    ]
    assert hand_in(as_word(visit, FULL, column=CELL)).status_code == 422


def test_what_was_typed_gives_way_to_the_sheet_and_stays_where_it_says_nothing(hand_in, visit, rubric):
    gate, levels, meets, _theme, bonus = rubric.criteria.all()
    sent = {
        f"criterion_{gate.pk}": "5",
        f"note_{gate.pk}": "Thiếu",
        f"criterion_{levels.pk}": "4.0",
        f"absent_{meets.pk}": "on",
        f"criterion_{bonus.pk}": "1.0",
        "remarks": "Sôi nổi",
    }
    page = hand_in(as_excel(visit, {"1.1": 6, "– Từ 90": "x", "2.1": 0, "2.3": 7}), sent)
    assert fields(page, rubric) == {
        "1.1": ("6,0", "", "Thiếu"),
        "1.2": ("4.0", "", ""),
        "2.1": ("0.0", "", ""),
        "2.3": ("1.0", "", ""),
    }
    assert typed(page)["remarks"] == "Sôi nổi"
    told = " ".join(alerts(page))
    assert "Trước đó biểu mẫu ghi khác ở dòng: 1.1, 2.1." in told
    assert "giữ nguyên nội dung đã nhập ở dòng: 2.3." in told
    wrong = find(parse(page), "div", id=f"id_criterion_{bonus.pk}_error")
    assert text(wrong) == "Phiếu ghi 7 điểm; dòng này từ 0 đến 1 điểm."
    assert list(find_all(parse(page), "input", autofocus=None)) == []


def test_what_does_not_apply_takes_the_points_away(hand_in, visit, rubric):
    meets = rubric.criteria.get(code="2.1")
    page = hand_in(as_excel(visit, {"2.1": "không áp dụng"}), {f"criterion_{meets.pk}": "2.0"})
    assert fields(page, rubric)["2.1"] == ("", "on", "")


def test_a_note_at_a_bonus_is_told_beside_it(hand_in, visit, rubric):
    page = hand_in(as_excel(visit, FULL, notes=["– 2.3 (cấp trên chấm): Hay"]))
    wrong = find(parse(page), "div", id=f"id_criterion_{rubric.criteria.get(code='2.3').pk}_error")
    assert text(wrong) == "Phiếu có thuyết minh mà dòng này không có chỗ ghi: Hay"


@pytest.mark.parametrize("data", [None, b"%PDF-1.7"], ids=["none", "another kind"])
def test_a_file_that_is_refused_leaves_the_form_as_it_was(hand_in, visit, rubric, data):
    gate = rubric.criteria.get(code="1.1")
    page = hand_in(data, {f"criterion_{gate.pk}": "5", "remarks": "Sôi nổi"})
    assert page.status_code == 422
    assert (fields(page, rubric)["1.1"][0], typed(page)["remarks"]) == ("5", "Sôi nổi")
    assert "Chưa điền gì; nội dung đã nhập vẫn còn nguyên." in " ".join(alerts(page))
    assert attribute(find(parse(page), id="evaluation"), "data-filled") is not None


def test_enter_finishes_the_evaluation(as_staff, visit, rubric):
    """A browser presses the first button of the form: not the one that fills it in."""
    form = find(parse(as_staff.get(url(visit, "leader", "attendance:evaluation-update"))), id="evaluation")
    first = next(b for b in find_all(form, "button") if attribute(b, "type") in (None, "submit"))
    assert (attribute(first, "formaction"), attribute(first, "name")) == (None, None)


def test_without_a_rubric_there_is_nothing_to_fill_in(as_staff, visit, rubric):
    data = as_excel(visit, FULL)
    Rubric.objects.all().delete()
    page = as_staff.get(url(visit, name="attendance:evaluation-update"))
    assert "id_score_sheet" not in page.content.decode()
    refused = as_staff.post(url(visit), {"version": 0, "score_sheet": upload(data)})
    assert refused.status_code == 422


def test_a_finished_evaluation_is_filled_in_as_well_and_stays_finished(hand_in, visit, rubric):
    finished = EvaluationFactory(meeting=visit.meeting, leader=visit.leader, rubric=rubric, total="6")
    ScoreFactory(evaluation=finished, criterion=rubric.criteria.get(code="1.1"), points="6")
    page = hand_in(as_excel(visit, {"1.1": "5", "1.2": "2", "2.1": 2, "2.3": 0}))
    assert [points for points, _absent, _note in fields(page, rubric).values()] == [
        "5,0",
        "2.0",
        "2.0",
        "0.0",
    ]
    assert list(find_all(parse(page), "button", name="draft")) == []
    finished.refresh_from_db()
    assert str(finished.total) == "6.0"


def test_opened_again_it_is_the_evaluations_form(as_staff, visit, rubric):
    page = as_staff.get(url(visit))
    assert page.status_code == 200
    action = attribute(find(parse(page), "form", id="evaluation"), "action")
    assert action.removesuffix("?") == url(visit, name="attendance:evaluation-update")


@pytest.mark.parametrize("more", [0, 3])
def test_queries_do_not_grow_with_the_lines(as_staff, visit, rubric, more, django_assert_num_queries):
    for number in range(more):
        CriterionFactory(rubric=rubric, code=f"3.{number}", text=f"Việc {number}", section="3", position=9)
    data = as_excel(visit, FULL)
    Meeting.objects.update(members_total=20)
    with django_assert_num_queries(22):
        assert as_staff.post(url(visit), {"version": 0, "score_sheet": upload(data)}).status_code == 200
