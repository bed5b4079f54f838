"""The rows of `test_access`: what each route answers to whom, and what its address and posts name."""

from dataclasses import dataclass

from committees.roles import Permission
from lib.periods import Month


@dataclass(frozen=True)
class Rule:
    """Answers to those who have `needs` (of several, one); others get 403 for their own rows, 404 for
    strangers'.

    None: the method is not allowed at all (405), whoever asks.
    """

    needs: Permission | tuple[Permission, ...] | None
    get: int | None
    post: int | None
    # The row in the address: "plan", "visit", "attended", "recommendation", "trip", "leader", "cell"…
    on: str | None = None
    shared: bool = False  # the row is known throughout the province: strangers' ones are no secret


VIEW, REGISTER, LOG = Permission.VIEW, Permission.REGISTER, Permission.LOG
EVALUATE, APPROVE, REPORT = Permission.EVALUATE, Permission.APPROVE, Permission.REPORT
PROPOSE = (REGISTER, APPROVE)
ADMINISTER = Permission.ADMINISTER
IMPORT = (REGISTER, ADMINISTER)
MONTHLY = ("month", "month-xlsx", "month-docx")
LETTERHEAD = (REPORT, ADMINISTER)
TARGET = (APPROVE, ADMINISTER)

RULES = {
    "home": Rule(None, 302, 302),
    "login": Rule(None, 302, 302),
    "logout": Rule(None, None, 302),
    **dict.fromkeys(("account_login", "mfa_authenticate"), Rule(None, 302, 302)),
    # Nobody here has a second step; committees/test_second_step.py has who has.
    **dict.fromkeys(("account_reauthenticate", "mfa_activate_totp"), Rule(None, 200, 200)),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_remove_webauthn"), Rule(None, 404, 404)),
    **dict.fromkeys(("mfa_add_webauthn", "mfa_generate_recovery_codes"), Rule(None, 200, 200)),
    "mfa_index": Rule(None, 200, None),
    "mfa_view_recovery_codes": Rule(None, 404, None),
    "usersessions_list": Rule(None, 200, 302),
    "set-language": Rule(None, 302, 302),
    "reports:latest-overview": Rule(None, 302, 302),
    "reports:latest-summary": Rule(None, 302, 302),
    "reports:overview": Rule(VIEW, 200, None),
    "reports:breakdown": Rule(VIEW, 200, None),
    "reports:coverage": Rule(VIEW, 200, None),
    "reports:coverage-cells": Rule(VIEW, 200, None),
    "reports:quality": Rule(VIEW, 200, None),
    "reports:meeting-list": Rule(VIEW, 200, None),
    "reports:recommendation-rows": Rule(VIEW, 200, None),
    "reports:trends": Rule(VIEW, 200, None),
    "reports:summary": Rule(VIEW, 200, None),
    "reports:summary-xlsx": Rule(VIEW, 200, 200),
    "reports:table-csv": Rule(VIEW, 200, None),
    # Each user's own; test_exports.py has those of others.
    "reports:export-list": Rule(None, 200, None),
    "reports:export-detail": Rule(None, 404, None),
    "reports:export-download": Rule(None, 404, None),
    "reports:export-again": Rule(None, None, 404),
    # Without a rubric in force, back to the visit.
    **{f"reports:score-sheet-{kind}": Rule(VIEW, 302, None, on="visit") for kind in ("docx", "xlsx")},
    **{f"reports:{name}-table": Rule(VIEW, 200, None) for name in ("month", "half-year")},
    "reports:leader-detail": Rule(VIEW, 200, None, on="leader"),
    "reports:cell-detail": Rule(VIEW, 200, None, on="cell", shared=True),
    "reports:latest-report": Rule(None, 302, 302),
    "reports:issued-list": Rule(VIEW, 200, None),
    "reports:issued-compare": Rule(VIEW, 200, None),
    "reports:issued-detail": Rule(VIEW, 200, None, on="issued"),
    "reports:issued-file": Rule(VIEW, 200, None, on="issued"),
    "reports:report": Rule(VIEW, 200, None, on="committee"),
    **{f"reports:report-{name}": Rule(VIEW, 200, None, on="committee") for name in ("gap", "docx")},
    "reports:report-pdf": Rule(VIEW, 302, None, on="committee"),  # no LibreOffice: it says so
    # A report is issued here: its text is not written in until something is to follow it.
    "reports:report-day": Rule(REPORT, 200, 422, on="committee"),
    "reports:report-section": Rule(REPORT, 200, 422, on="committee"),
    "reports:report-section-again": Rule(REPORT, None, 302, on="committee"),
    "reports:report-submit": Rule(REPORT, 200, 422, on="committee"),
    "reports:report-take-back": Rule(REPORT, 200, 422, on="committee"),
    "reports:report-cancel": Rule(REPORT, None, 302, on="committee"),
    "reports:report-following": Rule(REPORT, 200, 422, on="committee"),
    "reports:report-stop-following": Rule(REPORT, None, 302, on="committee"),
    # Nothing lies with the signatory here: back to the report.
    "reports:report-issue": Rule(REPORT, 302, 302, on="committee"),
    "reports:issued-withdraw": Rule(REPORT, 200, 422, on="issued"),
    "reports:issued-send": Rule(REPORT, 200, 422, on="issued"),
    "reports:signed-copy-create": Rule(REPORT, 200, 422, on="issued"),
    # None is attached here; test_dispatch.py has one.
    "reports:signed-copy-file": Rule(VIEW, 404, None, on="issued"),
    "reports:signed-copy-detail": Rule(VIEW, 404, None, on="issued"),
    "reports:issued-pages": Rule(REPORT, None, 302, on="issued"),
    "reports:version-pages": Rule(REPORT, None, 302, on="version"),
    "reports:recipient-update": Rule(REPORT, 200, 302, on="recipient"),
    "reports:version-detail": Rule(VIEW, 200, None, on="version"),
    "reports:version-file": Rule(VIEW, 200, None, on="version"),
    "reports:register": Rule(VIEW, 200, None),
    "reports:register-create": Rule(REPORT, 200, 422),
    "reports:register-update": Rule(REPORT, 200, 422, on="entry"),
    "reports:register-delete": Rule(REPORT, None, 302, on="entry"),
    "reports:term-list": Rule(REPORT, 200, None),
    "reports:term-create": Rule(REPORT, 200, 422),
    "reports:term-update": Rule(REPORT, 200, 422, on="term"),
    "reports:term-delete": Rule(REPORT, None, 302, on="term"),
    "reports:letterhead-list": Rule(LETTERHEAD, 200, None),
    "reports:letterhead-update": Rule(LETTERHEAD, 200, 422, on="committee"),
    # For the administrator of the whole province, as the registration periods below.
    "reports:document-template": Rule(None, 403, 403),
    **{
        f"reports:document-template-{step}": Rule(None, 403, 403)
        for step in ("reset", "product", "file", "sample")
    },
    **{
        f"reports:layout-{step}": Rule(None, 403, 403)
        for step in ("list", "update", "copy", "delete", "sample")
    },
    **{f"reports:certificate-{step}": Rule(None, 403, 403) for step in ("list", "distrust", "trust")},
    "attendance:figure-rows": Rule(VIEW, 200, None),
    "attendance:evaluation-list": Rule(VIEW, 200, None),
    "office:work": Rule(VIEW, 200, None),
    "office:provinces": Rule(VIEW, 200, None, shared=True),
    # Of what is listed, office/test_offline.py.
    "office:service-worker": Rule(None, 200, None),
    "office:offline": Rule(None, 200, None),
    "office:offline-pages": Rule(None, 200, None),
    "attendance:target-list": Rule(VIEW, 200, None),
    "attendance:target-create": Rule(TARGET, 200, 422),
    "attendance:target-cells": Rule(TARGET, 200, None),
    **{
        f"attendance:target-{step}": Rule(TARGET, 200, 422, on="target")
        for step in ("change", "end", "correct", "remove")
    },
    "attendance:target-history": Rule(VIEW, 200, None, on="target"),
    "attendance:target-rows": Rule(VIEW, 200, None),
    "attendance:trip-list": Rule(VIEW, 200, None),
    "attendance:trip-create": Rule(REGISTER, 200, 422),
    "attendance:trip-detail": Rule(VIEW, 200, None, on="trip"),
    "attendance:trip-update": Rule(REGISTER, 200, 422, on="trip"),
    "attendance:trip-delete": Rule(REGISTER, None, 302, on="trip"),
    "attendance:trip-bring-back": Rule(REGISTER, 200, 422, on="trip"),
    "attendance:trip-settle": Rule(REGISTER, 200, 422, on="trip"),
    "office:visit-waive": Rule(LOG, None, 302, on="visit"),
    "attendance:calendar-current": Rule(None, 302, None),
    "attendance:calendar": Rule(VIEW, 200, None),
    "attendance:calendar-docx": Rule(VIEW, 200, None),
    "attendance:calendar-announce": Rule((LOG, ADMINISTER), 200, 422),
    "attendance:calendar-copy": Rule((LOG, ADMINISTER), 200, 422),
    "attendance:plan-list": Rule(VIEW, 200, None),
    "attendance:plan-create": Rule(REGISTER, 200, 422),
    "attendance:plan-waiting": Rule(APPROVE, 200, None),
    "attendance:proposal-create": Rule(PROPOSE, None, 302),
    "attendance:proposal-delete": Rule(PROPOSE, None, 302, on="proposal"),
    "attendance:plan-detail": Rule(VIEW, 200, None, on="plan"),
    "attendance:plan-xlsx": Rule(VIEW, 200, None, on="plan"),
    "attendance:plan-docx": Rule(VIEW, 200, None, on="plan"),
    "attendance:plan-delete": Rule(REGISTER, None, 302, on="plan"),
    "attendance:plan-copy": Rule(REGISTER, 200, 422, on="plan"),
    "attendance:plan-submit": Rule(REGISTER, 200, 302, on="plan"),
    "attendance:plan-approve": Rule(APPROVE, None, 302, on="plan"),
    "attendance:plan-recall": Rule(REGISTER, None, 302, on="plan"),
    "attendance:plan-return": Rule(APPROVE, 200, 422, on="plan"),
    "attendance:plan-history": Rule(VIEW, 200, None, on="plan"),
    "attendance:visit-history": Rule(VIEW, 200, None, on="visit"),
    "attendance:evaluation-history": Rule(VIEW, 200, None, on="attended"),
    "attendance:visit-create": Rule(REGISTER, 200, 422, on="plan"),
    "attendance:visit-create-several": Rule(REGISTER, 200, 422, on="plan"),
    "attendance:visit-create-repeated": Rule(REGISTER, 200, 422, on="plan"),
    "attendance:cell-picker": Rule(REGISTER, 200, None, on="plan"),
    "attendance:visit-change": Rule(REGISTER, 200, 422, on="visit"),
    # For the administrator of the whole province; here all are of a commission.
    "attendance:window-list": Rule(None, 403, 403),
    "attendance:window-create": Rule(None, 403, 403),
    "attendance:window-update": Rule(None, 403, 403),
    "attendance:half-year-list": Rule(None, 403, 403),
    "attendance:half-year-close": Rule(None, 403, 403),
    "attendance:half-year-reopen": Rule(None, 403, 403),
    # Leaders and cells are their committees' administrators': test_leaders.py, test_cells.py.
    "committees:leader-list": Rule(ADMINISTER, 200, None),
    "committees:leader-create": Rule(ADMINISTER, 200, 422),
    "committees:leader-update": Rule(ADMINISTER, 200, 422, on="leader"),
    "committees:leader-transfer": Rule(ADMINISTER, 200, 422, on="leader"),
    "committees:leader-delete": Rule(ADMINISTER, 200, 422, on="leader"),
    "meetings:cell-list": Rule(ADMINISTER, 200, None),
    "meetings:cell-create": Rule(ADMINISTER, 200, 422),
    # Known throughout the province, and of nobody's committee here.
    **{
        name: Rule(None, 403, 403, on="cell", shared=True)
        for name in (
            "meetings:cell-update",
            "meetings:cell-move",
            "meetings:cell-delete",
            "office:cell-dissolve",
            "office:cell-merge",
            "office:cell-reopen",
        )
    },
    # What the whole province shares is its administrator's.
    **{
        name: Rule(None, 403, 403)
        for name in (
            "committees:user-list",
            "committees:user-create",
            "committees:user-detail",
            "committees:user-update",
            "committees:user-link",
            "committees:user-disable",
            "committees:user-enable",
            "committees:role-create",
            "committees:role-delete",
            "committees:security-event-list",
            "committees:second-step-update",
            "committees:user-second-step-remove",
            *(
                f"{kind}-{step}"
                for kind in ("meetings:type", "meetings:finding", "meetings:rubric", "attendance:reason")
                for step in ("list", "create", "update", "delete")
            ),
            "meetings:guidance-create",
            "meetings:guidance-update",
            "meetings:guidance-delete",
            "meetings:rubric-preview",
            "meetings:rubric-detail",
            "meetings:rubric-copy",
            "meetings:rubric-version",
            "office:first-steps",
            "office:offer",
        )
    },
    "office:export": Rule(None, 403, None),
    "office:administration": Rule(ADMINISTER, 200, None),
    # The own account and calendar.
    "committees:account": Rule(None, 200, 422),
    "committees:password-change": Rule(None, 200, 200),
    "office:my-calendar": Rule(None, 200, 302),
    "office:plan-calendar": Rule(VIEW, 200, None, on="plan"),
    "office:leader-calendar": Rule(VIEW, 200, None, on="leader"),
    "office:committee-calendar": Rule(VIEW, 200, None, on="committee"),
    "reports:search": Rule(None, 200, None),
    "reports:help": Rule(None, 200, None),
    "reports:help-chapter": Rule(None, 200, None),
    # Without an account; the addresses here are damaged ones.
    "committees:invitation": Rule(None, 200, 200),
    "committees:first-run": Rule(None, 404, 404),
    "committees:office-update": Rule(None, 403, 403),
    "committees:emblem": Rule(None, 404, None),
    "committees:reminders-off": Rule(None, 404, 404),
    "office:calendar-feed": Rule(None, 404, None),
    # The tree is the province's administrator's; test_committees.py and office/test_mergers.py have that one.
    "committees:committee-list": Rule(None, 403, 403),
    "committees:committee-create": Rule(None, 403, 403),
    "committees:committee-detail": Rule(None, 403, 403, on="committee", shared=True),
    "committees:committee-update": Rule(None, 403, 403, on="committee", shared=True),
    "committees:committee-rename": Rule(None, 403, 403, on="committee", shared=True),
    "committees:committee-move": Rule(None, 403, 403, on="committee", shared=True),
    "office:committee-merge": Rule(None, 403, 403, on="committee", shared=True),
    "office:committee-end": Rule(None, 403, 403, on="committee", shared=True),
    "office:committee-reopen": Rule(None, 403, 403, on="committee", shared=True),
    "office:cells-move": Rule(None, 403, 403, on="committee", shared=True),
    # Each user's own, of the lists of the own work; lists/test_staff.py has those of others,
    # lists/test_views.py the administrator of all committees.
    "exchange:import-list": Rule(IMPORT, 200, 422),
    "exchange:import-template": Rule(REGISTER, 200, None),
    "exchange:import-detail": Rule(IMPORT, 404, None),
    "exchange:import-encoding": Rule(IMPORT, 404, 404),
    "exchange:import-mapping": Rule(IMPORT, 404, 404),
    "exchange:import-values": Rule(IMPORT, 404, 404),
    "exchange:import-since": Rule(IMPORT, 404, 404),
    "exchange:import-row": Rule(IMPORT, None, 404),
    "exchange:import-confirm": Rule(IMPORT, None, 404),
    "exchange:import-restart": Rule(IMPORT, None, 404),
    "exchange:import-discard": Rule(IMPORT, None, 404),
    "exchange:import-errors": Rule(IMPORT, 404, None),
    "attendance:month-current": Rule(LOG, 302, None),
    "attendance:month": Rule(LOG, 200, 422),
    "attendance:month-xlsx": Rule(LOG, 200, None),
    "attendance:month-docx": Rule(LOG, 200, None),
    "attendance:visit-list": Rule(VIEW, 200, None),
    "attendance:unplanned-create": Rule(LOG, 200, 422),
    "attendance:visit-undo": Rule((LOG, REGISTER), None, 302),
    "attendance:attachment-create": Rule(LOG, 200, 422, on="attended"),
    "attendance:attachment-download": Rule(VIEW, 200, None, on="attachment"),
    "attendance:attachment-delete": Rule(LOG, None, 302, on="attachment"),
    "attendance:visit-detail": Rule(VIEW, 200, None, on="visit"),
    "attendance:visit-attended": Rule(LOG, 200, 422, on="visit"),
    "attendance:visit-missed": Rule(LOG, 200, 422, on="visit"),
    "attendance:visit-carry-over": Rule(LOG, 200, 422, on="visit"),
    "attendance:visit-undo-carry-over": Rule(LOG, None, 302, on="visit"),
    "attendance:visit-take-back": Rule(LOG, 200, 422, on="visit"),
    "attendance:visit-clear": Rule(LOG, None, 302, on="visit"),
    "attendance:visit-move": Rule(REGISTER, 200, 422, on="visit"),
    "attendance:visit-withdraw": Rule(REGISTER, 200, 422, on="visit"),
    "attendance:visit-restore": Rule(REGISTER, 200, 422, on="visit"),
    "attendance:visit-delete": Rule(REGISTER, None, 302, on="visit"),
    "attendance:evaluation-update": Rule(EVALUATE, 200, 422, on="attended"),
    "attendance:evaluation-rating": Rule(EVALUATE, None, 200, on="attended"),
    "attendance:evaluation-delete": Rule(EVALUATE, 200, 302, on="attended"),
    "exchange:evaluation-fill": Rule(EVALUATE, 200, 422, on="attended"),
    "attendance:evaluation-detail": Rule(VIEW, 200, None, on="attended"),
    "attendance:recommendation-list": Rule(VIEW, 200, None),
    "attendance:recommendation-done": Rule(EVALUATE, 200, 422, on="recommendation"),
    "attendance:recommendation-reopen": Rule(EVALUATE, 200, 422, on="recommendation"),
}

EXTRA_ARGUMENTS = {
    **{
        f"attendance:{name}": {"month": Month.parse("03/2018")}
        for name in ("calendar", "calendar-docx", "calendar-announce", "calendar-copy", *MONTHLY)
    },
    **{name: {"half_year": "2018-H1"} for name in ("reports:overview", "office:provinces")},
    "reports:breakdown": {"half_year": "2018-H1", "dimension": "months"},
    **{
        f"reports:{name}": {"half_year": "2018-H1"}
        for name in ("coverage", "coverage-cells", "quality", "meeting-list", "recommendation-rows", "trends")
    },
    "reports:summary": {"half_year": "2018-H1"},
    **{
        f"reports:{name}": {"half_year": "2018-H1"}
        for name in (
            "report",
            *("report-docx", "report-pdf"),
            "report-day",
            "report-submit",
            "report-take-back",
            "report-cancel",
            "report-following",
            "report-stop-following",
            "report-issue",
        )
    },
    **{
        f"reports:{name}": {"half_year": "2018-H1", "key": "results"}
        for name in ("report-section", "report-section-again")
    },
    "reports:report-gap": {"half_year": "2018-H1", "kind": "not_evaluated"},
    "reports:issued-file": {"kind": "json"},
    "reports:version-file": {"kind": "json"},
    "reports:signed-copy-detail": {"copy": 1},
    "reports:signed-copy-file": {"copy": 1},
    "reports:summary-xlsx": {"half_year": "2018-H1"},
    "reports:table-csv": {"half_year": "2018-H1", "key": "leaders"},
    **{f"reports:export-{name}": {"pk": 1} for name in ("detail", "download", "again")},
    **{f"exchange:import-{name}": {"pk": 1} for name in ("detail", "encoding", "mapping", "values", "row")},
    **{f"exchange:import-{name}": {"pk": 1} for name in ("since", "confirm", "restart", "discard", "errors")},
    "exchange:import-template": {"kind": "plans"},
    "attendance:evaluation-list": {"half_year": "2018-H1"},
    "attendance:figure-rows": {"half_year": "2018-H1", "measure": "planned_cells"},
    "attendance:target-rows": {"half_year": "2018-H1", "measure": "targets_below"},
    "attendance:window-update": {"pk": 1},
    **{
        f"attendance:half-year-{name}": {"province": 1, "half_year": "2018-H1"}
        for name in ("close", "reopen")
    },
    **{f"committees:user-{name}": {"pk": 1} for name in ("detail", "update", "link", "disable", "enable")},
    **{name: {"pk": 1} for name in ("committees:user-second-step-remove", "mfa_remove_webauthn")},
    "committees:role-create": {"pk": 1},
    "committees:role-delete": {"pk": 1, "membership": 1},
    **{
        f"meetings:{kind}-{name}": {"pk": 1}
        for kind in ("type", "guidance", "finding", "rubric")
        for name in ("update", "delete")
    },
    "meetings:guidance-create": {"type": 1},
    **{f"meetings:rubric-{name}": {"pk": 1} for name in ("detail", "copy", "version")},
    **{f"attendance:reason-{name}": {"pk": 1} for name in ("update", "delete")},
    "office:offer": {"key": "types"},
    "committees:invitation": {"uidb64": "x", "token": "y-z"},
    "committees:first-run": {"token": "x"},
    "committees:emblem": {"digest": "x"},
    "committees:reminders-off": {"token": "x"},
    "office:calendar-feed": {"token": "x"},
    "reports:help-chapter": {"slug": "bat-dau"},
    "reports:document-template-file": {"pk": 1},
    **{f"reports:layout-{name}": {"pk": 1} for name in ("update", "copy", "delete", "sample")},
    "reports:certificate-distrust": {"pk": 1},
    "reports:certificate-trust": {"pk": 1},
    **{f"attendance:evaluation-{name}": {"scorer": "leader"} for name in ("update", "rating", "delete")},
    **{key: {"scorer": "leader"} for key in ("attendance:evaluation-history", "exchange:evaluation-fill")},
}
FILTERED = {
    name for name, given in EXTRA_ARGUMENTS.items() if "half_year" in given and "province" not in given
} - {"office:provinces"}  # of which one is chosen there
# What a post names, by field: keys of a side of the world and the attribute sent.
NAMED = {"attendance:proposal-create": {"cell": ("cell", "pk"), "committee": ("committee", "code")}}

# Whoever holds the address, without an account: what each checks instead is tested beside it.
OPEN = {
    *("login", "account_login", "mfa_authenticate"),
    "set-language",
    "committees:invitation",
    "committees:first-run",
    "committees:emblem",
    "committees:reminders-off",
    "office:calendar-feed",
    "office:service-worker",
    "reports:help",
    "reports:help-chapter",
}
