import logging
import socket

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from committees import mail
from committees.models import User

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Tell the administrators by e-mail, and the log, that a unit of this server failed (OnFailure=)."

    def add_arguments(self, parser):
        parser.add_argument("unit", help="for example sinhhoat-backup.service")

    def handle(self, *, unit, **options):
        logger.error("%s failed on %s: see journalctl -u %s", unit, socket.gethostname(), unit)
        if not mail.is_set_up():
            return
        with translation.override(settings.LANGUAGE_CODE):
            place = {"unit": unit, "server": socket.gethostname()}
            message = EmailMessage(
                subject=_("%(unit)s failed on %(server)s") % place,
                body=_("Look at why with: journalctl -u %(unit)s") % place,
            )
        for address in (
            User.objects.filter(is_active=True, is_superuser=True)
            .exclude(email="")
            .values_list("email", flat=True)
        ):
            message.to = [address]
            message.send()
