"""What is outdated goes: for cron or a systemd timer, once a day."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from committees.models import KeptForm
from reports.summary import exports


class Command(BaseCommand):
    help = "Delete expired sessions, forms kept for who never came back, and files made long ago."

    def handle(self, **options):
        call_command("clearsessions")
        KeptForm.forget_old()
        exports.forget_old()
