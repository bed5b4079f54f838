"""Writes of the reports: the text while it is edited, its way to the signatory, its issue, its dispatch."""

from .dispatch import add_signed_copy, note_receipt, send_out
from .drafts import begin_following, draft_again, set_day, stop_following, write_section
from .issue import Particulars, issue_report, withdraw_issue
from .submission import SUBMIT, fix_version, submit, take_back

__all__ = [
    "SUBMIT",
    "Particulars",
    "add_signed_copy",
    "begin_following",
    "draft_again",
    "fix_version",
    "issue_report",
    "note_receipt",
    "send_out",
    "set_day",
    "stop_following",
    "submit",
    "take_back",
    "withdraw_issue",
    "write_section",
]
