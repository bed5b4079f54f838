import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english():
    """Messages are tested in their source language."""
    with translation.override("en"):
        yield
