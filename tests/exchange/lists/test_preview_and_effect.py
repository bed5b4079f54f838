"""Nothing that the preview does not show changes anything: what it says and what happens, on random files."""

from collections import Counter
from random import Random

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from attendance.models import Plan, Visit
from committees.models import Committee, Leader
from exchange.lists import actions, judging
from exchange.lists.uploading import opened
from exchange.models import Import
from exchange.workbook.sheets import CELLS, LEADERS, PLANS, SHEETS
from meetings.models import Cell
from tests.exchange.layout.sheets import COMMUNES, TYPES, UNITS, office_sheet
from tests.factories import CellFactory, CommitteeFactory, LeaderFactory, OrganizationTypeFactory

pytestmark = pytest.mark.django_db

# What the sheets made up do not say.
FOR_ALL = {CELLS: {"committee": "XDH"}, LEADERS: {"group": "Lãnh đạo ban"}}
ANY = {"committee": "XDH", "organization_type": "T0", "group": "Lãnh đạo ban"}
KINDS = {CELLS: "cells", LEADERS: "leaders"}
SHOWN = {
    CELLS: {
        "Mã": "code",
        "Tên": "name",
        "Mã cấp ủy": "committee__code",
        "Mã loại hình": "organization_type__code",
        "Số đảng viên": "members_total",
        "Ngày sinh hoạt": "meeting_day",
        "Địa điểm": "place",
    },
    LEADERS: {
        "Mã": "code",
        "Họ và tên": "full_name",
        "Chức vụ": "position",
        "Nhóm": "group",
        "Mã cơ quan": "committee__code",
    },
}
MODELS = {CELLS: Cell, LEADERS: Leader, PLANS: Visit}
# The import itself, and what is remembered of it.
BESIDE = ("exchange", "sessions", "contenttypes")


@pytest.fixture
def office(province):
    CommitteeFactory(parent=province, code="XDH", name="Đảng ủy xã Đông Hà")
    for number, name in enumerate(UNITS):
        CommitteeFactory(parent=province, code=f"BAN{number}", name=name)
    for number, name in enumerate(TYPES):
        OrganizationTypeFactory(code=f"T{number}", name=name)


def judged(data: bytes, kind: str, random: Random, by) -> Import:
    """The file read with what it does not say; rows with problems and one more are left out, a click each."""
    file = SimpleUploadedFile("Danh sách.xlsx", data)
    item = actions.begin_import(file=opened(KINDS[kind], file), by=by)
    mapping = judging.mapping_of(item)
    missing = {key: value for key, value in FOR_ALL[kind].items() if key not in mapping.columns}
    mapping.values |= missing
    item = actions.map_columns(item=item, mapping=mapping, by=by)
    if item.preview["unknown"]:
        words = {key: dict.fromkeys(texts, ANY[key]) for key, texts in item.preview["unknown"].items()}
        item = actions.match_values(item=item, words=words, by=by)
    while rows := item.preview["rows"]:
        item = out(item, rows[0]["sheet"], rows[0]["row"], by)
    lines = lines_of(item, "created") + lines_of(item, "changed")
    line = random.choice(lines) if lines else None
    return out(item, line["sheet"], line["row"], by) if line else item


def out(item: Import, worksheet: str, number: int, by) -> Import:
    return actions.choose_row(item=item, worksheet=worksheet, number=number, is_record=False, by=by)


def lines_of(item: Import, outcome: str) -> list[dict]:
    return [line for sheet in item.preview["sheets"] for line in sheet[outcome]]


def told(item: Import, kind: str) -> tuple[dict, dict]:
    """New rows by code, and changed ones by code with what changes from what to what; as the preview says."""
    columns = next((s["columns"] for s in item.preview["sheets"]), [])
    created = [dict(zip(columns, line["values"], strict=True)) for line in lines_of(item, "created")]
    changed = {
        line["values"][0]: {column: (old, new) for column, old, new in line["changes"]}
        for line in lines_of(item, "changed")
    }
    return {row["Mã"]: row for row in created}, changed


def stored(kind: str) -> dict[str, dict[str, str]]:
    """By code, as the columns of the format show it."""
    fields, model = SHOWN[kind], MODELS[kind]
    word = SHEETS[LEADERS].column("group").kind.word
    rows = {}
    for values in model.objects.values(*fields.values()):
        shown = {column: values[field] for column, field in fields.items()}
        if "Nhóm" in shown:
            shown["Nhóm"] = word(shown["Nhóm"])
        rows[values["code"]] = {c: "" if value is None else str(value) for c, value in shown.items()}
    return rows


def everything_else(kind: str) -> Counter:
    """How many rows each table has, and all values of the committees and types that rows refer to."""
    models = [m for m in apps.get_models() if m._meta.app_label not in BESIDE]
    models = [m for m in models if m not in (MODELS[kind], Plan) and "Historical" not in m.__name__]
    return Counter(repr(sorted(row.items())) for m in models for row in m.objects.values())


@pytest.mark.parametrize("kind", [CELLS, LEADERS])
@pytest.mark.parametrize("seed", range(6))
def test_what_the_preview_says_is_what_happens(kind, seed, office, importer):
    random = Random(seed)
    data = office_sheet(random, kind).saved()
    for _time in range(2):  # the second time, some of the rows are there already, some otherwise
        item = judged(data, kind, random, importer)
        before, beside = stored(kind), everything_else(kind)
        created, changed = told(item, kind)
        counts = item.preview["counts"][kind]
        item = actions.confirm_import(item=item, digest=item.preview["digest"], by=importer)
        after = stored(kind)

        assert item.state == Import.State.DONE
        assert everything_else(kind) == beside
        new = {code: {c: row[c] for c in created.get(code, row)} for code, row in after.items()}
        assert {code: new[code] for code in after.keys() - before.keys()} == created
        assert {
            code: {c: (row[c], after[code][c]) for c in row if row[c] != after[code][c]}
            for code, row in before.items()
            if row != after[code]
        } == changed
        assert (counts["created"], counts["changed"]) == (len(created), len(changed))
        for code in random.sample(sorted(after), len(after) // 2):
            alter(kind, code)


def alter(kind: str, code: str) -> None:
    """Somebody writes something else meanwhile."""
    values = {"members_total": 99, "place": "Nơi khác"} if kind == CELLS else {"position": "Chuyên viên"}
    MODELS[kind].objects.filter(code=code).update(**values)


@pytest.mark.parametrize("seed", [0, 1, 4])
def test_plans_have_the_visits_that_the_preview_shows_and_no_other(seed, office, importer):
    sheet = office_sheet(Random(seed), PLANS)
    planners(sheet)
    file = SimpleUploadedFile("Kế hoạch.xlsx", sheet.saved())
    item = actions.begin_import(file=opened("plans", file), by=importer)
    mapping = judging.mapping_of(item)
    mapping.values["half_year"] = "2026-H1"
    item = actions.map_columns(item=item, mapping=mapping, by=importer)
    while rows := item.preview["rows"]:  # months of the other half-year, and the like
        for row in rows:
            mapping.rows.setdefault(row["sheet"], {})[str(row["row"])] = False
        item = actions.map_columns(item=item, mapping=mapping, by=importer)
    columns = item.preview["sheets"][0]["columns"]
    lines = [dict(zip(columns, line["values"], strict=True)) for line in lines_of(item, "created")]
    assert lines
    beside = everything_else(PLANS)
    actions.confirm_import(item=item, digest=item.preview["digest"], by=importer)

    keys = ("Kỳ", "Mã cơ quan", "Mã lãnh đạo", "Mã chi bộ", "Tháng")
    fields = ("half_year", "plan__committee__code", "leader__code", "cell__code", "month")
    visits = Visit.objects.values_list(*fields)
    assert Counter(tuple(map(str, visit)) for visit in visits) == Counter(
        tuple(line[key] for key in keys) for line in lines
    )
    assert item.preview["plans"]["approved"] == sorted(str(plan) for plan in Plan.objects.all())
    assert everything_else(PLANS) == beside


def planners(sheet) -> None:
    """The leaders and cells that the list names; every leader is of the first unit."""
    communes = {name: CommitteeFactory(name=f"Đảng ủy xã {name}", kind="commune") for name in COMMUNES[1:]}
    communes[COMMUNES[0]] = Committee.objects.get(code="XDH")
    unit = Committee.objects.get(code="BAN0")
    for text in {record["cell"] for record in sheet.records}:
        name, _comma, commune = text.partition(", xã ")
        CellFactory(name=name, committee=communes[commune])
    for text in {record["name"] for record in sheet.records}:
        LeaderFactory(full_name=text, committee=unit)
