"""A rubric that is being written, as scorers would see it."""

from collections.abc import Iterator
from decimal import Decimal

from django import forms

from meetings.actions.rubrics import BAND, CRITERION
from meetings.models import Criterion, RatingBand
from meetings.rating import maximum, sections, stated_maximum
from meetings.soundness import unsound_bands, unsound_sections

from .evaluations import SheetSection
from .lines import CriterionLine, absent_name, fields_of, note_name, points_name

USUAL_TOTAL = 100


class SheetPreview(forms.Form):
    """The lines and bands that are complete so far, as `RubricForm` has them; never sent."""

    prefix = "preview"

    def __init__(self, criteria: list[dict], bands: list[dict]):
        super().__init__()
        # Lines not stored yet are told apart by their place.
        self.criteria = [
            Criterion(pk=place, **{name: line[name] for name in CRITERION})
            for place, line in enumerate(criteria, start=1)
        ]
        self.bands = sorted(
            (RatingBand(**{name: band[name] for name in BAND}) for band in bands),
            key=lambda band: (-band.minimum, not band.needs_gates),
        )
        for criterion, line in zip(self.criteria, criteria, strict=True):
            self.fields |= fields_of(criterion, line["levels"] or ())

    def sections(self) -> Iterator[SheetSection]:
        for section in sections(self.criteria):
            lines = [self._line(c) for c in section.lines]
            yield SheetSection(section.name, lines, Decimal(0), stated_maximum(section.lines))

    def _line(self, criterion: Criterion) -> CriterionLine:
        points, absent, note = (
            self[name] if name in self.fields else None
            for name in (points_name(criterion), absent_name(criterion), note_name(criterion))
        )
        return CriterionLine(criterion, None, None, points, absent, note)

    @property
    def maximum(self) -> Decimal:
        return maximum(self.criteria)

    @property
    def has_open_bonus(self) -> bool:
        """A bonus counts towards no stated maximum, and the sheet does not come to a round hundred."""
        loose = {c.section for c in self.criteria if c.kind == Criterion.Kind.BONUS}
        loose -= {c.section for c in self.criteria if c.section_maximum is not None}
        return bool(loose) and self.maximum != USUAL_TOTAL

    def reasons(self) -> list[str]:
        """What speaks against saving it like this."""
        return [*unsound_sections(self.criteria), *unsound_bands(self.criteria, self.bands)]
