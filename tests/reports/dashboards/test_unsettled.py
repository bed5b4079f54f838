"""What earlier meetings left to do: on the overview in sentences, each figure open to its rows."""

import datetime as dt

import pytest
from django.urls import reverse

from committees.roles import Role
from tests.factories import (
    CellFactory,
    EvaluationFactory,
    MembershipFactory,
    RatingBandFactory,
    RecommendationFactory,
    RubricFactory,
    VisitFactory,
)
from tests.pages import attribute, find, find_all, parse, table, text

pytestmark = pytest.mark.django_db
OVERVIEW = reverse("reports:overview", args=["2018-H1"])
QUALITY = reverse("reports:quality", args=["2018-H1"])
ROWS = reverse("reports:recommendation-rows", args=["2018-H1"])


@pytest.fixture
def history(chief, district, period):
    """One cell carried in and attended, twice rated low, with recommendations open and carried out."""
    cell = CellFactory(committee=district, name="Chi bộ Thôn Đông")
    rubric = RubricFactory()
    for minimum in (90, 50):
        RatingBandFactory(rubric=rubric, minimum=minimum, label=f"Từ {minimum}")
    missed = VisitFactory(leader=chief, cell=cell, month=period.previous.months[0], missed=True)
    first = VisitFactory(carried_from=missed, month=period.months[1], attended=True)
    second = VisitFactory(leader=chief, cell=cell, month=period.months[3], attended=True)
    for visit in (first, second):
        low = rubric.bands.get(minimum=50)
        evaluation = EvaluationFactory(meeting=visit.meeting, leader=chief, rubric=rubric, band=low, total=60)
        RecommendationFactory(evaluation=evaluation, due_on=dt.date(2018, 5, 1))
    evaluation.recommendations.update(done_on=dt.date(2018, 6, 1))
    return cell


def test_the_overview_says_it_and_each_figure_opens_its_rows(history, official, client):
    client.force_login(official)
    section = find(parse(client.get(OVERVIEW)), "section", id="unsettled")
    carried_in, asked, low = find_all(section, "li")
    assert text(carried_in) == (
        "Chi bộ kỳ trước chuyển sang: 1 . Trong đó đã dự 1 , chưa có kết quả 0, lại vắng 0."
    )
    assert text(asked) == (
        "Đề nghị, yêu cầu đối với chi bộ, tính đến 30/06/2018: chưa thực hiện 1 , trong đó quá hạn 1 ; "
        "đã thực hiện trong kỳ 1 . Theo cấp ủy quản lý"
    )
    assert text(low).startswith("Có 1 chi bộ bị xếp loại thấp hai lần liên tiếp")
    for link in (*find_all(carried_in, "a"), *list(find_all(asked, "a"))[:-1]):
        listed = parse(client.get(attribute(link, "href")))
        assert len(list(find_all(listed, data_row=None))) == 1


def test_quality_tells_them_by_managing_committee_and_names_the_cells(history, official, client):
    client.force_login(official)
    page = parse(client.get(QUALITY))
    _head, line, total = table(find(page, "section", id="recommendations"))
    assert (line, total) == (["Huyện ủy Bắc Sơn", "1", "1", "1"], ["Tổng cộng", "1", "1", "1"])
    (row,) = find_all(find(page, "section", id="low"), data_row=None)
    assert attribute(find(row, "a"), "href") == history.get_absolute_url()
    assert "Từ 50 (60,0)" in text(row)
    listed = client.get(QUALITY, {"format": "csv", "table": "low_cells"}).getvalue().decode()
    assert "Chi bộ Thôn Đông" in listed


def test_strangers_see_none_of_it(history, other_commission, client):
    client.force_login(MembershipFactory(role=Role.OFFICIAL, committee=other_commission).user)
    page = client.get(QUALITY).context["unsettled"]
    assert (page.asked.open, page.asked_lines, page.low_cells) == (0, [], [])
    assert list(client.get(ROWS, {"state": "done"}).context["object_list"]) == []


def test_a_state_that_does_not_exist_is_no_page(official, client):
    client.force_login(official)
    assert client.get(ROWS).status_code == 200
    assert client.get(ROWS, {"state": "lost"}).status_code == 404
