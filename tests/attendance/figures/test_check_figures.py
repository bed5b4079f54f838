"""`manage.py check_figures`: what is kept, held against what is counted."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from attendance.figures import forgetting, keeping
from attendance.figures.kept import Part, Scope
from attendance.models import KeptFigures
from tests.factories import VisitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept_figures(period):
    """Of one visit attended, both kinds."""
    VisitFactory(attended=True)
    for part in (Part.TREND, Part.LEVELS):
        assert keeping.keep(part, Scope(period, "", False, ""))


def check(**options):
    out = StringIO()
    try:
        call_command("check_figures", stdout=out, **options)
    except CommandError as error:
        return [*out.getvalue().splitlines(), str(error)]
    return out.getvalue().splitlines()


def test_all_is_as_counted(kept_figures):
    assert check() == ["Số liệu lưu sẵn đã đối chiếu: 2"]


def test_what_differs_is_told_and_counted_anew(kept_figures, period):
    row = KeptFigures.objects.get(part=Part.TREND)
    row.figures["figures"][0][0]["attended_cells"] = 7
    row.save()

    assert check() == [
        f"trend · {period} ·  ·  · /figures/0/0/attended_cells: 7 ≠ 1",
        "Số liệu khác nhau: 1",
    ]
    assert check(rebuild=True) == ["Đã tính lại: 2", "Số liệu lưu sẵn đã đối chiếu: 2"]


def test_a_missing_trigger_is_told(monkeypatch):
    monkeypatch.setattr(forgetting, "are_set", lambda: False)
    (error,) = check()
    assert "migrate" in error
