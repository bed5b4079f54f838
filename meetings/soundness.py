"""What is wrong with a rubric as a whole: points out of reach, totals without a band."""

from collections.abc import Iterable, Iterator

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext as _

from .models import Criterion, RatingBand
from .rating import Kind, maximum, stated_maximum


def unsound_sections(criteria: Iterable[Criterion]) -> Iterator[str]:
    """Why a section cannot give just its maximum."""
    return (reason for _section, reason in judged_sections(criteria))


def judged_sections(criteria: Iterable[Criterion]) -> Iterator[tuple[str, str]]:
    """(section, why it cannot give just its maximum)."""
    by_name: dict[str, list[Criterion]] = {}
    for criterion in criteria:
        by_name.setdefault(criterion.section, []).append(criterion)
    for name, lines in by_name.items():
        stated = stated_maximum(lines)
        ordinary = sum(c.maximum for c in lines if c.kind != Kind.BONUS)
        together = sum(c.maximum for c in lines)
        said = {"section": name, "maximum": floatformat(stated)}
        if sum(c.section_maximum is not None for c in lines) > 1:
            reason = _("The maximum of “%(section)s” stands on several lines: leave it on one of them.")
        elif not stated:
            reason = _("“%(section)s” has bonuses only: state the maximum of the section.")
        elif together < stated:
            said |= {"points": floatformat(together), "ordinary": floatformat(ordinary)}
            reason = _short(has_bonus=together > ordinary)
        elif ordinary > stated:
            said["points"] = floatformat(ordinary)
            reason = _("The lines of “%(section)s” give %(points)s, more than its maximum of %(maximum)s.")
        else:
            continue
        yield name, reason % said


def _short(*, has_bonus: bool) -> str:
    if has_bonus:
        return _(
            "“%(section)s” cannot reach its maximum of %(maximum)s: its lines give %(ordinary)s, with "
            "the bonus %(points)s."
        )
    return _("“%(section)s” cannot reach its maximum of %(maximum)s: its lines give %(points)s together.")


def unsound_bands(criteria: Iterable[Criterion], bands: Iterable[RatingBand]) -> Iterator[str]:
    """Bands out of reach, bands that are the same, and totals that have none."""
    criteria, bands = list(criteria), list(bands)
    if not bands:
        return
    highest = max(band.minimum for band in bands)
    with_theme, without = maximum(criteria), maximum(criteria, has_theme=False)
    said = {"minimum": floatformat(highest)}
    if highest > with_theme:
        yield (
            _(
                "All criteria together give %(total)s points: the band from %(minimum)s points is out of "
                "reach."
            )
            % (said | {"total": floatformat(with_theme)})
        )
    elif highest > without:
        yield (
            _(
                "Without a theme the criteria give %(total)s points: the band from %(minimum)s points is out "
                "of reach. Let some lines count in full."
            )
            % (said | {"total": floatformat(without)})
        )
    seen: dict[tuple, str] = {}
    for band in bands:
        other = seen.setdefault((band.minimum, band.needs_gates), band.label)
        if other != band.label:
            yield (_("“%(one)s” and “%(other)s” ask for the same.") % {"one": other, "other": band.label})
    yield from _gap(bands)


def _gap(bands: list[RatingBand]) -> Iterator[str]:
    open_to_all = [band.minimum for band in bands if not band.needs_gates]
    if not open_to_all:
        yield _("Where a gate fails, no band is left: let one of them ask for no gates.")
    elif min(open_to_all) > 0:
        yield (
            _("Totals below %(minimum)s points have no band: let the lowest one begin at 0.")
            % {"minimum": floatformat(min(open_to_all))}
        )
