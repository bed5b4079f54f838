from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from committees.models import Committee
from exchange.workbook import TooManyRows, export_half_years, export_workbook
from lib.periods import HalfYear


class Command(BaseCommand):
    help = "Export to a data workbook (docs/formats.md), for another server or for work in Excel."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", metavar="FILE", help="the workbook to write, .xlsx; with .zip one for each half-year"
        )
        parser.add_argument("--period", metavar="2018-H1", help="only this half-year")
        parser.add_argument("--committee", metavar="CODE", help="only this committee and those below it")

    def handle(self, *args, file, period, committee, **options):
        try:
            half_year = HalfYear.parse(period) if period else None
        except ValueError:
            raise CommandError(
                _("“%(value)s” is not a half-year: write it as 2018-H1.") % {"value": period}
            ) from None
        top = Committee.objects.filter(code=committee).first() if committee else None
        if committee and top is None:
            raise CommandError(_("There is no committee “%(code)s”.") % {"code": committee})
        is_whole = str(file).casefold().endswith(".zip")
        if is_whole and half_year:
            raise CommandError(
                _("A .zip holds all half-years: leave out --period, or let the file end in .xlsx.")
            )
        try:
            if is_whole:
                result = export_half_years(file, committee=top)
            else:
                result = export_workbook(file, half_year=half_year, committee=top)
        except TooManyRows as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(_("The file “%(file)s” cannot be written.") % {"file": file}) from error
        for warning in result.warnings:
            self.stderr.write(warning, self.style.WARNING)
        for sheet, count in result.counts.items():
            self.stdout.write(_("%(sheet)s: %(count)d rows") % {"sheet": sheet, "count": count})
