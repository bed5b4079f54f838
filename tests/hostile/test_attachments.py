"""Whatever is attached is stored or refused, soon; whatever comes back as signed is examined or given up."""

import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from lib import uploads
from reports.document.apart import examined
from reports.document.sameness import Sameness
from reports.document.signatures import Problem
from tests.reports.document.papers import authority, person

from .attachments import ATTACHMENTS, OURS, in_each_other
from .measured import measured

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only")


def answer(data: bytes) -> str:
    """What its sender is told, or whoever looks at it as a signed copy; "" where it is merely stored."""
    try:
        judged = uploads.judge(SimpleUploadedFile("tệp.pdf", data))
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    if judged.content_type != uploads.PDF:
        return ""
    found = examined(data, ours=[OURS], roots=[])
    assert not found.is_valid
    return str(found.problem.label if found.problem else found.sameness.label)


@pytest.mark.slow
@pytest.mark.parametrize("make", ATTACHMENTS.values(), ids=ATTACHMENTS)
def test_it_is_answered(make):
    data = make()
    with measured() as cost:
        told = answer(data)
    assert cost.is_bearable, cost
    assert not told or told.endswith(".")


def test_there_are_enough():
    assert len(ATTACHMENTS) >= 25


def test_who_signed_is_told_though_the_texts_cannot_be_compared():
    signed = person(authority()).sign(in_each_other())
    found = examined(signed, ours=[OURS], roots=[])
    assert (len(found.signatures), found.sameness, found.problem) == (1, Sameness.UNKNOWN, Problem.NONE)
