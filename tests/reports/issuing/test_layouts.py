"""A report is laid out by its own date, as it was submitted, whatever happens to the presets afterwards."""

import datetime as dt
import io

import pytest
from docx import Document

from reports.document.letterheads import letterhead_of
from reports.issuing import files
from reports.models import LayoutPreset
from reports.register.numbering import series_of
from tests.reports.document.test_word import words
from tests.reports.factories import RegisterEntryFactory, ReportVersionFactory, TermOfOfficeFactory
from tests.reports.issuing.signing import LETTERHEAD, issue

pytestmark = pytest.mark.django_db

OLD, NEW = "36-HD/VPTW", "05-HD/VPTW"
JUNE_2018, JULY_2026 = dt.date(2018, 7, 2), dt.date(2026, 7, 2)


def preset(name: str) -> LayoutPreset:
    return LayoutPreset.objects.get(name=name)


def version(committee, **letterhead):
    """Submitted on a day when 05-HD holds."""
    kept = files.letterhead_values(letterhead_of(committee), JULY_2026)
    return ReportVersionFactory(
        committee=committee,
        letterhead=kept | LETTERHEAD | letterhead,
        title=["Kết quả"],
        sections=[["Kết quả", ["Đã dự."]]],
    )


def test_of_a_version_the_date_of_issue_decides(commission):
    submitted = version(commission)
    found = [files.layout_of(submitted, day)[1].name for day in (None, JUNE_2018, JULY_2026)]
    assert found == [NEW, OLD, NEW]


def test_what_was_submitted_stays_when_the_preset_changes(commission):
    submitted = version(commission)
    LayoutPreset.objects.filter(name=NEW).update(end_mark="./.", margin_left=25)
    _preset, layout = files.layout_of(submitted, JULY_2026)
    assert (layout.end_mark, layout.margin_left) == (".", 30)


def test_a_letterhead_that_chose_one_keeps_it_on_every_day(commission):
    letterhead = letterhead_of(commission)
    letterhead.layout_preset = preset(OLD)
    kept = files.letterhead_values(letterhead, JULY_2026)
    submitted = ReportVersionFactory(committee=commission, letterhead=kept)
    assert files.layout_of(submitted, JULY_2026)[1].name == OLD


def test_margins_of_the_letterhead_come_before_the_presets(commission):
    submitted = version(commission, margin_left=33)
    layout = files.layout_of(submitted)[1]
    assert (layout.margin_left, layout.margin_top) == (33, 20)


def test_one_submitted_before_there_were_presets_is_36_hd(commission):
    margins = {"margin_top": 20, "margin_bottom": 25, "margin_left": 35, "margin_right": 15}
    submitted = ReportVersionFactory(committee=commission, letterhead=margins)
    preset, layout = files.layout_of(submitted, JULY_2026)
    assert (preset, layout.name, layout.margin_top, layout.end_mark) == (None, OLD, 20, "./.")


def test_issued_under_05_hd_with_its_number_as_written(busy, commission, clerk, monkeypatch):
    monkeypatch.setattr(files, "today", lambda: JULY_2026)
    report = issue(committee=commission, half_year=busy.half_year, by=clerk, number=5, issued_on=JULY_2026)
    assert (report.full_number, report.layout_preset) == ("05-BC/BTCTU", preset(NEW))
    content = report.files.get(kind="docx").content
    said = words(Document(io.BytesIO(content)).element.body)
    assert said[4:6] == ["Số 05-BC/BTCTU", "Bình Sơn, ngày 02 tháng 7 năm 2026"]


class TestNumbers:
    def test_a_preset_by_the_year_ignores_terms(self, commission):
        TermOfOfficeFactory(committee=commission, ends_on=None)
        RegisterEntryFactory(committee=commission, number=7, issued_on=dt.date(2025, 3, 1))
        assert series_of(commission, "BC", JULY_2026).next_number() == 8
        LayoutPreset.objects.filter(name=NEW).update(numbering=LayoutPreset.Numbering.YEAR)
        assert series_of(commission, "BC", JULY_2026).next_number() == 1
        assert series_of(commission, "BC", dt.date(2025, 12, 1)).next_number() == 8

    def test_one_by_the_term_says_that_none_is_entered(self, commission):
        assert series_of(commission, "BC", JULY_2026).lacks_term == NEW
        assert series_of(commission, "BC", JUNE_2018).lacks_term == ""
        TermOfOfficeFactory(committee=commission, starts_on=dt.date(2025, 8, 1), ends_on=None)
        assert series_of(commission, "BC", JULY_2026).lacks_term == ""
