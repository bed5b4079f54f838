"""The two presets that offices begin with, and letterheads that follow them.

What 05-HD/VPTW says is known from offices' forms, not from its own text: every value can be changed on the page.
"""

import datetime as dt
from decimal import Decimal

from django.db import migrations

OLD_MARGINS = {"margin_top": 25, "margin_bottom": 25, "margin_left": 35, "margin_right": 15}
# By the models' defaults the first one is what the product has always made.
PRESETS = [
    {
        "name": "36-HD/VPTW",
        "document": "Hướng dẫn số 36-HD/VPTW, ngày 03/4/2018",
        "in_force_from": dt.date(2018, 4, 3),
        **OLD_MARGINS,
    },
    {
        "name": "05-HD/VPTW",
        "document": "Hướng dẫn số 05-HD/VPTW, ngày 27/5/2026",
        "in_force_from": dt.date(2026, 5, 27),
        "margin_top": 20,
        "margin_bottom": 20,
        "margin_left": 30,
        "margin_right": 15,
        "first_line_indent": Decimal("10.0"),
        "line_rule": "exactly",
        "line_spacing": Decimal("19.00"),
        "space_before": 6,
        "superior": "organisation",
        "numbering": "term",
        "number_zero": True,
        "summary_lower": True,
        "headings": "roman",
        "end_mark": ".",
        "title_bold": False,
        "name_without_ranks": True,
        "filing_line": "Lưu Đảng ủy.",
        "spells_uy": True,
    },
]


def begin(apps, schema_editor):
    presets = apps.get_model("reports", "LayoutPreset").objects
    for values in PRESETS:
        presets.get_or_create(name=values["name"], defaults=values)
    # The margins of 36-HD were in every letterhead, whether anybody had chosen them or not.
    letterheads = apps.get_model("reports", "Letterhead").objects
    letterheads.filter(**OLD_MARGINS).update(**dict.fromkeys(OLD_MARGINS))


def undo(apps, schema_editor):
    letterheads = apps.get_model("reports", "Letterhead").objects
    letterheads.update(layout_preset=None)
    for name, value in OLD_MARGINS.items():
        letterheads.filter(**{name: None}).update(**{name: value})


class Migration(migrations.Migration):
    dependencies = [("reports", "0010_layout_presets")]
    operations = [migrations.RunPython(begin, undo)]
