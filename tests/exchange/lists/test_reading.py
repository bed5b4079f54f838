"""Lists of offices become rows of the format; every problem names the cell of the user's own file."""

import datetime as dt

import openpyxl
import pytest

from attendance.models import Trip
from committees.models import Committee, Leader
from exchange.layout.columns import headings_at
from exchange.layout.headings import guess
from exchange.lists.mapping import Mapping
from exchange.lists.reading import read_file
from exchange.tables import read_tables
from exchange.workbook.importer import import_contents
from exchange.workbook.sheets import CELLS, COMMITTEES, LEADERS, TRIPS
from exchange.workbook.terms import Terms
from meetings.models import Cell
from tests.exchange.workbook.workbooks import cell, edited, file_of, places, small
from tests.factories import CellFactory, CommitteeFactory, LeaderFactory

from . import lists

pytestmark = pytest.mark.django_db


def mapping_of(file, sheet, row=3, **more) -> Mapping:
    """As guessed, with what the test says besides."""
    table = read_tables(file.getvalue())[0]
    mapping = Mapping(sheet, table.title, row)
    mapping.columns = guess(mapping.format, headings_at(table, row)) | more.pop("columns", {})
    for name, value in more.items():
        setattr(mapping, name, value)
    return mapping


def load(file, mapping: Mapping | None):
    found = read_file(file.getvalue(), mapping)
    return import_contents(found.contents, found.report, terms=Terms(), filename="list.xlsx"), found


def cells_of(file, **more):
    return load(file, mapping_of(file, CELLS, **more))


def leaders_of(file, **more):
    return load(file, mapping_of(file, LEADERS, **more))


def warned(result) -> list[str]:
    return [f"{w.sheet}!{w.cell}: {w.what}" for w in result.warnings]


class TestCells:
    def test_a_list_without_codes_is_saved(self, cells, district):
        result, _found = cells_of(lists.cells())
        assert places(result) == []
        assert result.counts[CELLS].created == 50
        cell = Cell.objects.get(name="Chi bộ ấp 7")
        assert (cell.code, cell.committee, cell.organization_type.code) == ("CB007", district, "THON")
        assert (cell.members_total, cell.meeting_day, cell.place) == (27, 8, "Nhà văn hóa ấp 7")
        assert cell.established_on == dt.date(2001, 3, 8)

    def test_the_same_list_again_finds_the_same_cells_and_leaves_their_names(self, cells):
        cells_of(lists.cells())
        result, _found = cells_of(lists.cells(errors={"B4": "CHI BỘ  Ấp 1", "F5": 20}))
        counts = result.counts[CELLS]
        assert (counts.created, counts.changed, counts.unchanged) == (0, 1, 49)
        assert Cell.objects.get(code="CB001").name == "Chi bộ ấp 1"

    def test_six_mistakes_are_found_in_the_cells_of_the_file(self, cells):
        result, _found = cells_of(lists.cells(errors=lists.CELL_ERRORS))
        assert places(result) == [
            "DS chi bộ 2018!C10: “Huyện ủy Nam Sơn” is no code and no name in “Cấp ủy”",
            "DS chi bộ 2018!F15: “45” is out of range",
            "DS chi bộ 2018!B20: “Tên” is empty",
            "DS chi bộ 2018!H25: there is no day “30/02/2001”",
            "DS chi bộ 2018!B30: “Chi bộ ấp 3” is already in row 6",
            "DS chi bộ 2018!D33: “Thôm” is no code and no name in “Loại hình”",
        ]
        assert Cell.objects.count() == 3

    def test_numbers_go_on_where_they_ended(self, cells, district):
        CellFactory(code="CB0120", committee=district)
        CellFactory(code="CB-9999")
        cells_of(lists.cells(count=2))
        assert list(Cell.objects.filter(name__startswith="Chi bộ ấp ").values_list("code", flat=True)) == [
            "CB0121",
            "CB0122",
        ]

    def test_a_prefix_of_its_own(self, cells):
        cells_of(lists.cells(count=1), values={"code": "BS-"})
        assert Cell.objects.get(name="Chi bộ ấp 1").code == "BS-001"

    def test_equal_names_in_other_committees_are_other_cells(self, cells, province):
        other = CommitteeFactory(parent=province, name="Huyện ủy Nam Sơn")
        cells_of(lists.cells(count=3))
        result, _found = cells_of(lists.cells(count=3, committee=other.name))
        assert result.counts[CELLS].created == 3

    def test_two_stored_cells_of_one_name_need_codes(self, cells, district):
        CellFactory(code="A", name="Chi bộ Ấp 1", committee=district)
        CellFactory(code="B", name="chi bộ ấp 1", committee=district)
        result, _found = cells_of(lists.cells(count=2))
        assert places(result) == [
            (
                "DS chi bộ 2018!B4: “Chi bộ ấp 1” is the name of several: "
                "Chi bộ Ấp 1 · Huyện ủy Bắc Sơn (A); chi bộ ấp 1 · Huyện ủy Bắc Sơn (B)"
            )
        ]

    def test_spellings_of_one_name_are_one_cell_which_keeps_its_own_but_tones_matter(self, cells, district):
        stored = CellFactory(name="Chi bộ Hoà Bình – K’Đăm", committee=district)
        row = [1, "Chi bộ\u00a0Hòa Bình - K'Đăm", district.name, "THON", 12, None, None, None]
        other = [2, "Chi bộ Hoa Bình – K’Đăm", *row[2:]]
        result, _found = cells_of(lists.workbook("DS", [], lists.CELL_HEADINGS, [row, other]), row=1)
        assert places(result) == []
        assert (result.counts[CELLS].created, result.counts[CELLS].changed) == (1, 1)
        stored.refresh_from_db()
        assert (stored.name, stored.members_total) == ("Chi bộ Hoà Bình – K’Đăm", 12)

    def test_a_column_of_codes_is_used(self, cells):
        file = lists.cells(count=3)
        result, _found = cells_of(file, columns={"code": ["stt"]})
        assert places(result) == []
        assert Cell.objects.get(name="Chi bộ ấp 3").code == "3"


class TestLeaders:
    def test_names_of_committees_stand_for_their_codes(self, commission):
        result, _found = leaders_of(lists.leaders())
        assert places(result) == []
        assert set(Leader.objects.values_list("committee__code", flat=True)) == {"BTCTU"}
        assert Leader.objects.order_by("code").first().code == "LD001"

    @pytest.mark.parametrize("name", ["BTCTU", "Ban Tổ chức", "ban to chuc tinh uy", "BAN TỔ CHỨC TỈNH UỶ"])
    def test_codes_short_names_and_names_without_diacritics(self, commission, name):
        result, _found = leaders_of(lists.leaders(count=1, errors={"D4": name}))
        assert places(result) == []

    def test_a_name_of_several_is_a_problem(self, commission, province):
        CommitteeFactory(parent=province, code="BTC2", name="Ban Tổ chức Tỉnh uỷ")
        result, found = leaders_of(lists.leaders(count=1))
        assert places(result) == [
            (
                "Cán bộ!D4: “ban tổ chức tỉnh ủy” is the name of several: "
                "Ban Tổ chức Tỉnh uỷ · Tỉnh ủy Bình Sơn (BTC2); "
                "Ban Tổ chức Tỉnh ủy · Tỉnh ủy Bình Sơn (BTCTU)"
            )
        ]
        assert (found.unknown, found.ambiguous_count) == ({}, 1)

    def test_a_committee_that_has_ended_is_not_meant(self, commission, province):
        Committee.objects.filter(pk=commission.pk).update(ended_on=dt.date(2017, 12, 31))
        CommitteeFactory(parent=province, code="BTC2", name="Ban Tổ chức Tỉnh ủy")
        result, _found = leaders_of(lists.leaders(count=1))
        assert places(result) == []
        assert Leader.objects.get().committee.code == "BTC2"

    def test_words_of_the_office_are_matched(self, commission):
        file = lists.leaders(group="LĐ ban")
        result, found = leaders_of(file)
        assert len(result.problems) == 12
        assert found.unknown == {"group": ["LĐ ban"]}
        result, found = leaders_of(file, words={"group": {"lđ ban": "Lãnh đạo ban"}})
        assert (places(result), found.unknown) == ([], {})
        assert set(Leader.objects.values_list("group", flat=True)) == {"leadership"}

    def test_words_are_known_without_their_diacritics(self, commission):
        result, _found = leaders_of(lists.leaders(group="Trưởng, phó phong"))
        assert places(result) == []
        assert set(Leader.objects.values_list("group", flat=True)) == {"department"}

    def test_one_value_for_all_rows(self, commission, other_commission):
        file = lists.leaders(count=2)
        mapping = mapping_of(file, LEADERS, values={"group": "Trưởng, phó phòng", "committee": "BTGTU"})
        del mapping.columns["group"], mapping.columns["committee"]
        result, _found = load(file, mapping)
        assert places(result) == []
        assert set(Leader.objects.values_list("group", "committee__code")) == {("department", "BTGTU")}

    def test_hung_is_not_hung_of_another_tone(self, commission):
        LeaderFactory(code="L1", full_name="Nguyễn Văn Hùng", committee=commission)
        result, _found = leaders_of(lists.leaders(count=1, errors={"B4": "Nguyễn Văn Hưng"}))
        assert result.counts[LEADERS].created == 1

    def test_ly_may_be_li_or_another(self, commission, other_commission):
        """Never silently one person: it is told, and a new one is made unless the list is corrected."""
        LeaderFactory(code="L1", full_name="Nguyễn Thị Lý", committee=commission)
        LeaderFactory(code="L2", full_name="Nguyễn Thị Lý", committee=other_commission)
        result, _found = leaders_of(lists.leaders(count=1, errors={"B4": "Nguyễn Thị Lí"}))
        assert warned(result) == [
            "Cán bộ!B4: a name there already differs in i and y only: Nguyễn Thị Lý (L1)"
        ]
        assert result.counts[LEADERS].created == 1

    def test_somebody_of_the_name_elsewhere_is_warned_of(self, commission, other_commission):
        LeaderFactory(code="L1", full_name="Nguyễn Văn Thứ 1", committee=other_commission)
        result, _found = leaders_of(lists.leaders(count=1))
        assert warned(result) == ["Cán bộ!B4: a leader of this name is in another committee: L1"]
        assert result.counts[LEADERS].created == 1


class TestOthers:
    def test_committees_name_their_superiors_in_the_same_list(self, province):
        headings = ["Tên đơn vị", "Cấp", "Trực thuộc"]
        rows = [
            ["Đảng ủy xã An Phú", "Đảng ủy xã", "Huyện ủy Tân Lâm"],
            ["Huyện ủy Tân Lâm", "Huyện ủy", "Tỉnh ủy"],
        ]
        file = lists.workbook("DS", [], headings, rows)
        result, _found = load(file, mapping_of(file, COMMITTEES, row=1))
        assert places(result) == []
        commune = Committee.objects.get(name="Đảng ủy xã An Phú")
        assert (commune.code, commune.depth) == ("CU001", 3)
        assert load(file, mapping_of(file, COMMITTEES, row=1))[0].counts[COMMITTEES].unchanged == 2

    def test_leaders_are_named_on_their_trips(self, chief):
        rows = [
            ["Nguyễn Văn An", dt.date(2018, 3, 1), "02/03/2018", "Hà Nội"],
            ["Trần Văn Ai", None, None, "Huế"],
        ]
        file = lists.workbook("DS", [], ["Cán bộ", "Ngày đi", "Ngày về", "Địa điểm"], rows[:1])
        assert places(load(file, mapping_of(file, TRIPS, row=1))[0]) == []
        assert Trip.objects.get().leader == chief
        file = lists.workbook("DS", [], ["Cán bộ", "Ngày đi", "Ngày về", "Địa điểm"], rows)
        assert places(load(file, mapping_of(file, TRIPS, row=1))[0]) == [
            "DS!A3: “Trần Văn Ai” is no code and no name in “Lãnh đạo”",
            "DS!B3: “Từ ngày” is empty",
            "DS!C3: “Đến ngày” is empty",
        ]

    def test_formulas_and_errors_are_refused_in_their_cells(self, cells):
        file = lists.cells(count=4, errors={"B4": "=1+1", "C5": "=A1", "F6": "#REF!"})
        result, _found = cells_of(file)
        assert places(result) == [
            "DS chi bộ 2018!B4: contains a formula",
            "DS chi bộ 2018!C5: contains a formula",
            "DS chi bộ 2018!F6: contains the error “#REF!”",
        ]

    def test_empty_lines_and_a_list_without_rows(self, cells):
        result, _found = cells_of(lists.cells(count=0))
        assert (places(result), warned(result)) == ([], ["DS chi bộ 2018!: the sheet is empty"])
        rows = [[None] * 8, [1, "Chi bộ A", "HUBS", "THON"], [None] * 8]
        file = lists.workbook("DS", [], lists.CELL_HEADINGS, rows)
        assert cells_of(file, row=1)[0].counts[CELLS].created == 1

    def test_decomposed_text_is_stored_composed(self, cells):
        cells_of(lists.cells(count=1, errors={"B4": "Chi bo\u0323\u0302 a\u0302\u0301p 1"}))
        assert Cell.objects.filter(name="Chi bộ ấp 1").exists()

    def test_old_encodings_are_the_only_problem_of_their_cells(self, cells):
        file = lists.cells(
            count=3, errors={"B4": "Chi bé th«n 1", "C5": "HuyÖn ñy B¾c S¬n", "D6": "Chi boä thoân"}
        )
        result, found = cells_of(file)
        assert places(result) == [
            "DS chi bộ 2018!B4: the text is written in the old encoding TCVN3 (ABC)",
            "DS chi bộ 2018!C5: the text is written in the old encoding TCVN3 (ABC)",
            "DS chi bộ 2018!D6: the text is written in the old encoding VNI",
        ]
        assert (found.old_encodings, found.unknown) == (3, {})
        assert "Ctrl+Shift+F6" in result.problems[0].cure


class TestWholeWorkbooks:
    def test_the_formats_own_workbook_needs_no_mapping(self):
        result, _found = load(file_of(small()), None)
        assert (places(result), warned(result)) == ([], [])
        assert result.counts[CELLS].created == 3

    def test_old_encodings_are_found_there_too(self):
        file = edited(small(), {("Chi bộ", "B2"): "Chi bé Th«n 1", ("Lãnh đạo", "C2"): "Tr\xadëng ban"})
        result, _found = load(file, None)
        assert places(result) == [
            "Chi bộ!B2: the text is written in the old encoding TCVN3 (ABC)",
            "Lãnh đạo!C2: the text is written in the old encoding TCVN3 (ABC)",
        ]

    def test_the_templates_own_sheets_are_no_surprise(self):
        book = openpyxl.load_workbook(file_of(small()))
        for title in ("Hướng dẫn", "Danh mục", "Ghi chú"):
            book.create_sheet(title).append(["Mã"])
        result, _found = load(lists.saved(book), None)
        assert warned(result) == ["Ghi chú!: this sheet is not known and was not read"]

    def test_names_do_not_stand_for_codes_under_the_formats_own_headings(self, cells):
        file = file_of({"Chi bộ": [cell("X", "Chi bộ X", "Huyện ủy Bắc Sơn", "THON")]})
        mapping = mapping_of(file, CELLS, row=1, names=False)
        assert places(load(file, mapping)[0]) == [
            "Chi bộ!C2: “Huyện ủy Bắc Sơn” is a name: its code is “HUBS”"
        ]
