"""Which rubric judges a meeting, of rubrics at hand: as the database says, and with its rivals."""

import datetime as dt

import pytest

from meetings.in_force import in_force
from meetings.models import Rubric
from tests.factories import OrganizationTypeFactory, RubricFactory

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def village():
    return OrganizationTypeFactory()


JUNE = D(2018, 6, 1)


def found(village, kind="regular", day=JUNE) -> list[str]:
    rubrics = in_force(Rubric.objects.all(), village.pk, kind, day)
    first = Rubric.objects.valid_for(village, kind, day).first()
    assert (first in rubrics) if first else not rubrics
    return sorted(rubric.code for rubric in rubrics)


def test_the_weightiest_then_the_latest_and_rivals_of_one_weight(village):
    assert found(village) == []
    RubricFactory(code="OLD", valid_from=D(2017, 1, 1))
    RubricFactory(code="NEW", valid_from=D(2018, 1, 1))
    assert (found(village), found(village, day=D(2017, 6, 1))) == (["NEW"], ["OLD"])
    RubricFactory(code="TWIN", valid_from=D(2018, 1, 1))
    assert found(village) == ["NEW", "TWIN"]
    typed = RubricFactory(code="TYPE", valid_from=D(2016, 1, 1), valid_to=D(2018, 6, 1))
    typed.organization_types.add(village)
    assert (found(village), found(village, day=D(2018, 6, 2))) == (["TYPE"], ["NEW", "TWIN"])
    assert found(OrganizationTypeFactory()) == ["NEW", "TWIN"]
    RubricFactory(code="KIND", valid_from=D(2018, 2, 1)).kinds.create(kind="thematic")
    assert (found(village), found(village, "thematic")) == (["TYPE"], ["KIND", "TYPE"])
    both = RubricFactory(code="BOTH", valid_from=D(2015, 1, 1))
    both.organization_types.add(village)
    both.kinds.create(kind="thematic")
    assert found(village, "thematic") == ["BOTH"]
