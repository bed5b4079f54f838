"""The two commands: what they print, and the exit status they end with."""

import io

import pytest
from django.core.management import CommandError, call_command

from attendance.models import Plan, Visit
from committees.models import Committee, User
from meetings.models import Evaluation

from .workbooks import edited, file_of, load, small

pytestmark = pytest.mark.django_db


def path_of(file: io.BytesIO, directory):
    path = directory / "Kế hoạch 100%.xlsx"
    path.write_bytes(file.getvalue())
    return path


def run(*args, **options) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command(*args, stdout=out, stderr=err, no_color=True, **options)
    return out.getvalue(), err.getvalue()


def test_import_counts_per_sheet(tmp_path):
    user = User.objects.create(username="mai")
    out, err = run("import_workbook", path_of(file_of(small()), tmp_path), user="mai")
    assert "Kế hoạch: 7 created, 0 changed, 0 unchanged\n" in out
    assert len(out.splitlines()) == 15
    assert err == ""
    assert Plan.objects.first().approved_by == user
    assert "Kế hoạch 100%.xlsx" in Visit.history.first().history_change_reason


def test_a_dry_run_says_that_nothing_was_saved(tmp_path):
    out, _err = run("import_workbook", path_of(file_of(small()), tmp_path), dry_run=True)
    assert out.endswith("Dry run: nothing was saved.\n")
    assert not Committee.objects.exists()


def test_problems_end_with_status_1(tmp_path):
    path = path_of(edited(small(), {("Chi bộ", "E2"): "20%", ("Kết quả", "G3"): "?"}), tmp_path)
    err = io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("import_workbook", path, stderr=err, no_color=True)
    assert failed.value.returncode == 1
    reasons = "Công tác · Ốm · Việc khác · Chi bộ hoãn họp · Khác"
    assert err.getvalue().splitlines() == [
        "Chi bộ!E2: “20%” is not a number: write a number",
        f"Kết quả!G3: “?” is not in the list: write one of: {reasons}",
    ]
    assert not Committee.objects.exists()


def test_a_hopeless_file_ends_with_status_2(tmp_path):
    for path in (path_of(io.BytesIO(b"Ma,Ten"), tmp_path), tmp_path / "none.xlsx"):
        with pytest.raises(CommandError) as failed:
            run("import_workbook", path)
        assert failed.value.returncode == 2


def test_an_unknown_user_is_named(tmp_path):
    with pytest.raises(CommandError, match="no user “nobody”"):
        run("import_workbook", path_of(file_of(small()), tmp_path), user="nobody")


def test_export(tmp_path):
    load(small())
    path = tmp_path / "out.xlsx"
    out, err = run("export_workbook", path, period="2018-H1", committee="TU")
    assert "Kế hoạch: 7 rows\n" in out
    assert err == ""
    assert path.exists()


def test_export_says_what_it_leaves_out(tmp_path):
    load(small())
    Plan.objects.filter(half_year=4037).update(status="submitted", approved_at=None)
    out, err = run("export_workbook", tmp_path / "out.xlsx")
    assert "Kế hoạch: 6 rows\n" in out
    assert "1 plans that are not approved were left out." in err
    Visit.objects.filter(meeting__date="2018-05-05").update(outcome="withdrawn", meeting=None)
    out, err = run("export_workbook", tmp_path / "out.xlsx")
    assert "Nhận định buổi họp: 1 rows\n" in out
    assert "1 evaluations by leaders without an approved visit were left out." in err
    assert Evaluation.objects.count() == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"period": "2018"}, "“2018” is not a half-year"),
        ({"committee": "XX"}, "no committee “XX”"),
    ],
)
def test_export_of_what_is_not_there(tmp_path, options, message):
    with pytest.raises(CommandError, match=message):
        run("export_workbook", tmp_path / "out.xlsx", **options)


def test_export_to_nowhere(tmp_path):
    load(small())
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_workbook", tmp_path / "none" / "out.xlsx")


def test_an_export_that_could_not_be_imported_is_refused(tmp_path, monkeypatch):
    load(small())
    monkeypatch.setattr("exchange.workbook.exporter.MAX_ROWS", 6)
    with pytest.raises(CommandError, match="“Kế hoạch” would have 7 rows"):
        run("export_workbook", tmp_path / "out.xlsx")


def test_all_half_years_out_and_in(tmp_path):
    load(small())
    path = tmp_path / "all.zip"
    out, _err = run("export_workbook", path)
    assert "Lãnh đạo: " in out
    out, err = run("import_workbook", path)
    assert ("created" in out, ": 0 created, 0 changed, " in out, err) == (True, True, "")
    with pytest.raises(CommandError, match="leave out --period"):
        run("export_workbook", path, period="2018-H1")
