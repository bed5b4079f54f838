"""Proposals: cells that a committee's plan for a half-year should go to."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Committee
from committees.scope import OwnedQuerySet
from lib.periods import HalfYear, HalfYearField
from meetings.models import Cell

from .visits import Visit


class ProposalQuerySet(OwnedQuerySet):
    def for_plan(self, committee: Committee, half_year: HalfYear):
        return self.filter(committee=committee, half_year=half_year)

    def open(self):
        """Not taken up: nobody is to go there by the committee's plan for the half-year."""
        return self.with_taken_up().filter(is_taken_up=False)

    def with_taken_up(self):
        """With `is_taken_up`: the plan has a visit to the cell that was not withdrawn."""
        visits = Visit.objects.standing().filter(
            committee=OuterRef("committee"), half_year=OuterRef("half_year"), cell=OuterRef("cell")
        )
        return self.annotate(is_taken_up=Exists(visits))


class Proposal(models.Model):
    """A cell proposed for one committee's plan of a half-year, begun or not (đề xuất).

    Whether it was taken up is seen from the plan's visits, and never stored.
    """

    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("cell"))
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("committee")
    )
    half_year = HalfYearField(_("half-year"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), auto_now_add=True)

    objects = ProposalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "half_year", "cell"],
                name="proposal_once",
                violation_error_message=_("This cell is already proposed for the plan."),
            ),
        ]

    def __str__(self):
        return f"{self.cell} · {self.committee.label}, {self.half_year.label}"
