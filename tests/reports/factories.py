"""Reports as they were submitted, issued and sent, and lines of the register."""

import datetime as dt
import hashlib

import factory

from reports.models import (
    Dispatch,
    IssuedFile,
    IssuedReport,
    Recipient,
    RegisterEntry,
    ReportVersion,
    TermOfOffice,
    VersionFile,
)
from tests.factories import PERIOD, CommitteeFactory, UserFactory


class IssuedReportFactory(factory.django.DjangoModelFactory):
    """A frozen report with nothing in it."""

    class Meta:
        model = IssuedReport

    committee = factory.SubFactory(CommitteeFactory)
    half_year = PERIOD
    number = factory.Sequence(lambda n: n + 1)
    symbol = "BC/BTCTU"
    place = "Bình Sơn"
    issued_on = dt.date(2018, 6, 29)
    issuing_body = "BAN TỔ CHỨC"
    signatory_title = "TRƯỞNG BAN"
    signatory_name = "Nguyễn Văn An"
    figures = factory.LazyFunction(dict)
    rows = factory.LazyFunction(list)
    sections = factory.LazyFunction(list)
    issued_by = factory.SubFactory(UserFactory)


class IssuedFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IssuedFile

    report = factory.SubFactory(IssuedReportFactory)
    kind = IssuedFile.Kind.SUMMARY
    name = "Báo cáo.json"
    content_type = "application/json"
    content = b"{}"
    size = factory.LazyAttribute(lambda file: len(file.content))
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())


class ReportVersionFactory(factory.django.DjangoModelFactory):
    """A submitted version with nothing in it."""

    class Meta:
        model = ReportVersion

    committee = factory.SubFactory(CommitteeFactory)
    half_year = PERIOD
    ordinal = factory.Sequence(lambda n: n + 1)
    letterhead = factory.LazyFunction(dict)
    title = factory.LazyFunction(list)
    figures = factory.LazyFunction(dict)
    rows = factory.LazyFunction(list)
    sections = factory.LazyFunction(list)
    annexes = factory.LazyFunction(list)
    submitted_by = factory.SubFactory(UserFactory)


class VersionFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VersionFile

    version = factory.SubFactory(ReportVersionFactory)
    kind = IssuedFile.Kind.SUMMARY
    name = "Báo cáo.json"
    content_type = "application/json"
    content = b"{}"
    size = factory.LazyAttribute(lambda file: len(file.content))
    sha256 = factory.LazyAttribute(lambda file: hashlib.sha256(file.content).hexdigest())


class RecipientFactory(factory.django.DjangoModelFactory):
    """Somebody to whom a report was sent out."""

    class Meta:
        model = Recipient

    report = factory.SubFactory(IssuedReportFactory)
    name = "Thường trực Tỉnh ủy"
    sent_on = dt.date(2018, 6, 30)


class DispatchFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Dispatch

    report = factory.SubFactory(IssuedReportFactory)
    sent_on = dt.date(2018, 6, 30)
    dispatched_by = factory.SubFactory(UserFactory)


class RegisterEntryFactory(factory.django.DjangoModelFactory):
    """A document that was written elsewhere."""

    class Meta:
        model = RegisterEntry

    committee = factory.SubFactory(CommitteeFactory)
    number = factory.Sequence(lambda n: n + 1)
    symbol = "BC/BTCTU"
    issued_on = dt.date(2018, 6, 1)
    title = "Tình hình công tác tháng 5"


class TermOfOfficeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TermOfOffice

    committee = factory.SubFactory(CommitteeFactory)
    name = "2015–2020"
    starts_on = dt.date(2015, 10, 1)
    ends_on = dt.date(2020, 9, 30)
