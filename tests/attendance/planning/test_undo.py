"""Steps of planning taken back, as long as nobody changed what they left."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from attendance.models import Plan, Visit
from attendance.planning import actions
from attendance.planning.actions.several import Line
from attendance.planning.forms.trips import TripClashesForm
from attendance.planning.trip_clashes import trip_clashes
from lib.periods import Month
from lib.versions import save
from tests.factories import AttachmentFactory, CellFactory, PlanFactory, TripFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = (Month.parse(f"{month:02}/2018") for month in (3, 4, 5))


@pytest.fixture
def draft(commission, period):
    return PlanFactory(committee=commission, half_year=period)


def approve():
    Plan.objects.update(status="approved", approved_at="2018-01-05T00:00Z")


class TestARemovedVisit:
    @pytest.fixture
    def visit(self, draft, chief, cell, staff):
        how = {"override_reason": "Đã thống nhất", "source_document": "12-CV/BTCTU"}
        return VisitFactory(plan=draft, leader=chief, cell=cell, month=MARCH, **how)

    @pytest.fixture
    def removed(self, visit, staff):
        actions.withdraw_visit(visit=visit, by=staff)
        assert not Visit.objects.exists()
        return Visit.history.get(id=visit.pk, history_type="-")

    def test_is_back_as_it_was_under_its_own_history(self, visit, removed, staff):
        back = actions.put_back(removed=removed, by=staff)
        columns = [f.attname for f in Visit._meta.concrete_fields if f.name != "version"]
        assert [getattr(back, name) for name in columns] == [getattr(visit, name) for name in columns]
        assert [row.history_type for row in visit.history.all()] == ["+", "-", "+"]
        # A page that was opened before does not overwrite it.
        assert back.version == visit.version + 1

    def test_once(self, removed, staff):
        actions.put_back(removed=removed, by=staff)
        with pytest.raises(ValidationError):
            actions.put_back(removed=removed, by=staff)
        assert Visit.objects.count() == 1

    def test_not_where_its_place_is_taken(self, visit, removed, staff):
        VisitFactory(plan=visit.plan, leader=visit.leader, cell=visit.cell, month=MARCH)
        with pytest.raises(ValidationError) as refusal:
            actions.put_back(removed=removed, by=staff)
        assert str(visit.cell) in refusal.value.messages[0]

    def test_not_in_a_plan_that_was_handed_in_or_deleted(self, visit, removed, staff):
        Plan.objects.update(status="submitted")
        with pytest.raises(ValidationError):
            actions.put_back(removed=removed, by=staff)
        Plan.objects.all().delete()
        with pytest.raises(ValidationError):
            actions.put_back(removed=removed, by=staff)
        assert not Visit.objects.exists()


class TestACopiedPlan:
    @pytest.fixture
    def copied(self, draft, chief, cells):
        return [VisitFactory(plan=draft, leader=chief, cell=cell, month=MARCH) for cell in cells]

    @staticmethod
    def left(visits):
        return [(visit, visit.version) for visit in visits]

    def test_is_undone_at_once(self, draft, copied, chief, cells, staff):
        own = VisitFactory(plan=draft, leader=chief, cell=cells[0], month=APRIL)
        assert actions.undo_copy(copied=self.left(copied), by=staff) == 3
        assert list(Visit.objects.all()) == [own]

    def test_is_not_undone_where_somebody_changed_something_who_is_named(self, copied, staff, official):
        left = self.left(copied)
        for visit in copied[:2]:
            save(Visit.objects.get(pk=visit.pk), by=official)
        with pytest.raises(ValidationError) as refusal:
            actions.undo_copy(copied=left, by=staff)
        (message,) = refusal.value.messages
        assert [f"{visit} ({official})" in message for visit in copied] == [True, True, False]
        assert Visit.objects.count() == 3

    def test_is_not_undone_once_it_was_handed_in(self, copied, staff):
        Plan.objects.update(status="submitted")
        with pytest.raises(ValidationError):
            actions.undo_copy(copied=self.left(copied), by=staff)
        assert Visit.objects.count() == 3


def test_a_restored_visit_is_withdrawn_for_its_old_reason(chief, cell, staff):
    visit = VisitFactory(leader=chief, cell=cell, month=MARCH)
    actions.withdraw_visit(visit=visit, reason="Chi bộ sáp nhập", by=staff)
    restored = actions.restore_visit(visit=visit, reason="Nhầm", by=staff)
    actions.undo_restore(restored=[(restored, restored.version)], by=staff)
    visit.refresh_from_db()
    assert (visit.outcome, visit.amendment_reason) == ("withdrawn", "Chi bộ sáp nhập")


def test_what_a_list_told_of_the_withdrawal_goes_and_comes_back(chief, cell, staff):
    told = {"withdrawn": True, "amendment_reason": "", "note": "Chi bộ sáp nhập", "source_document": "12-CV"}
    visit = VisitFactory(leader=chief, cell=cell, month=MARCH, **told)
    restored = actions.restore_visit(visit=visit, reason="Nhầm", by=staff)
    assert (restored.note, restored.source_document) == ("", "")
    actions.undo_restore(restored=[(restored, restored.version)], by=staff)
    visit.refresh_from_db()
    assert (visit.outcome, visit.note, visit.source_document) == ("withdrawn", "Chi bộ sáp nhập", "12-CV")


class TestSeveralVisitsAdded:
    @pytest.fixture
    def added(self, draft, chief, cells, staff):
        lines = [Line(MARCH, cells[0]), Line(APRIL, cells[1])]
        return actions.register_visits(plan=draft, leader=chief, lines=lines, by=staff)

    @staticmethod
    def undo(visits, staff, status="draft"):
        left = [(visit, visit.version) for visit in visits]
        return actions.undo_registering(registered=left, status=status, by=staff)

    def test_go_again_all_of_them(self, added, staff):
        assert self.undo(added, staff) == 2
        assert not Visit.objects.exists()

    def test_not_once_the_plan_was_approved(self, added, staff):
        approve()
        with pytest.raises(ValidationError):
            self.undo(added, staff)
        assert Visit.objects.count() == 2

    def test_amendments_go_too_but_not_with_a_file(self, draft, chief, cells, staff):
        approve()
        added = actions.register_visits(
            plan=draft, leader=chief, lines=[Line(MARCH, cells[0])], reason="Bổ sung", by=staff
        )
        file = AttachmentFactory(visit=added[0])
        with pytest.raises(ValidationError):
            self.undo(added, staff, "approved")
        file.delete()
        assert self.undo(added, staff, "approved") == 1


class TestVisitsOnATripSettled:
    """One moved, one given to somebody else, one left as it is: undone together, as if nothing had been."""

    @pytest.fixture(autouse=True)
    def february(self, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 2, 20))

    @pytest.fixture(params=["draft", "approved"])
    def visits(self, request, draft, chief, commission):
        if request.param == "approved":
            approve()
        draft.refresh_from_db()
        cells = [CellFactory(committee=commission, meeting_day=day) for day in (13, 14, 15)]
        earlier = VisitFactory(plan=draft, leader=chief, cell=cells[0], month=MARCH + -2, missed=True)
        VisitFactory(plan=draft, leader=chief, cell=cells[0], month=MARCH, carried_from=earlier)
        return [
            *Visit.objects.filter(month=MARCH),
            *(VisitFactory(plan=draft, leader=chief, cell=cell, month=MARCH) for cell in cells[1:]),
        ]

    @pytest.fixture
    def settlements(self, visits, chief, department_head, staff):
        trip = TripFactory(leader=chief, date_from=MARCH.day(12), date_to=MARCH.day(16))
        chosen = {"choice": ["move", "substitute", "leave"], "month": [str(MAY), "", ""]}
        chosen["leader"] = ["", department_head.pk, ""]
        typed = {
            f"visit-{visit.pk}-{name}": values[number]
            for number, visit in enumerate(visits)
            for name, values in chosen.items()
        }
        clashes = trip_clashes(trip, Visit.objects.all())
        form = TripClashesForm(typed | {"reason": "Đi công tác"}, row=trip, by=staff, clashes=clashes)
        assert form.save(), form.errors
        return form.result

    @staticmethod
    def state():
        fields = ("pk", "leader", "month", "outcome", "origin", "carried_from", "amendment_reason")
        return list(Visit.objects.order_by("pk").values_list(*fields, "override_reason"))

    @staticmethod
    def undo(settlements, staff):
        return actions.undo_settling(
            left=[(row, row.version) for settlement in settlements for row in settlement.rows],
            before={s.before.pk: s.before.version for s in settlements},
            by=staff,
        )

    @pytest.fixture
    def before(self, visits):
        return self.state()

    def test_stand_as_before(self, before, settlements, staff):
        assert self.state() != before
        assert self.undo(settlements, staff) == 3
        assert self.state() == before

    def test_not_where_somebody_changed_one_since(self, settlements, staff, official):
        save(Visit.objects.get(pk=settlements[2].before.pk), by=official)
        after = self.state()
        with pytest.raises(ValidationError) as refusal:
            self.undo(settlements, staff)
        assert str(official) in refusal.value.messages[0]
        assert self.state() == after

    def test_not_once_a_plan_is_with_the_official_or_a_report_counts_it(self, settlements, staff):
        after = self.state()
        Plan.objects.update(status="submitted", approved_at=None)
        with pytest.raises(ValidationError):
            self.undo(settlements, staff)
        approve()
        Visit.objects.update(reported_at="2018-07-01T00:00Z")
        with pytest.raises(ValidationError):
            self.undo(settlements, staff)
        assert self.state() == after
