"""Writes of the reports: the text while it is edited, its way to the signatory, its issue, its dispatch."""

from .dispatch import add_signed_copy, note_receipt, send_out
from .drafts import begin_following, draft_again, set_day, stop_following, write_section
from .issue import Particulars, issue_report, withdraw_issue
from .pages import PAGES
from .pages import ask as ask_for_pages
from .pages import make as make_pages
from .submission import SUBMIT, fix_version, submit, take_back

__all__ = [
    "PAGES",
    "SUBMIT",
    "Particulars",
    "add_signed_copy",
    "ask_for_pages",
    "begin_following",
    "draft_again",
    "fix_version",
    "issue_report",
    "make_pages",
    "note_receipt",
    "send_out",
    "set_day",
    "stop_following",
    "submit",
    "take_back",
    "withdraw_issue",
    "write_section",
]
