"""The order of the rooms, where import-linter cannot see it: addresses and templates named by others.

Whoever stands lower names nothing of whoever stands higher: another room's page is reached by
`get_absolute_url`, or by a slot that the upper room fills. Navigation lives in base.html.
"""

import ast
import re
from pathlib import Path

from django.urls import get_resolver
from django.urls.resolvers import URLResolver

ROOT = Path(__file__).parent.parent
ROOMS = [
    ("lib",),
    ("committees", "_partials"),
    ("meetings",),
    ("attendance.models", "attendance.templatetags"),
    ("attendance.days",),
    ("attendance.figures",),
    ("attendance.planning", "attendance.logging"),
    ("exchange", "reports.models", "reports.templatetags"),
    ("reports.half_year",),
    ("reports.dashboards", "reports.summary"),
    ("reports.document", "reports.register"),
    ("reports.issuing", "reports.papers"),
    ("reports.site",),
    ("office",),
    ("config",),
]
LEVEL = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}
# Folders of templates are called after their rooms.
BY_FOLDER = {room.rpartition(".")[2]: level for room, level in LEVEL.items()}
NAMED = re.compile(r"""\{%\s*url\s+['"]([\w:-]+)['"]""")
INCLUDED = re.compile(r"""\{%\s*(?:include|extends)\s+['"]([\w/.-]+)['"]""")
REVERSING = {"reverse", "reverse_lazy", "redirect"}


def level_of(module: str) -> int | None:
    """None where the module belongs to no room: an app's own urls, models, apps."""
    parts = module.split(".")
    return LEVEL.get(".".join(parts[:2]), LEVEL.get(parts[0]))


def views(resolver=None, namespace="") -> dict[str, int]:
    """The level of the view behind every name of an address."""
    found = {}
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= views(pattern, inner)
        elif pattern.name:
            view = getattr(pattern.callback, "view_class", pattern.callback)
            found[namespace + pattern.name] = level_of(view.__module__) or 0
    return found


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def modules() -> list[Path]:
    apps = {room.partition(".")[0] for room in LEVEL} - {"_partials", "config"}
    return sorted(
        path for app in apps for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
    )


def folder_level(path: Path) -> int | None:
    """None for base.html and the error pages, which belong to nobody."""
    folder = path.relative_to(ROOT / "templates").parts[0]
    return BY_FOLDER.get(folder)


def test_templates_name_nothing_above_them():
    levels, found = views(), {}
    for path in templates():
        level, text = folder_level(path), path.read_text()
        if level is None:
            continue
        links = {name for name in NAMED.findall(text) if levels.get(name, 0) > level}
        parts = {name for name in INCLUDED.findall(text) if BY_FOLDER.get(name.partition("/")[0], 0) > level}
        found[str(path.relative_to(ROOT))] = links | parts
    assert len(found) > 100
    assert {path: names for path, names in found.items() if names} == {}


def test_code_names_no_address_above_it():
    levels, found = views(), {}
    for path in modules():
        level = level_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if level is not None:
            found[str(path.relative_to(ROOT))] = {n for n in reversed_in(path) if levels.get(n, 0) > level}
    assert len(found) > 200
    assert {path: names for path, names in found.items() if names} == {}


def reversed_in(path: Path) -> set[str]:
    """Names of addresses that a module asks for."""
    named = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in REVERSING:
            named.add(node.args[0].value)
    return named


def test_every_folder_of_templates_is_a_rooms():
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    assert folders <= {*BY_FOLDER, "bootstrap5"}  # where crispy-forms looks for its own
