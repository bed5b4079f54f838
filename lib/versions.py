"""Two editors of one row: the second saver is told, not obeyed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from lib.periods import written_moment


class VersionByHistory:
    """For models that keep a history and no counter: `version` is the id of the latest record in it.

    One query each time that it is asked for; 0 without any record.
    """

    history: Any  # django-simple-history's manager of the model

    @property
    def version(self) -> int:
        latest = self.history.order_by("-history_id").values_list("history_id", flat=True).first()
        return latest or 0


class StaleVersion(ValidationError):
    """Somebody else saved the row since the form was opened; it is at `version` now."""

    version = 0


def locked_row(row: models.Model, version: int | None = None) -> Any:
    """The row as it is now, locked until the transaction ends. Raises as `check_version` does."""
    # In no order: that of a model may be by the names of other rows, which would be locked as well.
    fresh = type(row)._default_manager.select_for_update().order_by().filter(pk=row.pk).first()
    check_version(fresh, version)
    return fresh


def check_version(row: Any, version: int | None) -> None:
    """Raise StaleVersion unless `row` (freshly read, locked) still has `version`; refuse one that is gone.

    A version of None skips the first: the caller has no form that could have gone stale.
    """
    if row is None:
        raise ValidationError(_("This was deleted meanwhile by somebody else. Reload the page."))
    if version is None or row.version == version:
        return
    last = row.history.first()
    stale = StaleVersion(
        _(
            "%(who)s saved a change at %(when)s, after you opened this page. Nothing of yours was "
            "saved and it is still below. Compare with the present state, then save again."
        )
        % {
            "who": (last and last.history_user) or _("Somebody"),
            "when": written_moment(last.history_date) if last else "—",
        },
        code="stale",
    )
    stale.version = row.version
    raise stale


def save(row: Any, *, by: Any, reason: str = "") -> Any:
    """As a new version of the row; `reason` as `expect_reason` returns it."""
    row.version += 1
    sign(row, by=by, reason=reason).save()
    return row


def sign(row: Any, *, by: Any, reason: str = "") -> Any:
    """Who saves or deletes `row` next, and why: kept in its history. Returns the row."""
    row._history_user, row._change_reason = by, kept_reason(reason)
    return row


def kept_reason(reason: str) -> str | None:
    """What the history keeps: `reason`, else the occasion on which something is changed."""
    return reason or _occasion.get() or None


def recorded(words: str, **facts: Any) -> str:
    """What the product itself writes into a history: in the office's language, whoever is at work.

    `words` are marked by `gettext_noop`: a translation made at the time would stay whatever it was.
    """
    with override(settings.LANGUAGE_CODE):
        return _(words) % facts


_occasion: ContextVar[str] = ContextVar("occasion", default="")


@contextmanager
def on_occasion_of(reason: str) -> Iterator[None]:
    """What is signed inside without a reason of its own has this one: such as a file that was imported."""
    token = _occasion.set(reason)
    try:
        yield
    finally:
        _occasion.reset(token)
