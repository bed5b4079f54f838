"""manage.py summary: the figures of the six-month report, as on its page."""

import json
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from attendance.figures.selection import Selection
from committees.models import Committee
from lib.periods import HalfYear, parse_day
from reports.half_year.exported import as_dict
from reports.half_year.report import ALL_LEVELS, DOCUMENT_LEVELS, HalfYearReport
from reports.issuing import files
from reports.issuing.composition import Composition
from reports.summary import workbook


def document_of(report: HalfYearReport) -> bytes:
    """The Word document as a draft: without a committee, that of the whole province."""
    chosen = report.selection
    committee = chosen.committee or Committee.objects.filter(depth=1).first()
    if not committee:
        raise ValidationError(_("There is no committee yet whose report it could be."))
    half_year, as_of = chosen.half_year, chosen.as_of
    composition = Composition(committee, half_year, as_of=as_of, levels=DOCUMENT_LEVELS)
    return files.document(files.laid_out(composition)).content


class Command(BaseCommand):
    help = "The figures of the six-month report, as JSON, as an Excel file or as the Word document."

    def add_arguments(self, parser):
        parser.add_argument("--period", required=True, help="the half-year, e.g. 2018-H1")
        parser.add_argument("--committee", help="code of a committee: only its subtree")
        parser.add_argument("--as-of", help="the figures as at that day, e.g. 2018-06-29")
        parser.add_argument("--format", choices=["json", "xlsx", "docx"], default="json")
        parser.add_argument("-o", "--output", help="file to write; JSON goes to standard output without")

    def handle(self, *, period, committee, as_of, format, output, **options):
        report = HalfYearReport(
            Selection(
                half_year=self._period(period),
                committee=self._committee(committee) if committee else None,
                as_of=self._day(as_of) if as_of else None,
            ),
            levels=ALL_LEVELS,
        )
        if format == "json":
            content = (json.dumps(as_dict(report), ensure_ascii=False, indent=1) + "\n").encode()
        elif format == "xlsx":
            content = workbook.write(report).getvalue()
        else:
            content = self._document(report)
        if output:
            self._write(Path(output), content)
        elif format == "json":
            self.stdout.write(content.decode(), ending="")
        elif sys.stdout.isatty():
            raise CommandError(
                _("An Excel file needs a place to go: add -o FILE.")
                if format == "xlsx"
                else _("A Word document needs a place to go: add -o FILE.")
            )
        else:
            sys.stdout.buffer.write(content)

    def _document(self, report):
        try:
            return document_of(report)
        except ValidationError as problem:
            raise CommandError("\n".join(problem.messages)) from None

    def _period(self, text):
        try:
            return HalfYear.parse(text)
        except ValueError:
            raise CommandError(
                _("“%(text)s” is not a half-year. Write it as 2018-H1.") % {"text": text}
            ) from None

    def _committee(self, code):
        committee = Committee.objects.filter(code=code).first()
        if not committee:
            raise CommandError(
                _("No committee has the code “%(code)s”. Look it up in the catalogue.") % {"code": code}
            )
        return committee

    def _day(self, text):
        try:
            return parse_day(text)
        except ValueError:
            raise CommandError(
                _("“%(text)s” is not a day. Write it as 2018-06-29 or 29/06/2018.") % {"text": text}
            ) from None

    def _write(self, path, content):
        try:
            path.write_bytes(content)
        except OSError as error:
            raise CommandError(
                _("Cannot write %(path)s: %(error)s.") % {"path": path, "error": error.strerror}
            ) from None
