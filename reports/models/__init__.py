"""What the reports keep: letterheads, drafts, versions and issued reports with their files, the register."""

from .certificates import TrustedCertificate
from .dispatches import Dispatch, IssueWithdrawal, Recipient, SignedCopy
from .documents import DocumentTemplate, Letterhead
from .drafts import ReportDraft
from .exports import Export
from .issued import IssuedFile, IssuedReport
from .purposes import Purpose
from .register import RegisterEntry, TermOfOffice
from .remembered import RememberedScope
from .versions import ReportVersion, VersionFile, VersionReturn

__all__ = [
    "Dispatch",
    "DocumentTemplate",
    "Export",
    "IssueWithdrawal",
    "IssuedFile",
    "IssuedReport",
    "Letterhead",
    "Purpose",
    "Recipient",
    "RegisterEntry",
    "RememberedScope",
    "ReportDraft",
    "ReportVersion",
    "SignedCopy",
    "TermOfOffice",
    "TrustedCertificate",
    "VersionFile",
    "VersionReturn",
]
