"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from lib import memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = memory.in_one_piece(get_wsgi_application())

from committees import first_run  # noqa: E402 - models exist from here on

first_run.announce()
memory.search_seldom()
