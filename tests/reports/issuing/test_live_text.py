"""Text with live figures: read and edited like any other, and every number knows what it counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.issuing.live_text import Figure, contradictions, drafting, field, plain, rebind, spans

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


@pytest.mark.parametrize(("figure", "typed"), [("01", "1"), ("1.250", "1250"), ("20.952.100", "20952100")])
def test_how_a_count_is_written_contradicts_nothing(figure, typed):
    figures = {"total.cells": Figure(figure, "chi bộ")}
    assert contradictions(field("total.cells", typed), figures) == []


def test_once_the_data_say_the_same_nothing_is_contradicted():
    source = typed(TEXT.replace("18/22", "19/22"))
    later = FIGURES | {"attended": Figure("19", "chi bộ đã dự")}
    assert contradictions(source, later) == []
    assert rebind(source, plain(source, later), later) == SOURCE


def test_numbers_of_ones_own_are_words():
    text = TEXT + " Hướng dẫn số 46 ngày 24/10/2013."
    assert typed(text) == SOURCE + " Hướng dẫn số 46 ngày 24/10/2013."
    assert contradictions(typed(text), FIGURES) == []


def test_a_figure_that_is_no_more_leaves_a_dash_and_is_told():
    gone = "Ban cũ: ⟦@9.attended_cells⟧ và ⟦@9.planned_cells=3⟧ chi bộ"
    assert plain(gone, FIGURES) == "Ban cũ: — và 3 chi bộ"
    assert [span.is_lost for span in contradictions(gone, FIGURES)] == [True, True]
    assert rebind(gone, plain(gone, FIGURES), FIGURES) == gone


def test_dates_and_documents_with_a_figures_value_are_no_figures():
    source = "Đã dự ⟦attended⟧/⟦planned⟧ chi bộ."
    for text in (
        "Hội nghị ngày 18/6/2018 đã bàn.",
        "Thực hiện theo Hướng dẫn số 18.",
        "Có 22 ý kiến, 18 phiếu.",
    ):
        assert rebind(source, text, FIGURES) == text


def test_two_figures_of_one_value_change_places_with_their_words():
    figures = {"carried": Figure("1", "chuyển"), "missed": Figure("1", "vắng")}
    source = "Có ⟦missed⟧ vắng, ⟦carried⟧ hoãn"
    assert rebind(source, "Có 1 hoãn, 1 vắng", figures) == "Có ⟦carried⟧ hoãn, ⟦missed⟧ vắng"


def test_a_key_may_hold_signs_with_a_meaning():
    figures = {"band:Tốt=A%": Figure("7", "Tốt")}
    source = f"Có {field('band:Tốt=A%')} phiếu"
    assert plain(source, figures) == "Có 7 phiếu"
    assert rebind(source, "Có 7 phiếu", figures) == source
    typed_over = rebind(source, "Có 8 phiếu", figures)
    assert [s.key for s in contradictions(typed_over, figures)] == ["band:Tốt=A%"]


def test_paragraphs_nobody_touched_keep_their_figures():
    source = "Một: ⟦leaders⟧.\nHai: ⟦attended⟧.\nBa: ⟦planned⟧."
    assert rebind(source, "Một: 10.\nMới hẳn.\nHai: 18.\nBa: 22.", FIGURES) == (
        "Một: ⟦leaders⟧.\nMới hẳn.\nHai: ⟦attended⟧.\nBa: ⟦planned⟧."
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("⟦attended⟧", ""),
        ("⟦attended=99⟧", "99"),
        ("⟦⟦x⟧attended⟧", "attended"),
        ("⟦\n⟧", ""),
        ("[[x]] {{ 7*7 }}", "[[x]] {{ 7*7 }}"),
    ],
)
def test_nobody_types_a_field(text, kept):
    assert typed(text) == kept


def test_a_name_is_no_field_though_it_looks_like_one():
    with drafting() as unsealed:
        drafted = f"{field('leaders')} đồng chí của Ban A⟦rate⟧ ⟦rate=9⟧, ⟦, {field('band:Tốt=A%')}."
        assert unsealed(drafted) == "⟦leaders⟧ đồng chí của Ban Arate rate=9, , ⟦band:T%E1%BB%91t%3DA%25⟧."
    assert field("leaders") == "⟦leaders⟧"


def test_a_rate_with_a_space_is_the_rate():
    assert typed(TEXT.replace("81,8%", "81,8 %")) == SOURCE
    assert typed(TEXT.replace("81,8%", "87,5 %")) == SOURCE.replace("⟦rate⟧", "⟦rate=87,5%⟧")


class TestInserted:
    MARKS = {"[81,8% · Tỷ lệ]": "rate", "[18 · Đã dự]": "attended"}

    def test_a_figure_chosen_from_the_list(self):
        text = f"{TEXT} Tức là [81,8% · Tỷ lệ], hay [18 · Đã dự]/22 chi bộ."
        assert rebind(SOURCE, text, FIGURES, self.MARKS) == (
            f"{SOURCE} Tức là ⟦rate⟧, hay ⟦attended⟧/22 chi bộ."
        )

    def test_in_place_of_what_stood_there(self):
        text = TEXT.replace("10 đồng chí dự tại 18", "[18 · Đã dự] đồng chí dự tại [81,8% · Tỷ lệ]")
        source = (
            SOURCE.replace("⟦leaders⟧", "⟦x⟧").replace("⟦attended⟧", "⟦rate⟧").replace("⟦x⟧", "⟦attended⟧")
        )
        assert rebind(SOURCE, text, FIGURES, self.MARKS) == source

    def test_a_paragraph_that_reads_the_same(self):
        assert rebind("Đã dự 18.", "Đã dự [18 · Đã dự].", FIGURES, self.MARKS) == "Đã dự ⟦attended⟧."

    def test_more_than_once(self):
        text = "[18 · Đã dự][18 · Đã dự]\n[18 · Đã dự]"
        assert rebind("", text, FIGURES, self.MARKS) == "⟦attended⟧⟦attended⟧\n⟦attended⟧"


def test_pasted_characters_become_plain_and_others_stay_as_they_were():
    source = "Ban\u00a0A: ⟦attended⟧.\nHai: ⟦planned⟧."
    assert rebind(source, "Ban\u00a0A: 18.\n\uf0b7\tHai: 22.", FIGURES) == (
        "Ban\u00a0A: ⟦attended⟧.\n- Hai: ⟦planned⟧."
    )


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


MARKS = {f"[{figure.text} · {figure.label}]": key for key, figure in FIGURES.items()}


@given(PIECES, st.lists(st.one_of(WORDS, st.sampled_from(list(MARKS))), max_size=25))
def test_whatever_is_inserted_is_a_figure_where_it_stands(pieces, others):
    source, text = " ".join(pieces), " ".join(others)
    written = rebind(source, text, FIGURES, MARKS)
    for mark, key in MARKS.items():
        assert written.count(field(key)) >= text.count(mark)
        text = text.replace(mark, FIGURES[key].text)
    assert plain(written, FIGURES) == text
