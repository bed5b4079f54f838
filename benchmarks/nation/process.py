"""What the benchmark's processes have in common: the same database, the same day, no worker of their own."""

import datetime as dt
import os

from django.conf import settings
from django.db import connection

from lib import memory

from . import clock

DATABASE, DAY = "BENCHMARK_DATABASE", "BENCHMARK_DAY"


def begin() -> None:
    """Pages are measured without `setup_test_environment`, with which templates copy their contexts."""
    memory.search_seldom()  # as the product's own processes do
    # Pages link to static files under their plain names, without `collectstatic` first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.JOBS_RUN_BY = "workers"  # a process is the worker once it says so
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SOFFICE = "/nowhere/soffice"
    if name := os.environ.get(DATABASE):
        connection.close()
        connection.settings_dict["NAME"] = name
    if day := os.environ.get(DAY):
        clock.stop(dt.date.fromisoformat(day))
        # Whether a session has ended Django asks the real clock.
        settings.SESSION_IDLE = settings.SESSION_AT_MOST = dt.timedelta(days=36500)
