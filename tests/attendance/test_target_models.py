"""What the database refuses of targets, whoever writes and however."""

import datetime as dt

import pytest

from tests.constraints import accepted, refused
from tests.factories import TargetFactory

pytestmark = pytest.mark.django_db


def update(row, **values):
    type(row).objects.filter(pk=row.pk).update(**values)


def test_of_a_leader_or_of_a_group(commission, chief):
    with refused("target_of_a_leader_or_a_group"):
        TargetFactory(committee=commission, leader=chief, group="leadership")
    for holder in ({}, {"leader": chief}, {"group": "leadership"}):
        TargetFactory(committee=commission, **holder)
    accepted()


def test_values_that_mean_nothing():
    target = TargetFactory()
    with refused("target_group_known"):
        update(target, group="secretaries")
    with refused("target_per_known"):
        update(target, per="year")
    for number in (0, 100):
        with refused("target_number_in_range"):
            update(target, number=number)
    with refused("target_from_before_to"):
        update(target, valid_to=dt.date(2017, 12, 31))
    update(target, number=None, per="month", group="department", valid_to=target.valid_from)
    accepted()


def test_one_of_a_leader_at_a_time(commission, chief):
    first = TargetFactory(committee=commission, leader=chief, valid_to=dt.date(2018, 3, 31))
    with refused("target_of_a_leader_begins_once_a_day"):
        TargetFactory(committee=commission, leader=chief)
    TargetFactory(committee=commission, leader=chief, valid_from=dt.date(2018, 4, 1))
    with refused("target_of_a_leader_open_once"):
        update(first, valid_to=None)


def test_one_of_a_group_at_a_time(commission):
    first = TargetFactory(committee=commission, valid_to=dt.date(2018, 3, 31))
    with refused("target_of_a_group_begins_once_a_day"):
        TargetFactory(committee=commission)
    TargetFactory(committee=commission, valid_from=dt.date(2018, 4, 1))
    TargetFactory(committee=commission, group="leadership")
    with refused("target_of_a_group_open_once"):
        update(first, valid_to=None)
