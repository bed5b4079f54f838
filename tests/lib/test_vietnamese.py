"""Vietnamese text: one form of storing it, search without diacritics, dictionary order."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from committees.models import Leader
from lib.vietnamese import (
    is_named,
    name_key,
    nfc,
    one_line,
    person_sort_key,
    refresh_search_keys,
    search_key,
    search_words,
    sort_key,
    spelling_key,
    spellings,
    validate_no_formula,
)
from meetings.models import Cell, Evaluation
from tests.factories import CellFactory, CommitteeFactory, LeaderFactory, OrganizationTypeFactory


def decomposed(text):
    return unicodedata.normalize("NFD", text)


class TestSearchKey:
    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("Nguyễn Văn", "nguyen van"),
            ("ĐẶNG ĐỨC", "dang duc"),
            ("Đảng ủy xã Đồng Hỷ", "dang uy xa dong hy"),
            ("  Chi bộ \t Thôn  2 ", "chi bo thon 2"),
            ("nguyen van", "nguyen van"),
            ("Trường THCS Lê Quý Đôn", "truong thcs le quy don"),
            ("Ươm Ưng Ăn Ân Ơn Ổn Êm", "uom ung an an on on em"),
            ("", ""),
            ("K'Đăm", "kdam"),
            ("K\u2019Đăm", "kdam"),
            ("k\u02bcđăm", "kdam"),
            ("cổ truyền \u2013 Khối", "co truyen khoi"),
            ("Sài\u2011gòn", "sai gon"),
            ("\u00d0ồng\u00a0Hỷ", "dong hy"),  # eth, no-break space
            ("Thủy\u200b lợi\u00ad\ufeff", "thuy loi"),
            (" \u2014 ", ""),
        ],
    )
    def test_has_no_diacritics_no_case_no_signs_and_single_spaces(self, text, key):
        assert search_key(text) == key

    @given(st.text(alphabet="aăâeêoôơuưđdĐÀảãáạỳỷỹýỵ ", max_size=20))
    def test_does_not_depend_on_the_keyboard(self, text):
        assert search_key(decomposed(text)) == search_key(nfc(text))

    @given(st.text(max_size=20))
    def test_of_a_key_is_the_key(self, text):
        assert search_key(search_key(text)) == search_key(text)

    def test_of_words_keeps_the_hyphens_of_codes(self):
        assert search_words("HUHD\u201304 \u2013 K’Đăm") == [("huhd 04", "huhd-04"), ("kdam", "k'dam")]


SIGNS = st.sampled_from(["-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", " - ", "  ", "\u00a0", " "])
APOSTROPHES = st.sampled_from(["'", "\u2019", "\u2018", "\u02bc", "\u00b4", "`"])
UNSEEN = st.sampled_from(["", "\u200b", "\u00ad", "\ufeff", "\u2060"])


class TestNameKey:
    @pytest.mark.parametrize(
        "names",
        [
            ("Hoà Bình", "Hòa Bình", "HOÀ  BÌNH", decomposed("hòa bình"), "Ho\u00adà\u00a0Bình\u200b"),
            ("Thuỷ lợi", "Thủy lợi"),
            ("Lê Thuý Ngoé", "Lê Thúy Ngóe"),
            ("cổ truyền – Khối", "cổ truyền - Khối", "cổ truyền-Khối"),
            ("K'Đăm", "K’Đăm", "K´Ðăm"),
        ],
    )
    def test_is_one_for_the_spellings_of_a_name(self, names):
        assert len({name_key(name) for name in names}) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Hùng", "Hưng"), ("Hoa", "Hòa"), ("Thôn 1-2", "Thôn 12"), ("bả,bà", "bà,bả"), ("Đan", "Dan")],
    )
    def test_is_another_for_other_names(self, one, other):
        assert name_key(one) != name_key(other)

    @given(st.lists(st.tuples(SIGNS, APOSTROPHES, UNSEEN), min_size=3, max_size=3))
    def test_no_sign_makes_another_name(self, signs):
        first, second, third = (sign for sign, _apostrophe, _unseen in signs)
        name = f"Chi{first}bộ{second}K{signs[0][1]}Đă{signs[1][2]}m{third}Thuỷ"
        assert name_key(name) == name_key("Chi bộ K'Đăm - Thủy")
        assert search_key(name) == "chi bo kdam thuy"

    @given(st.text(max_size=20))
    def test_of_a_key_is_the_key(self, text):
        assert name_key(name_key(text)) == name_key(text)


class TestIAndY:
    """Where either is written, by taste. Two people may be called Lí and Lý: it is no one name."""

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Lê Thị Lí", "Lê Thị Lý"), ("Mĩ Đức", "Mỹ Đức"), ("Quí, Sĩ", "Quý, Sỹ"), ("TỈ", decomposed("tỷ"))],
    )
    def test_have_one_spelling_key_and_two_names(self, one, other):
        assert spelling_key(one) == spelling_key(other)
        assert name_key(one) != name_key(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Thi", "Thy"), ("Hai", "Hay"), ("Lì", "Lý"), ("Thúi", "Thúy"), ("Min", "Myn"), ("Hi\u0302", "Hy")],
    )
    def test_elsewhere_they_are_two_letters(self, one, other):
        assert spelling_key(one) != spelling_key(other)

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("ly", ["ly", " li "]),
            ("Nguyễn Quí", ["nguyen qui", "nguyen quy "]),
            ("kỳ họp", ["ky hop", " ki hop"]),
            ("mi ly", ["mi ly", "mi li ", " my ly", " my li "]),
            ("thị minh", ["thi minh"]),
        ],
    )
    def test_what_is_looked_for(self, text, found):
        assert spellings(text) == found

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("lí", ["Lê Lý Anh", "Lê Thị Lí", "Trần Linh"]),
            ("ly", ["Lê Lý Anh", "Lê Thị Lí"]),
            ("thi ly", ["Lê Thị Lí"]),
            ("li a", ["Lê Lý Anh"]),
            ("l_", []),
            ("%", []),
        ],
    )
    def test_names_are_found_in_the_database_as_in_memory(self, text, found):
        names = ["Lê Lý Anh", "Lê Thị Lí", "Trần Linh"]
        for name in names:
            LeaderFactory(full_name=name)
        listed = Leader.objects.search(text).order_by("full_name").values_list("full_name", flat=True)
        assert list(listed) == [name for name in names if is_named(text, name)] == found


class TestOneLine:
    def test_leaves_what_can_be_seen(self):
        assert one_line(decomposed("  Chi\u00a0bộ \n K’Đăm – \u200bThuỷ\u00ad ")) == "Chi bộ K’Đăm – Thuỷ"

    @given(st.text(max_size=20))
    def test_of_a_line_is_the_line(self, text):
        assert one_line(one_line(text)) == one_line(text)

    @pytest.mark.django_db
    def test_forms_store_names_so(self):
        cell = CellFactory.build(
            name=" Chi\u00a0bộ  1\u200b",
            committee=CommitteeFactory(),
            organization_type=OrganizationTypeFactory(),
        )
        cell.full_clean()
        assert cell.name == "Chi bộ 1"
        assert Cell._meta.get_field("code").formfield().clean(" CB\u00a0 1\u200b") == "CB 1"


@pytest.mark.django_db
def test_keys_stored_before_are_refreshed_by_migrations():
    cells = [CellFactory(name=f"Chi bộ {i} – K’Đăm") for i in (1, 2)]
    Cell.objects.filter(pk=cells[0].pk).update(name_search="chi bo 1 – k’dam")
    refresh_search_keys(Cell.objects)
    assert list(Cell.objects.values_list("name_search", flat=True)) == ["chi bo 1 kdam", "chi bo 2 kdam"]


# Each list is in dictionary order.
WORDS = [
    # the letters of the alphabet, in its order
    list("aăâbcdđeêghiklmnoôơpqrstuưvxy"),
    # tones: none, grave, hook, tilde, acute, dot
    ["ma", "mà", "mả", "mã", "má", "mạ"],
    ["ươ", "ườ", "ưở", "ưỡ", "ướ", "ượ"],
    # letters before tones: a tone counts only where all letters of the word are alike
    ["ma", "má", "mai", "man", "mang"],
    ["bà", "bác", "bạc", "ban", "bàn", "băng", "bằng"],
    ["dung", "dũng", "đan", "đung", "đức"],
    # the shorter word first, word by word
    ["an", "an bình", "anh"],
    ["hoa", "hoa mai", "hoà", "hòa mai"],
    # numbers by value, and before letters
    ["chi bộ 2", "chi bộ 10", "chi bộ 101", "chi bộ a"],
    ["Thôn 2", "Thôn 2A", "Thôn 10"],
    # case does not matter
    ["An", "ăn", "Ân"],
    ["đông", "Đông Anh", "đồng"],
    # signs between numbers and letters
    ["chi bộ 9", "chi bộ (cũ)", "chi bộ y"],
    # letters that Vietnamese does not have
    ["f", "j", "w", "z"],
    ["e", "f", "g", "i", "j", "k", "v", "w", "x", "y", "z"],
]


class TestSortKey:
    @pytest.mark.parametrize("words", WORDS)
    def test_sorts_like_a_dictionary(self, words):
        assert sorted(words, key=sort_key, reverse=True) == words[::-1]

    def test_case_does_not_matter(self):
        assert sort_key("CHI BỘ ĐỒNG") == sort_key("chi bộ đồng")

    @given(st.text(alphabet="aăâeêoôơuưđdĐÀảãáạỳỷỹýỵ 0123456789", max_size=20))
    def test_does_not_depend_on_the_keyboard(self, text):
        assert sort_key(decomposed(text)) == sort_key(nfc(text))

    @given(st.text(max_size=100))
    @example("x" * 1000)
    @example("9" * 300)
    @example("٣ ½ ² Ⅷ")
    def test_of_any_text_is_made_of_digits_and_fits_its_column(self, text):
        key = sort_key(text)
        assert key == "" or (key.isascii() and key.isdigit())
        assert len(key) <= 600


PEOPLE = [
    "An",
    "Trần An",
    "Lê Thị An",
    "Trần Thị An",
    "Lê Thị Ngọc An",
    "Hà Văn An",
    "Bùi Văn Ân",
    "Vũ Bình",
    "Vũ Văn Dũng",
    "Phạm Đức",
    "Lê Anh Đức",
]


class TestPersonSortKey:
    def test_given_name_then_middle_then_family_name(self):
        assert sorted(PEOPLE, key=person_sort_key, reverse=True) == PEOPLE[::-1]

    @pytest.mark.parametrize("name", ["", "  ", "An", " An "])
    def test_names_of_one_word_or_none(self, name):
        assert person_sort_key(name) == sort_key(name)

    @given(st.text(alphabet="aăâeêđdĐÀảãáạ ", max_size=20))
    def test_does_not_depend_on_the_keyboard(self, text):
        assert person_sort_key(decomposed(text)) == person_sort_key(nfc(text))


@pytest.mark.django_db
class TestOrderByInTheDatabase:
    """Whatever collation the database has."""

    @pytest.mark.parametrize("names", WORDS)
    def test_cells(self, names):
        committee, kind = CommitteeFactory(), OrganizationTypeFactory()
        for name in reversed(names):
            CellFactory(name=name, committee=committee, organization_type=kind)

        assert [cell.name for cell in Cell.objects.all()] == names

    def test_people(self):
        committee = CommitteeFactory()
        for name in reversed(PEOPLE):
            LeaderFactory(full_name=name, committee=committee)

        assert [leader.full_name for leader in Leader.objects.all()] == PEOPLE

    def test_namesakes_by_code(self):
        committee = CommitteeFactory()
        second = LeaderFactory(full_name="Lê Văn An", code="LD-2", committee=committee)
        first = LeaderFactory(full_name="Lê Văn An", code="LD-1", committee=committee)

        assert list(Leader.objects.all()) == [first, second]


class TestNoFormula:
    @pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "=", "- gạch đầu dòng"])
    def test_names_that_begin_like_a_formula(self, text):
        with pytest.raises(ValidationError):
            validate_no_formula(text)

    @pytest.mark.parametrize("text", ["", "Chi bộ 1", "1=1", "Chi bộ - Thôn 2", "a@b"])
    def test_other_names(self, text):
        validate_no_formula(text)

    @pytest.mark.django_db
    def test_forms_ask_it_of_names(self):
        cell = CellFactory.build(
            name="=HYPERLINK(1)", committee=CommitteeFactory(), organization_type=OrganizationTypeFactory()
        )

        with pytest.raises(ValidationError) as refusal:
            cell.full_clean()
        assert list(refusal.value.message_dict) == ["name"]


class TestWhatNobodyTypes:
    """Control characters break calendars and Word files; marks of direction make a name read as another."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Nguyễn\x07 Văn\x00 An", "Nguyễn Văn An"),
            ("Nguyễn Văn An\r\nEND:VEVENT", "Nguyễn Văn An END:VEVENT"),
            ("Nguyễn\x0bVăn\u2028An", "Nguyễn Văn An"),
            ("\u202enA năV nễyugN\u202c", "nA năV nễyugN"),
            ("Chi bộ \ud800\uffff1", "Chi bộ 1"),
        ],
    )
    def test_is_in_no_name(self, typed, kept):
        name = Leader._meta.get_field("full_name")
        assert [name.clean(typed, None), name.formfield().clean(typed)] == [kept, kept]

    def test_is_in_no_text_and_line_breaks_stay(self):
        note = Evaluation._meta.get_field("remarks")
        typed = "Một\x07\r\nHai\x0bBa\tBốn"
        assert [note.get_prep_value(typed), note.clean(typed, None)] == ["Một\r\nHai\nBa\tBốn"] * 2
