"""On PostgreSQL the database itself refuses to change or delete what was issued.

SQLite, for trials, has the models' refusal only: emptying its tables, as tests do, is deleting rows.
"""

from django.db import migrations

TABLES = ("reports_issuedreport", "reports_issuedfile")
FUNCTION = """
CREATE FUNCTION reports_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'issued reports are neither changed nor deleted' USING ERRCODE = 'restrict_violation';
END $$;
"""


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTION)
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION reports_refuse_change()"
        )


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
    schema_editor.execute("DROP FUNCTION reports_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_documents")]
    operations = [migrations.RunPython(freeze, thaw)]
