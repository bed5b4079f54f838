"""Workbooks brought in by the browser, and how the columns of offices' lists are meant."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.models import Job
from lib.vietnamese import NFCCharField


def import_path(item, filename: str) -> str:
    return f"imports/{uuid.uuid4()}.xlsx"


class Import(models.Model):
    """One uploaded workbook: read, shown, and saved once its user agrees.

    `mapping` is an lists.mapping.Mapping, null for a whole workbook; in the state `mapping` it is a guess
    that waits for its user. `preview` is what lists.preview says of the file, `counts` what was saved:
    {sheet: {"created": int, …}}.
    """

    class Kind(models.TextChoices):
        """What the file holds. The labels of single sheets are their names in every language."""

        COMMITTEES = "committees", "Cấp ủy"
        TYPES = "types", "Loại hình"
        CELLS = "cells", "Chi bộ"
        LEADERS = "leaders", "Lãnh đạo"
        TRIPS = "trips", "Công tác"
        PLANS = "plans", "Kế hoạch"
        RESULTS = "results", "Kết quả"
        MEETINGS = "meetings", "Buổi sinh hoạt"
        ANNOUNCED = "announced", "Lịch sinh hoạt"
        RUBRICS = "rubrics", "Khung tiêu chí"
        BANDS = "bands", "Mức xếp loại"
        FINDINGS = "findings", "Nhận định"
        SCORES = "scores", "Đánh giá"
        MEETING_FINDINGS = "meeting-findings", "Nhận định buổi họp"
        TOTALS = "totals", "Tổng điểm"
        TARGETS = "targets", "Chỉ tiêu"
        WORKBOOK = "workbook", _("Whole workbook")

    class State(models.TextChoices):
        MAPPING = "mapping", _("Columns to be chosen")
        JUDGING = "judging", _("Being checked")
        JUDGED = "judged", _("Checked, not saved")
        SAVING = "saving", _("Being saved")
        DONE = "done", _("Saved")
        FAILED = "failed", _("Stopped")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    name = NFCCharField(_("file name"), max_length=200)
    file = models.FileField(upload_to=import_path, max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State)
    # Judges or saves it, and did so the last time; none where the file was small.
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, related_name="+")
    mapping = models.JSONField(null=True, blank=True)
    preview = models.JSONField(null=True, blank=True)
    counts = models.JSONField(null=True, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "attendance_import"  # where it was made; tables do not move
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-pk"]
        indexes = [models.Index(fields=["state", "uploaded_at"], name="import_state_uploaded")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["mapping", "judging", "judged", "saving", "done", "failed"]),
                name="import_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "committees",
                        "types",
                        "cells",
                        "leaders",
                        "trips",
                        "plans",
                        "results",
                        "meetings",
                        "announced",
                        "rubrics",
                        "bands",
                        "findings",
                        "scores",
                        "meeting-findings",
                        "totals",
                        "targets",
                        "workbook",
                    ]
                ),
                name="import_kind_known",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def sheet(self) -> str | None:
        """The name of the sheet in the format; None for a whole workbook."""
        return None if self.kind == self.Kind.WORKBOOK else self.get_kind_display()

    @property
    def is_in_hand(self) -> bool:
        """A job has it, or had it when it was heard of last."""
        return self.state in (self.State.JUDGING, self.State.SAVING)

    @property
    def is_under_way(self) -> bool:
        return self.is_in_hand and self.job is not None and self.job.is_under_way

    @property
    def has_stopped(self) -> bool:
        """It failed, or its server was started anew meanwhile. Nothing was saved."""
        return self.state == self.State.FAILED or (self.is_in_hand and not self.is_under_way)


class ColumnMapping(models.Model):
    """What the columns of a list with certain headings mean: asked once, shared by the office."""

    sheet = models.CharField(max_length=50)  # its name in the format
    digest = models.CharField(max_length=64)  # lists.worksheets.signature
    meaning = models.JSONField()  # lists.mapping.Mapping.remembered
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "attendance_columnmapping"
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "digest"], name="column_mapping_once"),
        ]

    def __str__(self):
        return self.sheet
