"""Twenty-five small half-years, each with a trap: every claim of the text is borne out by the rows."""

import pytest
from django.utils import translation

from reports.issuing.composition import Composition

from . import tricky
from .claims import Coming, Measures, Open, Proposals, Results
from .judgements import Causes, Limitations, Strengths
from .rows import Rows

pytestmark = pytest.mark.django_db

READERS = {
    "results": Results,
    "open": Open,
    "strengths": Strengths,
    "limitations": Limitations,
    "causes": Causes,
    "coming": Coming,
    "measures": Measures,
    "proposals": Proposals,
}


@pytest.mark.parametrize("case", tricky.CASES, ids=lambda case: case.name)
def test_every_claim_is_borne_out(case):
    made = tricky.make(case, seed=1)
    with translation.override(made.language):
        composition = Composition(made.committee, made.half_year, as_of=made.as_of)
        told = {part.key: part.text for part in composition.parts}
    told.setdefault("open", "")  # no part where it has nothing to say
    assert told.keys() == READERS.keys()
    rows, readers = Rows(made), {}
    for key, text in told.items():
        readers[key] = READERS[key](rows)
        readers[key].read(text)
    # Of most cells one thing is said, not its opposite too.
    assert not {"most"} <= readers["strengths"].extents & readers["limitations"].extents
