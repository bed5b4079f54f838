from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from committees.models import User
from exchange.workbook import UnreadableWorkbook, are_workbooks, import_half_years, import_workbook


class Command(BaseCommand):
    help = "Import a data workbook (docs/formats.md): all of it, or nothing where a row has a problem."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="the workbook, .xlsx, or a .zip of workbooks")
        parser.add_argument("--dry-run", action="store_true", help="judge everything, save nothing")
        parser.add_argument("--user", metavar="NAME", help="the account to name in the history")

    def handle(self, *args, file, dry_run, user, **options):
        by = self._user(user)
        try:
            import_file = import_half_years if are_workbooks(file) else import_workbook
            result = import_file(file, by=by, filename=Path(file).name, dry_run=dry_run)
        except UnreadableWorkbook as error:
            raise CommandError(str(error), returncode=2) from error
        for warning in result.warnings:
            self.stderr.write(_("Warning: %(warning)s") % {"warning": warning}, self.style.WARNING)
        for problem in result.problems:
            self.stderr.write(f"{problem}")
        if not result.ok:
            raise CommandError(
                _("%(count)d problems. Nothing was saved.") % {"count": len(result.problems)}, returncode=1
            )
        for sheet, counts in result.counts.items():
            self.stdout.write(
                _("%(sheet)s: %(created)d created, %(changed)d changed, %(unchanged)d unchanged")
                % {
                    "sheet": sheet,
                    "created": counts.created,
                    "changed": counts.changed,
                    "unchanged": counts.unchanged,
                }
            )
        if dry_run:
            self.stdout.write(_("Dry run: nothing was saved."))

    def _user(self, name: str | None) -> User | None:
        if name is None:
            return None
        try:
            return User.objects.get_by_natural_key(name)
        except User.DoesNotExist:
            raise CommandError(_("There is no user “%(name)s”.") % {"name": name}) from None
