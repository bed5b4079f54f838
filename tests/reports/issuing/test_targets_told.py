"""The report's part about targets, and that there is none without them."""

import pytest

from attendance.figures.selection import Selection
from reports.half_year.report import HalfYearReport
from reports.issuing.composition import Composition
from reports.issuing.inserting import offers
from reports.issuing.live_text import plain
from reports.issuing.prose import draft
from reports.issuing.report_figures import ReportFigures
from tests.factories import TargetFactory, VisitFactory

pytestmark = pytest.mark.django_db


def told(period, **cut):
    report = HalfYearReport(Selection(period, **cut))
    figures = ReportFigures(report)
    (section,) = [part for part in draft(report, figures) if part.key == "targets"]
    return plain(section.source, figures).splitlines()


def test_who_reached_it_and_who_did_not(commission, chief, department_head, other_chief, cell, period):
    TargetFactory(committee=commission, number=1)
    nobody = "02 đồng chí được giao chỉ tiêu dự sinh hoạt chi bộ chưa đạt chỉ tiêu. "
    assert told(period) == [f"{nobody}Trong đó: lãnh đạo ban 0/01 đồng chí; trưởng, phó phòng 0/01 đồng chí."]
    visit = VisitFactory(leader=chief, cell=cell, attended=True)
    first, second = told(period)
    assert first == (
        "01/02 đồng chí được giao chỉ tiêu dự sinh hoạt chi bộ đã đạt chỉ tiêu (50%). "
        "Trong đó: lãnh đạo ban 01/01 đồng chí; trưởng, phó phòng 0/01 đồng chí."
    )
    assert second == "Còn 01 đồng chí chưa đạt chỉ tiêu: đồng chí Trần Thị Bình."
    assert told(period, as_of=visit.meeting.date)[0].startswith("Tính đến ngày 15/03/2018, 01/02 đồng chí")
    VisitFactory(leader=department_head, cell=cell, attended=True)
    (all_of_them,) = told(period)
    assert all_of_them == (
        "02 đồng chí được giao chỉ tiêu dự sinh hoạt chi bộ đều đã đạt chỉ tiêu. "
        "Trong đó: lãnh đạo ban 01/01 đồng chí; trưởng, phó phòng 01/01 đồng chí."
    )


def test_the_part_is_there_only_where_somebody_has_a_target(commission, chief, cell, period):
    VisitFactory(leader=chief, cell=cell, attended=True)
    composition = Composition(commission, period)
    assert "Thực hiện chỉ tiêu" not in dict(composition.sections)
    assert "Chỉ tiêu" not in offers(composition.figures)
    TargetFactory(committee=commission, number=1)
    composition = Composition(commission, period)
    assert list(dict(composition.sections))[1] == "Thực hiện chỉ tiêu"
    offered = {offer.key: offer.mark for offer in offers(composition.figures)["Chỉ tiêu"]}
    assert offered["targets.targets_reached"] == "[01 · Chỉ tiêu: Lãnh đạo ban: cán bộ đạt chỉ tiêu]"
