"""Several months of one leader on one page, and who comes next."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from attendance.models import Visit
from attendance.planning import actions, grid
from attendance.planning.actions.several import Line
from lib.periods import Month
from tests.factories import LeaderFactory, PlanFactory, TripFactory, VisitFactory
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
