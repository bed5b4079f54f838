"""What an import makes of a workbook without problems."""

import datetime as dt
import hashlib
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from attendance.models import AbsenceReason, Plan, Trip, Visit
from committees.models import Committee, Leader, User
from exchange.workbook import import_workbook
from meetings.models import Cell, Criterion, Evaluation, Guidance, Meeting, OrganizationType, Rubric, Score

from .histories import History
from .workbooks import criterion, file_of, finding, load, result, score, small, visit

pytestmark = pytest.mark.django_db
D = dt.date


def the_visit(leader, cell, month) -> Visit:
    number, year = map(int, month.split("/"))
    return Visit.objects.get(leader__code=leader, cell__code=cell, month=year * 12 + number - 1)


def superior(code: str) -> str:
    return Committee.objects.get_parent(Committee.objects.get(code=code)).code


def changes(imported) -> dict[str, tuple[int, int]]:
    return {
        name: (counts.created, counts.changed)
        for name, counts in imported.counts.items()
        if counts.created or counts.changed
    }


def warnings(imported) -> list[str]:
    return [f"{warning.sheet}!{warning.cell}" for warning in imported.warnings]


def test_importing_again_changes_nothing():
    imported = load(small())
    assert changes(imported) == {name: (len(rows), 0) for name, rows in small().items()}
    history = Visit.history.count()
    again = load(small())
    assert changes(again) == {}
    assert sum(counts.unchanged for counts in again.counts.values()) == sum(map(len, small().values()))
    assert Visit.history.count() == history


def test_a_dry_run_counts_and_saves_nothing():
    imported = load(small(), dry_run=True)
    assert changes(imported)["Kế hoạch"] == (7, 0)
    assert not Committee.objects.exists()
    assert not Visit.history.exists()


def test_the_sheets_may_come_in_several_workbooks_and_any_order_of_rows():
    rows = small()
    for listed in rows.values():
        listed.reverse()
    for name, listed in rows.items():
        # What a carry-over and its result say of each other belongs together.
        if name == "Kế hoạch":
            load({name: listed, "Kết quả": rows["Kết quả"]})
        elif name != "Kết quả":
            load({name: listed})
    assert changes(load(small())) == {"Khung tiêu chí": (0, 2)}


def test_an_empty_cell_erases_nothing():
    load(small())
    rows = small()
    for listed in rows.values():
        for row in listed:
            for column in (
                "Tên viết tắt",
                "Mã cấp trên",
                "Số hướng dẫn",
                "Ngày ban hành",
                "Cơ quan ban hành",
                "Số đảng viên",
                "Địa điểm",
                "Ngày sinh hoạt",
                "Nội dung" if "Mã lãnh đạo" in row else "",
                "Nguồn",
                "Chuyển từ tháng",
                "Chuyển từ lãnh đạo",
                "Ghi chú",
                "Tổng số đảng viên",
                "Có mặt",
                "Văn bản",
            ):
                row.pop(column, None)
    assert changes(load(rows)) == {}
    assert Committee.objects.get(code="BTC").depth == 2
    assert the_visit("L2", "CB3", "06/2018").origin == Visit.Origin.AMENDMENT


# Committees and catalogues


def test_roots_and_siblings_keep_the_order_of_the_rows():
    rows = [
        {"Mã": code, "Tên": code, "Loại": "Ban", "Mã cấp trên": parent}
        for code, parent in [("b2", "B"), ("a1", "A"), ("B", None), ("b1", "B"), ("A", None), ("b21", "b2")]
    ]
    load({"Cấp ủy": rows})
    assert list(Committee.objects.values_list("code", "depth")) == [
        ("B", 1),
        ("b2", 2),
        ("b21", 3),
        ("b1", 2),
        ("A", 1),
        ("a1", 2),
    ]


def test_a_committee_moves_with_all_below_it_and_history_knows():
    load(small())
    rows = [
        {"Mã": "X", "Tên": "Xã", "Loại": "Đảng ủy xã", "Mã cấp trên": "HU"},
        {"Mã": "BTC", "Tên": "Ban Tổ chức", "Loại": "Ban", "Mã cấp trên": "X"},
    ]
    load({"Cấp ủy": rows})
    moved = Committee.objects.get(code="BTC")
    assert superior("BTC") == "X"
    assert moved.history.first().path == moved.path
    assert Committee.objects.find_problems() == ([], [], [], [], [])
    # The two change places: the superior comes first in the end, whatever the order of the rows.
    rows[0]["Mã cấp trên"], rows[1]["Mã cấp trên"] = "BTC", "HU"
    assert changes(load({"Cấp ủy": rows})) == {"Cấp ủy": (0, 2)}
    assert superior("X") == "BTC"
    assert superior("BTC") == "HU"
    assert Committee.objects.find_problems() == ([], [], [], [], [])


def test_a_new_guidance_stands_beside_the_old_one():
    load(small())
    load({"Loại hình": [{"Mã": "AP", "Tên": "Chi bộ ấp", "Số hướng dẫn": "02-HD/BTC"}]})
    assert list(Guidance.objects.values_list("number", flat=True)) == ["01-HD/BTC", "02-HD/BTC"]


def test_changed_names_are_found_and_sorted_anew():
    load(small())
    rows = small()
    rows["Lãnh đạo"][0]["Họ và tên"] = "Đặng Thị Ý"
    rows["Chi bộ"][0]["Tên"] = "Chi bộ Ấp Đông"
    assert changes(load(rows)) == {"Lãnh đạo": (0, 1), "Chi bộ": (0, 1)}
    assert Leader.objects.search("dang thi y").get().code == "L1"
    assert Cell.objects.search("ap dong").get().code == "CB1"


def test_trips_are_known_by_leader_and_days():
    load(small())
    rows = small()["Công tác"]
    rows[0]["Nội dung"] = "Tập huấn"
    rows.append(rows[0] | {"Đến ngày": D(2018, 4, 7)})
    assert changes(load({"Công tác": rows})) == {"Công tác": (1, 1)}
    assert Trip.objects.count() == 2


# Plans and visits


def test_a_plan_from_a_workbook_is_approved_by_the_importing_user():
    user = User.objects.create(username="mai")
    load(small(), by=user)
    for plan in Plan.objects.all():
        assert (plan.status, plan.approved_by, plan.submitted_by) == ("approved", user, user)
        assert plan.approved_at is not None


def test_origins_and_carried_over_visits():
    load(small())
    assert the_visit("L1", "CB1", "03/2018").origin == Visit.Origin.REGISTERED
    assert the_visit("L2", "CB3", "06/2018").origin == Visit.Origin.AMENDMENT
    assert the_visit("L2", "CB1", "02/2018").origin == Visit.Origin.UNPLANNED
    within = the_visit("L1", "CB2", "05/2018")
    assert within.origin == Visit.Origin.REGISTERED
    assert within.carried_from == the_visit("L1", "CB2", "04/2018")
    substitute = the_visit("L1", "CB2", "07/2018")
    assert substitute.origin == Visit.Origin.CARRIED_IN
    assert substitute.carried_from == the_visit("L2", "CB2", "06/2018")


def test_carried_in_whatever_the_workbook_says_of_its_origin():
    rows = small()
    rows["Kế hoạch"][6]["Nguồn"] = "Ngoài kế hoạch"
    load(rows)
    assert the_visit("L1", "CB2", "07/2018").origin == Visit.Origin.CARRIED_IN
    assert changes(load(rows)) == {}


def test_a_stored_visit_becomes_one_carried_over_from_a_new_one():
    load(small())
    rows = {
        "Kế hoạch": [
            visit("L1", "CB1", "03/2018") | {"Chuyển từ tháng": "12/2017"},
            visit("L1", "CB1", "12/2017", "2017-H2"),
        ],
        "Kết quả": [result("L1", "CB1", "12/2017", "Vắng", "2017-H2", **{"Lý do": "Ốm"})],
    }
    assert changes(load(rows)) == {"Kế hoạch": (1, 1), "Kết quả": (1, 0)}
    later = the_visit("L1", "CB1", "03/2018")
    assert (later.origin, later.carried_from.month.month, later.version) == ("carried_in", 12, 2)


def test_a_missed_visit_can_be_handed_on_from_one_visit_to_another():
    load(small())
    rows = {
        "Kế hoạch": [
            visit("L1", "CB2", "06/2018") | {"Chuyển từ tháng": "04/2018"},
            visit("L1", "CB2", "05/2018") | {"Chuyển từ tháng": "03/2018"},
            visit("L1", "CB2", "03/2018"),
        ],
        "Kết quả": [result("L1", "CB2", "03/2018", "Vắng", **{"Lý do": "Ốm"})],
    }
    assert changes(load(rows)) == {"Kế hoạch": (2, 1), "Kết quả": (1, 0)}
    assert the_visit("L1", "CB2", "06/2018").carried_from == the_visit("L1", "CB2", "04/2018")


def test_the_leader_group_is_that_of_the_day_of_registration():
    load(small())
    rows = small()
    rows["Lãnh đạo"][0]["Nhóm"] = "Trưởng, phó phòng"
    rows["Kế hoạch"] += [
        visit("L1", "CB3", "03/2018"),
        visit("L1", "CB3", "04/2018") | {"Nhóm khi đăng ký": "Lãnh đạo ban"},
    ]
    load(rows)
    assert the_visit("L1", "CB1", "03/2018").leader_group == "leadership"
    assert the_visit("L1", "CB3", "03/2018").leader_group == "department"
    assert the_visit("L1", "CB3", "04/2018").leader_group == "leadership"


def test_a_plan_may_belong_to_another_committee_than_its_leader():
    load(small())
    rows = {"Kế hoạch": [visit("L1", "CB3", "03/2018") | {"Mã cơ quan": "HU"}]}
    load(rows)
    assert the_visit("L1", "CB3", "03/2018").committee.code == "HU"
    assert changes(load(rows)) == {}


def test_visits_outside_a_term_or_a_cells_life_are_warned_of():
    rows = small()
    rows["Lãnh đạo"][0]["Từ ngày"] = D(2018, 4, 1)
    rows["Lãnh đạo"][1]["Đến ngày"] = D(2018, 2, 1)
    rows["Chi bộ"][2]["Ngày giải thể"] = D(2018, 5, 31)
    assert warnings(load(rows)) == ["Kế hoạch!E2", "Kế hoạch!E5", "Kế hoạch!E6", "Kế hoạch!E6"]


# Results and meetings


def test_results():
    load(small())
    attended = the_visit("L1", "CB1", "03/2018")
    assert (attended.outcome, attended.meeting.date) == ("attended", D(2018, 4, 2))
    assert attended.meeting.kind == Meeting.Kind.THEMATIC
    missed = the_visit("L2", "CB2", "06/2018")
    assert (missed.outcome, missed.absence_reason.code, missed.note) == ("missed", "illness", "=cmd()")
    assert the_visit("L2", "CB3", "06/2018").outcome == "withdrawn"
    assert the_visit("L1", "CB2", "07/2018").outcome == "pending"
    assert the_visit("L1", "CB2", "05/2018").meeting.kind == Meeting.Kind.REGULAR


def test_a_result_that_changes_names_who_logged_it():
    load(small())
    user = User.objects.create(username="mai")
    changed = result("L2", "CB2", "06/2018", "Vắng", **{"Lý do": "Công tác"})
    rows = {"Kết quả": [changed, small()["Kết quả"][0]]}
    assert changes(load(rows, by=user)) == {"Kết quả": (0, 1)}
    logged = the_visit("L2", "CB2", "06/2018")
    assert (logged.absence_reason.code, logged.note, logged.logged_by, logged.version) == (
        "trip",
        "=cmd()",
        user,
        2,
    )
    assert the_visit("L1", "CB1", "03/2018").logged_by is None


def test_two_visits_exchange_their_meetings():
    rows = small()
    rows["Kế hoạch"].append(visit("L2", "CB1", "03/2018"))
    rows["Kết quả"].append(result("L2", "CB1", "03/2018", "Đã dự", **{"Ngày họp": D(2018, 3, 5)}))
    load(rows)
    rows["Kết quả"][5]["Ngày họp"], rows["Kết quả"][6]["Ngày họp"] = D(2018, 3, 5), D(2018, 2, 5)
    assert changes(load(rows)) == {"Kết quả": (0, 2)}
    assert the_visit("L2", "CB1", "02/2018").meeting.date == D(2018, 3, 5)


def test_a_new_visit_takes_the_meeting_that_a_stored_one_gives_up():
    load(small())
    rows = {
        "Kế hoạch": [visit("L2", "CB1", "03/2018")],
        "Kết quả": [
            result("L2", "CB1", "03/2018", "Đã dự", **{"Ngày họp": D(2018, 2, 5)}),
            result("L2", "CB1", "02/2018", "Rút"),
        ],
    }
    load(rows)
    assert the_visit("L2", "CB1", "03/2018").meeting.date == D(2018, 2, 5)
    assert the_visit("L2", "CB1", "02/2018").meeting is None


def test_the_day_of_a_meeting_that_was_missed_is_kept():
    rows = small()
    rows["Kết quả"][1]["Ngày họp"] = D(2018, 4, 5)
    load(rows)
    assert Meeting.objects.filter(cell__code="CB2", date=D(2018, 4, 5)).exists()
    assert changes(load(rows)) == {}


def test_offices_add_reasons_of_their_own():
    AbsenceReason.objects.create(code="flood", label="Lũ lụt", requires_note=True)
    rows = small()
    rows["Kết quả"][1] |= {"Lý do": "lũ lụt", "Ghi chú": "Đường ngập"}
    load(rows)
    assert the_visit("L1", "CB2", "04/2018").absence_reason.code == "flood"


def test_warnings_do_not_block():
    rows = small()
    rows["Kết quả"][4]["Lý do"] = "Ốm"
    rows["Buổi sinh hoạt"].append({"Mã chi bộ": "CB3", "Ngày họp": D(2099, 1, 1), "Hình thức": "Thường kỳ"})
    rows["Khung tiêu chí"][0]["Hiệu lực từ"] = rows["Khung tiêu chí"][1]["Hiệu lực từ"] = D(2018, 6, 1)
    assert warnings(load(rows)) == [
        "Kết quả!G6",
        "Buổi sinh hoạt!B3",
        "Đánh giá!D2",
        "Đánh giá!D4",
    ]


def test_an_unplanned_visit_without_a_result_is_warned_of():
    rows = small()
    del rows["Kết quả"][5]
    imported = load(rows)
    assert [str(warning) for warning in imported.warnings] == [
        "Kế hoạch!F7: an unplanned visit without a result: log it as Đã dự in “Kết quả”"
    ]
    assert warnings(load({"Kết quả": small()["Kết quả"]})) == []
    assert warnings(load(rows)) == []


# Rubrics and evaluations


def test_evaluations_are_rated():
    load(small())
    by_leader = Evaluation.objects.get(leader__code="L1", rubric__isnull=False)
    assert (by_leader.total, by_leader.band.label, by_leader.is_draft) == (Decimal("90.5"), "Tốt", False)
    by_cell = Evaluation.objects.get(leader__isnull=True)
    assert (by_cell.total, by_cell.band.label) == (Decimal(94), "Khá")
    without_scores = Evaluation.objects.get(rubric__isnull=True)
    assert [f.code for f in without_scores.findings.all()] == ["H1"]
    assert (without_scores.total, without_scores.band) == (None, None)


def test_some_points_of_a_stored_evaluation_change():
    load(small())
    assert changes(load({"Đánh giá": [score("L1", "A", 59)]})) == {"Đánh giá": (0, 1)}
    changed = Evaluation.objects.get(leader__code="L1", rubric__isnull=False)
    assert (changed.total, changed.band.label, changed.version) == (Decimal("89.5"), "Khá", 2)


def test_scores_join_stored_findings_and_findings_join_stored_scores():
    load(small())
    rows = {
        "Đánh giá": [score("L1", "A", 60) | {"Mã chi bộ": "CB2", "Ngày họp": D(2018, 5, 5)}],
        "Nhận định buổi họp": [finding("CB1", D(2018, 4, 2), "TỰ CHẤM", "H1")],
    }
    load(rows)
    scored = Evaluation.objects.get(meeting__cell__code="CB2")
    assert (scored.total, scored.version, scored.findings.count()) == (Decimal(60), 2, 1)
    by_cell = Evaluation.objects.get(leader__isnull=True)
    assert (by_cell.total, by_cell.band.label, by_cell.version) == (Decimal(94), "Khá", 2)
    latest = by_cell.history.first()
    assert [link.finding.code for link in latest.findings.all()] == ["H1"]


def test_a_draft_becomes_final():
    load(small())
    Evaluation.objects.update(is_draft=True)
    load({"Đánh giá": small()["Đánh giá"]})
    assert Evaluation.objects.filter(is_draft=True).count() == 1


def test_criteria_follow_the_order_of_the_rows():
    rows = small()
    rows["Đánh giá"] = []
    load(rows)
    listed = [criterion("C", 5), *rows["Khung tiêu chí"]]
    load({"Khung tiêu chí": listed})
    assert list(Criterion.objects.values_list("code", flat=True)) == ["C", "A", "B"]
    load({"Khung tiêu chí": [criterion("D", 5), listed[2], listed[0]]})
    assert list(Criterion.objects.values_list("code", flat=True)) == ["B", "A", "C", "D"]
    assert changes(load({"Khung tiêu chí": [listed[1]]})) == {}


def test_words_of_a_rubric_in_use_may_change():
    load(small())
    rows = small()
    for row in rows["Khung tiêu chí"]:
        row |= {
            "Tên khung": "Khung mới",
            "Tiêu chí": "Câu chữ mới",
            "Phần": "II",
            "Hiệu lực đến": D(2020, 1, 1),
        }
    assert changes(load(rows)) == {"Khung tiêu chí": (0, 2)}
    assert Rubric.objects.get().name == "Khung mới"


def test_a_mark_that_is_gone_is_no_longer_a_gate():
    rows = small()
    rows["Đánh giá"] = []
    load(rows)
    rows["Khung tiêu chí"][0]["Bắt buộc"] = None
    load(rows)
    assert not Criterion.objects.get(code="A").is_gate


def test_a_rubric_for_other_types_is_warned_of():
    load(small())
    Rubric.objects.get().organization_types.add(OrganizationType.objects.get(code="CQ"))
    assert warnings(load(small())) == ["Đánh giá!D2", "Đánh giá!D4"]


# History and speed


def test_history_names_the_file_its_checksum_and_the_user():
    user = User.objects.create(username="mai")
    file = file_of(small())
    checksum = hashlib.sha256(file.getvalue()).hexdigest()
    import_workbook(file, by=user, filename="Quý 1.xlsx")
    for model in (
        Committee,
        OrganizationType,
        Guidance,
        Cell,
        Leader,
        Trip,
        Plan,
        Visit,
        Meeting,
        Rubric,
        Criterion,
        Evaluation,
        Score,
    ):
        records = model.history.all()
        assert len(records) == model.objects.count()
        for record in records:
            assert record.history_user == user
            assert "Quý 1.xlsx" in record.history_change_reason
            assert checksum in record.history_change_reason
    findings = [link.finding.code for e in Evaluation.history.all() for link in e.findings.all()]
    assert sorted(findings) == ["H1", "U1"]


def test_the_number_of_queries_does_not_grow_with_the_rows():
    def queries(visits: int) -> tuple[int, int]:
        rows = History(7, visits=visits, cells=30, leaders=20).sheets
        with CaptureQueriesContext(connection) as judged:
            import_workbook(file_of(rows), by=None, dry_run=True)
        return len(judged), len([q for q in judged if "INSERT INTO" not in q["sql"]])

    few, many = queries(60), queries(600)
    # Inserts go in batches, as many as the database takes at a time.
    assert many[1] <= few[1] + 5
    assert many[0] <= few[0] + 150
