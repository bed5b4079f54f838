"""A file that somebody has just sent, opened before anything is locked."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.tables import Table
from exchange.workbook import UnreadableWorkbook
from exchange.workbook.half_years import MAX_ZIP_BYTES
from exchange.workbook.opening import content
from lib.uploads import clean_name

from .half_years import is_of_half_years
from .opening import lists_of


@dataclass(frozen=True)
class Opened:
    """A file as it came, and the tables in it that may be lists: none of a zip of workbooks (`are_many`)."""

    kind: str
    name: str
    data: bytes
    tables: list[Table]
    are_many: bool


def opened(kind: str, upload) -> Opened:
    """Takes seconds of a large file: to be done before anything is locked.

    Refuses, on the field `file`, what cannot be read at all.
    """
    are_many, name = is_of_half_years(kind, upload), clean_name(upload.name)
    try:
        data = content(upload, MAX_ZIP_BYTES if are_many else None)
        tables = [] if are_many else lists_of(data, name, None)
    except UnreadableWorkbook as error:
        raise ValidationError({"file": str(error)}) from error
    if not (tables or are_many):
        raise ValidationError(
            {"file": _("The file has no filled-in sheet. Fill in the list, save it and try again.")}
        )
    return Opened(kind, name, data, tables, are_many)
