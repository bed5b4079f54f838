from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from lib.models import Seal
from lib.seals import sealed_models


class Command(BaseCommand):
    help = (
        "Let a PostgreSQL user do what the services do, and neither change nor delete what is sealed. "
        "To be run by the owner of the tables, after each “migrate”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("On SQLite there are no users of the database.")
        quote = connection.ops.quote_name
        name = quote(role)
        tables = [model._meta.db_table for model in sealed_models()] + [Seal._meta.db_table]
        never_changed = ", ".join(map(quote, tables))
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in (
                f"GRANT USAGE ON SCHEMA public TO {name}",
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
                f"REVOKE UPDATE, DELETE, TRUNCATE ON {never_changed} FROM {name}",
                f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
            ):
                cursor.execute(statement)
