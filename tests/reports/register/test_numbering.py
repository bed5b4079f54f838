"""Numbers of documents: each once in its series, the next one proposed, gaps and doubles said."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from reports.models import RegisterEntry, TermOfOffice
from reports.register import actions
from reports.register.actions import Facts
from reports.register.numbering import doubles, missing, series_of
from tests.pages import find, parse, text
from tests.reports.factories import RegisterEntryFactory, TermOfOfficeFactory

pytestmark = pytest.mark.django_db

JUNE = dt.date(2018, 6, 29)


def entered(committee, by, **facts) -> RegisterEntry:
    facts = {"number": 127, "symbol": "BC/BTCTU", "issued_on": JUNE, "title": "Công tác tháng 6"} | facts
    return actions.enter(committee=committee, facts=Facts(**facts), by=by)


def refused(act, *given, **facts) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        act(*given, **facts)
    return list(refusal.value.message_dict)


class TestSeries:
    def test_without_a_term_numbers_follow_the_year(self, commission, clerk):
        entered(commission, clerk)
        assert refused(entered, commission, clerk, issued_on=dt.date(2018, 2, 1)) == ["number"]
        assert entered(commission, clerk, issued_on=dt.date(2017, 12, 1)).number == 127
        assert series_of(commission, "BC", JUNE).next_number() == 128
        assert series_of(commission, "BC", dt.date(2019, 1, 1)).next_number() == 1

    def test_each_kind_has_its_own(self, commission, clerk):
        entered(commission, clerk)
        assert entered(commission, clerk, symbol="CV/BTCTU").number == 127
        assert refused(entered, commission, clerk, symbol="bc/btctu") == ["number"]

    def test_a_term_of_the_committee_above_holds_across_years(self, commission, province, clerk):
        TermOfOfficeFactory(committee=province)
        entered(commission, clerk, issued_on=dt.date(2017, 12, 1))
        series = series_of(commission, "BC", JUNE)
        assert (series.label, series.next_number()) == ("2015–2020", 128)
        assert refused(entered, commission, clerk) == ["number"]

    def test_its_own_term_comes_first(self, commission, province, clerk):
        TermOfOfficeFactory(committee=province)
        own = TermOfOfficeFactory(committee=commission, name="Riêng", starts_on=dt.date(2018, 1, 1))
        assert series_of(commission, "BC", JUNE).label == str(own)

    def test_other_committees_have_their_own(self, commission, other_commission, clerk):
        entered(commission, clerk)
        assert series_of(other_commission, "BC", JUNE).next_number() == 1


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([], []), ([1, 2, 3], []), ([3], ["1–2"]), ([1, 3, 4, 8], ["2", "5–7"]), ([2, 2], ["1"])],
)
def test_missing(numbers, expected):
    assert missing(numbers) == expected


def test_doubles():
    assert doubles([1, 2, 2, 3, 1]) == [1, 2]


class TestWrites:
    def test_no_day_ahead(self, commission, clerk):
        assert refused(entered, commission, clerk, issued_on=dt.date(2999, 1, 1)) == ["issued_on"]

    def test_the_database_keeps_a_number_of_a_day_once(self, commission):
        RegisterEntryFactory(committee=commission, number=5)
        with pytest.raises(IntegrityError), transaction.atomic():
            RegisterEntryFactory(committee=commission, number=5)

    def test_terms_share_no_day(self, commission, clerk):
        term = TermOfOfficeFactory(committee=commission)
        facts = {"committee": commission, "name": "Khóa sau", "ends_on": None, "by": clerk}
        assert refused(actions.save_term, starts_on=dt.date(2020, 9, 30), **facts) == ["starts_on"]
        actions.save_term(starts_on=dt.date(2020, 10, 1), **facts)
        assert list(TermOfOffice.objects.values_list("name", flat=True)) == ["Khóa sau", term.name]


class TestPages:
    def test_what_is_missing_is_said(self, commission, clerk, client):
        RegisterEntryFactory(committee=commission, number=3)
        client.force_login(clerk)
        page = client.get(reverse("reports:register"), {"day": "29/6/2018", "committee": commission.code})
        said = text(find(parse(page), id="numbers"))
        assert said == "Số tiếp theo: 4. Chưa có trong sổ: 1–2."

    def test_found_without_diacritics(self, commission, clerk, client):
        entry = RegisterEntryFactory(committee=commission)
        RegisterEntryFactory(committee=commission, title="Khác")
        client.force_login(clerk)
        page = client.get(reverse("reports:register"), {"day": "29/6/2018", "q": "tinh hinh"})
        assert list(page.context["object_list"]) == [entry]

    def test_a_wrong_line_is_put_right_or_taken_out(self, commission, clerk, client):
        entry = RegisterEntryFactory(committee=commission, number=3)
        client.force_login(clerk)
        address = reverse("reports:register-update", args=[entry.pk])
        form = client.get(address).context["form"]
        values = {name: form[name].value() or "" for name in form.fields}
        client.post(address, values | {"issued_on": "01/06/2018", "title": "Sửa lại"})
        assert RegisterEntry.objects.get().title == "Sửa lại"
        client.post(reverse("reports:register-delete", args=[entry.pk]), {"version": "2"})
        assert not RegisterEntry.objects.exists()
