"""The monthly table of a superior committee (F2) comes back as totals: the product's own, or an office's."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection

from committees.roles import Role
from exchange.layout.listing import Odd
from exchange.lists.reading import read_file
from exchange.lists.recognising import recognised
from exchange.tables import read_tables
from exchange.workbook.importer import import_contents
from exchange.workbook.sheets import TOTALS
from exchange.workbook.terms import Terms, terms_of
from lib.periods import Month
from meetings.models import Evaluation, Meeting, OrganizationType, Score
from reports.papers import excel, month_table
from tests.exchange.workbook.workbooks import places
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CriterionFactory,
    EvaluationFactory,
    LeaderFactory,
    MeetingFactory,
    MembershipFactory,
    RatingBandFactory,
    RubricFactory,
    ScoreFactory,
    UserFactory,
    VisitFactory,
)

from .importing import latest, upload
from .lists import workbook

pytestmark = pytest.mark.django_db
D = dt.date
MARCH = Month.parse("03/2026")
HEADINGS = ["STT", "Chi bộ", "Đảng viên dự", "Ngày sinh hoạt", "Điểm", "Tốt", "Khá", "Kém", "Ghi chú"]
ABOVE = ["ĐẢNG ỦY XÃ ĐÔNG HÀ", "BIỂU TỔNG HỢP CHẤT LƯỢNG SINH HOẠT CHI BỘ THÁNG 3/2026"]


@pytest.fixture
def commune(province):
    commune = CommitteeFactory(parent=province, code="DH", name="Đảng ủy xã Đông Hà", kind="commune")
    for number in (1, 2, 3):
        CellFactory(code=f"T{number}", name=f"Chi bộ Thôn {number}", committee=commune)
    return commune


@pytest.fixture
def rubric(commune):
    rubric = RubricFactory(code="K26", valid_from=D(2026, 1, 1))
    for code, section, most in (("1", "I", 40), ("2", "II", 60)):
        CriterionFactory(rubric=rubric, code=code, section=section, maximum=most)
    for label, least in (("Tốt", 90), ("Khá", 70), ("Kém", 0)):
        RatingBandFactory(rubric=rubric, label=label, minimum=least)
    return rubric


@pytest.fixture
def secretary(commune):
    return MembershipFactory(role=Role.STAFF, committee=commune).user


def judged(cell, day, rubric, total, **more):
    facts = {
        name: more.pop(name)
        for name in ("members_present", "members_total", "members_exempt", "kind")
        if name in more
    }
    meeting = Meeting.objects.filter(cell=cell, date=day).first() or MeetingFactory(
        cell=cell, date=day, **facts
    )
    band = rubric.bands.filter(minimum__lte=total).first()
    return EvaluationFactory(meeting=meeting, rubric=rubric, total=total, band=band, **more)


@pytest.fixture
def month(commune, rubric):
    """By a leader of lines, the cell beside; by totals alone, met twice; not judged; not met."""
    first, second, _third = commune.cells.order_by("code")
    numbers = {"members_present": 16, "members_total": 18, "members_exempt": 2}
    leader = LeaderFactory(committee=commune)
    VisitFactory(leader=leader, cell=first, month=MARCH, attended=True, met_on=D(2026, 3, 5))
    Meeting.objects.update(**numbers)
    judged(first, D(2026, 3, 5), rubric, 95)
    counted = judged(first, D(2026, 3, 5), rubric, Decimal("79.5"), leader=leader)
    criterion = rubric.criteria.first()
    ScoreFactory(evaluation=counted, criterion=criterion, points="38.5", note="Biên bản sơ sài")
    MeetingFactory(cell=second, date=D(2026, 3, 2))
    handed_in = {"is_total_only": True, "kind": "thematic", "members_present": 12}
    judged(second, D(2026, 3, 20), rubric, 92, **handed_in, remarks="vắng 2 đảng viên; họp muộn")


def own_table(commune, by):
    return excel.write([month_table.of_month(by, commune, MARCH)])


def own_table_of(paper):
    return excel.write([paper]).getvalue()


def read_back(data, by=None):
    """As guessed, at once."""
    mapping, is_certain = recognised(TOTALS, read_tables(data), by or UserFactory())
    terms = terms_of(by) if by else Terms()
    found = read_file(data, mapping, terms=terms)
    return import_contents(found.contents, found.report, terms=terms, filename="F2.xlsx"), found, is_certain


def load(rows, by=None, headings=HEADINGS, above=ABOVE):
    result, _found, _is_certain = read_back(workbook("Thang 3", above, headings, rows).getvalue(), by)
    return result


def told():
    rows = Evaluation.objects.order_by("meeting__date", "meeting__cell__code")
    return list(
        rows.values_list("meeting__cell__code", "meeting__date", "leader", "total", "band__label", "remarks")
    )


class TestOwnTable:
    def test_where_it_comes_from_nothing_changes(self, month, commune, secretary):
        before = list(Evaluation.objects.order_by("pk").values())
        result, found, is_certain = read_back(own_table(commune, secretary).getvalue(), secretary)
        assert (places(result), is_certain) == ([], True)
        counted = result.counts[TOTALS]
        assert (counted.created, counted.changed, counted.unchanged) == (0, 0, 2)
        assert [(a.kind, a.text.split(" · ")[0]) for a in found.listing.aside if a.kind == Odd.UNJUDGED] == [
            (Odd.UNJUDGED, "2"),
            (Odd.UNJUDGED, "3"),
        ]
        assert list(Evaluation.objects.order_by("pk").values()) == before

    def test_where_nobody_has_judged_it_becomes_the_same_table(self, month, commune, secretary, rubric):
        Evaluation.objects.filter(leader__isnull=False).delete()
        Score.objects.all().delete()
        before = month_table.of_month(secretary, commune, MARCH)
        Evaluation.objects.all().delete()
        Meeting.objects.exclude(visits__isnull=False).delete()
        result, _found, _is_certain = read_back(own_table_of(before), secretary)
        assert places(result) == []
        counted = result.counts[TOTALS]
        assert (counted.created, counted.changed, counted.unchanged) == (2, 0, 0)
        assert told() == [
            ("T1", D(2026, 3, 5), None, 95, "Tốt", ""),
            ("T2", D(2026, 3, 20), None, 92, "Tốt", "Vắng 2 đảng viên; họp muộn"),
        ]
        assert set(Evaluation.objects.values_list("is_total_only", "rubric", "version")) == {
            (True, rubric.pk, 1)
        }
        MeetingFactory(cell=commune.cells.get(code="T2"), date=D(2026, 3, 2))
        assert month_table.of_month(secretary, commune, MARCH) == before
        record = Evaluation.history.first()
        assert (record.history_user, record.history_type) == (secretary, "+")
        assert record.history_change_reason.startswith("Nhập từ tệp ")

    def test_three_clicks_fewer(self, client, month, commune, secretary):
        """Its columns are known: the upload leads to the preview."""
        client.force_login(secretary)
        upload(client, own_table(commune, secretary), "totals")
        item = latest()
        assert (item.state, item.preview["counts"]) == (
            "judged",
            {TOTALS: {"created": 0, "changed": 0, "unchanged": 2}},
        )
        assert item.preview["aside_kinds"] == {"total": 1, "signature": 2, "unjudged": 2}


class TestAnOfficesTable:
    ROWS = [
        [1, "Thôn 1", "16/18", "05/3", 95, "x", None, None, None],
        [2, "Chi bộ Thôn 2", "–/21", D(2026, 3, 16), "79,5", None, "X", None, "3.1: trừ 2 điểm"],
        [3, "Thôn 3", None, "17/3/2026", 60, None, None, None, None],
        ["", "Tổng cộng", None, None, None, 1, 1, 0],
        [],
        [None, "NGƯỜI LẬP BIỂU", None, None, "T/M ĐẢNG ỦY"],
    ]

    @pytest.mark.parametrize(
        ("headings", "columns"),
        [
            (HEADINGS, slice(0, 9)),
            (["TT", "Tên chi bộ", "Số lượng", "Ngày họp", "Tổng điểm", "TỐT", "KHÁ", "KÉM"], slice(0, 8)),
        ],
    )
    def test_headings_in_other_words(self, rubric, secretary, headings, columns):
        rows = [row[columns] for row in self.ROWS]
        result = load(rows, by=secretary, headings=headings)
        assert places(result) == []
        assert [(*row[:2], *row[3:5]) for row in told()] == [
            ("T1", D(2026, 3, 5), 95, "Tốt"),
            ("T2", D(2026, 3, 16), Decimal("79.5"), "Khá"),
            ("T3", D(2026, 3, 17), 60, "Kém"),
        ]
        facts = Meeting.objects.order_by("date").values_list("kind", "members_present", "members_total")
        assert list(facts) == [("regular", 16, 18), ("regular", None, 21), ("regular", None, None)]
        # Nobody crossed a band there: told, and worked out.
        assert [(w.cell, w.what) for w in result.warnings] == [
            ("F6", "no band is given; by the total it is Kém")
        ]

    def test_a_band_in_one_column_and_members_in_two(self, rubric, secretary):
        headings = ["Chi bộ", "Ngày họp", "Có mặt", "Tổng số đảng viên", "Số điểm", "Xếp loại"]
        assert (
            places(load([["Thôn 1", "05/3/2026", 16, 18, 70, "khá"]], by=secretary, headings=headings)) == []
        )
        meeting = Meeting.objects.get()
        assert (meeting.members_present, meeting.members_total, told()[0][4]) == (16, 18, "Khá")

    def test_one_number_alone_is_of_all_members_as_text_too(self, rubric, secretary):
        numbers = ("19", "–/20", "16/21")
        rows = [[n, f"Thôn {n}", number, "05/3", 95, "x"] for n, number in enumerate(numbers, start=1)]
        assert places(load(rows, by=secretary)) == []
        facts = Meeting.objects.order_by("cell__code").values_list("members_present", "members_total")
        assert list(facts) == [(None, 19), (None, 20), (16, 21)]

    def test_two_numbers_in_one_of_two_columns_lose_no_half(self, rubric, secretary):
        headings = ["Chi bộ", "Ngày họp", "Có mặt", "Tổng số đảng viên", "Số điểm", "Xếp loại"]
        rows = [
            [f"Thôn {n}", "05/3/2026", number, 21, 70, "khá"]
            for n, number in ((1, "16/18"), (2, 16), (3, 17))
        ]
        assert places(load(rows, by=secretary, headings=headings)) == [
            "Thang 3!C4: “16/18” is two numbers, where one is read"
        ]

    def test_every_bad_cell_is_named_and_nothing_is_saved(self, rubric, secretary, commune, district):
        CellFactory(code="X", name="Chi bộ Thôn 9", committee=district)
        MeetingFactory(cell=commune.cells.get(code="T3"), date=D(2026, 3, 8), members_present=17)
        rows = [
            [1, "Thôn 1", "16/18", "05/4/2026", 95, "x"],
            [2, "Thôn 1", "19/18", "06/3/2026", 95, "x"],
            [3, "Thôn 2", "16/18", "05/3/2026", 101, "x"],
            [4, "Thôn 2", "16/18", "06/3/2026", 89, "x"],
            [5, "Thôn 2", "16/18", "07/3/2026", 95, None, "x"],
            [6, "Thôn 2", "16/18", "08/3/2026", 95, "x", "x"],
            [7, "Thôn 2", "16/18", "09/3/2026", None, "x"],
            [8, "Thôn 2", D(2026, 5, 6), "10/3/2026", "70,3", None, "x"],
            [9, "Thôn 3", "18/18", "08/3/2026", 95, "x"],
            [10, "Thôn 9", "18/18", "08/3/2026", 95, "x"],
            [11, "Thôn 2", "16/18", None, 95, "x"],
            [12, "Thôn 3", "18/18", "08/3/2026", 90, "x"],
        ]
        assert places(load(rows, by=secretary)) == [
            "Thang 3!D4: 05/04/2026 does not lie in 03/2026",
            "Thang 3!C5: 19 members present, but the cell has 18",
            "Thang 3!E6: 101 points are more than the maximum of 100",
            "Thang 3!F7: 89 points are not “Tốt”",
            "Thang 3!G8: 95 points are not “Khá”",
            "Thang 3!G9: “Tốt” and “Khá” are both marked",
            "Thang 3!E10: “Tổng điểm” is empty",
            "Thang 3!C11: Excel made a day of it: “06/05/2026”",
            "Thang 3!E11: “70,3” is no whole number of steps of 0.5",
            "Thang 3!C12: “Có mặt” is 18 here, but the meeting is recorded with 17",
            "Thang 3!B13: you may not evaluate the meetings of “Chi bộ Thôn 9”",
            "Thang 3!D14: “Ngày họp” is empty",
            "Thang 3!B15: the meeting of this cell on 08/03/2026 is already in row 12",
        ]
        assert not Evaluation.objects.exists()

    FURTHER = [
        [1, "Thôn 1", None, "05/3", 95, "x"],
        [2, "Thôn 2", None, "06/3", 101, "x"],
        [None, None, None, "20/3", 92, "x"],
    ]

    def test_a_further_meeting_goes_with_the_cell_right_above(self, rubric, secretary):
        rows = [*self.FURTHER[:2], self.FURTHER[2], [None, None, None, "27/3", 93, "x"]]
        rows[1] = [2, "Thôn 2", None, "06/3", None]  # set aside, as nobody has judged it yet
        result, found, _is_certain = read_back(
            workbook("Thang 3", ABOVE, HEADINGS, rows).getvalue(), secretary
        )
        assert places(result) == []
        assert [row[:2] for row in told()] == [
            ("T1", D(2026, 3, 5)),
            ("T2", D(2026, 3, 20)),
            ("T2", D(2026, 3, 27)),
        ]
        (guess,) = [one for one in found.guesses if one["column"] == "cell" and not one["text"]]
        assert (guess["place"], guess["label"], guess["rows"]) == ("Thang 3!B6", "Thôn 2", 2)

    @pytest.mark.parametrize(
        ("above", "number", "left_out", "expected"),
        [
            ([2, "Thôn 2", None, "06/3", 101, "x"], None, {"5": False}, "B6"),
            (["", "ĐẢNG ỦY BỘ PHẬN THÔN 3"], None, {}, "B6"),
            ([2, "Thôn 2", None, "06/3", 90, "x"], 3, {}, "B6"),
        ],
        ids=["below a row left out", "below a heading", "with a number of its own"],
    )
    def test_a_name_left_out_is_nobodys(self, rubric, secretary, above, number, left_out, expected):
        rows = [self.FURTHER[0], above, [number, None, None, "20/3", 92, "x"]]
        data = workbook("Thang 3", ABOVE, HEADINGS, rows).getvalue()
        mapping, _is_certain = recognised(TOTALS, read_tables(data), secretary)
        mapping.rows = {"Thang 3": left_out}
        found = read_file(data, mapping, terms=terms_of(secretary))
        result = import_contents(found.contents, found.report, terms=terms_of(secretary), filename="F2.xlsx")
        assert places(result) == [f"Thang 3!{expected}: “Mã chi bộ” is empty"]

    def test_a_name_put_right_on_the_page_holds_for_the_row_below(self, rubric, secretary):
        rows = [[1, "Thôn 11", None, "05/3", 95, "x"], self.FURTHER[2]]
        data = workbook("Thang 3", ABOVE, HEADINGS, rows).getvalue()
        mapping, _is_certain = recognised(TOTALS, read_tables(data), secretary)
        mapping.typed = {"cell": {"Thang 3!B4": "Thôn 3"}}
        found = read_file(data, mapping, terms=terms_of(secretary))
        assert [row["cell"] for row in found.contents.rows[TOTALS]] == ["T3", "T3"]

    def test_a_row_without_points_is_brought_back_to_have_some(self, rubric, secretary):
        data = workbook("Thang 3", ABOVE, HEADINGS, [[1, "Thôn 1", None, "05/3/2026"]]).getvalue()
        mapping, _is_certain = recognised(TOTALS, read_tables(data), secretary)
        mapping.rows = {"Thang 3": {"4": True}}
        found = read_file(data, mapping, terms=terms_of(secretary))
        result = import_contents(found.contents, found.report, terms=terms_of(secretary), filename="F2.xlsx")
        assert places(result) == ["Thang 3!E4: “Tổng điểm” is empty"]
        assert [(row.kind, row.number) for row in found.listing.brought_back] == [(Odd.UNJUDGED, 4)]


def test_a_leader_of_ones_own_goes_to_a_cell_that_others_manage(rubric, secretary, commune, district):
    cell = CellFactory(code="X", name="Chi bộ Thôn 9", committee=district)
    visit = VisitFactory(
        leader=LeaderFactory(committee=commune), cell=cell, month=MARCH, attended=True, met_on=D(2026, 3, 8)
    )
    headings = ["Chi bộ", "Ngày họp", "Người chấm", "Số điểm"]
    row = ["X", "08/3/2026", visit.leader.full_name, 95]
    assert places(load([row], by=secretary, headings=headings)) == []
    assert told() == [("X", D(2026, 3, 8), visit.leader_id, 95, "Tốt", "")]


def test_a_meeting_to_come_is_neither_recorded_nor_judged(rubric, secretary, monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: D(2026, 3, 10))
    rows = [[1, "Thôn 1", None, "10/3/2026", 95, "x"], [2, "Thôn 2", None, "11/3/2026", 95, "x"]]
    assert places(load(rows, by=secretary)) == ["Thang 3!D5: the meeting of 11/03/2026 lies in the future"]


@pytest.mark.parametrize("is_recorded", [False, True])
@pytest.mark.parametrize("count", [1, 3])
def test_queries(count, is_recorded, rubric, commune, secretary, django_assert_num_queries):
    """By a rubric that the list names, for cells of some types."""
    rubric.organization_types.add(*OrganizationType.objects.filter(cells__committee=commune))
    for cell in commune.cells.all() if is_recorded else ():
        MeetingFactory(cell=cell, date=D(2026, 3, 5))
    rows = [[n, f"Thôn {n}", "16/18", "05/3/2026", 95, "x"] for n in range(1, count + 1)]
    data = workbook("Thang 3", ABOVE, HEADINGS, rows).getvalue()
    mapping, _is_certain = recognised(TOTALS, read_tables(data), secretary)
    mapping.values["rubric"] = "K26"
    terms = terms_of(secretary)
    found = read_file(data, mapping, terms=terms)
    checks = 1 + (connection.vendor == "postgresql")  # of constraints, which PostgreSQL puts back
    with django_assert_num_queries(30 + is_recorded + checks):
        import_contents(found.contents, found.report, terms=terms, filename="F2.xlsx")
