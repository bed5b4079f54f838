from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LibConfig(AppConfig):
    name = "lib"

    def ready(self) -> None:
        from . import connections  # noqa: F401 - its checks are registered
        from .trigrams import index_names

        post_migrate.connect(index_names, sender=self, dispatch_uid="lib.trigrams")
