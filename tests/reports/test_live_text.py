"""Text with live figures: read and edited like any other, and every number knows what it counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.live_text import Figure, contradictions, field, plain, rebind, spans

FIGURES = {
    "leaders": Figure("10", "cán bộ đã dự", "/leaders"),
    "attended": Figure("18", "chi bộ đã dự", "/attended"),
    "planned": Figure("22", "chi bộ theo kế hoạch", "/planned"),
    "rate": Figure("81,8%", "tỷ lệ"),
}
SOURCE = "Đã có ⟦leaders⟧ đồng chí dự tại ⟦attended⟧/⟦planned⟧ chi bộ (⟦rate⟧).\nMột số đồng chí chưa dự."
TEXT = "Đã có 10 đồng chí dự tại 18/22 chi bộ (81,8%).\nMột số đồng chí chưa dự."


def typed(text: str) -> str:
    return rebind(SOURCE, text, FIGURES)


def test_people_read_the_figures():
    assert plain(SOURCE, FIGURES) == TEXT
    assert [(s.text, s.figure.url) for s in spans(SOURCE, FIGURES) if s.key] == [
        ("10", "/leaders"),
        ("18", "/attended"),
        ("22", "/planned"),
        ("81,8%", ""),
    ]


def test_figures_follow_the_data():
    later = FIGURES | {"attended": Figure("19", "chi bộ đã dự")}
    assert plain(SOURCE, later) == TEXT.replace("18/22", "19/22")


def test_left_as_it_was_it_is_what_it_was():
    assert typed(TEXT) == SOURCE


def test_words_change_around_the_figures():
    text = TEXT.replace("Đã có 10 đồng chí", "Theo kế hoạch, đã có 10 đồng chí lãnh đạo Ban")
    assert typed(text) == SOURCE.replace(
        "Đã có ⟦leaders⟧ đồng chí", "Theo kế hoạch, đã có ⟦leaders⟧ đồng chí lãnh đạo Ban"
    )


def test_a_figure_moved_to_another_place_stays_alive():
    assert typed("Tỷ lệ 81,8%: đã có 10 đồng chí dự tại 18/22 chi bộ.") == (
        "Tỷ lệ ⟦rate⟧: đã có ⟦leaders⟧ đồng chí dự tại ⟦attended⟧/⟦planned⟧ chi bộ."
    )


def test_a_sentence_taken_out_takes_its_figures_along():
    assert typed("Một số đồng chí chưa dự.") == "Một số đồng chí chưa dự."


def test_a_number_typed_over_a_figure_contradicts_it():
    source = typed(TEXT.replace("18/22", "19/22"))
    assert source == SOURCE.replace("⟦attended⟧", "⟦attended=19⟧")
    assert plain(source, FIGURES) == TEXT.replace("18/22", "19/22")
    assert [(s.text, s.figure.text) for s in contradictions(source, FIGURES)] == [("19", "18")]
    # Edited again elsewhere, it still does; corrected, it is alive again.
    again = rebind(source, plain(source, FIGURES).replace("Đã có", "Có"), FIGURES)
    assert [s.text for s in contradictions(again, FIGURES)] == ["19"]
    assert rebind(source, TEXT, FIGURES) == SOURCE


def test_once_the_data_say_the_same_nothing_is_contradicted():
    source = typed(TEXT.replace("18/22", "19/22"))
    later = FIGURES | {"attended": Figure("19", "chi bộ đã dự")}
    assert contradictions(source, later) == []
    assert rebind(source, plain(source, later), later) == SOURCE


def test_numbers_of_ones_own_are_words():
    text = TEXT + " Hướng dẫn số 46 ngày 24/10/2013."
    assert typed(text) == SOURCE + " Hướng dẫn số 46 ngày 24/10/2013."
    assert contradictions(typed(text), FIGURES) == []


def test_a_figure_that_is_no_more_leaves_a_dash():
    assert plain("Ban cũ: ⟦@OLD.attended_cells⟧ chi bộ", FIGURES) == "Ban cũ: — chi bộ"


@pytest.mark.parametrize("text", ["⟦attended⟧", "⟦attended=99⟧", "⟦⟧", "[[x]]", "{{ 7*7 }}"])
def test_nobody_types_a_field(text):
    assert "⟦" not in typed(text) or typed(text) == text == "⟦⟧"


WORDS = st.sampled_from(["chi bộ", "đồng chí", "dự", ",", ".", "\n", " ", "(", ")", "10", "7", "22", "Ban"])
PIECES = st.lists(st.one_of(WORDS, st.sampled_from([field(key) for key in FIGURES])), max_size=25)


@given(PIECES)
def test_any_text_left_as_it_was_keeps_every_figure(pieces):
    source = " ".join(pieces)
    again = rebind(source, plain(source, FIGURES), FIGURES)
    assert plain(again, FIGURES) == plain(source, FIGURES)
    assert [s.key for s in spans(again, FIGURES) if s.key] == [s.key for s in spans(source, FIGURES) if s.key]


@given(PIECES, PIECES)
def test_whatever_is_typed_is_what_stands_there(pieces, others):
    source, text = " ".join(pieces), plain(" ".join(others), FIGURES)
    assert plain(rebind(source, text, FIGURES), FIGURES) == text
