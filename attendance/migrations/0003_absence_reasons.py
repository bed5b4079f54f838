"""The five reasons of the domain: without them no absence can be logged."""

from django.db import migrations

REASONS = [
    ("trip", "Công tác", "Lịch công tác trùng thời gian họp chi bộ", False),
    ("illness", "Ốm", "Ốm đau", False),
    ("other_duty", "Việc khác", "Bận nhiệm vụ khác", False),
    ("cell_postponed", "Chi bộ hoãn họp", "Chi bộ hoãn họp", False),
    ("other", "Khác", "Lý do khác", True),
]


def create_reasons(apps, schema_editor):
    AbsenceReason = apps.get_model("attendance", "AbsenceReason")
    for position, (code, label, description, requires_note) in enumerate(REASONS, start=1):
        AbsenceReason.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "description": description,
                "requires_note": requires_note,
                "position": position,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("attendance", "0002_initial")]
    operations = [migrations.RunPython(create_reasons, migrations.RunPython.noop)]
