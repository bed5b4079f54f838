"""What the pages of figures keep: where each user looked last."""

from django.conf import settings
from django.db import models

from committees.models import Committee
from lib.periods import HalfYear, HalfYearField


class RememberedScopeQuerySet(models.QuerySet):
    def of(self, user) -> "RememberedScope | None":
        """Where the user looked last, until the next half-year begins and as long as the user may look."""
        found = self.select_related("committee").filter(user=user, seen_in=HalfYear.current()).first()
        if (
            found
            and found.committee
            and not any(map(found.committee.path.startswith, user.committee_paths()))
        ):
            return None
        return found

    def remember(self, user, before: "RememberedScope | None", **scope) -> None:
        """Any of half_year, committee and compare; what is not told stays as it was, `before` being that."""
        if not before or any(getattr(before, name) != value for name, value in scope.items()):
            self.update_or_create(user=user, defaults=scope | {"seen_in": HalfYear.current()})


class RememberedScope(models.Model):
    """The half-year and committee of the figures that a user looked at last.

    No half-year: the one that opens by itself (`half_year.opening`).
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    half_year = HalfYearField(null=True, blank=True)
    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    compare = models.CharField(max_length=20, blank=True)  # one of comparison.Compare
    seen_in = HalfYearField()  # the half-year then running

    objects = RememberedScopeQuerySet.as_manager()

    def __str__(self):
        return f"{self.user}: {self.half_year}"
