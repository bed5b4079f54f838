from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lib import files, heads, slots


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self):
        # What jobs do is registered by being imported.
        import reports.issuing.jobs
        import reports.summary.jobs  # noqa: F401
        from reports.document import letterheads
        from reports.summary import files as table_files

        files.offer("xlsx", table_files.as_excel)
        files.offer("csv", table_files.as_csv)
        heads.offer(letterheads.head_of)
        slots.fill("list-export", "summary/_table_files.html")
        slots.fill("visit-papers", "papers/_score_sheet.html")
        slots.fill("month-papers", "papers/_of_month.html")
        slots.fill("evaluations-papers", "papers/_of_half_year.html")
        slots.fill("plan-figures", "dashboards/_plan_figures.html")
        slots.fill("figures-trail", "dashboards/_trail.html")
        slots.fill("evaluations-trail", "dashboards/_evaluations_trail.html")
        slots.fill("summary-letterheads", "papers/_of_summary.html")
        slots.fill("summary-letterheads", "document/_summary_letterheads.html")
        slots.fill("register-trail", "issuing/_register_trail.html")
        slots.fill("summary-issued", "issuing/_summary_issued.html")
        slots.fill("summary-next-step", "issuing/_summary_next_step.html")
