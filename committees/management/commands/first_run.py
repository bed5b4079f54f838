"""Print the address where the first account of an empty installation is made."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from committees import first_run


class Command(BaseCommand):
    help = "Print the address where the first administrator's account is made, while there is no account."

    def handle(self, **options):
        if not first_run.is_open():
            raise CommandError(_("Accounts exist already. An administrator invites others under “Accounts”."))
        self.stdout.write(first_run.address())
