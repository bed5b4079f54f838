"""What held until a day: the half of the organisation that only old reports ask for."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from lib.periods import today


def may_be_told_of(day) -> bool:
    """Whether anything can be known that held on `day` and no longer does.

    A change is recorded once its day has come: whatever is told held until yesterday at most.
    """
    return day < today()


class FormerQuerySet(models.QuerySet):
    def since(self, day):
        """Those that held on `day` or later; no query where there can be none."""
        return self.filter(until__gte=day) if may_be_told_of(day) else self.none()

    def on(self, day):
        """Of each row the one that held on `day`; rows without any are as they are now."""
        same = {self.model.of: OuterRef(self.model.of)}
        earlier = self.model.objects.filter(until__gte=day, until__lt=OuterRef("until"), **same)
        return self.since(day).exclude(Exists(earlier))


class Former(models.Model):
    """What held of a row until a day, that day included: of the rows of one model, `of` names which.

    What holds since the last of these days stands in the row itself.
    """

    of: str

    until = models.DateField(_("until"))

    objects = FormerQuerySet.as_manager()

    class Meta:
        abstract = True
