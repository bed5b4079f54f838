"""Where each field of what is exported is in the workbook, or why it is not.

Every field has a column (SOURCES), or is worked out from what has (WORKED_OUT), or stays behind for a reason
(LEFT_BEHIND). `test_every_column` holds the exporter and the importer to it.
"""

from attendance.models import Plan, Target, Trip, Visit
from committees.models import Committee, Leader
from exchange.workbook.sheets import (
    ANNOUNCED,
    BANDS,
    CELLS,
    COMMITTEES,
    FINDINGS,
    LEADERS,
    MEETING_FINDINGS,
    MEETINGS,
    PLANS,
    RESULTS,
    RUBRICS,
    SCORES,
    TARGETS,
    TOTALS,
    TRIPS,
    TYPES,
)
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Guidance,
    Level,
    Meeting,
    OrganizationType,
    RatingBand,
    Rubric,
    RubricKind,
    Score,
)

# What identifies a row in every database.
NATURAL_KEYS = {
    Committee: ("code",),
    OrganizationType: ("code",),
    Guidance: ("organization_type", "number"),
    Cell: ("code",),
    Leader: ("code",),
    Trip: ("leader", "date_from", "date_to"),
    Plan: ("committee", "half_year"),
    Visit: ("leader", "cell", "month"),
    Target: ("committee", "leader", "group", "valid_from"),
    Meeting: ("cell", "date"),
    AnnouncedMeeting: ("cell", "month"),
    Rubric: ("code",),
    Criterion: ("rubric", "code"),
    Level: ("criterion", "points"),
    RubricKind: ("rubric", "kind"),
    RatingBand: ("rubric", "label"),
    Finding: ("code",),
    Evaluation: ("meeting", "leader"),
    Score: ("evaluation", "criterion"),
}

_OF_A_VISIT = {"leader": "leader__code", "cell": "cell__code", "month": "month"}
_OF_A_SCORER = {"cell": "meeting__cell__code", "date": "meeting__date", "scorer": "leader__code"}
# What the cells of each column say: of which rows of the database, and what of each.
SOURCES = {
    COMMITTEES: (
        Committee.objects.all(),
        {"code": "code", "name": "name", "short_name": "short_name", "kind": "kind", "parent": "path"},
    ),
    TYPES: (
        OrganizationType.objects.all(),
        {
            "code": "code",
            "name": "name",
            "number": "guidance__number",
            "issued_on": "guidance__issued_on",
            "issuer": "guidance__issuer",
            "shortest": "shortest",
            "shortest_combined": "shortest_combined",
        },
    ),
    CELLS: (
        Cell.objects.all(),
        {
            "code": "code",
            "name": "name",
            "committee": "committee__code",
            "organization_type": "organization_type__code",
            "members_total": "members_total",
            "meeting_day": "meeting_day",
            "place": "place",
            "established_on": "established_on",
            "dissolved_on": "dissolved_on",
        },
    ),
    LEADERS: (
        Leader.objects.all(),
        {
            "code": "code",
            "full_name": "full_name",
            "position": "position",
            "group": "group",
            "committee": "committee__code",
            "valid_from": "valid_from",
            "valid_to": "valid_to",
            "protocol_order": "protocol_order",
        },
    ),
    TRIPS: (
        Trip.objects.all(),
        {
            "leader": "leader__code",
            "date_from": "date_from",
            "date_to": "date_to",
            "purpose": "purpose",
            "place": "place",
        },
    ),
    PLANS: (
        Visit.objects.all(),
        {
            "half_year": "plan__half_year",
            "committee": "plan__committee__code",
            **_OF_A_VISIT,
            "origin": "origin",
            "from_month": "carried_from__month",
            "from_leader": "carried_from__leader__code",
            "leader_group": "leader_group",
            "repeated_by": "repeated_by",
        },
    ),
    RESULTS: (
        Visit.objects.exclude(outcome=Visit.Outcome.PENDING),
        {
            "half_year": "half_year",
            **_OF_A_VISIT,
            "outcome": "outcome",
            "date": "meeting__date",
            "absence_reason": "absence_reason__label",
            "note": "note",
        },
    ),
    MEETINGS: (
        Meeting.objects.all(),
        {
            "cell": "cell__code",
            "date": "date",
            "kind": "kind",
            "members_total": "members_total",
            "members_present": "members_present",
            "members_spoke": "members_spoke",
            "starts_at": "starts_at",
            "ends_at": "ends_at",
            "members_exempt": "members_exempt",
            "absent_excused": "absent_excused",
            "absent_unexcused": "absent_unexcused",
        },
    ),
    ANNOUNCED: (
        AnnouncedMeeting.objects.all(),
        {
            "cell": "cell__code",
            "month": "month",
            "date": "date",
            "begins_at": "begins_at",
            "place": "place",
            "contact": "contact",
            "source_document": "source_document",
        },
    ),
    RUBRICS: (
        Criterion.objects.all(),
        {
            "rubric": "rubric__code",
            "name": "rubric__name",
            "document": "rubric__document",
            "valid_from": "rubric__valid_from",
            "valid_to": "rubric__valid_to",
            "section": "section",
            "code": "code",
            "text": "text",
            "maximum": "maximum",
            "is_gate": "is_gate",
            "kind": "kind",
            "levels": "levels__condition",
            "section_maximum": "section_maximum",
            "not_applicable_when": "not_applicable_when",
            "theme": "theme",
            "measure": "measure",
            "kinds": "rubric__kinds__kind",
            "wants_notes": "rubric__wants_notes",
        },
    ),
    BANDS: (
        RatingBand.objects.all(),
        {"rubric": "rubric__code", "label": "label", "minimum": "minimum", "needs_gates": "needs_gates"},
    ),
    FINDINGS: (Finding.objects.all(), {"code": "code", "kind": "kind", "text": "text"}),
    SCORES: (
        Score.objects.all(),
        {
            **{key: f"evaluation__{path}" for key, path in _OF_A_SCORER.items()},
            "rubric": "evaluation__rubric__code",
            "criterion": "criterion__code",
            "points": "points",
            "is_not_applicable": "is_not_applicable",
            "note": "note",
        },
    ),
    MEETING_FINDINGS: (
        Evaluation.objects.filter(findings__isnull=False),
        {**_OF_A_SCORER, "finding": "findings__code"},
    ),
    TOTALS: (
        Evaluation.objects.filter(is_total_only=True),
        {
            **_OF_A_SCORER,
            "rubric": "rubric__code",
            "total": "total",
            "band": "band__label",
            "kind": "meeting__kind",
            "members_present": "meeting__members_present",
            "members_total": "meeting__members_total",
            "members_exempt": "meeting__members_exempt",
            "note": "remarks",
        },
    ),
    TARGETS: (
        Target.objects.all(),
        {
            "committee": "committee__code",
            "leader": "leader__code",
            "group": "group",
            "per": "per",
            "number": "number",
            "cell": "cells__code",
            "valid_from": "valid_from",
            "valid_to": "valid_to",
            "document": "document",
        },
    ),
}

# No column of its own, and the same again after the import.
WORKED_OUT = {
    (Committee, "path"): "the order of the rows, and the superior",
    (Committee, "depth"): "the superior",
    (Committee, "numchild"): "the superior",
    (Committee, "name_search"): "the name",
    (Committee, "name_sort"): "the name",
    (Cell, "name_search"): "the name",
    (Cell, "name_sort"): "the name",
    (Leader, "name_search"): "the name",
    (Leader, "name_sort"): "the name",
    (Leader, "protocol_sort"): "the title, the group and the office's own number",
    (Visit, "committee"): "the plan's",
    (Visit, "carried_from_month"): "the month of the missed visit",
    (Meeting, "half_year"): "the date",
    (Criterion, "position"): "the order of the rows",
    (Evaluation, "is_total_only"): "the sheet that has it",
    (Evaluation, "is_draft"): "drafts do not leave",
    (Level, "points"): "before the condition",
    (Level, "suggested_from"): "after the condition",
    (Evaluation, "has_theme"): "the meeting's kind",
    (Score, "rubric"): "the evaluation's",
    (Score, "maximum"): "the criterion's",
    (Score, "kind"): "the criterion's",
    (Score, "level"): "the points",
}

_LOCAL_ID = "a number of this database alone"
_VERSION = "counts the changes in this database"
_BY_WHOM = "accounts do not travel; the history says who imported"
_WHEN = "the import's own time"
_IN_HAND = "docs/formats.md: has no column"
# No column, and not there after the import.
LEFT_BEHIND = {
    **{(model, model._meta.pk.name): _LOCAL_ID for model in NATURAL_KEYS},
    **{(model, "version"): _VERSION for model in (Trip, Plan, Visit, Target, AnnouncedMeeting, Evaluation)},
    (Committee, "ended_on"): "committees that ended: " + _IN_HAND,
    (Committee, "successor"): "committees that ended: " + _IN_HAND,
    (Guidance, "title"): "titles of guidance: " + _IN_HAND,
    (Cell, "merged_into"): "mergers of cells: " + _IN_HAND,
    (Plan, "status"): "a closed plan arrives approved: its report does not travel",
    (Plan, "comment"): "plans' comments: " + _IN_HAND,
    (Plan, "submitted_by"): _BY_WHOM,
    (Plan, "submitted_at"): _WHEN,
    (Plan, "first_submitted_at"): "nobody handed it in there",
    (Plan, "approved_by"): _BY_WHOM,
    (Plan, "approved_at"): _WHEN,
    (Plan, "closed_at"): "a closed plan arrives approved: its report does not travel",
    (Plan, "closing_reason"): "a closed plan arrives approved: its report does not travel",
    (Plan, "reported_at"): "a plan arrives without its report",
    (Visit, "reported_at"): "a result arrives without the report that counted it",
    (Visit, "amendment_reason"): "reasons of amendments: " + _IN_HAND,
    (Visit, "override_reason"): "reasons for planning despite a warning: " + _IN_HAND,
    (Visit, "source_document"): "documents that visits rest on: " + _IN_HAND,
    (Visit, "no_carry_over"): "misses that will not be made up for: " + _IN_HAND,
    (Visit, "logged_by"): _BY_WHOM,
    (Visit, "logged_at"): _WHEN,
    (Rubric, "organization_types"): "rubrics' organization types: " + _IN_HAND,
    (Criterion, "full_from_rate"): "rates that suggest points: " + _IN_HAND,
    (Finding, "is_active"): "findings taken out of forms: " + _IN_HAND,
}

# Models of the same apps that have no sheet, by their labels.
NOT_EXPORTED = {
    "attendance.AbsenceReason": "reasons travel by their names: the receiving server has its own",
    "attendance.Attachment": "attachments: " + _IN_HAND,
    "attendance.KeptFigures": "counted anew wherever the visits arrive",
    "attendance.Proposal": "proposals: " + _IN_HAND,
    "attendance.RegistrationWindow": "registration windows: " + _IN_HAND,
    "committees.FormerName": "former names: " + _IN_HAND,
    "committees.FormerOffice": "former offices: " + _IN_HAND,
    "committees.FormerParent": "former superiors: " + _IN_HAND,
    "committees.KeptForm": "what was typed here and not yet saved",
    "committees.Membership": _BY_WHOM,
    "committees.Office": "the header is each server's own",
    "committees.SecurityEvent": "what happened at this server's door",
    "committees.Submission": "forms sent in this database",
    "committees.User": _BY_WHOM,
    "meetings.FormerManagement": "former superiors: " + _IN_HAND,
    "meetings.Recommendation": "recommendations: " + _IN_HAND,
}
