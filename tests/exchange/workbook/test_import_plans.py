"""Plans that an import makes, their visits, and what these were carried over from."""

import datetime as dt

import pytest

from attendance.models import Plan, Visit
from committees.models import User

from .workbooks import (
    changes,
    load,
    result,
    small,
    the_visit,
    visit,
    warnings,
)

pytestmark = pytest.mark.django_db
D = dt.date


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
