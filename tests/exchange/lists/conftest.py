import pytest
from django.utils import translation

from committees.roles import Role
from tests.factories import MembershipFactory


@pytest.fixture(autouse=True)
def english():
    """Messages are tested in their source language."""
    with translation.override("en"):
        yield


@pytest.fixture
def importer(province):
    return MembershipFactory(
        role=Role.ADMINISTRATOR, committee=province, user__full_name="Lâm Quốc Dũng"
    ).user


@pytest.fixture
def as_importer(client, importer):
    client.cookies["django_language"] = "en"
    client.force_login(importer)
    return client
