"""PLAN v ACTUAL: what was registered, and what became of it."""

from .kept import KeptFigures
from .plans import Plan, PlanQuerySet, RegistrationWindow
from .proposals import Proposal, ProposalQuerySet
from .targets import Target, TargetQuerySet
from .trips import Trip, TripQuerySet
from .visits import AbsenceReason, Attachment, Visit, VisitQuerySet

__all__ = [
    "AbsenceReason",
    "Attachment",
    "KeptFigures",
    "Plan",
    "PlanQuerySet",
    "Proposal",
    "ProposalQuerySet",
    "RegistrationWindow",
    "Target",
    "TargetQuerySet",
    "Trip",
    "TripQuerySet",
    "Visit",
    "VisitQuerySet",
]
