"""Importing workbooks in the browser: uploaded, mapped, agreed to."""

import datetime as dt
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from exchange.models import ColumnMapping, Import
from exchange.workbook import UnreadableWorkbook
from exchange.workbook.kinds import word_key
from exchange.workbook.reader import content
from exchange.workbook.sheets import SHEETS, Sheet
from exchange.workbook.terms import Terms, terms_of
from lib import jobs
from lib.periods import now
from lib.uploads import XLSX, clean_name

from . import judging
from .headings import canonical, guess, is_canonical, place
from .mapping import Mapping
from .worksheets import HEADING_AMONG, Heading, Worksheet, signature, worksheets

KEPT = dt.timedelta(days=7)  # files, and imports that nobody has finished
_CELLS_NAMED = 10
_OLD_EXCEL = bytes.fromhex("D0CF11E0A1B11AE1")
_PROTECTED = "EncryptedPackage".encode("utf-16-le")


@transaction.atomic
def begin_import(*, kind: str, upload, by) -> Import:
    """Store the file and judge it, or find out which of its columns are to be chosen by the user.

    It takes the place of an earlier one of this name that was not saved. Refuses, on the field `file`, what
    cannot be read at all.
    """
    if kind not in dict(kinds_of(terms_of(by))):
        raise PermissionDenied
    _purge()
    try:
        data = content(upload)
        _refuse_old_excel(data)
        found = worksheets(data)
    except UnreadableWorkbook as error:
        raise ValidationError({"file": str(error)}) from error
    _refuse_old_encodings(found)
    if not found:
        raise ValidationError(
            {"file": _("The file has no filled-in sheet. Fill in the list, save it and try again.")}
        )
    item = Import(user=by, kind=kind, name=clean_name(upload.name, XLSX), state=Import.State.MAPPING)
    earlier = Import.objects.filter(user=by, kind=kind, name=item.name).exclude(state=Import.State.DONE)
    _delete([other for other in earlier if not other.is_under_way])
    if item.sheet is None:
        _require_known_sheet(found)
        mapping, is_certain = None, True
    else:
        mapping, is_certain = _mapping_for(item.sheet, found, by)
    item.mapping = mapping and mapping.to_json()
    _store(item, data, is_certain=is_certain)
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
def map_columns(*, item: Import, mapping: Mapping, by) -> Import:
    """Read the list as `mapping` says, and every list with these headings from now on."""
    item = _open(item)
    item.mapping = mapping.to_json()
    _remember(item, mapping, by)
    _judge(item)
    return item


@transaction.atomic
def match_values(*, item: Import, words: dict[str, dict[str, str]], by) -> Import:
    """Give texts of the list a meaning: by column key, text → word of the list or code."""
    item = _open(item)
    mapping = judging.mapping_of(item)
    for key, meanings in words.items():
        known = mapping.words.setdefault(key, {})
        known |= {word_key(text): meaning for text, meaning in meanings.items()}
    item.mapping = mapping.to_json()
    _remember(item, mapping, by)
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


# What the file is


def _refuse_old_excel(data: bytes) -> None:
    if data.startswith(_OLD_EXCEL) and _PROTECTED not in data:
        raise UnreadableWorkbook(
            _("This is a file of an old Excel (.xls). Open it in Excel, choose File → Save As, and the type "
              "“Excel Workbook (*.xlsx)”; then upload that file.")
        )  # fmt: skip


def _refuse_old_encodings(found: list[Worksheet]) -> None:
    places = {
        f"{worksheet.title}!{cell}": encoding
        for worksheet in found
        for cell, encoding in worksheet.old_encodings().items()
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


def _require_known_sheet(found: list[Worksheet]) -> None:
    known = {word_key(name) for name in SHEETS}
    if not any(word_key(worksheet.title) in known for worksheet in found):
        raise ValidationError(
            {
                "kind": _(
                    "No sheet of this file has a name of the workbook (%(sheets)s). "
                    "Choose above which list the file holds."
                )
                % {"sheets": " · ".join(SHEETS)}
            }
        )


def _mapping_for(sheet: str, found: list[Worksheet], by) -> tuple[Mapping, bool]:
    """What the columns mean, and whether that is certain: by the format's headings, or as asked before."""
    kind = SHEETS[sheet]
    if given_out := _given_out(kind, found):
        return given_out, True
    for worksheet in sorted(found, key=lambda w: word_key(w.title) != word_key(sheet)):
        headings = worksheet.headings(1)
        if is_canonical(kind, headings):
            return Mapping(sheet, worksheet.title, 1, canonical(kind, headings), names=False), True
    remembered = ColumnMapping.objects.filter(sheet=sheet)
    by_digest = {mapping.digest: mapping for mapping in remembered}
    for worksheet in found if by_digest else ():
        for row in range(1, min(len(worksheet.rows), HEADING_AMONG) + 1):
            if known := by_digest.get(_signature(worksheet.headings(row), by)):
                return Mapping(sheet, worksheet.title, row, **known.meaning), True
    worksheet, row = place(kind, found)
    return Mapping(sheet, worksheet.title, row, guess(kind, worksheet.headings(row))), False


def _given_out(kind: Sheet, found: list[Worksheet]) -> Mapping | None:
    """A list that was downloaded here to be filled in: the format's headings stand below its title, names
    beside the codes.
    """
    for worksheet in found:
        for row in range(1, min(len(worksheet.rows), HEADING_AMONG) + 1):
            headings = worksheet.headings(row)
            columns = canonical(kind, headings) if is_canonical(kind, headings) else {}
            if "visit" in columns:
                return Mapping(kind.name, worksheet.title, row, columns)
    return None


def _signature(headings: list[Heading], by) -> str:
    """What words mean to one who works within bounds is no business of others, nor theirs."""
    digest = signature(headings)
    return digest if not terms_of(by).is_bounded else sha256(f"{digest} {by.pk}".encode()).hexdigest()


def _remember(item: Import, mapping: Mapping, by) -> None:
    found = worksheets(judging.content_of(item))
    worksheet = next((w for w in found if w.title == mapping.worksheet), None)
    if worksheet is not None:
        ColumnMapping.objects.update_or_create(
            sheet=mapping.sheet,
            digest=_signature(worksheet.headings(mapping.row), by),
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
