"""What the reports keep: letterheads, layouts, drafts, versions, issued reports with files, the register."""

from .certificates import TrustedCertificate
from .dispatches import Dispatch, IssueWithdrawal, Recipient, SignedCopy
from .documents import DocumentTemplate, Letterhead
from .drafts import ReportDraft
from .exports import Export
from .issued import IssuedFile, IssuedReport
from .layouts import LayoutPreset
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
    "LayoutPreset",
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
