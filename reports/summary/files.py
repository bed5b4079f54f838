"""A table of any page as Excel or CSV; an Excel file of a long list is made in the background."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from lib.tables import Table

from . import exports, separated, workbook

SAFE = {"X-Content-Type-Options": "nosniff"}


def in_background(request: HttpRequest, source: exports.Source, address: str) -> HttpResponseBase:
    """To the page that shows how far the file has come; not where its user waits for many already."""
    try:
        export = exports.ask(source=source, address=address, by=request.user)
    except exports.TooMany as too_many:
        messages.error(request, str(too_many))
        return redirect("reports:export-list")
    return redirect("reports:export-detail", export.pk)


def as_excel(request: HttpRequest, table: Table) -> HttpResponseBase:
    """At once; where that takes long, the page that shows how far the file has come."""
    source = exports.of_table(table)
    if source.is_long:
        return in_background(request, source, request.get_full_path())
    target = BytesIO()
    workbook.write_table(target, table)
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=source.name, content_type=workbook.CONTENT_TYPE, headers=SAFE
    )


def as_csv(request: HttpRequest, table: Table) -> HttpResponseBase:
    name = workbook.table_file_name(table, "csv")
    return StreamingHttpResponse(
        separated.lines(table),
        content_type=separated.CONTENT_TYPE,
        headers=SAFE | {"Content-Disposition": content_disposition_header(True, name)},
    )
