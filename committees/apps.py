from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("Committees and people")

    def ready(self):
        from . import events, second_step, sessions  # noqa: F401 - hear of who signs in and out
