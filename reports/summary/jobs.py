"""What jobs do here: make the file of a page's address, with the rights and the language of who asked."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import ResolverMatch, resolve

from attendance.figures.forms import SelectionForm
from committees import in_view
from lib import away, jobs
from lib.tables import Table
from reports.half_year.report import ALL_LEVELS, HalfYearReport
from reports.models import Export

from . import exports


@jobs.kind(exports.KIND, repeatable=True)
def make_export(pk: int, run: jobs.Run) -> None:
    """Whatever goes wrong, the export says so."""
    export = Export.objects.select_related("user").get(pk=pk)
    try:
        exports.make(export=export, source=source_at(export.address, user=export.user), run=run)
    except jobs.GivenUp:
        raise
    except Exception as error:
        if not away.is_away(error):  # else it may be begun again; what became of the job is told all the same
            exports.fail(export=export, run=run)
        raise


def source_at(address: str, *, user) -> exports.Source:
    """What is at a page's address; ValueError where the user may not see (any more) what it names."""
    try:
        user, address = in_view.as_at(address, user)
        path, _mark, query = address.partition("?")
        match = resolve(path)
    except Http404 as nowhere:
        raise ValueError(address) from nowhere
    if source := exports.source_of(match.view_name, address, user):
        return source
    if hasattr(match.func, "view_class"):
        return exports.of_table(_table_at(match, address, QueryDict(query), user))
    form = SelectionForm(QueryDict(query), user=user)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    selection = form.selection(match.kwargs["half_year"])
    return exports.of_report(HalfYearReport(selection, user=user, levels=ALL_LEVELS))


def _table_at(match: ResolverMatch, address: str, query: QueryDict, user) -> Table:
    """The table that a page gives as a file, asked as its user would ask it."""
    request = HttpRequest()
    request.method, request.path, request.GET, request.user = "GET", address.partition("?")[0], query, user
    request.resolver_match = match
    view, found = match.func.view_class(**match.func.view_initkwargs), []

    def keep(kind: str, request: HttpRequest, table: Table) -> HttpResponse:
        found.append(table)
        return HttpResponse()

    view.answer = keep
    view.setup(request, *match.args, **match.kwargs)
    try:
        view.dispatch(request, *match.args, **match.kwargs)
    except (Http404, PermissionDenied) as refusal:
        raise ValueError(address) from refusal
    if not found:
        raise ValueError(address)
    return found[0]
