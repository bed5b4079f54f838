"""Reports of this half-year and the last: submitted for signature, and those in force not sent out yet or of
data that changed since.
"""

from django.db.models import F
from django.utils.functional import cached_property

from committees.roles import Permission
from committees.scope import within
from reports.issuing.archive import count_came_in
from reports.models import IssuedReport, ReportDraft

from .reach import Reach
from .sections import BY_MONTH, CHANGED, TO_SIGN


class ReportWork:
    def __init__(self, reach: Reach):
        self.reach = reach

    def found(self, name: str) -> list[IssuedReport] | list[ReportDraft]:
        return self.rows(name)

    def rows(self, name: str, by: str = BY_MONTH) -> list[IssuedReport] | list[ReportDraft]:
        if name == TO_SIGN:
            return self._submitted
        if name == CHANGED:
            return [report for report in self._recent if report.came_in]
        return [report for report in self._recent if not hasattr(report, "dispatch")]

    @cached_property
    def _submitted(self) -> list[ReportDraft]:
        """Of the committees whose plans the user approves, each with `submitted_at`. Signed on paper."""
        paths = self.reach.paths(Permission.APPROVE)
        if self.reach.leader or not paths:
            return []
        drafts = ReportDraft.objects.filter(within(paths), submitted__isnull=False)
        found = drafts.filter(half_year__in=self.reach.half_years).select_related("committee")
        return list(found.annotate(submitted_at=F("submitted__submitted_at")).defer("sections"))

    @cached_property
    def _recent(self) -> list[IssuedReport]:
        """Each with `came_in`: how many results did since it was issued."""
        paths = self.reach.paths(Permission.REPORT)
        if self.reach.leader or not paths:
            return []
        reports = IssuedReport.objects.in_force().filter(within(paths)).light()
        recent = list(
            reports.filter(half_year__in=self.reach.half_years).select_related("committee", "dispatch")
        )
        count_came_in(recent, user=self.reach.user)
        return recent
