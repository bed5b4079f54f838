"""How well meetings were run: scores, findings and remarks."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from committees.models import Leader
from committees.scope import within
from lib.constraints import CompositeForeignKey
from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, NFCTextField, is_named, validate_no_formula

from .cells import Meeting
from .rubrics import Criterion, Level, RatingBand, Rubric


class Finding(VersionByHistory, models.Model):
    """A catalogued strength, limitation or cause, so that they can be counted (nhận định)."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("Strength")
        LIMITATION = "limitation", _("Limitation")
        CAUSE = "cause", _("Cause")

    code = NFCCharField(_("code"), max_length=50, unique=True, validators=[validate_no_formula])
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = NFCCharField(_("text"), max_length=500, validators=[validate_no_formula])
    is_active = models.BooleanField(_("offered in forms"), default=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["strength", "limitation", "cause"]), name="finding_kind_known"
            )
        ]

    def __str__(self):
        return self.text


class ReachQuerySet(models.QuerySet):
    """Of rows that are a leader's, about a cell's meeting; `evaluation_at` leads to the evaluation."""

    evaluation_at = ""

    def visible_to(self, user):
        """Of one's own leaders, or of cells that one's committees manage.

        Pages about a visit start from the visit and show the cell's own evaluation beside it.
        """
        return self.all() if user.sees_everything else self.within_reach(user.committee_paths())

    def within_reach(self, paths):
        """Of leaders, or of cells, below one of `paths`: whatever else narrows the rows comes before it."""
        if "" in paths:
            return self.all()
        # Each side has an index, which an OR of both cannot use.
        rows = self.order_by()
        of_leaders = rows.filter(within(paths, f"{self.evaluation_at}leader__committee")).values("pk")
        of_cells = rows.filter(within(paths, f"{self.evaluation_at}meeting__cell__committee")).values("pk")
        return self.filter(pk__in=of_leaders.union(of_cells))


class EvaluationQuerySet(ReachQuerySet):
    def final(self):
        return self.filter(is_draft=False)

    def by_the_cell(self):
        return self.filter(leader__isnull=True)

    def by_leaders(self):
        return self.filter(leader__isnull=False)

    def for_display(self):
        """With everything that a score sheet shows."""
        return self.select_related("meeting", "leader", "rubric", "band").prefetch_related(
            "scores__criterion", "scores__level", "findings", "recommendations"
        )

    def before(self, meeting):
        """Of earlier meetings of the same cell, latest first."""
        earlier = self.filter(meeting__cell=meeting.cell_id, meeting__date__lt=meeting.date)
        return earlier.order_by("-meeting__date", "-pk")


class Evaluation(models.Model):
    """Scores, findings and remarks on one meeting by one scorer: a leader, or the cell itself.

    `total` and `band` follow from the scores (`meetings.rating`) and are written with them; handed in
    without lines, as in a monthly table, they stand alone (`is_total_only`) until lines are scored.
    Without a rubric it holds findings and remarks only.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="evaluations", verbose_name=_("meeting")
    )
    leader = models.ForeignKey(
        Leader,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("scored by"),
        help_text=_("Empty: the cell itself."),
    )
    rubric = models.ForeignKey(
        Rubric,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name=_("rubric"),
    )
    total = models.DecimalField(
        _("total"), max_digits=6, decimal_places=1, null=True, blank=True, editable=False
    )
    band = models.ForeignKey(
        RatingBand,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="evaluations",
        verbose_name=_("rating"),
    )
    has_theme = models.BooleanField(
        _("scored as of a meeting with a theme"),
        default=False,
        editable=False,
        help_text=_("Lines that are scored only with a theme follow it."),
    )
    is_total_only = models.BooleanField(_("only the total handed in"), default=False, editable=False)
    findings = models.ManyToManyField(
        Finding, blank=True, related_name="evaluations", verbose_name=_("findings")
    )
    remarks = NFCTextField(_("remarks"), blank=True)
    is_draft = models.BooleanField(_("draft"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EvaluationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[findings])

    class Meta:
        verbose_name = _("evaluation")
        verbose_name_plural = _("evaluations")
        ordering = ["meeting", F("leader").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "leader"], name="evaluation_once_per_scorer"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(leader__isnull=True),
                name="evaluation_once_by_the_cell",
            ),
            models.UniqueConstraint(fields=["id", "rubric"], name="evaluation_identity"),
            CompositeForeignKey(
                fields=["band", "rubric"],
                to_fields=["id", "rubric"],
                name="evaluation_band_of_its_rubric",
            ),
            models.CheckConstraint(
                condition=Q(rubric__isnull=False) | Q(total__isnull=True, band__isnull=True),
                name="evaluation_scored_only_with_rubric",
            ),
            models.CheckConstraint(
                condition=Q(is_total_only=False)
                | Q(rubric__isnull=False, total__isnull=False, total__gte=0, is_draft=False),
                name="evaluation_total_only_has_a_total",
            ),
        ]

    def __str__(self):
        return f"{self.meeting} · {self.scorer}"

    def findings_by_kind(self) -> list[tuple[str, list[Finding]]]:
        """(label, its findings) of every kind that has some: strengths, limitations, then causes."""
        found = {kind: [f for f in self.findings.all() if f.kind == kind] for kind in Finding.Kind}
        return [(kind.label, findings) for kind, findings in found.items() if findings]

    @property
    def scorer(self) -> str:
        return self.leader.full_name if self.leader else str(_("The cell itself"))


class Score(models.Model):
    """Points for one criterion, between 0 and its maximum, in halves.

    What is not applicable counts in full. Of stated levels it is one; of yes and no, and of a bonus, all
    points or none. `note` says why points were taken off.
    """

    evaluation = models.ForeignKey(Evaluation, on_delete=models.CASCADE, related_name="scores")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    maximum = models.DecimalField(max_digits=5, decimal_places=1)
    kind = models.CharField(max_length=10, choices=Criterion.Kind, default=Criterion.Kind.POINTS)
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("level")
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    is_not_applicable = models.BooleanField(_("not applicable"), default=False)
    note = NFCCharField(_("why points were taken off"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "criterion"], name="score_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("maximum")),
                name="score_between_0_and_maximum",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["points", "levels"]) | Q(points=0) | Q(points=F("maximum")),
                name="score_all_or_nothing",
            ),
            models.CheckConstraint(
                condition=Q(kind="levels", level__isnull=False, is_not_applicable=False)
                | Q(kind="levels", level__isnull=True, is_not_applicable=True)
                | ~Q(kind="levels") & Q(level__isnull=True),
                name="score_of_a_stated_level",
            ),
            models.CheckConstraint(
                condition=Q(is_not_applicable=False) | Q(points=F("maximum")),
                name="score_not_applicable_in_full",
            ),
            CompositeForeignKey(
                fields=["criterion", "rubric", "maximum", "kind"],
                to_fields=["id", "rubric", "maximum", "kind"],
                name="score_maximum_is_the_criterions",
            ),
            CompositeForeignKey(
                fields=["level", "criterion", "points"],
                to_fields=["id", "criterion", "points"],
                name="score_points_are_the_levels",
            ),
            CompositeForeignKey(
                fields=["evaluation", "rubric"],
                to_fields=["id", "rubric"],
                name="score_rubric_is_the_evaluations",
            ),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.points}"


class RecommendationQuerySet(ReachQuerySet):
    """Seen, and followed up, by who gave them and by who manages the cell."""

    evaluation_at = "evaluation__"

    def for_display(self):
        """With what a line shows, and what decides who may settle it (`meetings.follow_up`)."""
        return self.select_related("evaluation__meeting__cell__committee", "evaluation__leader__committee")

    def given(self):
        """With a finished evaluation; what a draft asks for, nobody was asked yet."""
        return self.filter(evaluation__is_draft=False)

    def open(self):
        return self.given().filter(done_on__isnull=True)

    def done(self):
        return self.given().filter(done_on__isnull=False)

    def overdue(self, day):
        """Open though it was due before `day`."""
        return self.open().filter(due_on__lt=day)

    def to_follow_up(self, meeting):
        """Given at earlier meetings of its cell: still open, or found done at this one."""
        earlier = self.given().filter(
            evaluation__meeting__cell=meeting.cell_id, evaluation__meeting__date__lt=meeting.date
        )
        return earlier.filter(Q(done_on__isnull=True) | Q(done_on=meeting.date, reported_by=""))

    def about(self, committee):
        """Given by a leader of the committee, or to a cell that it manages; those below it included."""
        return self.within_reach([committee.path])

    def search(self, text):
        """By words of its own, or by the name of the cell or the leader, without diacritics."""
        # Free text has no stored key: the few thousand of a province are read through.
        texts = self.order_by().values_list("pk", "text", "responsible")
        found = [pk for pk, *words in texts if is_named(text, " ".join(words))]
        return self.filter(
            Q(pk__in=found)
            | Q(evaluation__meeting__cell__name_search__named=text)
            | Q(evaluation__leader__name_search__named=text)
        )


class Recommendation(VersionByHistory, models.Model):
    """What the cell was asked to do better (kiến nghị): what, who, by when.

    It comes back at the cell's next evaluation, to be marked done or left open. Done in between, it is
    marked so on the word of somebody (`reported_by`); found done at a meeting, it has none.
    """

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="recommendations", verbose_name=_("given with")
    )
    text = NFCTextField(_("what to do"))
    responsible = NFCCharField(_("who"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_note = NFCTextField(_("how it was carried out"), blank=True)
    reported_by = NFCCharField(_("reported by"), max_length=200, blank=True)

    objects = RecommendationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=False) | Q(done_note="", reported_by=""),
                name="recommendation_open_has_no_report",
            )
        ]

    def __str__(self):
        return self.text
