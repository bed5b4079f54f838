"""Who must have a second step, told on the server: where it was demanded of those who cannot set one up."""

from django.core.management.base import BaseCommand

from committees.actions.office import ask_for_second_step
from committees.roles import Role


class Command(BaseCommand):
    help = (
        f"Demand a second step of signing in of these roles alone ({', '.join(Role.values)}); else of nobody."
    )

    def add_arguments(self, parser):
        parser.add_argument("--of", nargs="+", choices=Role.values, default=[], metavar="ROLE")

    def handle(self, of, **options):
        ask_for_second_step(roles=of, by=None, version=None)
        self.stdout.write(f"From the next sign-in on: {', '.join(of) or 'nobody'}.")
