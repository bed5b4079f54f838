"""After something went wrong: whoever is signed in signs in again."""

from allauth.usersessions.models import UserSession
from django.core.management.base import BaseCommand, CommandError

from committees import sessions
from committees.models import User


class Command(BaseCommand):
    help = "End the sessions of these accounts, or of everybody."

    def add_arguments(self, parser):
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--of", nargs="+", metavar="USER")
        whose.add_argument("--all", action="store_true")

    def handle(self, of, **options):
        users = User.objects.filter(username__in=of or [])
        if missing := sorted(set(of or []) - {user.username for user in users}):
            raise CommandError(f"There is no account “{', '.join(missing)}”.")
        listed = UserSession.objects.filter(user__in=users).select_related("user")
        ended = sessions.end(listed, address="", by="manage.py end_sessions") if of else sessions.end_all()
        self.stdout.write(f"{ended} sessions are ended.")
