"""What a report is to one that was issued before it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """Until a report is sent out it is corrected, afterwards replaced or added to (docs/domain.md)."""

    FIRST = "first", _("Report")
    CORRECTION = "correction", _("Correction")  # before it was sent out; under the same number
    REPLACEMENT = "replacement", _("Replacement")
    ADDENDUM = "addendum", _("Addendum")  # đính chính: what it adds to stays in force
