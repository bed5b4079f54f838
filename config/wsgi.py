"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from committees import first_run  # noqa: E402 - models exist from here on
from lib import memory  # noqa: E402

first_run.announce()
memory.search_seldom()
