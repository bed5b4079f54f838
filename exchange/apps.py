from django.apps import AppConfig

from lib import slots


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self):
        import exchange.lists.jobs  # noqa: F401 - registers what jobs do

        slots.fill("list-steps", "exchange/_list_import.html")
        slots.fill("evaluation-fill", "exchange/_evaluation_fill.html")
