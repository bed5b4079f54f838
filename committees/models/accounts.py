"""Accounts, their roles, and the forms that they sent."""

import datetime as dt
import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees import roles, scope
from lib.periods import now
from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, one_spelling

from .tree import Committee


class User(VersionByHistory, AbstractUser):
    """An account. Vietnamese names are not split into first and last name."""

    first_name = None
    last_name = None
    full_name = NFCCharField(_("full name"), max_length=150, blank=True)
    is_demo = models.BooleanField(_("demo account"), default=False, editable=False)
    wants_reminders = models.BooleanField(_("reminders by e-mail"), default=True)
    # Part of the signed address of the user's calendar: a new one revokes the address. "": none given out.
    feed_key = models.CharField(max_length=40, blank=True, default="", editable=False)

    history = HistoricalRecords(excluded_fields=["password", "last_login", "feed_key"])

    province_in_view: Committee | None = None  # as the address says: `committees.in_view`

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self):
        return self.full_name or self.username

    def save(self, *args, update_fields=None, **kwargs):
        # Signing in is no change that its history should tell.
        if update_fields is not None and set(update_fields) <= {"last_login", "password", "feed_key"}:
            self.skip_history_when_saving = True
        try:
            super().save(*args, update_fields=update_fields, **kwargs)
        finally:
            vars(self).pop("skip_history_when_saving", None)

    def set_password(self, raw_password):
        super().set_password(one_spelling(raw_password) if raw_password else raw_password)

    def check_password(self, raw_password):
        """However a keyboard sends its letters; hashes of before may be of what was typed as it was."""
        usual = one_spelling(raw_password)
        if super().check_password(usual):
            return True
        return raw_password != usual and super().check_password(raw_password)

    def get_full_name(self):
        return self.full_name

    @cached_property
    def _memberships(self):
        return list(self.memberships.select_related("committee"))

    def committee_paths(self, permission=roles.Permission.VIEW) -> list[str]:
        """Path prefixes of the subtrees where the user has `permission`; [""] means everywhere.

        Where a province is in view, of those in it.
        """
        paths = self._all_committee_paths(permission)
        return scope.narrowed(paths, self.province_in_view.path) if self.province_in_view else paths

    def _all_committee_paths(self, permission) -> list[str]:
        if self.is_superuser:
            return [""]
        paths = sorted(m.committee.path for m in self._memberships if permission in roles.RIGHTS[m.role])
        # A subtree inside another adds nothing but a slower query.
        return [p for i, p in enumerate(paths) if not any(p.startswith(q) for q in paths[:i])]

    def may(self, permission, committee) -> bool:
        return any(committee.path.startswith(path) for path in self.committee_paths(permission))

    def has_right(self, permission) -> bool:
        """Whether the user has `permission` anywhere at all: what navigation asks."""
        return bool(self.committee_paths(permission))

    @property
    def is_administrator(self) -> bool:
        return self.has_right(roles.Permission.ADMINISTER)

    @property
    def is_administrator_of_province(self) -> bool:
        """Administers a whole tree, not only a part of one."""
        return bool(self.administered_province_paths())

    @property
    def administers_everything(self) -> bool:
        """Every tree that there is: may change what all of them share. At most one query."""
        return self._are_everything(self.administered_province_paths())

    @property
    def sees_everything(self) -> bool:
        """Every tree that there is, be it only one: no row need be asked whose it is. At most one query."""
        return self._are_everything(self.committee_paths())

    def _are_everything(self, paths: list[str]) -> bool:
        """Whether nothing lies outside these subtrees; asks only of whole trees."""
        if "" in paths:
            return True
        whole = tuple(path for path in paths if len(path) <= Committee.steplen)
        return bool(whole) and all(root.startswith(whole) for root in self._roots)

    @cached_property
    def _roots(self) -> list[str]:
        return list(Committee.objects.filter(depth=1).values_list("path", flat=True))

    def administered_province_paths(self) -> list[str]:
        """Path prefixes of the whole trees that the user administers; [""] means all of them."""
        return [p for p in self.committee_paths(roles.Permission.ADMINISTER) if len(p) <= Committee.steplen]

    def province_paths(self) -> list[str]:
        """Path prefixes of the whole trees that the user's committees belong to."""
        return sorted({path[: Committee.steplen] for path in self.committee_paths()})


class Membership(models.Model):
    """A user's role in a committee and everything below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=roles.Role)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("committee")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "committee"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["staff", "official", "clerk", "administrator"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.committee}"


class Submission(models.Model):
    """A form that was sent and saved: sent again unchanged, it leads where it led the first time."""

    KEPT = dt.timedelta(days=30)  # a phone may be offline for long

    key = models.CharField(max_length=60)
    # Of what was typed: corrected and sent anew, it is another submission.
    digest = models.CharField(max_length=64, default="")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    location = models.TextField(blank=True)

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        indexes = [models.Index(fields=["user", "sent_at"], name="submission_user_sent")]
        constraints = [models.UniqueConstraint(fields=["key", "digest"], name="submission_once")]

    def __str__(self):
        return self.key

    @classmethod
    def claim(cls, key: str, data: QueryDict, user) -> tuple["Submission", bool]:
        """The submission of `data` under `key` and whether it is new; two at once wait for each other.

        To be called in the transaction of what the form saves: undone with it.
        """
        cls.objects.filter(user=user, sent_at__lt=now() - cls.KEPT).delete()
        typed = data.copy()
        typed.pop("csrfmiddlewaretoken", None)
        digest = hashlib.sha256(typed.urlencode().encode()).hexdigest()
        return cls.objects.get_or_create(key=key, digest=digest, user=user)

    @classmethod
    def forget(cls, user) -> None:
        """What was undone may be sent again as it was."""
        cls.objects.filter(user=user).delete()


class KeptForm(models.Model):
    """What `user` typed into the form at `path` and could not send: `committees.kept` alone asks for it."""

    KEPT = dt.timedelta(days=7)
    AT_MOST = 5  # of one user
    SIZE_AT_MOST = 200_000  # characters; a large score sheet has 20,000
    PATH_AT_MOST = 200

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=PATH_AT_MOST)
    key = models.CharField(max_length=60)
    data = models.TextField()
    kept_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("form kept")
        verbose_name_plural = _("forms kept")
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="kept_form_once")]

    def __str__(self):
        return self.path

    @classmethod
    def put(cls, user_id: int, path: str, key: str, data: str) -> None:
        """In the place of what was kept of the same form, and of the oldest where there are many."""
        facts = {"key": key, "data": data, "kept_at": now()}
        cls.objects.update_or_create(user_id=user_id, path=path, defaults=facts)
        newest = cls.objects.filter(user_id=user_id).order_by("-kept_at", "-pk")
        cls.objects.filter(pk__in=list(newest.values_list("pk", flat=True)[cls.AT_MOST :])).delete()

    @classmethod
    def forget_old(cls) -> int:
        """How many nobody came back for within `KEPT`, which are gone now."""
        return cls.objects.filter(kept_at__lt=now() - cls.KEPT).delete()[0]
