from django.apps import AppConfig

from lib import slots


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self):
        slots.fill("list-steps", "exchange/_list_import.html")
