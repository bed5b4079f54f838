"""Rubrics whose sections or bands cannot be right."""

from decimal import Decimal

import pytest
from django.utils import translation

from meetings.models import Criterion, RatingBand
from meetings.soundness import unsound_bands, unsound_sections


def line(maximum, kind="points", **values):
    return Criterion(section="I", maximum=Decimal(maximum), kind=kind, **values)


def band(label, minimum, needs_gates=False):
    return RatingBand(label=label, minimum=Decimal(minimum), needs_gates=needs_gates)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([line(4), line(1, "bonus")], []),
        ([line(4, section_maximum=5), line(1, "bonus")], []),
        (
            [line(4, section_maximum=6), line(1, "bonus")],
            ["“I” cannot reach its maximum of 6: its lines give 4, with the bonus 5."],
        ),
        (
            [line(4, section_maximum=6)],
            ["“I” cannot reach its maximum of 6: its lines give 4 together."],
        ),
        (
            [line(4, section_maximum=3), line(1, "bonus")],
            ["The lines of “I” give 4, more than its maximum of 3."],
        ),
        ([line(1, "bonus")], ["“I” has bonuses only: state the maximum of the section."]),
        ([line(1, "bonus", section_maximum=1)], []),
        (
            [line(4, section_maximum=5), line(1, section_maximum=5)],
            ["The maximum of “I” stands on several lines: leave it on one of them."],
        ),
    ],
)
def test_sections(lines, said):
    assert list(unsound_sections(lines)) == said


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([band("A", 5, True), band("B", 0)], []),
        ([band("A", 5)], ["Totals below 5 points have no band: let the lowest one begin at 0."]),
        (
            [band("A", 5, True), band("B", 0, True)],
            ["Where a gate fails, no band is left: let one of them ask for no gates."],
        ),
        (
            [band("A", 11), band("B", 0)],
            ["All criteria together give 10 points: the band from 11 points is out of reach."],
        ),
        ([band("A", 0), band("B", 0)], ["“A” and “B” ask for the same."]),
        ([band("A", 0, True), band("B", 0)], []),
    ],
)
def test_bands(bands, said):
    assert list(unsound_bands([line(6), line(4)], bands)) == said


def test_a_band_out_of_reach_without_a_theme():
    bands = [band("A", 8), band("B", 0)]
    assert list(unsound_bands([line(6), line(4, theme="full")], bands)) == []
    (said,) = unsound_bands([line(6), line(4, theme="left_out")], bands)
    assert said.startswith(
        "Without a theme the criteria give 6 points: the band from 8 points is out of reach."
    )
