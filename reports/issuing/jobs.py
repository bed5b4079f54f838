"""What jobs do here: fix what was submitted for signature as a version."""

from lib import jobs
from reports.models import ReportDraft

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
