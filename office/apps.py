from django.apps import AppConfig

from lib import slots


class OfficeConfig(AppConfig):
    name = "office"

    def ready(self):
        for name in (
            "account-steps",
            "cell-steps",
            "committee-steps",
            "leader-steps",
            "plan-steps",
            "import-done",
            "offer-of-a-rubric",
            "offer-of-findings",
            "offer-of-guidance",
            "offer-of-types",
        ):
            slots.fill(name, f"office/_{name.replace('-', '_')}.html")
