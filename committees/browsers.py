"""What a browser is called by people, of what it calls itself."""

from django.utils.translation import gettext as _

# The first that is named: Edge and Cốc Cốc call themselves Chrome as well, Chrome calls itself Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
MACHINES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def named(user_agent: str) -> str:
    found = [next((name for mark, name in names if mark in user_agent), "") for names in (BROWSERS, MACHINES)]
    return " · ".join(filter(None, found)) or _("unknown browser")
