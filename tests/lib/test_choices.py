"""Choosing among many: a box, or a search with what it found. What is offered is judged as what is sent."""

import pytest
from django.urls import reverse

from attendance.models import Trip
from committees.forms.fields import CommitteeFilterField
from lib.forms import choices
from lib.forms.filters import ListFilterForm
from tests.factories import CommitteeFactory, LeaderFactory
from tests.pages import attribute, feedback, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

CREATE = reverse("attendance:trip-create")
WRITTEN = {"date_from": "12/3/2018", "place": "Hà Nội"}


@pytest.fixture
def many(monkeypatch):
    """One more than a box holds here."""
    monkeypatch.setattr(choices, "IN_A_BOX", 1)


@pytest.fixture
def leaders(chief, department_head, other_chief, many):
    return chief, department_head, other_chief


def offered(page, name="leader") -> list[str]:
    radios = find_all(parse(page), "input", type="radio", name=name)
    labels = {attribute(label, "for"): text(label) for label in find_all(parse(page), "label")}
    return [labels[attribute(radio, "id")] for radio in radios]


def test_few_stand_in_a_box(as_staff, chief, department_head):
    assert [attribute(option, "value") for option in find_all(parse(as_staff.get(CREATE)), "option")] == [
        "",
        str(chief.pk),
        str(department_head.pk),
    ]


def test_of_many_nothing_is_offered_before_somebody_types(as_staff, leaders):
    page = as_staff.get(CREATE)
    assert offered(page) == []
    assert list(find_all(parse(page), "select")) == []


def test_found_without_diacritics_of_ones_own_and_all_typed_stays(as_staff, leaders, chief, commission):
    page = as_staff.post(CREATE, WRITTEN | {"leader-q": "van an", "find": "leader"})
    assert (page.status_code, feedback(page)) == (200, [])
    assert offered(page) == [f"Nguyễn Văn An – Trưởng ban, {commission.label}"]
    assert typed(page) | WRITTEN | {"leader-q": "van an"} == typed(page)
    assert offered(as_staff.post(CREATE, {"leader-q": "cuong", "find": "leader"})) == []
    assert Trip.objects.count() == 0


def test_what_is_chosen_stays_after_a_mistake_and_is_saved(as_staff, leaders, chief, department_head):
    data = typed(as_staff.get(CREATE)) | WRITTEN | {"leader": chief.pk, "leader-q": "n"}
    page = as_staff.post(CREATE, data)
    assert (page.status_code, typed(page)["leader"], typed(page)["leader-q"]) == (422, str(chief.pk), "n")
    assert len(offered(page)) == 1
    again = as_staff.post(CREATE, typed(page) | {"leader-q": "b", "find": "leader"})
    assert [label.partition(" –")[0] for label in offered(again)] == [str(chief), str(department_head)]
    assert as_staff.post(CREATE, typed(again) | {"date_to": "16/3/2018"}).status_code == 302
    assert Trip.objects.get().leader == chief


def test_what_is_missing_is_told_beside_it(as_staff, leaders):
    """Bootstrap hides it unless what stands before it, on the same level, is wrong."""
    page = as_staff.post(CREATE, WRITTEN | {"date_to": "16/3/2018"})
    [choice] = find_all(parse(page), "div", class_="searched-choice")
    assert "is-invalid" in attribute(choice, "class")
    around = [div.children for div in find_all(parse(page), "div") if choice in div.children]
    assert "Chưa điền mục “Cán bộ lãnh đạo”." in [text(e) for e in around[0] if not isinstance(e, str)]


@pytest.mark.parametrize("value", ["", "x", "0", "\0", "9" * 30])
def test_what_nobody_could_have_chosen_is_refused_as_from_a_box(value, as_staff, leaders, other_chief):
    for leader in (value, other_chief.pk):
        page = as_staff.post(
            CREATE, WRITTEN | {"date_to": "16/3/2018", "leader": leader, "leader-q": "van an"}
        )
        assert page.status_code == 422
        assert len(feedback(page)) == 1
        assert [label.partition(" –")[0] for label in offered(page)] == ["Nguyễn Văn An"]


def test_of_several_ticked_all_stay_while_somebody_looks(as_official, leaders, cells, commission):
    page = as_official.post(
        reverse("attendance:target-create"),
        {"cells": [cells[0].pk, cells[1].pk], "number": "x", "leader-q": "binh", "find": "leader"},
    )
    boxes = find_all(parse(page), "input", name="cells")
    ticked = {int(attribute(box, "value")) for box in boxes if "checked" in dict(box.attributes)}
    assert ticked == {cells[0].pk, cells[1].pk}
    assert typed(page)["number"] == "x"
    assert len(offered(page)) == 2  # nobody, or the one found


def test_the_very_words_come_first(as_staff, leaders, commission):
    LeaderFactory(committee=commission, full_name="An Nguyễn Văn")
    page = as_staff.post(CREATE, {"leader-q": "nguyen van an", "find": "leader"})
    assert [label.partition(" –")[0] for label in offered(page)] == ["Nguyễn Văn An", "An Nguyễn Văn"]


def test_of_more_than_are_shown_one_types_on(as_staff, leaders, commission, monkeypatch):
    monkeypatch.setattr(choices, "FOUND", 2)
    for number in range(3):
        LeaderFactory(committee=commission, full_name=f"Đỗ Thị {number}")
    page = as_staff.post(CREATE, {"leader-q": "do thi", "find": "leader"})
    assert len(offered(page)) == 2
    assert "Còn nhiều kết quả khác: hãy gõ thêm." in text(find(parse(page), id="id_leader-found"))


def test_a_filter_offers_all_of_them_beside_what_is_found(many, province, commission, other_commission):
    class Filter(ListFilterForm):
        committee = CommitteeFilterField()

    def shown(**data) -> list[str]:
        form = Filter(data)
        form.fields["committee"].queryset = type(commission).objects.all()
        page = type("Page", (), {"content": str(form["committee"]).encode(), "charset": "utf-8"})
        return offered(page, "committee")

    assert shown() == ["Tất cả"]
    assert shown(**{"committee-q": "to chuc"}) == ["Tất cả", commission.label]
    chosen = {"committee": other_commission.code, "committee-q": "to chuc"}
    assert shown(**chosen) == ["Tất cả", other_commission.label]
    assert shown(**chosen, find="committee") == ["Tất cả", other_commission.label, commission.label]


def test_searching_takes_as_many_queries_whatever_is_found(
    as_staff, leaders, commission, django_assert_num_queries
):
    for number in range(3):
        LeaderFactory(committee=CommitteeFactory(parent=commission), full_name=f"Đỗ Thị {number}")
    for words in ("do thi", "an"):
        with django_assert_num_queries(9):
            as_staff.post(CREATE, {"leader-q": words, "find": "leader"})


def test_what_no_database_looks_for_finds_nothing(as_staff, leaders):
    page = as_staff.post(CREATE, WRITTEN | {"leader-q": "a\0b", "find": "leader"})
    assert (page.status_code, offered(page)) == (200, [])


def test_enter_in_another_field_saves(as_staff, leaders, chief):
    """Of a form's buttons browsers press the first; “Find” is not what the form is for."""
    forms = find_all(parse(as_staff.get(CREATE)), "form", method="post")
    (form,) = (form for form in forms if list(find_all(form, "input", name="leader-q")))
    assert attribute(next(find_all(form, "button")), "name") is None
