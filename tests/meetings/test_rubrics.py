"""Writing rubrics: lines by form, frozen once used, new versions."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from meetings.models import Rubric
from tests.factories import (
    CriterionFactory,
    EvaluationFactory,
    RatingBandFactory,
    RubricFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("head")]


def lines(prefix: str, rows: list[dict]) -> dict:
    typed = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        typed |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return typed


def stored_lines(page, kind: str) -> dict:
    formset = getattr(page.context["form"], kind)
    typed = {f"{formset.prefix}-TOTAL_FORMS": formset.total_form_count()}
    typed[f"{formset.prefix}-INITIAL_FORMS"] = formset.initial_form_count()
    for form in formset.forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False and value != "":
                typed[field.html_name] = value
    return typed


RUBRIC = {"name": "Khung 2025", "document": "", "valid_from": "01/01/2025", "valid_to": "", "code": "K25"}
CRITERIA = [
    {"section": "I. Dự họp", "text": "Tỷ lệ dự", "code": "1", "maximum": "60,5", "is_gate": "on", "ORDER": 2},
    {"section": "II. Chuẩn bị", "text": "Nội dung", "code": "2", "maximum": "39,5", "ORDER": 1},
    {"section": "", "text": "", "code": "", "maximum": "", "ORDER": ""},
]
BANDS = [{"label": "Tốt", "minimum": "90", "needs_gates": "on"}, {"label": "Kém", "minimum": "0"}]


def post_new(client, criteria=CRITERIA, bands=BANDS, **values):
    typed = RUBRIC | values | lines("criteria", criteria) | lines("bands", bands)
    return client.post(reverse("meetings:rubric-create"), typed)


def written_new(client, action="rubric-create", **typed):
    return client.post(reverse(f"meetings:{action}"), RUBRIC | typed)


def test_a_rubric_written_line_by_line_in_the_order_of_the_page(client):
    assert post_new(client).status_code == 302

    rubric = Rubric.objects.get()
    assert [(c.code, c.maximum, c.is_gate) for c in rubric.criteria.all()] == [
        ("2", Decimal("39.5"), False),
        ("1", Decimal("60.5"), True),
    ]
    assert [(b.label, b.minimum, b.needs_gates) for b in rubric.bands.all()] == [
        ("Tốt", Decimal(90), True),
        ("Kém", Decimal(0), False),
    ]
    page = client.get(reverse("meetings:rubric-detail", args=[rubric.pk]))
    assert page.context["total"] == 100


def test_blank_lines_are_left_out_wherever_they_stand(client):
    """The script numbers every line, blank ones, too."""
    blank = CRITERIA[2] | {"section": "I. Dự họp"}  # as the line above
    numbered = [
        row | {"ORDER": n} for n, row in enumerate([blank, CRITERIA[0], blank, CRITERIA[1], blank], start=1)
    ]
    assert post_new(client, numbered).status_code == 302
    assert list(Rubric.objects.get().criteria.values_list("code", flat=True)) == ["1", "2"]


def test_an_end_before_the_beginning_is_said_beside_the_end(client):
    page = post_new(client, valid_to="31/12/2024")
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["valid_to"])


@pytest.mark.parametrize(
    ("criteria", "bands"),
    [
        ([CRITERIA[2]], BANDS),
        (CRITERIA, [{"label": "", "minimum": ""}]),
        ([CRITERIA[0], CRITERIA[1] | {"code": "1"}], BANDS),
        (CRITERIA, [{"label": "Tốt", "minimum": "100,5"}]),
        ([CRITERIA[0] | {"maximum": "7,3"}], BANDS),
        ([CRITERIA[0] | {"maximum": "nhiều"}], BANDS),
    ],
    ids=["no criterion", "no band", "a code twice", "out of reach", "no half", "no number"],
)
def test_what_does_not_fit_is_said_and_nothing_is_saved(criteria, bands, client):
    page = post_new(client, criteria, bands)
    assert page.status_code == 422
    form = page.context["form"]
    assert form.non_field_errors() or any(form.criteria.errors) or any(form.bands.errors)
    assert Rubric.objects.count() == 0


@pytest.fixture
def rubric():
    rubric = RubricFactory(valid_from=dt.date(2017, 1, 1))
    CriterionFactory(rubric=rubric, text="Tỷ lệ dự", maximum=Decimal(10))
    RatingBandFactory(rubric=rubric, minimum=Decimal(0))
    return rubric


@pytest.mark.parametrize("is_used", [False, True])
def test_the_rate_may_be_set_and_the_points_only_before_use(is_used, rubric, client):
    if is_used:
        EvaluationFactory(rubric=rubric)
    address = reverse("meetings:rubric-update", args=[rubric.pk])
    page = client.get(address)
    typed = {name: page.context["form"][name].value() or "" for name in ("name", "document", "code")}
    typed |= {"valid_from": "01/01/2017", "valid_to": ""}
    typed |= stored_lines(page, "criteria") | stored_lines(page, "bands")
    first = next(name for name in typed if name.endswith("-maximum")).removesuffix("-maximum")

    sent = client.post(address, typed | {f"{first}-full_from_rate": "85", f"{first}-maximum": "20"})

    assert sent.status_code == 302
    criterion = rubric.criteria.order_by("position").first()
    assert (criterion.full_from_rate, criterion.maximum) == (
        85,
        Decimal(10) if is_used else Decimal(20),
    )


def test_codes_change_places(rubric, client):
    CriterionFactory(rubric=rubric, code="A", maximum=Decimal(3), position=8)
    CriterionFactory(rubric=rubric, code="B", maximum=Decimal(4), position=9)
    address = reverse("meetings:rubric-update", args=[rubric.pk])
    page = client.get(address)
    typed = {name: page.context["form"][name].value() or "" for name in ("name", "document", "code")}
    typed |= {"valid_from": "01/01/2017"} | stored_lines(page, "criteria") | stored_lines(page, "bands")
    a, b = (next(name for name, value in typed.items() if value == code) for code in "AB")

    assert client.post(address, typed | {a: "B", b: "A"}).status_code == 302
    maxima = dict(rubric.criteria.filter(code__in=["A", "B"]).values_list("code", "maximum"))
    assert maxima == {"B": 3, "A": 4}


def test_a_sections_maximum_goes_to_another_line(client):
    assert post_new(client, [BONUS | {"ORDER": 1}, LEVELS | {"ORDER": 2}], TWO_BANDS).status_code == 302
    rubric = Rubric.objects.get()
    address = reverse("meetings:rubric-update", args=[rubric.pk])
    page = client.get(address)
    typed = RUBRIC | stored_lines(page, "criteria") | stored_lines(page, "bands")
    stood = next(name for name in typed if name.endswith("-section_maximum"))
    goes_to = stood.replace("criteria-1", "criteria-0")

    assert client.post(address, typed | {stood: "", goes_to: "5"}).status_code == 302
    assert list(rubric.criteria.values_list("code", "section_maximum")) == [("2", 5), ("1", None)]


def test_a_line_is_no_formula(client):
    page = post_new(client, [CRITERIA[0] | {"text": "=1+1"}])
    assert page.status_code == 422
    assert Rubric.objects.count() == 0


def test_a_line_is_removed(rubric, client):
    CriterionFactory(rubric=rubric, code="X", maximum=Decimal(3))
    address = reverse("meetings:rubric-update", args=[rubric.pk])
    page = client.get(address)
    typed = {name: page.context["form"][name].value() or "" for name in ("name", "document", "code")}
    typed |= {"valid_from": "01/01/2017"} | stored_lines(page, "criteria") | stored_lines(page, "bands")
    doomed = next(name for name, value in typed.items() if value == "X").removesuffix("-code")

    client.post(address, typed | {f"{doomed}-DELETE": "on"})
    assert "X" not in rubric.criteria.values_list("code", flat=True)
    assert rubric.criteria.count() >= 1


def test_a_new_version_ends_the_present_one_the_day_before(rubric, client):
    evaluation = EvaluationFactory(rubric=rubric)
    address = reverse("meetings:rubric-version", args=[rubric.pk])
    early = client.post(address, {"name": "Khung mới", "code": "K2", "valid_from": "01/01/2017"})
    assert list(early.context["form"].errors) == ["valid_from"]

    client.post(address, {"name": "Khung mới", "code": "K2", "valid_from": "01/07/2025"})

    rubric.refresh_from_db()
    version = Rubric.objects.get(code="K2")
    assert (rubric.valid_to, version.valid_from, version.valid_to) == (
        dt.date(2025, 6, 30),
        dt.date(2025, 7, 1),
        None,
    )
    assert [c.text for c in version.criteria.all()] == [c.text for c in rubric.criteria.all()]
    assert version.bands.count() == rubric.bands.count()
    evaluation.refresh_from_db()
    assert evaluation.rubric == rubric


def test_a_copy_leaves_the_first_and_warns_of_the_overlap(rubric, client):
    client.post(
        reverse("meetings:rubric-copy", args=[rubric.pk]),
        {"name": "Bản sao", "code": "K3", "valid_from": "01/01/2018"},
    )
    rubric.refresh_from_db()
    copied = Rubric.objects.get(code="K3")
    assert rubric.valid_to is None
    page = client.get(reverse("meetings:rubric-detail", args=[copied.pk]))
    assert list(page.context["rivals"]) == [rubric]


def test_a_used_rubric_cannot_be_deleted(rubric, client):
    EvaluationFactory(rubric=rubric)
    assert client.post(reverse("meetings:rubric-delete", args=[rubric.pk])).status_code == 422
    unused = RubricFactory()
    assert client.post(reverse("meetings:rubric-delete", args=[unused.pk])).status_code == 302
    assert list(Rubric.objects.all()) == [rubric]


LEVELS = {
    "section": "I. Dự họp",
    "text": "Tỷ lệ dự",
    "code": "1",
    "kind": "levels",
    "levels": "4 | Từ 90% | 90\n1 | Dưới 90% | 0",
    "section_maximum": "5",
    "measure": "attendance",
    "ORDER": 1,
}
BONUS = {"section": "I. Dự họp", "text": "Thêm", "code": "2", "kind": "bonus", "maximum": "1", "ORDER": 2}
TWO_BANDS = [{"label": "Tốt", "minimum": "4"}, {"label": "Kém", "minimum": "0"}]


def test_levels_a_bonus_and_the_meetings_that_they_are_for(client):
    assert post_new(client, [LEVELS, BONUS], TWO_BANDS, kinds=["combined", "thematic"]).status_code == 302
    rubric = Rubric.objects.get()
    first = rubric.criteria.first()
    assert (first.maximum, first.section_maximum, rubric.meeting_kinds) == (4, 5, ["thematic", "combined"])
    assert [(level.points, level.suggested_from) for level in first.levels.all()] == [(4, 90), (1, 0)]
    copied = {"name": "Khung mới", "code": "K2", "valid_from": "01/07/2025"}
    client.post(reverse("meetings:rubric-version", args=[rubric.pk]), copied)
    version = Rubric.objects.get(code="K2")
    assert [str(level) for level in version.criteria.first().levels.all()] == ["Từ 90%", "Dưới 90%"]
    assert version.meeting_kinds == ["thematic", "combined"]


@pytest.mark.parametrize(
    ("criteria", "bands"),
    [
        ([LEVELS], TWO_BANDS),
        ([LEVELS | {"levels": "4 | Từ 90%"}, BONUS], TWO_BANDS),
        ([LEVELS | {"maximum": "5"}, BONUS], TWO_BANDS),
        ([LEVELS | {"kind": "yes_no", "maximum": "4"}, BONUS], TWO_BANDS),
        ([LEVELS, BONUS | {"measure": "speakers"}], TWO_BANDS),
        ([LEVELS, BONUS], TWO_BANDS[:1]),
    ],
    ids=["section out of reach", "one level", "another maximum", "no levels", "no measure", "a gap"],
)
def test_a_sheet_that_cannot_be_right_is_refused(criteria, bands, client):
    page = post_new(client, criteria, bands)
    form = page.context["form"]
    assert (page.status_code, Rubric.objects.count()) == (422, 0)
    assert form.non_field_errors() or any(form.criteria.errors)


def test_two_rubrics_for_the_same_meetings_are_not_left_to_chance(client):
    post_new(client, kinds=["thematic"])
    again = post_new(client, code="K26", kinds=["thematic", "regular"])
    assert again.status_code == 422
    assert list(again.context["form"].errors) == ["ends"]
    assert post_new(client, code="K26", kinds=["regular"]).status_code == 302
    assert post_new(client, code="K27").status_code == 302


def test_the_preview_shows_what_is_complete_and_what_speaks_against_it(client):
    unfinished = BONUS | {"maximum": "", "code": "3"}
    typed = RUBRIC | lines("criteria", [LEVELS, unfinished]) | lines("bands", TWO_BANDS)
    page = client.post(reverse("meetings:rubric-preview"), typed)
    assert (page.status_code, page.context["unfinished"], Rubric.objects.count()) == (200, 1, 0)
    said = page.content.decode()
    assert "Từ 90%" in said
    assert "không thể đạt điểm tối đa 5" in said


@pytest.mark.parametrize(
    ("section_maximum", "is_open"), [("", True), ("5", False)], ids=["not counted", "counted"]
)
def test_the_preview_says_where_a_bonus_counts_towards_nothing(section_maximum, is_open, client):
    typed = lines("criteria", [LEVELS | {"section_maximum": section_maximum}, BONUS])
    preview = written_new(client, "rubric-preview", **typed, **lines("bands", TWO_BANDS)).context["preview"]
    assert (preview.maximum, preview.has_open_bonus) == (5 if section_maximum else 4, is_open)
