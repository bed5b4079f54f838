"""What jobs do here: make the file of a page's address, with the rights and the language of who asked."""

from django.http import QueryDict
from django.urls import resolve

from attendance.figures.forms import SelectionForm
from lib import jobs
from reports.half_year.report import HalfYearReport
from reports.models import Export

from . import annexes, exports, workbook


@jobs.kind(exports.KIND, repeatable=True)
def make_export(pk: int, run: jobs.Run) -> None:
    """Whatever goes wrong, the export says so."""
    export = Export.objects.select_related("user").get(pk=pk)
    try:
        exports.make(export=export, run=run)
    except jobs.GivenUp:
        raise
    except Exception:
        exports.fail(export=export, run=run)
        raise


@exports.maker("reports:summary-xlsx")
def summary_workbook(address: str, user) -> exports.Wanted:
    report = report_at(address, user=user)

    def write(target, run: jobs.Run) -> None:
        run(exports.WRITING, 0, annexes.long_lines(annexes.tables(report)))
        workbook.write_to(target, report, progress=run.one_more)

    return exports.Wanted(workbook.file_name(report), workbook.CONTENT_TYPE, write)


def report_at(address: str, *, user) -> HalfYearReport:
    """The report of a page's address; ValueError where the user may not see (any more) what it names."""
    path, _mark, query = address.partition("?")
    form = SelectionForm(QueryDict(query), user=user)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return HalfYearReport(form.selection(resolve(path).kwargs["half_year"]), user=user)
