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

AT_ONCE = 5  # files of the database, some megabytes each


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

        parser.add_argument(
            "--since",
            default="",
            metavar="HEAD",
            help="look at what was sealed after that only: see the guide",
        )

    def handle(self, *, head, since, **options):
        with translation.override(settings.LANGUAGE_CODE):
            heads = [_plain(head), _plain(since)]
            problems = [problem for one in heads for problem in _without_seal(one)]
            problems += [*_rewritten(_seal(heads[1])), *_files_changed()]
            try:
                call_command("check_figures", stdout=self.stdout)
            except CommandError as error:
                problems.append(str(error))
            for problem in problems:
                self.stdout.write(problem)
            if problems:
                raise CommandError(_("What was kept does not hold: %(count)d") % {"count": len(problems)})
            self.stdout.write(_all_holds())


def _all_holds() -> str:
    if not (last := Seal.objects.order_by("pk").last()):
        return _(
            "Files and figures hold. No history is sealed yet, so none was compared:"
            " run manage.py seal, every hour."
        )
    facts = {"count": Seal.objects.count(), "head": last.head}
    return _("All holds. Seals: %(count)d, the last: %(head)s") % facts


def _plain(head: str) -> str:
    """As it is kept, of how it is printed."""
    return "".join(head.split()).lower()


def _seal(head: str) -> Seal | None:
    return Seal.objects.filter(head__startswith=head).first() if head else None


def _without_seal(head: str) -> Iterator[str]:
    """Seals that were on paper and are in the chain no more."""
    if head and not _seal(head):
        yield _("No seal begins with %(head)s: later histories were made anew or are missing.") % {
            "head": head
        }


def _rewritten(since: Seal | None) -> Iterator[str]:
    names = {
        model._meta.db_table: getattr(model, "instance_type", model)._meta.verbose_name
        for model in seals.sealed_models()
    }
    for made, table in seals.broken(since):
        when = written_moment(made.sealed_at)
        if not table:
            yield _("The seal of %(when)s does not follow from the one before.") % {"when": when}
            continue
        part = made.parts[table]
        facts = {"when": when, "table": table, "name": names.get(table, table)}
        yield _(
            "“%(name)s”: rows %(first)d to %(last)d of %(table)s are not those sealed on %(when)s."
            " Compare them with a backup of that day, restored elsewhere."
        ) % (facts | {"first": part["after"] + 1, "last": part["last"]})


def _files_changed() -> Iterator[str]:
    for model in (IssuedFile, VersionFile, SignedCopy):
        for file in model.objects.order_by("pk").iterator(AT_ONCE):
            if not file.is_intact:
                yield _("The file “%(name)s” (%(kind)s %(pk)d) is not the one kept.") % _facts(file)
    for attachment in Attachment.objects.order_by("pk").iterator():
        words = _problem_of(attachment)
        # Somebody may have removed it meanwhile.
        if words and Attachment.objects.filter(pk=attachment.pk).exists():
            yield words % _facts(attachment)


def _problem_of(attachment: Attachment) -> str:
    try:
        with attachment.file.open() as stored:
            is_intact = hashlib.file_digest(stored, "sha256").hexdigest() == attachment.sha256
    except OSError:
        return _("The file “%(name)s” (%(kind)s %(pk)d) is missing.")
    return "" if is_intact else _("The file “%(name)s” (%(kind)s %(pk)d) is not the one kept.")


def _facts(file) -> dict:
    return {"name": file.name, "kind": file._meta.verbose_name, "pk": file.pk}
