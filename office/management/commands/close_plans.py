"""Close the plans that time has settled: for cron or a systemd timer, once a day."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from attendance.models import Plan
from attendance.planning import actions
from reports.models import IssuedReport


class Command(BaseCommand):
    help = "Close plans whose half-year is over, whose report is issued and in which no visit is pending."

    def handle(self, **options):
        with translation.override(settings.LANGUAGE_CODE):
            closed = close_plans()
            self.stdout.write(_("Closed: %(count)d") % {"count": len(closed)})
            for plan in closed:
                self.stdout.write(f"  {plan}")


def close_plans() -> list[Plan]:
    # Plans begun after their report was issued are not marked yet.
    half_years = Plan.objects.filter(reported_at=None).order_by().values("half_year")
    reports = IssuedReport.objects.in_force().light().filter(half_year__in=half_years)
    for report in reports.select_related("committee").order_by("issued_at"):
        actions.note_report(committee=report.committee, half_year=report.half_year, at=report.issued_at)
    return actions.close_settled_plans()
