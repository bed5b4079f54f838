"""A month's visits, as its page shows them and as the database has them."""

from attendance.models import Visit
from lib.periods import Month
from tests.pages import typed

MARCH = Month.parse("03/2018")
NAMES = ("version", "pick", "date", "members_total", "members_present", "members_spoke")
ADDRESS = "/months/2018-03/"


def outcomes():
    return list(Visit.objects.order_by("pk").values_list("outcome", flat=True))


def as_shown(response) -> dict[str, str]:
    """What the page's form sends when its main button is pressed."""
    return {
        name: "on" if value is None else value
        for name, value in typed(response).items()
        if name and (name == "form_key" or name.partition("-")[0] in NAMES)
    }
