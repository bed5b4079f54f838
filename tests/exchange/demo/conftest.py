import pytest

from .counting import DAYS, TODAY, built


@pytest.fixture
def sheets():
    return built(TODAY)


@pytest.fixture(params=DAYS, ids=str)
def sheets_of_any_day(request):
    return built(request.param), request.param
