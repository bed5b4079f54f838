"""The product for gunicorn, on the benchmark's database and day."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402

from lib import memory  # noqa: E402

from . import process  # noqa: E402

process.begin()
application = memory.in_one_piece(get_wsgi_application())
