"""What is outdated goes: for cron or a systemd timer, once a day."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from committees.models import KeptForm, SecurityEvent
from reports.summary import exports


class Command(BaseCommand):
    help = "Delete expired sessions, kept forms nobody came back for, files and events of long ago."

    def handle(self, **options):
        call_command("clearsessions")
        KeptForm.forget_old()
        SecurityEvent.forget_old()
        exports.forget_old()
