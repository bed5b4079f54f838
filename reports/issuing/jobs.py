"""What jobs do here: fix what was submitted for signature as a version, and make PDFs."""

from typing import BinaryIO

from django.urls import resolve

from committees.models import Committee, User
from lib import jobs
from reports.document import pdf
from reports.half_year.report import DOCUMENT_LEVELS
from reports.models import IssuedReport, ReportDraft, ReportVersion
from reports.summary import exports

from . import actions, files
from .composition import Composition

SECONDS = 600


@jobs.kind(actions.SUBMIT, repeatable=True)
def fix_submitted(argument: dict, run: jobs.Run) -> dict:
    """`argument`: draft (its key), version (that it had when it was submitted), seen."""
    drafts = ReportDraft.objects.select_related("committee", "follows")
    draft = drafts.filter(pk=argument["draft"], version=argument["version"]).first()
    if draft is None:
        raise jobs.GivenUp
    return actions.fix_version(draft, seen=argument["seen"], by=run.job.owner, run=run)


@jobs.kind(actions.PAGES, repeatable=True)
def make_pages(argument: dict, run: jobs.Run) -> None:
    """`argument`: the key of a version, or of an issued report."""
    if argument["report"]:
        actions.make_pages(report=IssuedReport.objects.light().get(pk=argument["report"]), run=run)
    else:
        actions.make_pages(version=ReportVersion.objects.light().get(pk=argument["version"]), run=run)


@exports.maker("reports:report-pdf")
def draft_pdf(address: str, user: User) -> exports.Source:
    """The pages of a draft, made with the rights of who asked."""
    named = resolve(address.partition("?")[0]).kwargs
    committee = Committee.objects.visible_to(user).filter(pk=named["pk"]).first()
    if not committee:
        raise ValueError(address)
    composition = Composition(committee, named["half_year"], user=user, levels=DOCUMENT_LEVELS)

    def write_to(target: BinaryIO, progress: object) -> None:
        document = files.document(files.laid_out(composition))
        target.write(files.as_pdf(document, timeout=SECONDS).content)

    return exports.Source(files.draft_name(composition, "pdf"), lambda: 0, write_to, pdf.CONTENT_TYPE)
