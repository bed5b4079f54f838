"""The judge of who wrote where, on histories made wrong."""

import pytest

from .witness import Taken, judge

ONE, OTHER = "sinhhoat1", "sinhhoat2"


def taken(*rows: tuple[str, int]) -> list[Taken]:
    """In the order in which they were acknowledged: by whom, on which timeline."""
    return [Taken(f"row {at}", node, timeline, float(at)) for at, (node, timeline) in enumerate(rows)]


def names(rows: list[Taken]) -> set[str]:
    return {row.name for row in rows}


def test_one_after_the_other_is_well():
    rows = taken((ONE, 1), (ONE, 1), (OTHER, 2), (ONE, 3))
    assert judge(rows, names(rows)) == []


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        # Who was cut off, or woke up, still wrote when another had taken over.
        ([(ONE, 1), (OTHER, 2), (ONE, 1)], "sinhhoat1 took row 2 on timeline 1, sinhhoat2 was on 2"),
        # Both were promoted from the same one.
        ([(ONE, 1), (ONE, 2), (OTHER, 2)], "sinhhoat2 took row 2 on sinhhoat1's timeline 2"),
    ],
)
def test_two_at_once(rows, wrong):
    rows = taken(*rows)
    assert judge(rows, names(rows)) == [wrong]


def test_lost():
    rows = taken((ONE, 1), (OTHER, 2))
    assert judge(rows, {"row 1"}) == ["sinhhoat1 acknowledged row 0, and it is lost"]
