"""Whether all is still as it was kept: for a timer, after a restored backup, where somebody has doubts."""

import hashlib
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from attendance.models import Attachment
from lib import seals
from lib.models import Seal
from lib.periods import written_moment
from reports.models import IssuedFile, SignedCopy, VersionFile

AT_ONCE = 50  # files of the database, some megabytes each


class Command(BaseCommand):
    help = (
        "Compare sealed histories, issued files, attached files and kept figures with what was kept of them."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--head",
            default="",
            help="of a seal, as it stands in a log or an issued report: its beginning will do",
        )

    def handle(self, *, head, **options):
        with translation.override(settings.LANGUAGE_CODE):
            problems = [*_without_seal(head.replace(" ", "").lower()), *_rewritten(), *_files_changed()]
            try:
                call_command("check_figures", stdout=self.stdout)
            except CommandError as error:
                problems.append(str(error))
            for problem in problems:
                self.stdout.write(problem)
            if problems:
                raise CommandError(_("What was kept does not hold: %(count)d") % {"count": len(problems)})
            last = Seal.objects.order_by("pk").last()
            facts = {"count": Seal.objects.count(), "head": last.head if last else "—"}
            self.stdout.write(_("All holds. Seals: %(count)d, the last: %(head)s") % facts)


def _without_seal(head: str) -> Iterator[str]:
    """Seals that were on paper and are in the chain no more."""
    if head and not Seal.objects.filter(head__startswith=head).exists():
        yield _("No seal begins with %(head)s: later histories were made anew or are missing.") % {
            "head": head
        }


def _rewritten() -> Iterator[str]:
    for made, table in seals.broken(Seal.objects.all()):
        facts = {"when": written_moment(made.sealed_at), "table": table}
        if table:
            yield _("Rows of %(table)s are not those sealed on %(when)s.") % facts
        else:
            yield _("The seal of %(when)s does not follow from the one before.") % facts


def _files_changed() -> Iterator[str]:
    for model in (IssuedFile, VersionFile, SignedCopy):
        for file in model.objects.order_by("pk").iterator(AT_ONCE):
            if not file.is_intact:
                yield _("The file “%(name)s” (%(kind)s %(pk)d) is not the one kept.") % _facts(file)
    for attachment in Attachment.objects.order_by("pk").iterator():
        try:
            with attachment.file.open() as stored:
                is_intact = hashlib.file_digest(stored, "sha256").hexdigest() == attachment.sha256
        except OSError:
            yield _("The file “%(name)s” (%(kind)s %(pk)d) is missing.") % _facts(attachment)
        else:
            if not is_intact:
                yield _("The file “%(name)s” (%(kind)s %(pk)d) is not the one kept.") % _facts(attachment)


def _facts(file) -> dict:
    return {"name": file.name, "kind": file._meta.verbose_name, "pk": file.pk}
