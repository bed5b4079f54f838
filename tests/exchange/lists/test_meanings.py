"""What the texts of a list mean: namesakes told apart by their rows, guesses shown, the rest asked."""

import datetime as dt

import pytest

from attendance.models import Visit
from committees.models import Committee, FormerParent, Leader
from exchange.lists.mapping import Mapping
from exchange.lists.names import choices
from exchange.lists.namesakes import labels
from exchange.lists.reading import Read, read_file
from exchange.workbook.importer import import_contents
from exchange.workbook.kinds import word_key
from exchange.workbook.problems import ImportResult
from exchange.workbook.sheets import CELLS, COMMITTEES, LEADERS, PLANS, RESULTS, SHEETS, TRIPS
from exchange.workbook.terms import UNBOUNDED
from lib.periods import Month
from meetings.models import Cell
from tests.exchange.workbook.workbooks import places
from tests.factories import CellFactory, CommitteeFactory, LeaderFactory, TripFactory, VisitFactory

from . import lists

pytestmark = pytest.mark.django_db

# Keys of headings by column of the format.
PLAN = {"leader": ["ho ten"], "cell": ["chi bo"], "month": ["thang"]}


def load(sheet: str, headings: list, rows: list[list], columns: dict, **more) -> tuple[ImportResult, Read]:
    above = more.pop("above", [])
    mapping = Mapping(sheet, "DS", len(above) + 1, columns, **more)
    file = lists.workbook("DS", above, headings, rows)
    found = read_file(file.getvalue(), mapping)
    since = mapping.moves_since
    result = import_contents(found.contents, found.report, terms=UNBOUNDED, filename="DS.xlsx", since=since)
    return result, found


def plan(rows: list[list], headings=("Họ tên", "Chi bộ", "Thuộc", "Tháng"), **more):
    return load(PLANS, list(headings), rows, more.pop("columns", PLAN), **more)


def warned(result) -> list[str]:
    return [f"{w.cell}: {w.what}" for w in result.warnings]


def guessed(found: Read) -> list[tuple]:
    return [(guess["place"], guess["text"], guess["code"], guess["reason"]) for guess in found.guesses]


@pytest.fixture
def communes(province):
    """Each with a cell of the same name."""
    for code, name in (("DH", "Đảng ủy xã Đông Hà"), ("CV", "Đảng ủy xã Cẩm Vân")):
        committee = CommitteeFactory(parent=province, code=code, name=name, kind=Committee.Kind.COMMUNE)
        CellFactory(code=f"CB-{code}", name="Chi bộ thôn 2", committee=committee)
    return province


@pytest.fixture
def leader(commission):
    return LeaderFactory(code="LD1", full_name="Vũ Đức Dũng", committee=commission)


class TestCellsOfOneName:
    def test_04_same_name_cells_plan(self, communes, leader):
        result, found = plan(
            [["Vũ Đức Dũng", "Chi bộ thôn 2", "xã Đông Hà", "02/2018"],
             ["Vũ Đức Dũng", "Chi bộ thôn 2", "xã Cẩm Vân", "03/2018"]]
        )  # fmt: skip
        assert places(result) == []
        assert list(Visit.objects.order_by("month").values_list("cell__code", flat=True)) == [
            "CB-DH",
            "CB-CV",
        ]
        assert guessed(found) == [
            ("DS!B2", "Chi bộ thôn 2", "CB-DH", "“xã Đông Hà” says so"),
            ("DS!B3", "Chi bộ thôn 2", "CB-CV", "“xã Cẩm Vân” says so"),
            ("DS!A2", "", "BTCTU", "it is the committee of Vũ Đức Dũng"),
        ]

    def test_what_the_row_does_not_say_is_asked_row_by_row(self, communes, leader):
        rows = [
            ["Vũ Đức Dũng", "Chi bộ thôn 2", "", "02/2018"],
            ["Vũ Đức Dũng", "Chi bộ thôn 2", "?", "03/2018"],
        ]
        # What was said of the text in another list is not one meaning for all rows.
        result, found = plan(rows, words={"cell": {word_key("Chi bộ thôn 2"): "CB-DH"}})
        one, other = (
            "Chi bộ thôn 2 · Đảng ủy xã Cẩm Vân (CB-CV)",
            "Chi bộ thôn 2 · Đảng ủy xã Đông Hà (CB-DH)",
        )
        assert places(result) == [
            f"DS!B2: “Chi bộ thôn 2” is the name of several: {one}; {other}",
            f"DS!B3: “Chi bộ thôn 2” is the name of several: {one}; {other}",
        ]
        assert (found.unknown, found.meanings) == ({}, {})
        assert found.ambiguous[1] == {
            "column": "cell",
            "place": "DS!B3",
            "row": 3,
            "text": "Chi bộ thôn 2",
            "context": ["Vũ Đức Dũng", "?", "03/2018"],
            "options": [["CB-CV", one], ["CB-DH", other]],
        }

        result, found = plan(rows, answers={"cell": {"DS!B2": "CB-DH", "DS!B3": "CB-CV"}})
        assert places(result) == []
        assert list(Visit.objects.order_by("month").values_list("cell__code", flat=True)) == [
            "CB-DH",
            "CB-CV",
        ]
        assert ("DS!B3", "Chi bộ thôn 2", "CB-CV", "chosen for this row") in guessed(found)

    def test_the_text_itself_may_say_it(self, communes, leader):
        result, _found = plan(
            [["Đ/c Vũ Đức Dũng", "Thôn 2 (Cẩm Vân)", "", "02/2018"],
             ["Vũ Đức Dũng", "Chi bộ thôn 2, xã Đông Hà", "", "02/2018"],
             ["Vũ Đức Dũng", "Chi bộ thôn 2, xã Hải Hà", "", "02/2018"]]
        )  # fmt: skip
        assert [p.cell for p in result.problems] == ["B4"]

    def test_a_line_above_the_list_may_say_it(self, communes, leader):
        result, _found = plan(
            [["Vũ Đức Dũng", "Chi bộ thôn 2", "", "02/2018"]], above=["ĐẢNG ỦY XÃ CẨM VÂN", "Kế hoạch"]
        )
        assert places(result) == []
        assert Visit.objects.get().cell.code == "CB-CV"

    def test_one_of_another_committee_than_the_row_says_is_not_meant(self, communes, leader):
        CellFactory(code="CB5", name="Chi bộ thôn 5", committee=Committee.objects.get(code="DH"))
        rows = [["Vũ Đức Dũng", "Chi bộ thôn 5", "xã Cẩm Vân", "02/2018"]]
        result, found = plan(rows)
        label = "Chi bộ thôn 5 · Đảng ủy xã Đông Hà (CB5)"
        assert places(result) == [f"DS!B2: there is only {label}, but the row says “xã Cẩm Vân”"]
        assert found.ambiguous[0]["options"] == [["CB5", label]]
        result, _found = plan(rows, answers={"cell": {"DS!B2": "CB5"}})
        assert places(result) == []

    def test_options_of_the_forms_name_the_committee(self, communes):
        assert choices(SHEETS[PLANS].column("cell"), UNBOUNDED) == [
            ("CB-CV", "Chi bộ thôn 2 · Đảng ủy xã Cẩm Vân (CB-CV)"),
            ("CB-DH", "Chi bộ thôn 2 · Đảng ủy xã Đông Hà (CB-DH)"),
        ]


class TestLeadersOfOneName:
    @pytest.fixture(autouse=True)
    def namesakes(self, communes, commission, other_commission):
        for code, position, committee in (
            ("A", "Trưởng phòng", commission),
            ("B", "Phó Trưởng ban", commission),
            ("C", "Trưởng phòng", other_commission),
        ):
            LeaderFactory(code=code, full_name="Nguyễn Văn An", position=position, committee=committee)

    @pytest.mark.parametrize(
        ("says", "code"),
        [
            (["Ban Tuyên giáo", ""], "C"),
            (["Ban Tổ chức Tỉnh ủy", "Trưởng phòng"], "A"),
            (["", "phó trưởng ban"], "B"),
        ],
    )
    def test_office_and_position_tell_them_apart(self, says, code):
        headings = ["Họ tên", "Cơ quan", "Chức vụ", "Từ", "Đến"]
        columns = {"leader": ["ho ten"], "date_from": ["tu"], "date_to": ["den"]}
        result, _found = load(
            TRIPS, headings, [["Nguyễn Văn An", *says, "01/03/2018", "02/03/2018"]], columns
        )
        assert places(result) == []
        assert Leader.objects.get(trips__isnull=False).code == code

    def test_the_committee_of_the_cell_says_nothing_of_the_leader(self, communes):
        dong_ha = Committee.objects.get(code="DH")
        LeaderFactory(code="D", full_name="Nguyễn Văn An", committee=dong_ha)
        result, found = plan([["Nguyễn Văn An", "Chi bộ thôn 2", "Đảng ủy xã Đông Hà", "02/2018"]])
        assert [p.cell for p in result.problems] == ["A2"]
        assert [code for code, _label in found.ambiguous[0]["options"]] == ["A", "B", "C", "D"]

    def test_the_committee_of_the_plan_does(self):
        rows = [["Nguyễn Văn An", "CB-DH", "", "02/2018"]]
        result, _found = plan(rows, values={"committee": "BTGTU"})
        assert places(result) == []
        assert Visit.objects.get().leader.code == "C"

    def test_a_list_of_leaders_knows_them_by_their_positions(self):
        headings, columns = ["Họ tên", "Chức vụ", "Cơ quan", "Nhóm"], {
            "full_name": ["ho ten"], "position": ["chuc vu"], "committee": ["co quan"], "group": ["nhom"],
        }  # fmt: skip
        rows = [
            ["Nguyễn Văn An", position, "BTCTU", "Lãnh đạo ban"]
            for position in ("Phó Trưởng ban", "Chuyên viên")
        ]
        result, found = load(LEADERS, headings, rows, columns)
        assert [p.cell for p in result.problems] == ["A3"]
        assert guessed(found) == [("DS!A2", "Nguyễn Văn An", "B", "“Phó Trưởng ban” says so")]
        assert [code for code, _label in found.ambiguous[0]["options"]] == ["A", "+"]

        result, _found = load(LEADERS, headings, rows, columns, answers={"code": {"DS!A3": "+"}})
        assert places(result) == []
        assert result.counts[LEADERS].created == 1


def test_li_for_ly_is_a_guess_with_its_reason(communes, commission):
    LeaderFactory(code="LY", full_name="Lê Thị Lý", committee=commission)
    _result, found = plan([["Lê Thị Lí", "CB-DH", "", "02/2018"]])
    assert guessed(found)[0] == ("DS!A2", "Lê Thị Lí", "LY", "its name differs in i and y only")


class TestCommitteeOfThePlan:
    def test_40_plan_of_the_wrong_committee(self, communes, leader):
        """Not that of the cell, but the leader's own, and shown before it counts."""
        rows = [["Vũ Đức Dũng", "Chi bộ thôn 2", "Đảng ủy xã Đông Hà", "02/2018"]]
        plan(rows)
        assert Visit.objects.get().committee.code == "BTCTU"

    def test_another_one_is_questioned(self, communes, leader):
        rows = [["Vũ Đức Dũng", "CB-DH", "Đảng ủy xã Đông Hà", "02/2018"]]
        result, _found = plan(rows, columns=PLAN | {"committee": ["thuoc"]})
        assert warned(result) == [
            "C2: “Vũ Đức Dũng” belongs to “Ban Tổ chức Tỉnh ủy”, but the plan is that of “Đảng ủy xã Đông Hà”"
        ]

    def test_one_that_the_leader_belonged_to_then_is_not(self, communes, leader, other_commission):
        leader.former_offices.create(committee=other_commission, until=dt.date(2018, 4, 30))
        rows = [["Vũ Đức Dũng", "CB-DH", "BTGTU", "02/2018"], ["Vũ Đức Dũng", "CB-DH", "BTGTU", "08/2018"]]
        result, _found = plan(rows, columns=PLAN | {"committee": ["thuoc"]})
        assert [place for place, _what in (text.split(": ", 1) for text in warned(result))] == ["C3"]


class TestHalfYear:
    def test_a_title_says_it(self, communes, leader):
        rows = [["Vũ Đức Dũng", "CB-DH", "", "T2"]]
        title = "KẾ HOẠCH DỰ SINH HOẠT CHI BỘ 6 THÁNG ĐẦU NĂM 2018"
        result, found = plan(rows, above=[title])
        assert places(result) == []
        assert Visit.objects.get().month == Month.parse("02/2018")
        assert found.guesses[0] | {"label": ""} == {
            "column": "half_year",
            "place": "DS!A3",
            "row": 3,
            "text": "",
            "code": "2018-H1",
            "label": "",
            "reason": "“KẾ HOẠCH DỰ SINH HOẠT CHI BỘ 6 THÁNG ĐẦU NĂM 2018” says so",
            "rows": 1,
        }

    def test_two_titles_say_nothing(self, communes, leader):
        rows = [["Vũ Đức Dũng", "CB-DH", "", "T2"]]
        result, _found = plan(rows, above=["Kết quả 6 tháng đầu năm 2018, kế hoạch 6 tháng cuối năm 2018"])
        assert places(result) == ["DS!D3: “T2” has no year"]


def test_words_of_the_catalogue_of_reasons_are_matched(communes, leader):
    VisitFactory(leader=leader, cell=Cell.objects.get(code="CB-DH"), month=Month.parse("02/2018"))
    headings = ["Họ tên", "Chi bộ", "Tháng", "Kết quả", "Lý do"]
    columns = PLAN | {"outcome": ["ket qua"], "absence_reason": ["ly do"]}
    rows = [["LD1", "CB-DH", "02/2018", "Vắng", "Bận họp"]]
    result, found = load(RESULTS, headings, rows, columns)
    assert found.unknown == {"absence_reason": ["Bận họp"]}
    reason = choices(SHEETS[RESULTS].column("absence_reason"), UNBOUNDED)[1][0]
    words, given = (
        {"absence_reason": {word_key("bận họp"): reason}},
        {"absence_reason": [word_key("bận họp")]},
    )
    result, found = load(RESULTS, headings, rows, columns, words=words, given=given)
    assert places(result) == []
    assert Visit.objects.get().absence_reason.label == reason
    assert (found.meanings, found.remembered) == ({"absence_reason": {"Bận họp": reason}}, {})
    _result, found = load(RESULTS, headings, rows, columns, words=words)
    assert found.remembered == {"absence_reason": ["Bận họp"]}


class TestMapping:
    def test_01_remembered_constant_cells(self):
        """Columns and words stay; what held for all rows of one list is only shown with the next."""
        columns = {"name": ["ten chi bo"], "members_total": ["so dv"]}
        mapping = Mapping(
            CELLS, "DS", 3, columns, {"code": "XA", "committee": "XTM", "organization_type": ""}
        )
        mapping.give({"organization_type": {"Thôn": "LH1"}})
        again = Mapping.remembering(CELLS, mapping.place, mapping.remembered())
        assert (again.columns, again.values) == (columns, {"code": "XA"})
        assert again.last_values == {"committee": "XTM"}
        assert again.words == {"organization_type": {word_key("thôn"): "LH1"}}
        assert again.given == {}
        assert not again.is_certain

    def test_what_was_remembered_before_is_read_the_same(self):
        meaning = {"columns": {"leader": "ho ten"}, "values": {"date_from": "01/03/2018"}, "words": {}}
        again = Mapping.remembering(TRIPS, Mapping(TRIPS, "DS", 1).place, meaning)
        assert (again.columns, again.values) == ({"leader": ["ho ten"]}, {})
        assert again.last_values == {"date_from": "01/03/2018"}

    def test_a_list_whose_columns_say_all_is_certain(self):
        columns = {key: [key] for key in ("leader", "cell", "month")}
        assert Mapping(PLANS, "DS", 1, columns).is_certain  # committee and half-year are told

    def test_meanings_stay_when_columns_change(self):
        mapping = Mapping(CELLS, "DS", 3, {"name": ["a"]})
        mapping.give({"organization_type": {"Thôn": "LH1", "Xã": "LH2"}})
        mapping.give({"organization_type": {"xã": ""}})
        mapping.answer({"committee": {"DS!C7": "XTM"}})
        changed = mapping.with_columns(mapping.place, {"name": ["b"]}, {})
        assert changed.words == {"organization_type": {word_key("thôn"): "LH1"}}
        assert changed.answers == {"committee": {"DS!C7": "XTM"}}


class TestTrips:
    HEADINGS, COLUMNS = (
        ["Họ tên", "Từ", "Đến"],
        {"leader": ["ho ten"], "date_from": ["tu"], "date_to": ["den"]},
    )
    SAYS = "Vũ Đức Dũng is on a trip 03/02–05/02/2018; the cell meets on 04/02/2018."

    @pytest.fixture(autouse=True)
    def meets_on_the_fourth(self, communes):
        Cell.objects.update(meeting_day=4)

    def test_39_trip_over_a_visit(self, leader):
        VisitFactory(leader=leader, cell=Cell.objects.get(code="CB-DH"), month=Month.parse("02/2018"))
        result, _found = load(TRIPS, self.HEADINGS, [["LD1", "03/02/2018", "05/02/2018"]], self.COLUMNS)
        assert warned(result) == [f"B2: {self.SAYS} (Chi bộ thôn 2, planned for 02/2018)"]
        result, _found = load(TRIPS, self.HEADINGS, [["LD1", "03/02/2018", "05/02/2018"]], self.COLUMNS)
        assert warned(result) == []

    def test_a_plan_that_falls_on_a_trip(self, leader):
        TripFactory(leader=leader, date_from=dt.date(2018, 2, 3), date_to=dt.date(2018, 2, 5))
        result, _found = plan([["LD1", "CB-DH", "", "02/2018"], ["LD1", "CB-CV", "", "03/2018"]])
        assert warned(result) == [f"D2: {self.SAYS.removesuffix('.')}"]

    def test_two_cells_on_one_day_and_one_cell_twice(self, leader):
        VisitFactory(leader=leader, cell=Cell.objects.get(code="CB-DH"), month=Month.parse("02/2018"))
        result, _found = plan(
            [
                ["LD1", "CB-DH", "", "03/2018"],
                ["LD1", "CB-CV", "", "03/2018"],
                ["LD1", "CB-CV", "", "05/2018"],
            ]
        )
        cell, both = "Chi bộ thôn 2", "Vũ Đức Dũng goes to another meeting on 04/03/2018"
        assert warned(result) == [
            f"D2: Vũ Đức Dũng goes to {cell} in the same half-year already: 02/2018",
            f"D3: {both}: {cell}",
            f"D4: Vũ Đức Dũng goes to {cell} in the same half-year already: 03/2018",
        ]


class TestMovedCommittees:
    HEADINGS = ["Mã", "Tên", "Loại", "Cấp trên"]
    COLUMNS = {"code": ["ma"], "name": ["ten"], "kind": ["loai"], "parent": ["cap tren"]}
    ROWS = [["DH", "Đảng ủy xã Đông Hà", "Đảng ủy xã", "HUBS"]]

    @pytest.fixture(autouse=True)
    def visited(self, communes, leader, district):
        for month in ("02/2018", "03/2018", "09/2017"):
            VisitFactory(leader=leader, cell=Cell.objects.get(code="CB-DH"), month=Month.parse(month))

    def test_25_reorganisation_by_excel(self):
        result, _found = load(COMMITTEES, self.HEADINGS, self.ROWS, self.COLUMNS)
        (sentence,) = warned(result)
        assert sentence == (
            "D2: “Đảng ủy xã Đông Hà” moves for all of the past too; that changes figures of "
            "the first half of 2018 (cells: 1), the second half of 2017 (cells: 1)"
        )

    def test_a_move_since_a_day_leaves_the_past(self):
        result, _found = load(COMMITTEES, self.HEADINGS, self.ROWS, self.COLUMNS, since="2018-07-01")
        assert (places(result), warned(result)) == ([], [])
        former = FormerParent.objects.get()
        assert (former.committee.code, former.parent.code, former.until) == ("DH", "TU", dt.date(2018, 6, 30))
        again = [["DH", "Đảng ủy xã Đông Hà", "Đảng ủy xã", "BTCTU"]]
        result, _found = load(COMMITTEES, self.HEADINGS, again, self.COLUMNS, since="2018-07-01")
        assert places(result) == ["DS!D2: “Đảng ủy xã Đông Hà” changed on 01/07/2018 already"]


class TestQueries:
    @pytest.mark.parametrize("count", [1, 3])
    def test_as_many_for_many_rows_as_for_one(self, count, communes, leader, django_assert_num_queries):
        for number in range(3):
            LeaderFactory(full_name=f"Lê Văn {number}", committee=leader.committee)
            for committee in Committee.objects.filter(code__in=["DH", "CV"]):
                CellFactory(name=f"Chi bộ thôn {number + 5}", committee=committee)
        rows = [[f"Đ/c Lê Văn {i}", f"Chi bộ thôn {i + 5}", "xã Đông Hà", "02/2018"] for i in range(count)]
        file = lists.workbook("DS", [], ["Họ tên", "Chi bộ", "Thuộc", "Tháng"], rows)
        with django_assert_num_queries(17):
            read_file(file.getvalue(), Mapping(PLANS, "DS", 1, PLAN))

    def test_labels(self, communes, django_assert_num_queries):
        with django_assert_num_queries(2):
            assert labels(CELLS, ["CB-DH", "CB-CV", "X"]) == {
                "CB-CV": "Chi bộ thôn 2 · Đảng ủy xã Cẩm Vân (CB-CV)",
                "CB-DH": "Chi bộ thôn 2 · Đảng ủy xã Đông Hà (CB-DH)",
            }
