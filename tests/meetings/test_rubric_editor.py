"""The editor of rubrics as it comes back: rows pasted, mistakes told, other rubrics in the way."""

import datetime as dt
import re

import pytest

from meetings.models import Rubric
from tests.factories import OrganizationTypeFactory

from .test_rubrics import BANDS, CRITERIA, lines, post_new, written_new

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("head")]


def test_lines_without_a_code_are_numbered_and_what_is_typed_stays(client):
    uncoded = [
        {"section": "1. Dự họp", "text": "Tỷ lệ dự", "maximum": "60", "ORDER": 2},
        {"section": "1. Dự họp", "text": "Đúng giờ", "maximum": "10", "ORDER": 1},
        {"section": "2. Chuẩn bị", "text": "Nội dung", "code": "1.1", "maximum": "30", "ORDER": 3},
    ]
    typed = lines("criteria", uncoded) | lines("bands", BANDS)
    shown = written_new(client, "rubric-preview", **typed).context["preview"]
    assert [c.code for c in shown.criteria] == ["1.2", "1.3", "1.1"]

    assert written_new(client, **typed).status_code == 302
    assert [(c.code, c.text) for c in Rubric.objects.get().criteria.all()] == [
        ("1.2", "Đúng giờ"),
        ("1.3", "Tỷ lệ dự"),
        ("1.1", "Nội dung"),
    ]


def test_rows_pasted_are_lines_of_the_page_before_anything_is_saved(client):
    typed = lines("criteria", [CRITERIA[2], CRITERIA[0] | {"ORDER": 1}]) | lines("bands", BANDS)
    rows = "Đúng giờ\t5\nII. Kết thúc\nBiên bản\t4\n4 | Đủ\n1 | Thiếu"
    page = written_new(client, **typed, pasted=rows, pasted_kind="yes_no", take_pasted="on", name="")

    form = page.context["form"]
    found = [[line[name].value() or "" for name in SAID] for line in form.criteria.as_they_stand]
    assert (page.status_code, len(page.context["taken"].lines), Rubric.objects.count()) == (200, 2, 0)
    assert found == [
        ["I. Dự họp", "Tỷ lệ dự", "", "60,5", ""],
        ["I. Dự họp", "Đúng giờ", "yes_no", "5", ""],
        ["II. Kết thúc", "Biên bản", "levels", "", "4 | Đủ\n1 | Thiếu"],
        ["", "", "", "", ""],
    ]
    assert (form["pasted"].value(), form.mistakes()) == ("", [])
    assert "Thuộc 2 phần: I. Dự họp; II. Kết thúc" in page.content.decode()


SAID = ("section", "text", "kind", "maximum", "levels")


def test_rows_without_points_stay_where_they_were_pasted(client):
    typed = lines("criteria", CRITERIA) | lines("bands", BANDS)
    page = written_new(client, **typed, pasted="Đúng giờ", take_pasted="on")
    form = page.context["form"]
    assert (page.context["taken"], form["pasted"].value(), len(form.criteria.forms)) == (None, "Đúng giờ", 3)


def test_what_is_missing_is_counted_with_the_way_there(client):
    page = post_new(client, [CRITERIA[0] | {"text": "", "maximum": "x"}, CRITERIA[1]], name="")
    assert [(m.anchor, m.is_missing) for m in page.context["form"].mistakes()] == [
        ("id_name", True),
        ("id_criteria-0-text", True),
        ("id_criteria-0-maximum", False),
    ]
    said = page.content.decode()
    assert "Còn 2 ô chưa điền." in said
    assert "1 ô ghi chưa đúng." in said
    assert 'href="#id_criteria-0-maximum"' in said


def test_one_mistake_far_down_is_told_at_the_top_as_well(client):
    page = post_new(client, [CRITERIA[0], CRITERIA[1] | {"maximum": ""}])
    assert [m.anchor for m in page.context["form"].mistakes()] == ["id_criteria-1-maximum"]
    said = page.content.decode()
    assert "Còn 1 ô chưa điền." in said
    assert 'aria-describedby="id_criteria-1-maximum_error"' in said
    assert 'id="id_criteria-1-maximum_error"' in said


def test_a_line_that_goes_has_no_mistakes(client):
    doomed = [CRITERIA[0] | {"maximum": "x", "DELETE": "on"}, CRITERIA[1]]
    page = post_new(client, doomed, [BANDS[0] | {"minimum": "", "DELETE": "on"}, BANDS[1]], name="")
    assert [m.anchor for m in page.context["form"].mistakes()] == ["id_name"]


def test_rows_that_are_not_lines_yet_are_not_lost_with_saving(client):
    page = post_new(client, pasted="Đúng giờ\t5")
    form = page.context["form"]
    assert (page.status_code, list(form.errors), Rubric.objects.count()) == (422, ["pasted"], 0)
    said = page.content.decode()
    assert form.errors["pasted"][0] in said
    assert re.search(r'id="pasted"\s+open', said)


def test_ending_one_until_further_notice_for_one_with_an_end_is_told(client):
    post_new(client)
    of_a_type = {
        "code": "K26",
        "valid_from": "01/03/2026",
        "organization_types": [OrganizationTypeFactory().pk],
    }
    post_new(client, kinds=["thematic"], code="K25-2")
    told = "sau ngày đó cả hai khung đều hết hiệu lực"
    assert told in post_new(client, **of_a_type, valid_to="31/12/2026").content.decode()
    assert told not in post_new(client, **of_a_type).content.decode()


def test_another_rubric_of_the_same_meetings_is_told_at_once_and_may_be_ended(client):
    post_new(client, valid_from="01/01/2025", kinds=["thematic"])
    first = Rubric.objects.get()
    again = {"code": "K26", "valid_from": "01/03/2026", "kinds": ["thematic"]}
    type_of_first = OrganizationTypeFactory()
    by_type = again | {"kinds": [], "organization_types": [type_of_first.pk]}

    page = post_new(client, name="", **{k: v for k, v in by_type.items() if k != "name"})
    form = page.context["form"]
    assert list(form.errors) == ["name", "ends"]
    assert [(rival, rival.may_end) for rival in form.rivals] == [(first, dt.date(2026, 2, 28))]

    assert post_new(client, ends=[first.pk], **by_type).status_code == 302
    first.refresh_from_db()
    assert first.valid_to == dt.date(2026, 2, 28)
    assert first.history.first().history_change_reason.endswith("K26")


def test_a_rubric_deleted_meanwhile_is_in_nobodys_way(client):
    post_new(client, kinds=["thematic"])
    first = Rubric.objects.get()
    gone = first.pk + 1
    of_a_type = [OrganizationTypeFactory().pk]
    again = {"code": "K26", "valid_from": "01/03/2026", "organization_types": of_a_type}

    page = post_new(client, **again, ends=[gone, "x"])
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["ends"])

    assert post_new(client, **again, ends=[first.pk, gone]).status_code == 302
    first.refresh_from_db()
    assert first.valid_to == dt.date(2026, 2, 28)


def test_one_that_begins_no_earlier_is_not_ended(client):
    post_new(client)
    first = Rubric.objects.get()
    page = post_new(client, code="K26", ends=[first.pk])
    first.refresh_from_db()
    assert (page.status_code, first.valid_to, Rubric.objects.count()) == (422, None, 1)
    assert [(r.is_alike, r.may_end) for r in page.context["form"].rivals] == [(True, None)]
