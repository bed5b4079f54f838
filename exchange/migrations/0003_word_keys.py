"""Meanings given to texts of lists are remembered by the key of the text: the keys follow `word_key`."""

from django.db import migrations

from lib.vietnamese import name_key


def follow(apps, schema_editor):
    using = schema_editor.connection.alias
    for model, field in (("ColumnMapping", "meaning"), ("Import", "mapping")):
        for row in apps.get_model("exchange", model).objects.using(using).only(field):
            kept = getattr(row, field) or {}
            words = kept.get("words") or {}
            anew = {
                column: {name_key(text): meaning for text, meaning in known.items()}
                for column, known in words.items()
            }
            if anew != words:
                setattr(row, field, kept | {"words": anew})
                row.save(update_fields=[field])


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_jobs")]
    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
