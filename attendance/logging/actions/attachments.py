"""Files attached to a visit: scans of minutes, travel orders."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import locked_visit
from attendance.models import Attachment, Visit
from lib.uploads import FILES_AT_MOST, judge
from lib.versions import sign


@dataclass(frozen=True)
class Attached:
    """What became of the files: new ones, and those that the visit had already."""

    added: list[Attachment] = field(default_factory=list)
    known: list[Attachment] = field(default_factory=list)


@transaction.atomic
def attach(*, visit: Visit, files: Iterable, by) -> Attached:
    """Store `files` with the visit; one that is there already is not stored twice.

    All are judged before the first is stored, so that a refusal leaves none behind.
    """
    visit = locked_visit(visit)
    if not visit.plan.counts:
        # From a draft, visits still disappear.
        raise ValidationError(_("The plan is not approved yet. Files can be attached once it is."))
    judged = [(file, judge(file)) for file in files]
    known = {attachment.sha256: attachment for attachment in visit.attachments.all()}
    new = {facts.sha256: (file, facts) for file, facts in judged if facts.sha256 not in known}
    if len(known) + len(new) > FILES_AT_MOST:
        raise ValidationError(
            _("A visit has at most %(most)d files; this one has %(present)d already.")
            % {"most": FILES_AT_MOST, "present": len(known)}
        )
    added = []
    for file, facts in new.values():
        attachment = Attachment(
            visit=visit,
            name=facts.name,
            content_type=facts.content_type,
            size=facts.size,
            sha256=facts.sha256,
            uploaded_by=by,
        )
        attachment.file.save(facts.name, file, save=False)
        sign(attachment, by=by).save()
        added.append(attachment)
    return Attached(added, [known[facts.sha256] for _file, facts in judged if facts.sha256 in known])


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by) -> None:
    """Take a file away; the history keeps its name, size and checksum."""
    visit = locked_visit(attachment.visit)
    if visit.is_fixed:
        raise ValidationError(_("A report counts this result, or its plan is closed: the files stay."))
    file = attachment.file
    sign(attachment, by=by).delete()
    # Only when nothing can bring the row back any more.
    transaction.on_commit(lambda: file.storage.delete(file.name))
