"""The last way in for an administrator whose phone and recovery codes are lost."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from committees.actions.accounts import remove_second_step
from committees.events import record
from committees.models import SecurityEvent, User


class Command(BaseCommand):
    help = "Remove the second step of signing in from an account; the account's history tells."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        try:
            remove_second_step(user=user, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        record(SecurityEvent.Kind.FACTOR_REMOVED, address="", user=user, by="manage.py remove_second_step")
        self.stdout.write(f"{username} signs in with the password alone now.")
