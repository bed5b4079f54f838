"""What jobs do here: fix what was submitted for signature as a version, and make PDFs."""

from lib import jobs
from reports.models import IssuedReport, ReportDraft, ReportVersion

from . import actions


@jobs.kind(actions.SUBMIT, repeatable=True)
def fix_submitted(argument: dict, run: jobs.Run) -> dict:
    """`argument`: draft (its key), version (that it had when it was submitted), seen, knowingly."""
    drafts = ReportDraft.objects.select_related("committee", "follows")
    draft = drafts.filter(pk=argument["draft"], version=argument["version"]).first()
    if draft is None:
        raise jobs.GivenUp
    return actions.fix_version(
        draft, seen=argument["seen"], knowingly=argument["knowingly"], by=run.job.owner, run=run
    )


@jobs.kind(actions.PAGES, repeatable=True)
def make_pages(argument: dict, run: jobs.Run) -> None:
    """`argument`: the key of a version, or of an issued report."""
    if argument["report"]:
        actions.make_pages(report=IssuedReport.objects.light().get(pk=argument["report"]), run=run)
    else:
        actions.make_pages(version=ReportVersion.objects.light().get(pk=argument["version"]), run=run)
