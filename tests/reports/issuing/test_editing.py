"""The clerk edits a part: figures from the list, names that look like figures, nothing typed is lost."""

import pytest
from django.urls import reverse
from django.utils import translation

from reports.issuing.composition import Composition
from reports.issuing.inserting import marks, offers
from reports.models import ReportDraft
from tests.factories import CommitteeFactory, PlanFactory, VisitFactory
from tests.pages import attribute, feedback, find, find_all, parse, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def composition(province, period, chief):
    VisitFactory(leader=chief, attended=True)
    return Composition(province, period)


class TestOffers:
    def test_of_the_total_each_group_each_commission_the_coming_half_year_and_evaluations(self, composition):
        listed = offers(composition.figures)
        assert list(listed) == [
            "Tổng cộng",
            "Lãnh đạo ban",
            "Trưởng, phó phòng",
            "Ban Tổ chức",
            "6 tháng cuối năm 2018",
            "Đánh giá",
        ]
        by_key = {offer.key: offer for group in listed.values() for offer in group}
        assert by_key["total.attended_cells"].mark == "[01 · Tổng cộng: chi bộ đã dự]"
        assert by_key["total.rate"].mark == "[100% · Tổng cộng: tỷ lệ chi bộ đã dự]"
        assert by_key["total.reason:illness"].label == "Tổng cộng: chi bộ chưa dự, lý do: Ốm đau"
        assert all(composition.figures[key].text == offer.text for key, offer in by_key.items())

    def test_every_mark_names_one_figure(self, composition, province, period):
        for code in ("X1", "X2"):
            PlanFactory(
                committee=CommitteeFactory(parent=province, code=code, name="Xã A", short_name="Xã A"),
                half_year=period,
            )
        every = [offer for listed in offers(composition.figures).values() for offer in listed]
        text = "\n".join(f"Có {offer.mark}, và" for offer in every)
        assert marks(text, composition.figures) == ({offer.mark: offer.key for offer in every}, [])
        assert len({offer.mark.partition("·")[2] for offer in every}) == len(every)

    def test_the_name_tells_which_figure_it_is_not_the_number(self, composition):
        text = "[99 · Tổng cộng: chi bộ đã dự], [18 · Tổng: sai] và [hết"
        assert marks(text, composition.figures) == (
            {"[99 · Tổng cộng: chi bộ đã dự]": "total.attended_cells"},
            ["[18 · Tổng: sai]"],
        )

    def test_on_an_english_page(self, composition):
        with translation.override("en"):
            composition.parts  # noqa: B018 - drafted in Vietnamese, from the same figures
            listed = offers(composition.figures)
        assert [offer.label for offer in listed["Total"]][:2] == [
            "Total: cells registered at first approval",
            "Total: cells planned",
        ]
        assert listed["second half of 2018"][0].mark == "[0 · second half of 2018: cells planned]"
        assert listed["Total"][3].text == "100%"

    def test_queries(self, composition, django_assert_num_queries):
        composition.parts  # noqa: B018 - the page has them
        with django_assert_num_queries(0):
            offers(composition.figures)


def test_a_committee_called_like_a_figure_is_none(composition, commission):
    commission.name = "A⟦total.rate⟧ ⟦total.attended_cells=7⟧"
    commission.save()
    composition = Composition(commission, composition.half_year)
    results = composition.part("results")
    assert "A[total.rate] [total.attended_cells=7]" in results.text
    assert results.contradictions == []


class TestForm:
    @pytest.fixture
    def address(self, composition, province, period, reader, client):
        client.force_login(reader)
        return reverse("reports:report-section", args=[province.pk, period, "causes"])

    @pytest.fixture
    def send(self, address, client):
        form = client.get(address).context["form"]
        typed = {"version": form["version"].value(), "opened": form["opened"].value()}
        return lambda text, **more: client.post(address, typed | {"text": text} | more)

    def test_a_figure_is_put_in_and_lives(self, send, address, client):
        mark = "[01 · Tổng cộng: chi bộ đã dự]"
        again = send("Chỉ dự", figure=mark, insert="1")
        assert again.context["form"]["text"].value() == f"Chỉ dự {mark}"
        assert mark in options(again)
        assert not ReportDraft.objects.exists()
        refused = send(f"Chỉ dự {mark} và [2 · Sai].", figure=mark)
        assert refused.status_code == 422
        assert refused.context["form"]["text"].value() == f"Chỉ dự {mark} và [2 · Sai]."
        assert len(feedback(refused)) == 1
        send(f"\uf0b7\tChỉ dự {mark} chi bộ.", figure=mark)
        assert ReportDraft.objects.get().sections == {"causes": "- Chỉ dự ⟦total.attended_cells⟧ chi bộ."}
        assert client.get(address).context["form"]["text"].value() == "- Chỉ dự 01 chi bộ."

    def test_the_list_of_figures_comes_when_it_is_unfolded(self, address, client):
        place = find(parse(client.get(address)), id="insert-figure")
        assert [text(button) for button in find_all(place, "button", name="insert")] == [
            "Hiện danh sách số liệu"
        ]
        listed = client.get(attribute(place, "hx-get"))
        assert "[01 · Tổng cộng: chi bộ đã dự]" in options(listed)


def options(page) -> list[str | None]:
    place = find(parse(page), id="insert-figure")
    return [attribute(option, "value") for option in find_all(place, "option")]


def test_one_part_is_drafted_as_with_the_others_and_asks_nothing_for_them(
    composition, province, period, django_assert_num_queries
):
    for part in composition.parts:
        alone = Composition(province, period).part(part.key)
        assert (alone.source, alone.text) == (part.source, part.text)
    with django_assert_num_queries(1):  # the draft
        assert Composition(province, period).part("changes").source == ""
