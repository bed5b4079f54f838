"""WHO: the tree of committees, the leaders who attend, the users and their roles."""

from .accounts import KeptForm, Membership, Submission, User
from .former import Former, FormerQuerySet
from .office import Office
from .people import FormerOffice, Leader, LeaderGroup, LeaderQuerySet
from .security import SecurityEvent
from .tree import Committee, CommitteeQuerySet, FormerName, FormerParent

__all__ = [
    "Committee",
    "CommitteeQuerySet",
    "Former",
    "FormerName",
    "FormerOffice",
    "FormerParent",
    "FormerQuerySet",
    "KeptForm",
    "Leader",
    "LeaderGroup",
    "LeaderQuerySet",
    "Membership",
    "Office",
    "SecurityEvent",
    "Submission",
    "User",
]
