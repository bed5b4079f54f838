"""WHAT: cells and the guidance for their meetings, meetings held, and how well they were run."""

from .announced import AnnouncedMeeting, SharedAnnouncements, day_number
from .cells import (
    LACKS_NUMBERS,
    Cell,
    CellQuerySet,
    FormerManagement,
    Guidance,
    Meeting,
    MeetingQuerySet,
    OrganizationType,
    members_expected,
)
from .evaluations import (
    Evaluation,
    EvaluationQuerySet,
    Finding,
    Recommendation,
    RecommendationQuerySet,
    Score,
)
from .rubrics import Criterion, Level, RatingBand, Rubric, RubricKind, RubricQuerySet

__all__ = [
    "LACKS_NUMBERS",
    "AnnouncedMeeting",
    "Cell",
    "CellQuerySet",
    "Criterion",
    "Evaluation",
    "EvaluationQuerySet",
    "Finding",
    "FormerManagement",
    "Guidance",
    "Level",
    "Meeting",
    "MeetingQuerySet",
    "OrganizationType",
    "RatingBand",
    "Recommendation",
    "RecommendationQuerySet",
    "Rubric",
    "RubricKind",
    "RubricQuerySet",
    "Score",
    "SharedAnnouncements",
    "day_number",
    "members_expected",
]
