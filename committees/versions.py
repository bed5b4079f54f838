"""Two editors of one row: the second saver is told, not obeyed."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class VersionByHistory:
    """For models that keep a history and no counter: `version` is the id of the latest record in it.

    One query each time that it is asked for; 0 without any record.
    """

    @property
    def version(self) -> int:
        latest = self.history.order_by("-history_id").values_list("history_id", flat=True).first()
        return latest or 0


class StaleVersion(ValidationError):
    """Somebody else saved the row since the form was opened; it is at `version` now."""

    version = 0


def check_version(row, version: int | None) -> None:
    """Raise StaleVersion unless `row` (freshly read, locked) still has `version`.

    None skips the check: the caller has no form that could have gone stale.
    """
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
            "when": last.history_date.astimezone().strftime("%H:%M %d/%m/%Y") if last else "—",
        },
        code="stale",
    )
    stale.version = row.version
    raise stale
