"""The PDF of a version or of an issued report: made by a job, kept beside its Word document."""

from django.db import transaction

from lib import jobs
from reports.document import pdf
from reports.issuing import files
from reports.models import IssuedFile, IssuedReport, ReportVersion, VersionFile

PAGES = "report-pages"


def ask(*, version: ReportVersion | None = None, report: IssuedReport | None = None, by) -> None:
    """Begin to make the PDF of one of them, where this server can make PDFs at all."""
    if pdf.is_available():
        argument = {"version": version and version.pk, "report": report and report.pk}
        jobs.start(PAGES, argument, owner=by)


def make(*, version: ReportVersion | None = None, report: IssuedReport | None = None, run: jobs.Run) -> None:
    """What the job does; nothing where the PDF is there already. Raises PdfProblem."""
    owner = report or version
    kept = owner.files.filter(kind=IssuedFile.Kind.PAGES)
    word = owner.files.filter(kind=IssuedFile.Kind.DOCUMENT).first()
    if word is None or kept.exists():
        return
    made = files.as_pdf(files.File(word.kind, word.name, word.content_type, bytes(word.content)))
    with transaction.atomic(), run.ours():
        if not kept.exists():
            row = IssuedFile(report=report) if report else VersionFile(version=version)
            for name, value in made.as_columns().items():
                setattr(row, name, value)
            row.save()
