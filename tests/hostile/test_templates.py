"""Whatever is uploaded as a Word template is refused with a sentence, soon; what is accepted stays small."""

import sys

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from reports.document.sample import CONTENT
from reports.document.upload import judge
from reports.document.word import write

from .measured import measured
from .templates import TEMPLATES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are confined on Linux only")
LARGEST = 5 * 1024 * 1024  # of a document that an accepted template makes


def answer(data: bytes) -> tuple[str, int]:
    """What its sender is told; of one that is accepted, how large the sample's document becomes."""
    try:
        judge(SimpleUploadedFile("mẫu.docx", data))
    except ValidationError as refusal:
        return " ".join(refusal.messages), 0
    return "", len(write(CONTENT, data).getvalue())


@pytest.mark.slow
@pytest.mark.parametrize("make", TEMPLATES.values(), ids=TEMPLATES)
def test_it_is_answered(make):
    data = make()
    with measured() as cost:
        told, size = answer(data)
    assert cost.is_bearable, cost
    assert told.endswith(".") if told else size < LARGEST


def test_there_are_enough():
    assert len(TEMPLATES) >= 40
