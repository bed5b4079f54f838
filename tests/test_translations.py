"""The Vietnamese catalogue is complete, and no English is left on the pages."""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import django
import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse

from attendance.models import Visit
from lib.periods import Month

from .factories import EvaluationFactory, FindingFactory, PlanFactory, RubricFactory, VisitFactory

CATALOGUE = settings.BASE_DIR / "locale" / "vi" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%%|%[sd]|\{\w*\}")


def read(path: Path):
    with path.open("rb") as file:
        return read_po(file)


def messages(catalogue) -> list:
    return [message for message in catalogue if message.id]


def source(message) -> str:
    """The msgid, of a plural the last form."""
    return message.id[-1] if isinstance(message.id, tuple) else message.id


def strings(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.fixture(scope="module")
def catalogue():
    return read(CATALOGUE)


def test_every_string_is_translated(catalogue):
    assert [m.id for m in messages(catalogue) if not all(strings(m))] == []


def test_no_translation_is_a_guess(catalogue):
    assert [m.id for m in messages(catalogue) if m.fuzzy] == []


def test_no_translation_is_left_over(catalogue):
    assert [m.id for m in catalogue.obsolete.values()] == []


def test_translations_have_the_placeholders_of_their_source(catalogue):
    def placeholders(words):
        return sorted(PLACEHOLDER.findall(words))

    differing = [
        (source(m), string)
        for m in messages(catalogue)
        for string in strings(m)
        if string and placeholders(string) != placeholders(source(m))
    ]
    assert differing == []


def test_translations_begin_and_end_as_their_source_does(catalogue):
    """Spaces and line breaks at the ends are part of a sentence put together."""

    def ends(words):
        return words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]

    assert [m.id for m in messages(catalogue) for s in strings(m) if s and ends(s) != ends(source(m))] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_the_catalogue_has_every_string_of_the_code(tmp_path, catalogue):
    """`make messages` would add nothing and take nothing away."""
    copy = tmp_path / "project"
    leave = shutil.ignore_patterns(
        ".*", "var", "staticfiles", "tests", "__pycache__", "*.mo", "benchmarks", "figures_benchmark*"
    )
    shutil.copytree(settings.BASE_DIR, copy, ignore=leave)
    environment = os.environ | {"SECRET_KEY": "for-tests-only", "DATABASE_URL": "sqlite://:memory:"}
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale", "vi", "--no-wrap", "--no-location"],
        cwd=copy,
        env=environment,
        check=True,
        capture_output=True,
    )
    collected = {m.id for m in messages(read(copy / CATALOGUE.relative_to(settings.BASE_DIR)))}
    present = {m.id for m in messages(catalogue)}
    assert (sorted(map(str, collected - present)), sorted(map(str, present - collected))) == ([], [])


# Modules of Django whose words users may see; those with a context are asked for on the spot.
SPEAKING = (
    "core/paginator.py",
    "core/validators.py",
    "db/models/constraints.py",
    "db/models/fields/related.py",
    "forms/",
    "utils/ipv6.py",
    "utils/text.py",
    "utils/timesince.py",
    "contrib/auth/password_validation.py",
    "contrib/auth/validators.py",
)


@pytest.mark.parametrize("part", ["conf", "contrib/auth"])
def test_errors_of_django_speak_vietnamese(part, catalogue):
    """What Django's own Vietnamese lacks is in ours, by way of config/library_strings.py."""
    folder = Path(django.__file__).parent / part / "locale"
    english, own = (read(folder / f"{code}/LC_MESSAGES/django.po") for code in ("en", "vi"))
    seen_by_users = [
        m
        for m in messages(english)
        if not m.context and any(place.startswith(SPEAKING) for place, _line in m.locations)
    ]
    assert len(seen_by_users) > 2
    translated = {m.id for c in (own, catalogue) for m in messages(c) if all(strings(m)) and not m.fuzzy}
    assert [m.id for m in seen_by_users if m.id not in translated and m.id != "…"] == []


@pytest.fixture
def pages(visits, period, staff) -> list[str]:
    """Addresses of pages with something on them."""
    half_year = {"half_year": period}
    return [
        reverse("reports:overview", kwargs=half_year),
        reverse("reports:overview", kwargs={"half_year": "1900-H1"}),
        reverse("reports:summary", kwargs=half_year) + "?as_of=29/06/2018",
        reverse("attendance:figure-rows", kwargs=half_year | {"measure": "planned_cells"}),
        reverse("attendance:figure-rows", kwargs=half_year | {"measure": "leaders_planned"}),
        reverse("attendance:evaluation-list", kwargs=half_year),
        reverse("office:work"),
        reverse("attendance:month", args=[Month.parse("03/2018")]),
        reverse("attendance:visit-list"),
        reverse("attendance:unplanned-create"),
        reverse("attendance:trip-list"),
        reverse("attendance:trip-create"),
        reverse("attendance:recommendation-list"),
        reverse("attendance:plan-list"),
        reverse("attendance:plan-create"),
        *pages_of(**visits),
        "/not-an-address/",
    ]


@pytest.fixture
def visits(commission, chief, cell, period) -> dict[str, Visit]:
    """One of each state, and the sheet of one evaluation."""
    RubricFactory()
    attended = VisitFactory(leader=chief, cell=cell, attended=True)
    EvaluationFactory(meeting=attended.meeting, leader=chief, findings=[FindingFactory()])
    missed = VisitFactory(leader=chief, cell=cell, missed=True, month=period.months[3])
    moved = VisitFactory(carried_from=missed, month=period.months[4])
    withdrawn = VisitFactory(leader=chief, cell=cell, withdrawn=True, month=period.months[5])
    lone = VisitFactory(leader=chief, cell=cell, missed=True, month=period.months[0])
    draft = VisitFactory(
        leader=chief,
        cell=cell,
        plan=PlanFactory(committee=commission, half_year=period.next),
        month=period.next.months[0],
    )
    return {
        "attended": attended,
        "missed": missed,
        "moved": moved,
        "withdrawn": withdrawn,
        "lone": lone,
        "draft": draft,
    }


def pages_of(attended, missed, moved, withdrawn, lone, draft) -> list[str]:
    return [
        *(reverse("attendance:plan-history", args=[v.plan_id]) for v in (attended, draft)),
        *(reverse("attendance:visit-history", args=[v.pk]) for v in (attended, missed, withdrawn)),
        *(reverse("attendance:evaluation-history", args=[attended.pk, s]) for s in ("leader", "cell")),
        reverse("attendance:evaluation-detail", args=[attended.pk]),
        *(reverse("attendance:plan-detail", args=[v.plan_id]) for v in (attended, draft)),
        reverse("attendance:visit-create", args=[attended.plan_id]),
        *(
            reverse("attendance:visit-detail", args=[v.pk])
            for v in (attended, missed, moved, withdrawn, lone, draft)
        ),
        *(
            reverse(f"attendance:visit-{name}", args=[moved.pk])
            for name in ("attended", "missed", "withdraw")
        ),
        reverse("attendance:visit-carry-over", args=[lone.pk]),
        *(reverse("attendance:evaluation-update", args=[attended.pk, s]) for s in ("leader", "cell")),
    ]


def english(page: str, catalogue) -> list[str]:
    """Sources of the catalogue that stand in the page's text or attributes."""
    attributes = r"(id|name|for|href|src|action|hx-get|hx-post|data-[\w-]+|aria-describedby)"
    unseen = rf'(?s)<script.*?</script>|<head>.*?<title>|\b{attributes}(="[^"]*")?'
    shown = html.unescape(re.sub(unseen, " ", page))
    sentences = [source(m) for m in messages(catalogue)]
    return [s for s in sentences if len(s) > 12 and not PLACEHOLDER.search(s) and s in shown]


def test_pages_speak_vietnamese(pages, staff, client, catalogue):
    client.force_login(staff)
    found = {address: english(client.get(address).content.decode(), catalogue) for address in pages}
    assert {address: words for address, words in found.items() if words} == {}


def test_refusals_speak_vietnamese(pages, staff, client, catalogue):
    client.force_login(staff)
    forms = [
        a
        for a in pages
        if client.get(a).status_code == 200 and client.options(a).headers["Allow"].find("POST") > 0
    ]
    assert len(forms) >= 7
    found = {
        a: english(client.post(a, {"version": "x", "date": "x"}).content.decode(), catalogue) for a in forms
    }
    assert {address: words for address, words in found.items() if words} == {}


def test_the_sign_in_page_speaks_vietnamese(client, catalogue, db):
    page = client.post(reverse("login"), {"username": "x", "password": "y"}).content.decode()
    assert english(page, catalogue) == []
