"""Send every user one e-mail about what waits: for cron or a systemd timer, once a day."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from committees.mail import is_set_up
from lib.periods import parse_day, today
from office import reminders


def _day(text: str):
    try:
        return parse_day(text)
    except ValueError:
        raise CommandError(_("“%(text)s” is not a day. Write it as 2018-06-29.") % {"text": text}) from None


class Command(BaseCommand):
    help = "Send one digest e-mail per user of what is overdue, due soon, returned or waiting for approval."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Print the messages and send nothing.")
        parser.add_argument("--date", type=_day, help="As if it were this day.")

    def handle(self, *, dry_run, date, **options):
        day = date or today()
        with translation.override(settings.LANGUAGE_CODE):
            if dry_run:
                self._print(day)
                return
            if not is_set_up():
                raise CommandError(_("No mail server is set: set EMAIL_URL (see .env.example)."))
            sent, failed = reminders.send(reminders.recipients(), day)
            self.stdout.write(_("Sent: %(count)d") % {"count": sent})
            if failed:
                raise CommandError(
                    "\n".join(
                        [
                            _("Not sent: %(count)d") % {"count": len(failed)},
                            *(f"{address}: {error}" for address, error in failed.items()),
                        ]
                    )
                )

    def _print(self, day) -> None:
        for user in reminders.recipients():
            if parts := reminders.digest(user, day):
                mail = reminders.message(user, parts)
                self.stdout.write(f"{user.email}: {mail.subject}\n{mail.body}\n")
