"""Who must have a second step, told on the server: where it was demanded of those who cannot set one up."""

from django.core.management.base import BaseCommand

from committees.actions.office import ask_for_second_step
from committees.events import record
from committees.models import SecurityEvent
from committees.roles import Role


class Command(BaseCommand):
    help = (
        f"Demand a second step of signing in of these roles alone ({', '.join(Role.values)}), or of nobody."
    )

    def add_arguments(self, parser):
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--of", nargs="+", choices=Role.values, default=[], metavar="ROLE")
        whose.add_argument("--nobody", action="store_true")

    def handle(self, of, **options):
        ask_for_second_step(roles=of, by=None, version=None)
        record(SecurityEvent.Kind.ROLES_ASKED, address="", user=None, by="manage.py ask_for_second_step")
        self.stdout.write(f"From the next sign-in on: {', '.join(of) or 'nobody'}.")
