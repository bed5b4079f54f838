from django.db import migrations


def note_themes(apps, schema_editor):
    """Evaluations made before lines could depend on it: their meetings had a theme where thematic."""
    evaluations = apps.get_model("meetings", "Evaluation").objects
    evaluations.filter(meeting__kind="thematic").update(has_theme=True)


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_score_sheets")]

    operations = [migrations.RunPython(note_themes, migrations.RunPython.noop)]
