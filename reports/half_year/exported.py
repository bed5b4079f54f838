"""The summary that other programs read."""

from .report import HalfYearReport


def as_dict(report: HalfYearReport) -> dict:
    """The exported summary (docs/formats.md, "The summary"): plain values, ready for JSON."""
    selection, evaluated = report.selection, report.quality
    return {
        "period": str(selection.half_year),
        "committee": selection.committee.code if selection.committee else None,
        "as_of": selection.as_of.isoformat() if selection.as_of else None,
        "total": report.total.tally.as_dict(),
        "groups": {row.code: row.tally.as_dict() for row in report.groups},
        "committees": [
            {
                "code": row.total.code,
                "name": row.total.selection.committee.name,
                "total": row.total.tally.as_dict(),
                "groups": {group.code: group.tally.as_dict() for group in row.groups},
            }
            for row in report.committees
        ],
        "organization_types": [
            {"code": row.code, "name": row.label, "total": row.tally.as_dict()}
            for row in report.organization_types
        ],
        "leaders": [
            {"code": row.code, "name": row.label, "total": row.tally.as_dict()} for row in report.leaders
        ],
        "evaluations": {
            "meetings": evaluated.meetings,
            "leader_scored": evaluated.leader_scored,
            "cell_scored": evaluated.cell_scored,
            "mean_leader_total": _number(evaluated.mean_leader_total),
            "mean_cell_total": _number(evaluated.mean_cell_total),
            "bands": evaluated.bands,
            "cell_bands": evaluated.cell_bands,
            "findings": {
                kind: [[f.code, n] for f, n in counted] for kind, counted in report.evaluated.findings.items()
            },
        },
    }


def _number(value) -> float | None:
    return None if value is None else float(value)
