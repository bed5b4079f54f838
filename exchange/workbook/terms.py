"""On whose account a workbook is imported, and how far that account reaches."""

from dataclasses import dataclass

from django.db.models import QuerySet

from attendance.models import Plan
from attendance.planning.announcing import may_announce
from committees.models import Committee, User
from committees.roles import Permission

from .sheets import ANNOUNCED, PLANS, RESULTS, TOTALS

# What is imported within bounds, and by whom.
RIGHTS = {PLANS: Permission.REGISTER, RESULTS: Permission.LOG, TOTALS: Permission.EVALUATE}


@dataclass(frozen=True)
class Terms:
    """`by` imports whatever there is, or, within bounds, what the pages let the user do and no more.

    Within bounds rows of others do not exist, plans are drafts, and every row is carried out by the
    pages' own actions, whose refusals are its problems.
    """

    by: User | None = None
    is_bounded: bool = False

    @property
    def sheets(self) -> list[str] | None:
        """The sheets that may be imported, none at all perhaps; None: whatever there is."""
        if not self.is_bounded:
            return None
        found = [sheet for sheet, permission in RIGHTS.items() if self.by.has_right(permission)]
        return [*found, ANNOUNCED] if may_announce(self.by) else found

    @property
    def plan_status(self) -> str:
        """Of the plans that the import makes."""
        return Plan.Status.DRAFT if self.is_bounded else Plan.Status.APPROVED

    def seen(self, queryset: QuerySet) -> QuerySet:
        """Those of the rows that exist for the user."""
        return queryset.visible_to(self.by) if self.is_bounded else queryset

    def sees(self, committee: Committee) -> bool:
        return not self.is_bounded or self.by.may(Permission.VIEW, committee)

    def may(self, sheet: str, committee: Committee) -> bool:
        return not self.is_bounded or self.by.may(RIGHTS[sheet], committee)


UNBOUNDED = Terms()


def terms_of(user: User) -> Terms:
    """Without bounds for who administers all there is."""
    return Terms(user, is_bounded=not user.administers_everything)
