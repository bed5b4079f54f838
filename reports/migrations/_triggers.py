"""Tables of which PostgreSQL itself refuses to change or delete a row: the function is made in 0003."""


def freeze(*tables: str):
    """An operation's function that sets the trigger on each table."""

    def forwards(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in tables:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION reports_refuse_change()"
            )

    return forwards


def thaw(*tables: str):
    def forwards(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        for table in tables:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")

    return forwards
