"""Names are found through dashes, apostrophes and what cannot be seen: their keys follow."""

from django.db import migrations

from lib.vietnamese import refresh_search_keys


def refresh(apps, schema_editor):
    for name in ("Committee", "Leader"):
        model = apps.get_model("committees", name)
        refresh_search_keys(model.objects.using(schema_editor.connection.alias))


class Migration(migrations.Migration):
    dependencies = [("committees", "0004_organisation_through_time")]
    operations = [migrations.RunPython(refresh, migrations.RunPython.noop)]
