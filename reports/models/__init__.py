"""What the reports keep: letterheads, drafts, issued reports with their files, exports under way."""

from .certificates import TrustedCertificate
from .documents import DocumentTemplate, Letterhead
from .drafts import ReportDraft
from .exports import Export
from .issued import IssuedFile, IssuedReport
from .remembered import RememberedScope

__all__ = [
    "DocumentTemplate",
    "Export",
    "IssuedFile",
    "IssuedReport",
    "Letterhead",
    "RememberedScope",
    "ReportDraft",
    "TrustedCertificate",
]
