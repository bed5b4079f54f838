"""Whatever an uploaded list is, it is read or refused with a sentence, soon, and the server goes on."""

import contextlib
import io
import sys

import pytest

from exchange.lists.marking import given_back
from exchange.lists.opening import lists_of
from exchange.workbook import UnreadableWorkbook
from exchange.workbook.problems import Report
from exchange.workbook.reader import read

from .measured import measured
from .workbooks import WORKBOOKS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only")
PROBLEM = {"sheet": "DS", "cell": "A2", "place": "DS!A2", "what": "không có mã này", "cure": "sửa mã"}


def answers(data: bytes) -> list[str]:
    """What the person is told who uploads it as a list, as a whole workbook, and wants its errors marked."""
    told = []
    for act in (lambda: lists_of(data, "ds.xlsx", None), lambda: read(io.BytesIO(data), Report())):
        try:
            act()
        except UnreadableWorkbook as refusal:
            told.append(str(refusal))
    with contextlib.suppress(UnreadableWorkbook):
        assert given_back(data, [PROBLEM], "ds.xlsx").startswith(b"PK")
    return told


@pytest.mark.slow
@pytest.mark.parametrize("make", WORKBOOKS.values(), ids=WORKBOOKS)
def test_it_is_answered(make):
    data = make()
    with measured() as cost:
        told = answers(data)
    assert cost.is_bearable, cost
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in told)


def test_there_are_enough():
    assert len(WORKBOOKS) >= 45
