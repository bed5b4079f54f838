import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection

from lib import jobs, memory

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the jobs that wait, and go on waiting for others; SIGTERM ends it after the current one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing waits any more")
        parser.add_argument("--every", type=float, default=2.0, metavar="SECONDS", help="between two looks")

    def handle(self, *args: Any, once: bool, every: float, **options: Any) -> None:
        if once:
            jobs.work_off()
            return
        memory.search_seldom()
        over = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *signalled: over.set())
        while not over.is_set():
            try:
                jobs.work_off(over.is_set)
            except DatabaseError:  # away for a moment, perhaps
                logger.exception("Jobs cannot be run")
            connection.close_if_unusable_or_obsolete()
            over.wait(every)
