"""Rubrics and evaluations that an import makes and changes."""

import datetime as dt
from decimal import Decimal

import pytest

from meetings.models import Criterion, Evaluation, OrganizationType, Rubric

from .workbooks import (
    changes,
    criterion,
    finding,
    load,
    score,
    small,
    warnings,
)

pytestmark = pytest.mark.django_db
D = dt.date


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
