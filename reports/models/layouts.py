"""Layout presets: how a document looks by an instruction of the Party, or by the office's own rules."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from lib.versions import VersionByHistory
from lib.vietnamese import NFCCharField, validate_no_formula

MARGINS = ("margin_top", "margin_bottom", "margin_left", "margin_right")
LEAST_MARGIN, LARGEST_MARGIN = 5, 60  # millimetres
LARGEST_INDENT, LARGEST_SPACE = 40, 36  # millimetres, points
# The line spacing that each rule allows.
MULTIPLES, POINTS = (1, 3), (12, 40)


def millimetres(label, default: int | None = None, **given):
    bounds = [MinValueValidator(LEAST_MARGIN), MaxValueValidator(LARGEST_MARGIN)]
    return models.PositiveSmallIntegerField(label, default=default, validators=bounds, **given)


class LayoutPresetQuerySet(models.QuerySet):
    def by_date(self):
        return self.filter(in_force_from__isnull=False).order_by("in_force_from")

    def of(self, committee, day: dt.date) -> "LayoutPreset | None":
        """Which one a document of the committee follows: its letterhead's choice, else by the day."""
        return self.filter(letterheads__committee=committee).first() or self.on(day)

    def on(self, day: dt.date) -> "LayoutPreset | None":
        """The one that a document of `day` follows by its date; None where no preset has one."""
        return in_force(self.by_date(), day)


def in_force(presets: Iterable["LayoutPreset"], day: dt.date) -> "LayoutPreset | None":
    """Of presets with dates the last one begun by `day`; the first of all for earlier days."""
    ordered = sorted(presets, key=lambda preset: preset.in_force_from)
    begun = [preset for preset in ordered if preset.in_force_from <= day]
    return begun[-1] if begun else next(iter(ordered), None)


class LayoutPreset(VersionByHistory, models.Model):
    """One value for each thing that an instruction about layout (thể thức) says.

    A document follows the preset of its committee's letterhead, else the one in force on its own date.
    """

    class LineRule(models.TextChoices):
        MULTIPLE = "multiple", _("so many lines")
        EXACTLY = "exactly", _("exactly so many points")

    class EndMark(models.TextChoices):
        STROKE = "./.", "./."
        STOP = ".", "."

    class Superior(models.TextChoices):
        OWN_NAME = "name", _("its own name (TỈNH ỦY …)")
        ORGANISATION = "organisation", _("its party organization (ĐẢNG BỘ …)")

    class Numbering(models.TextChoices):
        AS_ENTERED = "entered", _("as the office does: by the year, within a term where one is entered")
        YEAR = "year", _("by the calendar year, whatever terms are entered")
        TERM = "term", _("from 01 for each kind of document within the term of office")

    class Headings(models.TextChoices):
        NUMBERS = "numbers", _("1. as it is typed")
        ROMAN = "roman", _("I- in capitals; below it 1., a), -")

    name = NFCCharField(_("name"), max_length=60, validators=[validate_no_formula])
    document = NFCCharField(_("laid down in"), max_length=200, blank=True, validators=[validate_no_formula])
    # None: for letterheads that choose it only.
    in_force_from = models.DateField(_("for documents from"), null=True, blank=True)
    margin_top = millimetres(_("top margin, mm"), 25)
    margin_bottom = millimetres(_("bottom margin, mm"), 25)
    margin_left = millimetres(_("left margin, mm"), 35)
    margin_right = millimetres(_("right margin, mm"), 15)
    first_line_indent = models.DecimalField(
        _("first-line indent, mm"),
        max_digits=3,
        decimal_places=1,
        default=Decimal("12.7"),
        validators=[MinValueValidator(0), MaxValueValidator(LARGEST_INDENT)],
    )
    line_rule = models.CharField(
        _("line spacing is"), max_length=10, choices=LineRule, default=LineRule.MULTIPLE
    )
    line_spacing = models.DecimalField(
        _("line spacing, lines or points"), max_digits=4, decimal_places=2, default=Decimal("1.15")
    )
    space_before = models.PositiveSmallIntegerField(
        _("space before a paragraph, points"), default=6, validators=[MaxValueValidator(LARGEST_SPACE)]
    )
    superior = models.CharField(
        _("superior body of a lower committee"), max_length=20, choices=Superior, default=Superior.OWN_NAME
    )
    own_name_bold = models.BooleanField(_("issuing body bold"), default=True)
    asterisk = models.BooleanField(_("asterisk below the issuing body"), default=True)
    numbering = models.CharField(
        _("numbers run"), max_length=10, choices=Numbering, default=Numbering.AS_ENTERED
    )
    number_zero = models.BooleanField(_("numbers below 10 with a zero"), default=False)
    date_zeros = models.BooleanField(_("days below 10, months 1 and 2 with a zero"), default=True)
    summary_bold = models.BooleanField(_("summary bold"), default=True)
    summary_lower = models.BooleanField(_("summary begins with a small letter"), default=False)
    headings = models.CharField(_("headings"), max_length=10, choices=Headings, default=Headings.NUMBERS)
    end_mark = models.CharField(_("end of the text"), max_length=3, choices=EndMark, default=EndMark.STROKE)
    authority_bold = models.BooleanField(_("line of authority (T/M, K/T, T/L) bold"), default=True)
    title_bold = models.BooleanField(_("title of the signatory bold"), default=True)
    name_bold = models.BooleanField(_("name of the signatory bold"), default=True)
    name_without_ranks = models.BooleanField(_("name without degrees and ranks"), default=False)
    recipients_underlined = models.BooleanField(_("“Nơi nhận:” underlined"), default=True)
    filing_line = NFCCharField(_("last recipient of a lower committee"), max_length=100, default="Lưu VT.")
    spells_uy = models.BooleanField(_("“ủy” with the mark on the u"), default=False)

    objects = LayoutPresetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("layout preset")
        verbose_name_plural = _("layout presets")
        ordering = [models.F("in_force_from").asc(nulls_last=True), "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="layout_preset_name_once",
                violation_error_message=_("Another layout preset has this name already."),
                violation_error_code="unique",
            ),
            models.UniqueConstraint(
                fields=["in_force_from"],
                name="layout_preset_one_from_a_day",
                violation_error_message=_("Another layout preset holds from this day already."),
                violation_error_code="unique",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__gte": LEAST_MARGIN for name in MARGINS})
                & Q(**{f"{name}__lte": LARGEST_MARGIN for name in MARGINS}),
                name="layout_preset_margins_leave_room",
            ),
            models.CheckConstraint(
                condition=Q(line_rule="multiple", line_spacing__range=MULTIPLES)
                | Q(line_rule="exactly", line_spacing__range=POINTS),
                name="layout_preset_line_spacing_fits_rule",
                violation_error_message=_("Lines: 1 to 3. Points: 12 to 40."),
            ),
            models.CheckConstraint(
                condition=Q(first_line_indent__range=(0, LARGEST_INDENT), space_before__lte=LARGEST_SPACE),
                name="layout_preset_paragraphs_fit",
            ),
        ]

    def __str__(self):
        return self.name
