"""Several months of one leader on one page, and who comes next."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse

from attendance.figures.selection import Selection
from attendance.figures.tally import tally
from attendance.models import Visit
from attendance.planning import actions, grid
from attendance.planning.actions.several import Line
from attendance.planning.double_bookings import double_bookings
from attendance.planning.repeating import repeated_months
from attendance.planning.trip_clashes import undecided
from attendance.planning.warnings import unexplained_visits
from lib.periods import Month
from tests.factories import CellFactory, LeaderFactory, PlanFactory, TripFactory, VisitFactory
from tests.pages import attribute, feedback, find, find_all, parse, text, typed

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH, APRIL, MAY, JUNE = (Month.parse(f"{m:02}/2018") for m in range(1, 7))


@pytest.fixture(autouse=True)
def december(monkeypatch):
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2017, 12, 20))


@pytest.fixture
def plan(commission, period):
    return PlanFactory(committee=commission, half_year=period)


@pytest.fixture
def as_staff(client, staff):
    client.force_login(staff)
    return client


class TestOneDecision:
    def test_registers_all_or_none_and_says_of_each_month_what_is_wrong(self, plan, chief, cells, staff):
        def lines(*reasons):
            months = (MARCH, JANUARY, MAY)
            found = zip(months, (cells[0], cells[1], cells[0]), reasons, strict=True)
            return [Line(month, cell, reason) for month, cell, reason in found]

        VisitFactory(plan=plan, leader=chief, cell=cells[1], month=JANUARY)
        with pytest.raises(ValidationError) as refused:
            actions.register_visits(plan=plan, leader=chief, lines=lines("", "", ""), by=staff)
        # May is judged beside March of the same decision: the same cell twice.
        assert list(refused.value.error_dict) == ["01/2018", "05/2018 override_reason"]
        assert plan.visits.count() == 1
        plan.visits.all().delete()
        visits = actions.register_visits(plan=plan, leader=chief, lines=lines("", "", "Chi bộ yếu"), by=staff)
        assert [(v.month, v.cell, v.override_reason) for v in visits] == [
            (JANUARY, cells[1], ""),
            (MARCH, cells[0], ""),
            (MAY, cells[0], "Chi bộ yếu"),
        ]


class TestOneCellEveryMonth:
    """The chief is away in February and goes elsewhere in May, when the first cell meets on the 5th too."""

    @pytest.fixture
    def cell(self, commission, chief, plan):
        TripFactory(leader=chief, date_from=dt.date(2018, 2, 1), date_to=dt.date(2018, 2, 28))
        VisitFactory(plan=plan, leader=chief, cell=CellFactory(meeting_day=5), month=MAY)
        return CellFactory(meeting_day=5)

    def repeat(self, plan, chief, cell, staff, months, repeated_by="Quyết định số 12-QĐ/TU"):
        facts = {"plan": plan, "leader": chief, "cell": cell, "months": months}
        return actions.register_repeated(**facts, repeated_by=repeated_by, by=staff)

    def test_takes_the_months_that_an_entry_would_take_and_tells_of_the_others(
        self, plan, chief, cell, staff, monkeypatch
    ):
        VisitFactory(plan=plan, leader=chief, cell=cell, month=JUNE)
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 1, 6))
        elsewhere = plan.visits.get(month=MAY).cell.name
        lines = repeated_months(plan, chief, cell, user=staff)
        assert [(line.month.month, " ".join(line.against)) for line in lines] == [
            (1, "Buổi sinh hoạt tháng 01/2018 đã qua."),
            (2, f"Đồng chí {chief} đi công tác 01/02–28/02/2018; chi bộ họp ngày 05/02/2018."),
            (3, ""),
            (4, ""),
            (5, f"Đồng chí {chief} đã có lịch dự chi bộ khác ngày 05/05/2018: {elsewhere}."),
            (6, "Cán bộ này đã đăng ký dự tại đây trong tháng này."),
        ]

    def test_is_saved_for_all_months_or_none(self, plan, chief, cell, staff):
        for months, by in [((JANUARY, FEBRUARY), "12-QĐ/TU"), ((JANUARY,), " ")]:
            with pytest.raises(ValidationError):
                self.repeat(plan, chief, cell, staff, months, by)
        assert plan.visits.count() == 1

    def test_is_no_warning_but_what_comes_up_later_is(self, plan, chief, cell, staff):
        visits = self.repeat(plan, chief, cell, staff, [JANUARY, MARCH, APRIL])
        assert {(v.repeated_by, v.override_reason) for v in visits} == {("Quyết định số 12-QĐ/TU", "")}
        assert unexplained_visits(plan, by=staff) == []
        assert not double_bookings(Q(), dt.date(2017, 12, 20))
        # Moved, it is still meant; a trip is asked about as of any other visit.
        moved = actions.move_visit(visit=visits[2], month=JUNE, by=staff)
        assert (moved.month, moved.repeated_by) == (JUNE, "Quyết định số 12-QĐ/TU")
        TripFactory(leader=chief, date_from=dt.date(2018, 3, 5), date_to=dt.date(2018, 3, 6))
        assert [(v.month, [w.kind for w in found]) for v, found in unexplained_visits(plan, by=staff)] == [
            (MARCH, ["trip"])
        ]
        assert set(undecided(Visit.objects.all(), dt.date(2018, 1, 1))) == {visits[1]}

    def test_counts_one_cell_however_often_it_is_visited(self, plan, chief, cell, staff, official):
        self.repeat(plan, chief, cell, staff, [JANUARY, MARCH, APRIL, JUNE])
        actions.submit_plan(plan=plan, by=staff)
        actions.approve_plan(plan=plan, by=official)
        counted = tally(Visit.objects.filter(cell=cell), Selection(plan.half_year))
        assert (counted.planned_cells, counted.planned_visits) == (1, 4)

    def test_the_page_saves_only_months_that_it_showed(self, as_staff, plan, chief, cell):
        address = reverse("attendance:visit-create-repeated", args=[plan.pk])
        sent = {"leader": str(chief.pk), "cell": str(cell.pk), "repeated_by": "12-QĐ/TU"}
        shown = as_staff.post(address, sent)
        assert (shown.status_code, list(shown.context["form"].errors)) == (422, ["months"])
        ticked = find_all(parse(shown), "input", name="months", checked=None)
        assert [attribute(box, "value") for box in ticked] == ["01/2018", "03/2018", "04/2018", "06/2018"]
        kept = typed(shown)
        assert {name: kept[name] for name in sent} == sent
        sent |= {"seen": kept["seen"], "months": ["01/2018", "06/2018"]}
        as_staff.post(address, sent)
        assert list(plan.visits.filter(cell=cell).values_list("month", flat=True)) == [JANUARY, JUNE]
        (step,) = as_staff.session["undo"]
        as_staff.post(reverse("attendance:visit-undo"), {"key": step["key"]})
        assert not plan.visits.filter(cell=cell).exists()


class TestThePage:
    def address(self, plan):
        return reverse("attendance:visit-create-several", args=[plan.pk])

    def test_several_months_are_added_at_once(self, as_staff, plan, chief, cells):
        sent = {"leader": chief.pk, "cell-1": cells[0].pk, "cell-4": cells[1].pk}
        saved = as_staff.post(self.address(plan), sent)
        assert saved.url == f"{reverse('attendance:plan-detail', args=[plan.pk])}#leader-{chief.pk}"
        assert set(plan.visits.values_list("month", "cell")) == {
            (JANUARY, cells[0].pk),
            (APRIL, cells[1].pk),
        }
        (step,) = as_staff.session["undo"]
        as_staff.post(reverse("attendance:visit-undo"), {"key": step["key"]})
        assert not plan.visits.exists()

    def test_a_problem_stands_in_its_line_and_all_that_was_typed_stays(self, as_staff, plan, chief, cells):
        sent = {
            "leader": str(chief.pk),
            "q-2": "thon",
            "cell-2": str(cells[0].pk),
            "q-5": "thôn",
            "cell-5": str(cells[0].pk),
        }
        refused = as_staff.post(self.address(plan), sent)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["override_reason-5"])
        assert Visit.objects.count() == 0
        kept = typed(refused)
        assert {name: kept[name] for name in sent} == sent
        as_staff.post(self.address(plan), sent | {"override_reason-5": "Chi bộ yếu"})
        assert Visit.objects.count() == 2

    def test_another_leader_leaves_what_is_typed_in_the_lines(
        self, as_staff, plan, chief, department_head, cells
    ):
        VisitFactory(plan=plan, leader=department_head, cell=cells[1], month=MAY)
        lines = {
            "q-1": "thon",
            "cell-1": str(cells[0].pk),
            "override_reason-1": "Chi bộ yếu",
            "q-3": "tieu khu",
            "cell-3": "",
            "q-6": "không có",
        }
        sent = lines | {"search": "1", "leader": str(department_head.pk)}
        page = as_staff.post(self.address(plan), sent)
        kept = typed(page)
        assert {name: kept[name] for name in lines} == lines
        assert kept["leader"] == str(department_head.pk)
        months = [text(legend) for legend in find_all(parse(page), "legend")]
        assert months[4] == f"Tháng 05/2018 · đã xếp: {cells[1].name}"
        waiting = find(parse(page), hx_disabled_elt=None)
        assert attribute(waiting, "hx-disabled-elt") == "#lines fieldset"

    def test_what_was_looked_for_and_not_chosen_is_not_left_out_in_silence(
        self, as_staff, plan, chief, cells
    ):
        sent = {"leader": str(chief.pk), "cell-1": str(cells[0].pk), "q-3": "tieu khu", "cell-3": ""}
        refused = as_staff.post(self.address(plan), sent | {"q-5": "không có"})
        assert refused.status_code == 422
        assert feedback(refused) == [
            "Tháng 03/2018: đã tìm “tieu khu” nhưng chưa chọn chi bộ. Chọn một chi bộ hoặc xóa nội dung tìm.",
            "Tháng 05/2018: đã tìm “không có” nhưng chưa chọn chi bộ. Chọn một chi bộ hoặc xóa nội dung tìm.",
        ]
        kept, page = typed(refused), parse(refused)
        assert {name: kept[name] for name in sent} == sent
        assert [attribute(field, "name") for field in find_all(page, "input", autofocus=None)] == ["q-3"]
        assert text(find(page, role="alert")) == (
            "Chưa lưu gì: xem các mục được đánh dấu bên dưới. Đến dòng đầu tiên"
        )
        assert Visit.objects.count() == 0

    def test_nothing_chosen_is_nothing_to_add(self, as_staff, plan, chief):
        refused = as_staff.post(self.address(plan), {"leader": chief.pk, "cell-1": "", "q-1": ""})
        assert (refused.status_code, refused.context["form"].non_field_errors()) == (
            422,
            ["Chọn chi bộ cho ít nhất một tháng."],
        )

    @pytest.mark.parametrize("count", [1, 3])
    def test_cells_are_looked_for_without_saving(
        self, count, as_staff, plan, chief, cells, django_assert_num_queries
    ):
        VisitFactory.create_batch(count, cell=cells[1])
        with django_assert_num_queries(17):
            page = as_staff.post(
                self.address(plan), {"search": "1", "leader": chief.pk, "q-3": "tieu khu", "q-4": "\0"}
            )
        assert (page.status_code, feedback(page)) == (200, [])
        shown = [attribute(radio, "value") for radio in find_all(parse(page), "input", name="cell-3")]
        assert shown == ["", str(cells[1].pk)]
        assert Visit.objects.count() == count


class TestTheNextLeader:
    @pytest.fixture
    def deputy(self, commission):
        return LeaderFactory(committee=commission, position="Phó Trưởng ban", full_name="Lê Thị Bình")

    def test_has_a_month_without_a_visit_and_is_not_away_all_of_it(
        self, plan, chief, deputy, department_head, cells
    ):
        assert grid.next_vacancy(plan, chief) == (deputy, JANUARY)
        VisitFactory(plan=plan, leader=deputy, cell=cells[0], month=JANUARY)
        TripFactory(leader=deputy, date_from=dt.date(2018, 2, 1), date_to=dt.date(2018, 2, 28))
        TripFactory(leader=deputy, date_from=dt.date(2018, 3, 1), date_to=dt.date(2018, 3, 30))
        assert grid.next_vacancy(plan, chief) == (deputy, MARCH)
        for month in (MARCH, APRIL, MAY, JUNE):
            VisitFactory(plan=plan, leader=deputy, cell=cells[0], month=month)
        assert grid.next_vacancy(plan, chief) == (department_head, JANUARY)
        assert grid.next_vacancy(plan, department_head) == (chief, JANUARY)

    def test_lies_in_no_month_that_has_begun(self, plan, chief, deputy, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 4, 2))
        assert grid.next_vacancy(plan, chief) == (deputy, MAY)

    def test_nobody_has_one_where_every_month_is_taken(self, plan, chief, cells):
        for month in plan.half_year.months:
            VisitFactory(plan=plan, leader=chief, cell=cells[0], month=month)
        assert grid.next_vacancy(plan, chief) is None

    def test_is_offered_after_adding(self, as_staff, plan, chief, deputy, cell):
        address = reverse("attendance:visit-create", args=[plan.pk])
        sent = {"leader": chief.pk, "cell": cell.pk, "month": "03/2018", "next": "1"}
        assert as_staff.post(address, sent).url == f"{address}?leader={deputy.pk}&month=01%2F2018"
