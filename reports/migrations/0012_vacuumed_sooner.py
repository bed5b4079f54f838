"""PostgreSQL cleans up after changed visits, meetings and evaluations once a hundredth of them is, not a fifth.

Results are logged into one half-year of many. Until its pages are cleaned up, figures that an index alone could
answer look at each row as well: five times as long for a half-year whose visits were all logged once
(docs/decisions/0022-past-one-machine.md).
"""

from django.db import migrations

TABLES = ("attendance_visit", "meetings_meeting", "meetings_evaluation")
SETTINGS = (
    "autovacuum_vacuum_scale_factor",
    "autovacuum_vacuum_insert_scale_factor",
    "autovacuum_analyze_scale_factor",
)


def sooner(apps, schema_editor):
    _alter(schema_editor, f"SET ({', '.join(f'{name} = 0.01' for name in SETTINGS)})")


def as_ever(apps, schema_editor):
    _alter(schema_editor, f"RESET ({', '.join(SETTINGS)})")


def _alter(schema_editor, what: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {table} {what}")


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0011_standard_layouts"),
        ("attendance", "0012_what_waits"),
        ("meetings", "0010_total_only"),
    ]

    operations = [migrations.RunPython(sooner, as_ever, elidable=False)]
