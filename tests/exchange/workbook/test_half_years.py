"""All half-years as one zip of workbooks: out, in, and what is refused."""

import datetime as dt
import io
import zipfile

import pytest
from django.utils import translation

from attendance.models import Visit
from committees.models import Leader
from exchange.workbook import (
    UnreadableWorkbook,
    are_workbooks,
    export_half_years,
    import_half_years,
    importer,
    opening,
)
from lib.periods import HalfYear
from tests.factories import TargetFactory, TripFactory

from .histories import HALF_YEARS, History
from .test_roundtrip import cells_of, empty_database, exported, figures
from .workbooks import file_of, load, small

pytestmark = pytest.mark.django_db


def zip_of(**workbooks: bytes) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in workbooks.items():
            archive.writestr(f"{name}.xlsx", data)
    target.seek(0)
    return target


def rows_of(file: io.BytesIO) -> dict[str, list]:
    """In whatever order: a visit that another was moved to comes with the earlier half-year."""
    return {sheet: sorted(rows, key=str) for sheet, rows in cells_of(file).items()}


@pytest.mark.parametrize("seed", range(2))
def test_everything_comes_back(seed):
    load(History(seed).sheets)
    whole, before, file = exported(), figures(), io.BytesIO()
    export_half_years(file)
    with zipfile.ZipFile(file) as archive:
        assert set(archive.namelist()) >= {f"{half_year}.xlsx" for half_year in HALF_YEARS}

    empty_database()
    found = import_half_years(file, by=None, filename="all.zip")
    assert ([str(problem) for problem in found.problems], found.saved) == ([], True)
    assert rows_of(exported()) == rows_of(whole)
    assert figures() == before
    assert "all.zip › 2018-H2.xlsx" in Visit.history.first().history_change_reason

    again = import_half_years(file, by=None)
    assert {name for name, counts in again.counts.items() if counts.created or counts.changed} == set()


def test_nothing_known_is_the_half_year_that_runs():
    file = io.BytesIO()
    export_half_years(file)
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == [f"{HalfYear.current()}.xlsx"]


def test_what_reaches_far_makes_no_workbooks_of_half_years_without_anything():
    TargetFactory(valid_from=dt.date(2018, 2, 1), valid_to=dt.date(2099, 12, 31))
    TripFactory(date_from=dt.date(2019, 3, 1), date_to=dt.date(2029, 3, 1))
    file = io.BytesIO()
    export_half_years(file)
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["2018-H1.xlsx", "2019-H1.xlsx"]


def test_postgresql_counts_its_tables_once_however_many_workbooks(
    monkeypatch, django_capture_on_commit_callbacks
):
    counted = []
    monkeypatch.setattr(importer, "MANY", 1)
    monkeypatch.setattr(importer, "count_tables", lambda: counted.append(True))
    data = file_of(small()).getvalue()
    with django_capture_on_commit_callbacks(execute=True):
        import_half_years(zip_of(a=data, b=data), by=None)
    assert len(counted) == 1


def test_a_problem_names_its_workbook_and_nothing_of_any_is_saved():
    bad = small()
    bad["Lãnh đạo"][0] |= {"Họ và tên": None}
    file = zip_of(a=file_of(small()).getvalue(), b=file_of(bad).getvalue(), c=b"never read")
    found = import_half_years(file, by=None)
    assert {problem.sheet for problem in found.problems} == {"b.xlsx › Lãnh đạo"}
    assert (found.saved, Leader.objects.count()) == (False, 0)
    with translation.override("en"):
        found = import_half_years(file, by=None)
    said = "b.xlsx: 1 workbooks after this one have not been looked at"
    assert str(found.warnings[-1]) == f"{said}: correct this one and import the zip again"


def test_a_dry_run_saves_nothing():
    found = import_half_years(zip_of(a=file_of(small()).getvalue()), by=None, dry_run=True)
    assert (found.ok, found.saved, found.counts["Lãnh đạo"].created > 0) == (True, False, True)
    assert Leader.objects.count() == 0


def test_what_is_no_zip_of_workbooks_is_none(tmp_path):
    assert are_workbooks(zip_of(a=b""))
    assert are_workbooks(zip_of(**{"a": b"", "__MACOSX/._a": b""}))
    assert not are_workbooks(file_of(small()))
    assert not are_workbooks(io.BytesIO(b"PK"))
    of_a_later_version = bytearray(zip_of(a=b"").getvalue())
    listed = of_a_later_version.index(b"PK\x01\x02")
    of_a_later_version[listed + 6] = 99
    assert not are_workbooks(io.BytesIO(of_a_later_version))
    assert not are_workbooks(zip_of(**{f"a{number}": b"" for number in range(801)}))
    assert not are_workbooks(tmp_path / "none.zip")


def test_what_is_in_it_is_trusted_no_more_than_an_upload(monkeypatch):
    monkeypatch.setattr("exchange.workbook.half_years.MAX_FILE_BYTES", 1000)
    monkeypatch.setattr(opening, "MAX_FILE_BYTES", 1000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xlsx", bytes(10**6))
    with pytest.raises(UnreadableWorkbook, match="too large"):
        import_half_years(bomb, by=None)
    monkeypatch.setattr("exchange.workbook.half_years.MAX_WORKBOOKS", 1)
    with pytest.raises(UnreadableWorkbook, match="too large"):
        import_half_years(zip_of(a=b"", b=b""), by=None)
    with pytest.raises(UnreadableWorkbook, match=r"^a\.xlsx: .*no Excel workbook"):
        import_half_years(zip_of(a=b"x"), by=None)


def test_a_damaged_part_is_named():
    file = zip_of(a=b"abcdefgh")
    data = file.getvalue().replace(b"abcdefgh", b"abcdefgX")
    with pytest.raises(UnreadableWorkbook, match=r"“a\.xlsx”"):
        import_half_years(io.BytesIO(data), by=None)
