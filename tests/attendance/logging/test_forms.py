"""What forms make of what was typed, before any action: days, months, filters, and what they offer first."""

import datetime as dt

import pytest
from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.http import urlencode

from attendance.days.availability import Trips
from attendance.days.forms.fields import MonthChoiceField
from attendance.figures.forms import SelectionForm
from attendance.logging import actions
from attendance.logging.forms.missed import CarryOverForm, MissedForm
from attendance.logging.forms.results import AttendedForm
from attendance.models import AbsenceReason, Plan
from attendance.planning.forms.plans import PlanForm, VisitForm
from lib.forms.fields import DateField
from lib.periods import HalfYear, Month
from tests.factories import (
    CellFactory,
    LeaderFactory,
    MeetingFactory,
    MembershipFactory,
    PlanFactory,
    ProvinceFactory,
    TripFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


def reason(code):
    return AbsenceReason.objects.get(code=code).pk


MARCH, AUGUST = Month.parse("03/2018"), Month.parse("08/2018")


def months(*texts):
    return [Month.parse(text) for text in texts]


@pytest.fixture
def visit(chief, cell):
    cell.meeting_day = 31
    cell.save()
    return VisitFactory(leader=chief, cell=cell, month=MARCH)


@pytest.fixture
def in_march(monkeypatch):
    """The day on which the visit is due."""
    monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 3, 31))


class TestDays:
    @pytest.mark.parametrize("language", ["vi", "en"])
    @pytest.mark.parametrize(
        "written",
        [
            *("29/06/2018", "29/6/2018", "29-06-2018", "29.6.2018", "29/6/18", " 29/06/2018 "),
            *("29062018", "290618", "2018-06-29"),
        ],
    )
    def test_as_offices_write_them_in_both_languages(self, written, language):
        with translation.override(language):
            assert DateField().clean(written) == dt.date(2018, 6, 29)

    @pytest.mark.parametrize(
        "written",
        [
            *("31/02/2018", "06/29/2018", "29/06", "290620189", "062918", "16/03/0018", "01/01/2200"),
            *("29/06/0", "٢٩/٠٦/٢٠١٨x", "a\0", "0"),
        ],
    )
    def test_what_is_none(self, written):
        with pytest.raises(forms.ValidationError) as refusal:
            DateField().clean(written)
        assert len(refusal.value.messages) == 1


class TestMonths:
    def test_only_those_offered(self):
        field = MonthChoiceField(months=months("03/2018", "04/2018"))
        assert field.choices == [("03/2018", "03/2018"), ("04/2018", "04/2018")]
        assert field.clean("04/2018") == Month.parse("04/2018")
        for other in ("05/2018", "4/2018", "x", ""):
            with pytest.raises(forms.ValidationError):
                field.clean(other)

    def test_none_where_it_may_be_left_open(self):
        assert MonthChoiceField(months=months("03/2018"), required=False).clean("") is None


class TestFilters:
    def test_every_filter_reaches_the_selection(self, staff, commission, chief, cell, period):
        data = {
            "committee": "BTCTU",
            "group": "leadership",
            "leader": chief.code,
            "type": cell.organization_type.code,
            "as_of": "29/06/2018",
        }
        form = SelectionForm(data, user=staff)
        assert form.is_valid()
        chosen = form.selection(period)
        assert (chosen.half_year, chosen.committee, chosen.leader_group) == (period, commission, "leadership")
        assert (chosen.leader, chosen.organization_type) == (chief, cell.organization_type)
        assert (chosen.as_of, chosen.managing_committee) == (dt.date(2018, 6, 29), None)

    def test_none_means_everything(self, staff, period):
        form = SelectionForm({}, user=staff)
        assert form.is_valid()
        chosen = form.selection(period)
        assert (chosen.committee, chosen.leader_group, chosen.leader, chosen.as_of) == (
            None,
            None,
            None,
            None,
        )

    def test_committees_and_leaders_of_others_do_not_exist(self, staff, other_commission, other_chief):
        form = SelectionForm({"committee": other_commission.code, "leader": other_chief.code}, user=staff)
        assert set(form.errors) == {"committee", "leader"}

    def test_a_leader_who_left_is_still_named_by_the_visits_made_here(self, staff, chief, other_commission):
        VisitFactory(leader=chief)
        VisitFactory(leader=chief, month=Month.parse("04/2018"))
        chief.committee = other_commission
        chief.save()
        assert SelectionForm({"leader": chief.code}, user=staff).is_valid()


class TestBeginningAPlan:
    def test_offers_committees_with_leaders_where_one_registers(
        self, staff, commission, other_commission, chief, department_head, other_chief, district
    ):
        assert list(PlanForm(by=staff).fields["committee"].queryset) == [commission]

    def test_offers_the_half_years_around_now(self, staff, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 6, 30))
        offered = [value for value, _label in PlanForm(by=staff).fields["half_year"].choices]
        assert offered == ["2018-H2", "2018-H1", "2017-H2"]

    def test_an_official_registers_nothing(self, official, chief):
        assert list(PlanForm(by=official).fields["committee"].queryset) == []


class TestAddingAVisit:
    def test_offers_the_cells_of_the_province_and_the_months_of_the_half_year(
        self, commission, period, staff, cells
    ):
        elsewhere = CellFactory(committee=ProvinceFactory())
        form = VisitForm(row=PlanFactory(committee=commission, half_year=period), by=staff)
        assert set(form.fields["cell"].queryset) == set(cells)
        assert elsewhere not in form.fields["cell"].queryset
        assert [value for value, _label in form.fields["month"].choices] == [
            "01/2018",
            "02/2018",
            "03/2018",
            "04/2018",
            "05/2018",
            "06/2018",
        ]

    @pytest.mark.parametrize(("status", "asks"), [("draft", False), ("approved", True), ("closed", True)])
    def test_asks_why_once_the_plan_counts(self, status, asks, commission, period, staff):
        plan = PlanFactory(committee=commission, half_year=period, status=status)
        assert ("reason" in VisitForm(row=plan, by=staff).fields) is asks


class TestAttended:
    def test_what_another_leader_has_logged_is_there(self, visit, cell, department_head, staff):
        meeting = MeetingFactory(
            cell=cell, date=dt.date(2018, 3, 12), kind="thematic", members_total=30, members_present=28
        )
        other = VisitFactory(leader=department_head, cell=cell, month=MARCH, plan=visit.plan)
        actions.log_attended(visit=other, date=meeting.date, by=staff)
        with translation.override("en"):
            form = AttendedForm(row=visit, by=staff)
        assert {n: form.initial[n] for n in ("date", "kind", "members_total", "members_present")} == {
            "date": dt.date(2018, 3, 12),
            "kind": "thematic",
            "members_total": 30,
            "members_present": 28,
        }
        assert form.fields["date"].help_text == (
            "The meeting of 12/03 is known already, logged by Phạm Thị Dung. Its numbers are shared."
        )

    def test_by_whom_a_stranger_logged_it_is_not_told(self, visit, cell, other_chief, province_clerk, staff):
        foreign = VisitFactory(leader=other_chief, cell=cell, month=MARCH)
        actions.log_attended(visit=foreign, date=dt.date(2018, 3, 12), by=province_clerk)
        with translation.override("en"):
            hint = AttendedForm(row=visit, by=staff).fields["date"].help_text
        assert hint == "The meeting of 12/03 is known already. Its numbers are shared."

    def test_a_meeting_that_the_leader_counts_elsewhere_is_not_offered(self, visit, chief, cell, staff):
        VisitFactory(
            leader=chief, cell=cell, month=Month.parse("04/2018"), attended=True, met_on=dt.date(2018, 3, 12)
        )
        assert AttendedForm(row=visit, by=staff).initial["date"] == dt.date(2018, 3, 31)

    def test_two_editors_compare_with_the_same_kind_of_result_only(self, visit, staff, province_clerk):
        opened = visit.version
        data = QueryDict(urlencode({"date": "15/03/2018", "kind": "regular", "note": "A", "version": opened}))
        actions.log_attended(visit=visit, date=dt.date(2018, 3, 14), note="B", by=province_clerk)
        form = AttendedForm(data, row=visit, by=staff)
        assert not form.save()
        assert {d.name: (d.mine, d.theirs) for d in form.differences} == {
            "date": ("15/03/2018", "14/03/2018"),
            "note": ("A", "B"),
        }
        actions.log_missed(
            visit=visit, miss=actions.Miss(reason=AbsenceReason.objects.get(code="trip")), by=province_clerk
        )
        form = AttendedForm(data, row=visit, by=staff)
        assert (form.save(), form.is_stale, form.differences) == (False, True, [])


class TestMakingUpForAMiss:
    def test_months_run_from_the_next_to_the_end_of_the_next_half_year(self, visit, staff):
        form = CarryOverForm(row=visit, by=staff)
        offered = form.fields["month"].months
        assert (offered[0], offered[-1], len(offered)) == (*months("04/2018", "12/2018"), 9)

    def test_from_the_last_month_the_next_half_year_is_left(self, chief, cell, staff):
        visit = VisitFactory(leader=chief, cell=cell, month=Month.parse("12/2018"))
        assert CarryOverForm(row=visit, by=staff).fields["month"].months[0] == Month.parse("01/2019")

    def test_the_first_month_in_which_the_leader_is_free_is_proposed(self, visit, chief, staff, in_march):
        VisitFactory(leader=chief, cell=CellFactory(meeting_day=30), month=Month.parse("04/2018"))
        TripFactory(leader=chief, date_from=dt.date(2018, 5, 31), date_to=dt.date(2018, 5, 31))
        TripFactory(leader=chief, date_from=dt.date(2018, 6, 1), date_to=dt.date(2018, 6, 29))
        form = CarryOverForm(row=visit, by=staff)
        assert form.proposal == f"Gợi ý: tháng 06/2018, đồng chí {chief} không vướng lịch ngày 30/06."
        assert (form["month"].value(), form.prospect, form.fields["month"].choices[0]) == (
            None,
            "",
            ("", "Chọn…"),
        )
        visit.cell.meeting_day = None
        form = CarryOverForm(row=visit, by=staff)
        assert form.proposal == f"Gợi ý: tháng 04/2018, tháng gần nhất đồng chí {chief} không vướng lịch."

    def test_one_tap_takes_the_proposal_and_no_other_month_comes_that_way(self, visit, staff, in_march):
        for form in (CarryOverForm, MissedForm):
            taken = form(row=visit, by=staff, initial={"month": "", "preview": "04/2018"})
            assert (taken["month"].value(), taken.proposed) == ("04/2018", None)
            assert (
                form(row=visit, by=staff, initial={"month": "", "preview": "03/2018"})["month"].value() == ""
            )

    def test_nothing_is_saved_before_somebody_chose(self, visit, staff, in_march):
        form = MissedForm({"reason": reason("illness"), "month": ""}, row=visit, by=staff)
        assert not form.save()
        assert form.errors == {"month": ["Hãy chọn tháng, “Để quyết định sau” hoặc “Không dự bù”."]}
        visit.refresh_from_db()
        assert visit.outcome == "pending"

    def test_nobody_makes_up_for_a_miss_in_the_past(self, visit, staff, monkeypatch):
        """The day of the meeting counts, not the month."""
        for today, proposed in ((31, "05/2018"), (32, "06/2018"), (300, None)):
            day = dt.date(2018, 4, 30) + dt.timedelta(days=today)
            monkeypatch.setattr("lib.periods.localdate", lambda day=day: day)
            form = CarryOverForm(row=visit, by=staff)
            assert (form.proposed and str(form.proposed)) == proposed
            assert MissedForm(row=visit, by=staff).proposed == form.proposed

    def test_a_month_in_which_the_leader_is_not_free_asks_for_a_reason(self, visit, chief, staff, in_march):
        TripFactory(leader=chief, date_from=dt.date(2018, 4, 30), date_to=dt.date(2018, 4, 30))
        actions.log_missed(
            visit=visit, miss=actions.Miss(AbsenceReason.objects.get(code="illness")), by=staff
        )
        visit.refresh_from_db()
        data = {"month": "04/2018", "leader": chief.pk}
        form = CarryOverForm(QueryDict(urlencode(data)), row=visit, by=staff)
        assert [conflict.kind for conflict in form.conflicts] == ["trip"]
        assert (form.save(), list(form.errors)) == (False, ["override_reason"])
        data["override_reason"] = "Chi bộ họp lùi một ngày"
        form = CarryOverForm(QueryDict(urlencode(data)), row=visit, by=staff)
        assert form.save()
        assert form.result.override_reason == "Chi bộ họp lùi một ngày"

    def test_where_the_leader_is_free_no_reason_is_asked_for(self, visit, staff, in_march):
        form = CarryOverForm(row=visit, by=staff)
        assert (form.conflicts, "override_reason" in form.fields) == ([], False)

    def test_leaders_in_office_of_the_committee_may_go(
        self, visit, chief, department_head, other_chief, commission, staff
    ):
        LeaderFactory(committee=commission, valid_to=dt.date(2018, 3, 31))
        later = LeaderFactory(committee=commission, valid_from=dt.date(2018, 12, 31), full_name="Vũ Yến")
        form = MissedForm(row=visit, by=staff)
        assert list(form.fields["leader"].queryset) == [chief, department_head, later]
        assert form.initial["leader"] == chief.pk

    def test_the_month_may_be_left_for_later(self, visit, staff):
        form = MissedForm({"reason": reason("illness"), "month": "later"}, row=visit, by=staff)
        assert form.save()
        assert (form.result.no_carry_over, form.result.successor) == (False, None)

    def test_or_it_will_not_be_made_up_for(self, visit, staff):
        form = MissedForm({"reason": reason("illness"), "month": "never"}, row=visit, by=staff)
        assert form.save()
        assert (form.result.outcome, form.result.no_carry_over) == ("missed", True)
        assert MissedForm(row=form.result, by=staff).initial["month"] == "never"

    def test_correcting_a_miss_moves_nothing_by_itself(self, visit, staff):
        missed = actions.log_missed(
            visit=visit, miss=actions.Miss(reason=AbsenceReason.objects.get(code="illness")), by=staff
        )
        assert MissedForm(row=missed, by=staff).initial["month"] == "later"

    def test_a_month_says_what_speaks_for_or_against_it(self, visit, chief, cell, staff, monkeypatch):
        monkeypatch.setattr("lib.periods.localdate", lambda: dt.date(2018, 5, 1))
        VisitFactory(leader=chief, cell=cell, month=Month.parse("06/2018"), withdrawn=True)
        VisitFactory(leader=chief, cell=CellFactory(meeting_day=31, name="Chi bộ Chợ"), month=AUGUST)
        TripFactory(leader=chief, date_from=dt.date(2018, 5, 31), date_to=dt.date(2018, 6, 1))
        with translation.override("en"):
            labels = dict(CarryOverForm(row=visit, by=staff).fields["month"].choices)
        assert labels["04/2018"] == "04/2018 · past, met on 30/04"
        assert labels["05/2018"] == "05/2018 · away 31/05–01/06"
        assert labels["06/2018"] == "06/2018 · registered already"
        assert labels["07/2018"] == "07/2018 · free on 31/07 · carried into the second half of 2018"
        assert labels["08/2018"] == (
            "08/2018 · that day at Chi bộ Chợ · carried into the second half of 2018"
        )

    def test_two_editors_of_a_miss_compare(self, visit, staff, province_clerk):
        opened = visit.version
        actions.log_missed(
            visit=visit,
            miss=actions.Miss(reason=AbsenceReason.objects.get(code="illness"), note="Nằm viện"),
            by=province_clerk,
        )
        data = {"reason": reason("trip"), "note": "", "month": "later", "version": opened}
        form = MissedForm(QueryDict(urlencode(data)), row=visit, by=staff)
        assert not form.save()
        assert [(d.name, d.theirs) for d in form.differences] == [
            ("reason", str(AbsenceReason.objects.get(code="illness"))),
            ("note", "Nằm viện"),
        ]

    @pytest.mark.parametrize(("day_from", "day_to", "away"), [(31, 31, True), (1, 30, False), (1, 31, True)])
    def test_a_trip_over_the_meeting_day_is_the_reason_offered(
        self, day_from, day_to, away, visit, chief, staff
    ):
        TripFactory(leader=chief, date_from=dt.date(2018, 3, day_from), date_to=dt.date(2018, 3, day_to))
        assert (Trips([chief.pk], [MARCH]).on_meeting_day(visit) is not None) is away
        offered = MissedForm(row=visit, by=staff).initial.get("reason")
        assert (offered.code if offered else None) == ("trip" if away else None)

    def test_a_cell_without_a_fixed_day_clashes_with_no_trip(self, visit, chief):
        visit.cell.meeting_day = None
        TripFactory(leader=chief, date_from=dt.date(2018, 3, 1), date_to=dt.date(2018, 3, 31))
        assert not Trips([chief.pk], [MARCH]).on_meeting_day(visit)


def test_rights_end_with_the_subtree(commission, other_commission, chief, other_chief):
    """Staff of one commission and official of another registers for the first only."""
    user = MembershipFactory(role="staff", committee=commission).user
    MembershipFactory(user=user, role="official", committee=other_commission)
    form = PlanForm({"committee": other_commission.code, "half_year": str(HalfYear.current())}, by=user)
    assert not form.save()
    assert list(form.errors) == ["committee"]
    assert not Plan.objects.exists()
