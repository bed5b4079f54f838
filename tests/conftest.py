"""The cast: a small province, its leaders and cells, and the people who work with the product.

Everybody of `commission` plays the main parts; those of `other_commission` are strangers, who see
nothing of it; `province_clerk` sees both.
"""

import functools
import gc
import io
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from simple_history.manager import HistoryManager

from committees import office
from committees.models import Committee, LeaderGroup
from committees.roles import Role
from lib import jobs

from . import databases
from .factories import (
    PERIOD,
    CellFactory,
    CommitteeFactory,
    LeaderFactory,
    MembershipFactory,
    OrganizationTypeFactory,
    ProvinceFactory,
)

# The verdict on a change does not depend on luck: the same cases each time, other ones by "thorough".
hypothesis.settings.register_profile("default", deadline=None, max_examples=25, derandomize=True)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=5)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


SHARED = "TESTS_SHARED_DIRECTORY"


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        os.environ[SHARED] = tempfile.mkdtemp(prefix="tests-")  # the workers inherit its name
    # Hundreds of accounts sign in here, none of which has anything to guard.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Pages link to static files under their plain names, without `collectstatic` first.
    settings.STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Tests do the same with or without LibreOffice; those of the PDF itself ask for it.
    settings.SOFFICE = "/nowhere/soffice"
    # Each access to a row's history would put the class of its manager together anew.
    HistoryManager.from_queryset = functools.cache(HistoryManager.from_queryset)
    # A second connection sees nothing of a test that is one transaction.
    jobs.TOLD_EVERY = 3600


def pytest_collection_finish():
    """What was imported stays; looking for garbage in it, again and again, takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(config, items):
    """Whatever asks for pages, or for a whole half-year of visits, is slow without saying so.

    What asks for no database has proved itself on SQLite, and is left out on PostgreSQL.
    """
    for item in items:
        if not {"client", "busy", "demo"}.isdisjoint(item.fixturenames):
            item.add_marker(pytest.mark.slow)
    if connection.vendor == "postgresql":
        config.hook.pytest_deselected(items=[item for item in items if not asks_for_a_database(item)])
        items[:] = filter(asks_for_a_database, items)


def asks_for_a_database(item) -> bool:
    is_marked = item.get_closest_marker("django_db") is not None
    return is_marked or not {"django_db_setup", "live_server"}.isdisjoint(item.fixturenames)


@pytest.hookimpl(trylast=True)  # after pytest-django has opened the database again
def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shared = Path(os.environ.pop(SHARED))
        databases.Copies(shared).drop()
        shutil.rmtree(shared)


@pytest.fixture(scope="session")
def copies():
    return databases.Copies(Path(os.environ[SHARED]))


@pytest.fixture(scope="session")
def django_db_setup(copies, django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """In place of migrating in every worker; see `tests.databases`."""
    with django_db_blocker.unblock(), databases.test_database(copies):
        yield


@pytest.fixture
def demo(transactional_db, copies):
    """The demo data and its accounts."""
    copies.put("demo", lambda: call_command("load_demo", stdout=io.StringIO()))


@pytest.fixture(autouse=True)
def language():
    """A page in English leaves no English behind for the next test."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def known_face():
    """The header's office is kept between pages: no test pays for asking."""
    cache.set(office.KEY, office.Face("Tỉnh ủy Bình Sơn"))


@pytest.fixture
def period():
    """The first half of 2018: that of the bulletin."""
    return PERIOD


@pytest.fixture
def province(db):
    return ProvinceFactory(code="TU", name="Tỉnh ủy Bình Sơn", short_name="Tỉnh ủy")


@pytest.fixture
def commission(province):
    return CommitteeFactory(
        parent=province, code="BTCTU", name="Ban Tổ chức Tỉnh ủy", short_name="Ban Tổ chức"
    )


@pytest.fixture
def other_commission(province):
    return CommitteeFactory(
        parent=province, code="BTGTU", name="Ban Tuyên giáo Tỉnh ủy", short_name="Ban Tuyên giáo"
    )


@pytest.fixture
def district(province):
    return CommitteeFactory(
        parent=province, code="HUBS", name="Huyện ủy Bắc Sơn", kind=Committee.Kind.DISTRICT
    )


@pytest.fixture
def chief(commission):
    """Of the commission's leadership."""
    return LeaderFactory(committee=commission, code="LD-AN", full_name="Nguyễn Văn An", position="Trưởng ban")


@pytest.fixture
def department_head(commission):
    return LeaderFactory(
        committee=commission,
        code="LD-BINH",
        full_name="Trần Thị Bình",
        position="Trưởng phòng",
        group=LeaderGroup.DEPARTMENT,
    )


@pytest.fixture
def other_chief(other_commission):
    return LeaderFactory(
        committee=other_commission, code="LD-CUONG", full_name="Lê Mạnh Cường", position="Trưởng ban"
    )


@pytest.fixture
def cells(district):
    """Three cells of the district: a village's, a street's and a school's, in sorted order."""
    return [
        CellFactory(
            committee=district,
            code=code,
            name=name,
            organization_type=OrganizationTypeFactory(code=kind, name=kind_name),
        )
        for code, name, kind, kind_name in [
            ("CB-THON", "Chi bộ Thôn 2", "THON", "Chi bộ thôn, bản"),
            ("CB-TKHU", "Chi bộ Tiểu khu 10", "TKHU", "Chi bộ tiểu khu, khu phố"),
            ("CB-TRUONG", "Chi bộ Trường Tiểu học Bắc Sơn", "DVSN", "Chi bộ trường học, bệnh viện"),
        ]
    ]


@pytest.fixture
def cell(cells):
    return cells[0]


def member(role, committee, full_name):
    return MembershipFactory(
        user__username=f"{role}.{committee.code}".lower(),
        user__full_name=full_name,
        role=role,
        committee=committee,
    ).user


@pytest.fixture
def staff(commission):
    return member(Role.STAFF, commission, "Phạm Thị Dung")


@pytest.fixture
def as_staff(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def official(commission):
    return member(Role.OFFICIAL, commission, "Hoàng Văn Em")


@pytest.fixture
def as_official(client, official):
    client.force_login(official)
    return client


@pytest.fixture
def clerk(commission):
    return member(Role.CLERK, commission, "Vũ Thị Giang")


@pytest.fixture
def administrator(commission):
    return member(Role.ADMINISTRATOR, commission, "Đỗ Văn Hải")


@pytest.fixture
def head(province, client):
    """The province's administrator, signed in."""
    user = member(Role.ADMINISTRATOR, province, "Lâm Quốc Dũng")
    client.force_login(user)
    return user


@pytest.fixture
def stranger_staff(other_commission):
    return member(Role.STAFF, other_commission, "Bùi Thị Hoa")


@pytest.fixture
def stranger_official(other_commission):
    return member(Role.OFFICIAL, other_commission, "Ngô Văn Khánh")


@pytest.fixture
def stranger_clerk(other_commission):
    return member(Role.CLERK, other_commission, "Đặng Thị Lan")


@pytest.fixture
def stranger_administrator(other_commission):
    return member(Role.ADMINISTRATOR, other_commission, "Mai Văn Minh")


@pytest.fixture
def province_clerk(province):
    return member(Role.CLERK, province, "Lương Thị Nga")
