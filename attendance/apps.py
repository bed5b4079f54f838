from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    name = "attendance"
    verbose_name = _("Plans and attendance")

    def ready(self):
        import attendance.figures.keeping  # noqa: F401 - registers what jobs do
        from attendance.figures import forgetting
        from lib import slots

        slots.fill("leader-transfer", "planning/_stays_in_plan.html")
        pre_migrate.connect(forgetting.remove, sender=self)
        post_migrate.connect(forgetting.install, sender=self)
