"""Writes of what documents look like: letterheads, and the Word template that all are made from."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from committees.models import Committee
from lib.versions import check_version, sign
from reports.models import DocumentTemplate, Letterhead

from .letterheads import FIELDS
from .upload import judge


@transaction.atomic
def save_letterhead(*, committee: Committee, by, version: int | None = None, **values) -> Letterhead:
    """What the committee's next reports begin with; issued ones keep what they had."""
    # The committee stands for a letterhead that may not exist yet: two who save the first one meet here.
    list(Committee.objects.select_for_update().filter(pk=committee.pk).values_list("pk"))
    letterhead = Letterhead.objects.select_for_update().filter(committee=committee).first()
    letterhead = letterhead or Letterhead(committee=committee, version=0)
    check_version(letterhead, version)
    for name in FIELDS:
        setattr(letterhead, name, values[name])
    letterhead.full_clean()
    letterhead.version += 1
    sign(letterhead, by=by).save()
    return letterhead


@transaction.atomic
def use_template(*, upload, by) -> tuple[DocumentTemplate, list[str]]:
    """Make the uploaded template everybody's; those before are kept. Also the fields that it leaves out."""
    judged = judge(upload)
    list(DocumentTemplate.objects.select_for_update().filter(is_current=True).values_list("pk"))
    DocumentTemplate.objects.filter(is_current=True).update(is_current=False)
    try:
        with transaction.atomic():
            stored = DocumentTemplate.objects.create(
                name=judged.name,
                content=judged.content,
                size=len(judged.content),
                sha256=judged.sha256,
                uploaded_by=by,
            )
    except IntegrityError:
        # The first two templates ever, at the same moment.
        raise ValidationError(_("Somebody else uploaded a template just now. Reload the page.")) from None
    return stored, judged.left_out


@transaction.atomic
def use_own_template() -> None:
    """Back to the product's own; what was uploaded is kept."""
    DocumentTemplate.objects.filter(is_current=True).update(is_current=False)
