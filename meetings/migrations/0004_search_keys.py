"""Names are found through dashes, apostrophes and what cannot be seen: their keys follow."""

from django.db import migrations

from lib.vietnamese import refresh_search_keys


def refresh(apps, schema_editor):
    cells = apps.get_model("meetings", "Cell").objects
    refresh_search_keys(cells.using(schema_editor.connection.alias))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_organisation_through_time")]
    operations = [migrations.RunPython(refresh, migrations.RunPython.noop)]
