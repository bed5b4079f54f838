"""Files attached to a visit: scans of minutes, travel orders."""

import contextlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from attendance.days.actions import locked_visit
from attendance.models import Attachment, Visit
from lib.uploads import FILES_AT_MOST, judge
from lib.versions import sign

logger = logging.getLogger(__name__)


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
        added.append(attachment)
        _store(added, file)
        sign(attachment, by=by).save()
    return Attached(added, [known[facts.sha256] for _file, facts in judged if facts.sha256 in known])


def _store(attachments: list[Attachment], file) -> None:
    """The file of the last one. Where the disk does not take it, none of theirs stays there."""
    last = attachments[-1]
    last.file = last.file.field.generate_filename(last, last.name)
    try:
        last.file.storage.save(last.file.name, file)
    except OSError as error:
        logger.exception("A file cannot be stored")
        for attachment in attachments:
            with contextlib.suppress(OSError):
                attachment.file.storage.delete(attachment.file.name)
        problem = _(
            "“%(name)s” could not be stored, and nothing was saved. Tell whoever looks after the server: "
            "the disk may be full, or take no files."
        )
        raise ValidationError({"attachments": problem % {"name": last.name}}) from error


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
