"""Whoever is known already stands where the title puts them."""

from django.db import migrations

from lib.vietnamese import refresh_search_keys


def fill(apps, schema_editor):
    leaders = apps.get_model("committees", "Leader").objects.using(schema_editor.connection.alias)
    refresh_search_keys(leaders, "protocol_sort")


class Migration(migrations.Migration):
    dependencies = [("committees", "0006_protocol_order")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
