"""Files of a report that take longer than a page may: made with the rights of who asked."""

from django.urls import resolve

from committees.models import Committee
from lib import jobs
from reports.document import pdf
from reports.document.letterheads import letterhead_of
from reports.summary import exports

from . import files
from .composition import Composition

SECONDS = 600


@exports.maker("reports:report-pdf")
def draft_pdf(address: str, user) -> exports.Wanted:
    named = resolve(address.partition("?")[0]).kwargs
    committee = Committee.objects.visible_to(user).filter(pk=named["pk"]).first()
    if not committee:
        raise ValueError(address)
    composition = Composition(committee, named["half_year"], user=user)

    def write(target, run: jobs.Run) -> None:
        document = files.document_file(composition, letterhead_of(committee))
        target.write(files.as_pdf(document, timeout=SECONDS).content)

    return exports.Wanted(files.draft_name(composition, ".pdf"), pdf.CONTENT_TYPE, write)
