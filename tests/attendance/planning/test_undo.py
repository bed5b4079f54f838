"""Steps of planning taken back, as long as nobody changed what they left."""

import pytest
from django.core.exceptions import ValidationError

from attendance.models import Plan, Visit
from attendance.planning import actions
from lib.periods import Month
from lib.versions import save
from tests.factories import PlanFactory, VisitFactory

pytestmark = pytest.mark.django_db

MARCH, APRIL = Month.parse("03/2018"), Month.parse("04/2018")


@pytest.fixture
def draft(commission, period):
    return PlanFactory(committee=commission, half_year=period)


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
