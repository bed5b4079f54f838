"""Writes of what documents look like, and of whose signatures on them are trusted."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from committees.models import Committee
from lib.catalogues import delete_row
from lib.versions import check_version, locked_row, save, sign
from reports.models import DocumentTemplate, LayoutPreset, Letterhead, TrustedCertificate

from . import certificates
from .letterheads import FIELDS
from .upload import Judged


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
def delete_layout(*, preset: LayoutPreset, by, version: int | None = None) -> None:
    """Remove an office's own preset. Refused while documents follow it, by their date or otherwise."""
    preset = locked_row(preset, version)
    if preset.in_force_from:
        raise ValidationError(
            _("Documents follow “%(layout)s” by their date. Empty its first day before it is deleted.")
            % {"layout": preset}
        )
    delete_row(row=preset, by=by)


@transaction.atomic
def use_template(*, judged: Judged, by) -> tuple[DocumentTemplate, list[str]]:
    """Make a tried template everybody's; those before are kept. Also the fields that it leaves out."""
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


@transaction.atomic
def trust(*, upload, by) -> tuple[list[TrustedCertificate], list[TrustedCertificate]]:
    """The authorities of an uploaded file: those new here or trusted again, and those trusted already."""
    added, known = [], []
    for authority in certificates.judge(upload):
        facts = {name: getattr(authority, name) for name in certificates.FACTS}
        rows = TrustedCertificate.objects.select_for_update()
        row = rows.filter(sha256=authority.sha256).first()
        if row is None:
            row = TrustedCertificate(sha256=authority.sha256, added_by=by, **facts)
            sign(row, by=by).save()
            added.append(row)
        elif row.is_active:
            known.append(row)
        else:
            row.is_active = True
            added.append(save(row, by=by))
    return added, known


@transaction.atomic
def switch_trust(*, certificate: TrustedCertificate, is_active: bool, by) -> TrustedCertificate:
    """Trusted no longer, or again; what it certified is judged anew whenever it is looked at."""
    row = locked_row(certificate)
    if row.is_active != is_active:
        row.is_active = is_active
        save(row, by=by)
    return row
