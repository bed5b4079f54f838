"""Importing workbooks in the browser: uploaded, mapped, agreed to."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from committees.roles import Role
from exchange.layout.laying_out import filled, lay_out
from exchange.models import ColumnMapping, Import
from exchange.tables import Table
from exchange.tables.encodings import old_encodings
from exchange.workbook import UnreadableWorkbook
from exchange.workbook.kinds import word_key
from exchange.workbook.sheets import SHEETS
from exchange.workbook.terms import Terms, terms_of
from lib import jobs
from lib.periods import now, today

from . import judging
from .mapping import Mapping
from .opening import AS_THEY_ARE, ENCODINGS, lists_of, old_texts
from .preview import rows_aside, rows_named
from .recognising import recognised, signature_of
from .uploading import Opened

KEPT = dt.timedelta(days=7)  # files, and imports that nobody has finished
_CELLS_NAMED = 10


@transaction.atomic
def begin_import(*, file: Opened, by, known: dict[str, str] | None = None) -> Import:
    """Store the file and judge it, or find out which of its columns are to be chosen by the user.

    `known` proposes, for rows pasted, what holds for all of them of columns that they lack.

    It takes the place of an earlier one of this name that was not saved.
    """
    if file.kind not in dict(kinds_of(terms_of(by))):
        raise PermissionDenied(who_imports())
    _purge()
    item = Import(user=by, kind=file.kind, name=file.name, state=Import.State.MAPPING)
    earlier = Import.objects.filter(user=by, kind=file.kind, name=item.name).exclude(state=Import.State.DONE)
    _delete([other for other in earlier if not other.is_under_way])
    is_certain = file.are_many or _guess(item, file.tables, known)
    _store(item, file.data, is_certain=is_certain)
    return item


def _store(item: Import, data: bytes, *, is_certain: bool) -> None:
    item.file.save("", ContentFile(data), save=False)
    try:
        item.save()
        if is_certain:
            _judge(item)
    except ValidationError:
        default_storage.delete(item.file.name)
        raise


@transaction.atomic
def choose_encoding(*, item: Import, encoding: str, by) -> Import:
    """Say what the texts of the list are written in; AS_THEY_ARE: they are meant as they stand."""
    item = _open(item)
    if item.sheet is None or encoding not in (*ENCODINGS, AS_THEY_ARE):
        raise ValidationError({"encoding": _("Choose one of the two.")})
    try:
        found = lists_of(judging.content_of(item), item.name, Mapping(item.sheet, "", 1, encoding=encoding))
    except UnreadableWorkbook as error:
        raise ValidationError(str(error)) from error
    mapping, is_certain = recognised(item.sheet, found, by)
    mapping.encoding = encoding
    item.mapping, item.preview, item.state = mapping.to_json(), None, Import.State.MAPPING
    item.save()
    if is_certain:
        _judge(item)
    return item


@transaction.atomic
def map_columns(*, item: Import, mapping: Mapping, by) -> Import:
    """Read the list as `mapping` says, and every list with these headings from now on."""
    item = _open(item)
    item.mapping = mapping.to_json()
    _remember(item, mapping, by)
    _judge(item)
    return item


@transaction.atomic
def match_values(
    *,
    item: Import,
    words: dict[str, dict[str, str]],
    answers: dict[str, dict[str, str]] | None = None,
    typed: dict[str, dict[str, str | None]] | None = None,
    by,
) -> Import:
    """Give texts of the list a meaning: by column key, text → word of the list or code; "" takes it back.

    `answers` are those for one cell alone, by column key and place, and `typed` is what is to stand in a cell
    (None: what the file has); no other list knows of them.
    """
    item = _open(item)
    mapping = judging.mapping_of(item)
    mapping.give(words)
    mapping.answer(answers or {})
    mapping.type_over(typed or {})
    item.mapping = mapping.to_json()
    _remember(item, mapping, by)
    _judge(item)
    return item


@transaction.atomic
def choose_row(*, item: Import, worksheet: str, number: int, is_record: bool, by) -> Import:
    """Leave a row of the list out, or count one that was set aside as a record of it.

    It holds for this file alone. The opposite of what was chosen before is that nothing is chosen.
    """
    item = _open(item)
    mapping = judging.mapping_of(item)
    if mapping is None or (worksheet, number) not in rows_named(item.preview or {}):
        raise ValidationError(_("The preview has no such row any more. Look at it again."))
    if not is_record and (worksheet, number) in rows_aside(item.preview):
        raise ValidationError(_("This row is not read as it is."))
    chosen = mapping.rows.setdefault(worksheet, {})
    if chosen.get(str(number)) == (not is_record):
        del chosen[str(number)]
    else:
        chosen[str(number)] = is_record
    item.mapping = mapping.to_json()
    _judge(item)
    return item


@transaction.atomic
def move_since(*, item: Import, since: dt.date | None, by) -> Import:
    """The committees that the list moves stand in their new place from `since` on; None: they always did."""
    item = _open(item)
    if since and since > today():
        raise ValidationError({"since": _("This day is still to come. Record the change once it has come.")})
    mapping = judging.mapping_of(item)
    mapping.since = since.isoformat() if since else ""
    item.mapping = mapping.to_json()
    _judge(item)
    return item


@transaction.atomic
def confirm_import(*, item: Import, digest: str, by) -> Import:
    """Save all rows, or none; in the background where that takes long. Confirmed twice, it is saved once.

    Where the rows would do something else than the user saw, nothing is saved and the preview is anew.
    """
    item = _locked(item)
    if item.state in (Import.State.SAVING, Import.State.DONE):
        return item
    if item.state != Import.State.JUDGED or item.preview["problem_count"] or item.preview["digest"] != digest:
        raise ValidationError(
            _("Nothing was saved: what this import would do has changed. Look at it again.")
        )
    try:
        if judging.is_long(item):
            judging.begin(item, Import.State.SAVING)
        else:
            judging.save(item)
            item.save()
    except UnreadableWorkbook as error:
        raise ValidationError(str(error)) from error
    return item


@transaction.atomic
def restart_import(*, item: Import, by) -> Import:
    """Judge a file anew whose import has stopped."""
    item = _locked(item)
    if item.has_stopped:
        _judge(item)
    return item


@transaction.atomic
def discard_import(*, item: Import, by) -> None:
    """Give up an import of which nothing is saved."""
    item = _locked(item)
    if item.state == Import.State.DONE or item.is_under_way:
        raise ValidationError(_("This import is being saved or has been saved; it cannot be discarded."))
    _delete([item])


def _judge(item: Import) -> None:
    item.preview = None
    try:
        if judging.is_long(item):
            judging.begin(item, Import.State.JUDGING)
        else:
            judging.judge(item)
            item.save()
    except UnreadableWorkbook as error:
        raise ValidationError({"file": str(error)}) from error


def _locked(item: Import) -> Import:
    return Import.objects.select_for_update(of=("self",)).select_related("user").get(pk=item.pk)


def _open(item: Import) -> Import:
    item = _locked(item)
    if item.state not in (Import.State.MAPPING, Import.State.JUDGED, Import.State.FAILED):
        raise ValidationError(_("This import is under way or finished. Upload the file again to change it."))
    return item


def kinds_of(terms: Terms) -> list[tuple[str, str]]:
    """What may be imported, with its label: by whoever works within bounds, the lists of the own work."""
    sheets = terms.sheets
    return [(kind, name) for kind, name in Import.Kind.choices if sheets is None or name in sheets]


def who_imports() -> str:
    """For whoever may not, or not this list."""
    return _(
        "Lists from Excel are imported by the “%(staff)s” of a committee, those of its plans, results, "
        "meetings and totals, and by the “%(administrator)s” of all committees, every list. Hand your file "
        "to one of them."
    ) % {"staff": Role.STAFF.label, "administrator": Role.ADMINISTRATOR.label}


# What the file is


def _refuse_old_encodings(found: list[Table]) -> None:
    places = {
        f"{table.title}!{cell}": encoding
        for table in found
        for cell, encoding in old_encodings(table).items()
    }
    if not places:
        return
    named = ", ".join(list(places)[:_CELLS_NAMED])
    if len(places) > _CELLS_NAMED:
        named = _("%(cells)s and others") % {"cells": named}
    raise ValidationError(
        {
            "file": _(
                "The file is written in the old encoding %(encoding)s, not in Unicode: %(cells)s. Convert it "
                "first, for example with UniKey: copy the text, press Ctrl+Shift+F6, choose %(encoding)s → "
                "Unicode, paste it back, choose a Unicode font such as Times New Roman; then upload the file "
                "again."
            )
            % {"encoding": " / ".join(sorted(set(places.values()))), "cells": named}
        }
    )


def _guess(item: Import, found: list[Table], known: dict[str, str] | None) -> bool:
    """Say what the columns mean, and whether that is certain; else its user is to say more.

    Of rows pasted (`known`) that is enough which leaves no column over: the preview names them.
    """
    if item.sheet is None:
        _refuse_old_encodings(found)
        _require_known_sheet(found)
        return True
    mapping, is_certain = recognised(item.sheet, found, item.user)
    lacking = {column.key for column in mapping.format.columns} - mapping.columns.keys()
    if values := {key: value for key, value in (known or {}).items() if key in lacking}:
        mapping.values = values | mapping.values
        is_certain = False
    if known is not None and mapping.names:
        listing = lay_out(found, mapping.place, mapping.format)
        is_certain = listing is not None and mapping.says_all(listing.headings)
    item.mapping = mapping.to_json()
    if old := old_texts(found):
        item.preview = {"old_texts": old}
    return is_certain and not old


def _require_known_sheet(found: list[Table]) -> None:
    known = {word_key(name) for name in SHEETS}
    if not any(word_key(table.title) in known for table in found):
        raise ValidationError(
            {
                "kind": _(
                    "No sheet of this file has a name of the workbook (%(sheets)s). "
                    "Choose above which list the file holds."
                )
                % {"sheets": " · ".join(SHEETS)}
            }
        )


def _remember(item: Import, mapping: Mapping, by) -> None:
    if not mapping.names:  # headings of the format need no memory
        return
    listing = lay_out(filled(judging.tables_of(item)), mapping.place, mapping.format)
    if listing is not None:
        ColumnMapping.objects.update_or_create(
            sheet=mapping.sheet,
            digest=signature_of(listing.headings, by),
            defaults={"meaning": mapping.remembered(), "changed_by": by},
        )


# What nobody needs any more


def _purge() -> None:
    """Files of imports that are through, and imports that nobody has finished."""
    old = Import.objects.filter(uploaded_at__lt=now() - KEPT)
    _delete(old.exclude(state=Import.State.DONE))
    done = old.filter(state=Import.State.DONE).exclude(file="")
    files = list(done.values_list("file", flat=True))
    done.update(file="", preview=None)
    _delete_files(files)


def _delete(items) -> None:
    for item in items:
        if item.job:
            jobs.cancel(item.job)
    _delete_files([item.file.name for item in items if item.file])
    Import.objects.filter(pk__in=[item.pk for item in items]).delete()


def _delete_files(names: list[str]) -> None:
    """Only when nothing can bring the rows back any more."""
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
