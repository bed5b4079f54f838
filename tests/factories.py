"""One valid row of each model in one line; every test names only what its story is about.

`VisitFactory(attended=True)`, `VisitFactory(missed=True, reason="illness")`,
`VisitFactory(carried_from=missed_visit, month=Month.parse("08/2018"))`: plan, committee, half-year
and leader group follow, and so do the links of a carry-over.
"""

import datetime as dt
import hashlib
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from django.utils import timezone

from attendance.models import (
    AbsenceReason,
    Attachment,
    Plan,
    Proposal,
    RegistrationWindow,
    Target,
    Trip,
    Visit,
)
from committees.models import Committee, Leader, LeaderGroup, Membership, User
from committees.roles import Role
from lib.periods import HalfYear, Month
from meetings.models import (
    AnnouncedMeeting,
    Cell,
    Criterion,
    Evaluation,
    Finding,
    Guidance,
    Level,
    Meeting,
    OrganizationType,
    RatingBand,
    Recommendation,
    Rubric,
    Score,
)

PERIOD = HalfYear.parse("2018-H1")
PASSWORD = "a-password-for-tests"


class CommitteeFactory(factory.django.DjangoModelFactory):
    """A commission of the province; `parent=None` makes a root."""

    class Meta:
        model = Committee

    parent = factory.LazyFunction(lambda: Committee.objects.get_first_root_node() or ProvinceFactory())
    code = factory.Sequence(lambda n: f"CU{n:03}")
    name = factory.Sequence(lambda n: f"Ban số {n} Tỉnh ủy")
    kind = Committee.Kind.COMMISSION

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        if parent is None:
            return model_class.objects.add_root(create_kwargs=kwargs)
        return model_class.objects.add_child(parent, create_kwargs=kwargs)


class ProvinceFactory(CommitteeFactory):
    parent = None
    code = factory.Sequence(lambda n: f"TU{n:03}")
    name = factory.Sequence(lambda n: f"Tỉnh ủy số {n}")
    kind = Committee.Kind.PROVINCE


class LeaderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Leader

    code = factory.Sequence(lambda n: f"LD{n:03}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn {n}")
    position = "Phó Trưởng ban"
    group = LeaderGroup.LEADERSHIP
    committee = factory.SubFactory(CommitteeFactory)


class UserFactory(factory.django.DjangoModelFactory):
    """An account without any right; its password is PASSWORD."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n:03}")
    full_name = factory.Sequence(lambda n: f"Trần Thị {n}")
    password = factory.django.Password(PASSWORD)


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.STAFF
    committee = factory.SubFactory(CommitteeFactory)


class OrganizationTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganizationType

    code = factory.Sequence(lambda n: f"LH{n:02}")
    name = factory.Sequence(lambda n: f"Chi bộ loại hình {n}")


class GuidanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Guidance

    organization_type = factory.SubFactory(OrganizationTypeFactory)
    number = factory.Sequence(lambda n: f"{n:02}-HD/BTCTU")
    issued_on = dt.date(2017, 3, 15)
    issuer = "Ban Tổ chức Tỉnh ủy"
    title = "Hướng dẫn nội dung sinh hoạt chi bộ"


class CellFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cell

    code = factory.Sequence(lambda n: f"CB{n:03}")
    name = factory.Sequence(lambda n: f"Chi bộ {n}")
    committee = factory.SubFactory(CommitteeFactory, kind=Committee.Kind.DISTRICT)
    organization_type = factory.SubFactory(OrganizationTypeFactory)


class MeetingFactory(factory.django.DjangoModelFactory):
    """The meeting of `cell` on `date`: the one already there, or a new one."""

    class Meta:
        model = Meeting
        django_get_or_create = ("cell", "date")

    cell = factory.SubFactory(CellFactory)
    date = dt.date(2018, 3, 15)


class AnnouncedMeetingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AnnouncedMeeting

    cell = factory.SubFactory(CellFactory)
    date = dt.date(2018, 3, 20)
    month = factory.LazyAttribute(lambda announced: Month.of(announced.date))


class RubricFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Rubric

    code = factory.Sequence(lambda n: f"KTC{n:02}")
    name = factory.Sequence(lambda n: f"Khung tiêu chí {n}")
    valid_from = dt.date(2018, 1, 1)


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion

    rubric = factory.SubFactory(RubricFactory)
    section = "I. Công tác chuẩn bị"
    code = factory.Sequence(lambda n: f"I.{n}")
    text = factory.Sequence(lambda n: f"Tiêu chí {n}")
    maximum = Decimal("10.0")


class LevelFactory(factory.django.DjangoModelFactory):
    """The highest level of a line of levels; `points=` for others."""

    class Meta:
        model = Level

    criterion = factory.SubFactory(CriterionFactory, kind=Criterion.Kind.LEVELS)
    points = factory.SelfAttribute("criterion.maximum")
    condition = factory.Sequence(lambda n: f"Mức độ {n}")


class RatingBandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RatingBand

    rubric = factory.SubFactory(RubricFactory)
    label = factory.Sequence(lambda n: f"Mức {n}")
    minimum = Decimal("50.0")


class FindingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Finding

    code = factory.Sequence(lambda n: f"UD{n:02}")
    kind = Finding.Kind.STRENGTH
    text = factory.Sequence(lambda n: f"Nội dung được chuẩn bị trước, số {n}")


class EvaluationFactory(factory.django.DjangoModelFactory):
    """By the cell itself, without scores; `leader=` for a leader's, `findings=[…]` to tick some."""

    class Meta:
        model = Evaluation
        skip_postgeneration_save = True

    meeting = factory.SubFactory(MeetingFactory)

    @factory.post_generation
    def findings(self, create, extracted, **kwargs):
        if create and extracted:
            self.findings.set(extracted)


class RecommendationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recommendation

    evaluation = factory.SubFactory(EvaluationFactory)
    text = "Phân công đảng viên chuẩn bị ý kiến trước buổi sinh hoạt"
    responsible = "Bí thư chi bộ"


class ScoreFactory(factory.django.DjangoModelFactory):
    """Full points for a criterion; the evaluation's rubric is the criterion's."""

    class Meta:
        model = Score

    criterion = factory.SubFactory(CriterionFactory)
    evaluation = factory.SubFactory(EvaluationFactory, rubric=factory.SelfAttribute("..criterion.rubric"))
    rubric = factory.SelfAttribute("criterion.rubric")
    maximum = factory.SelfAttribute("criterion.maximum")
    kind = factory.SelfAttribute("criterion.kind")
    points = factory.SelfAttribute("maximum")


class PlanFactory(factory.django.DjangoModelFactory):
    """The plan of `committee` for `half_year`: the one already there, or a new draft.

    The times that belong to `status` are filled in.
    """

    class Meta:
        model = Plan
        django_get_or_create = ("committee", "half_year")

    committee = factory.SubFactory(CommitteeFactory)
    half_year = PERIOD
    status = Plan.Status.DRAFT
    submitted_at = factory.LazyAttribute(
        lambda plan: None if plan.status == Plan.Status.DRAFT else timezone.now()
    )
    approved_at = factory.LazyAttribute(lambda plan: timezone.now() if plan.status in Plan.COUNTING else None)
    closed_at = factory.LazyAttribute(
        lambda plan: timezone.now() if plan.status == Plan.Status.CLOSED else None
    )
    first_submitted_at = factory.SelfAttribute("submitted_at")


class ProposalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Proposal

    cell = factory.SubFactory(CellFactory)
    committee = factory.SubFactory(CommitteeFactory)
    half_year = PERIOD
    proposed_by = factory.SubFactory(UserFactory)


class RegistrationWindowFactory(factory.django.DjangoModelFactory):
    """December 2017; each for another half-year unless told which."""

    class Meta:
        model = RegistrationWindow

    province = factory.LazyFunction(lambda: Committee.objects.get_first_root_node() or ProvinceFactory())
    half_year = factory.Sequence(lambda n: HalfYear(PERIOD.ordinal + n))
    opens_on = dt.date(2017, 12, 1)
    closes_on = dt.date(2017, 12, 31)


class AbsenceReasonFactory(factory.django.DjangoModelFactory):
    """The reason of that code: the one that a migration made, or a new one."""

    class Meta:
        model = AbsenceReason
        django_get_or_create = ("code",)

    code = AbsenceReason.TRIP
    label = factory.LazyAttribute(lambda reason: f"Lý do {reason.code}")


class VisitFactory(factory.django.DjangoModelFactory):
    """A visit still open, registered in its leader's committee's plan, which is approved.

    * `attended=True`: at the cell's meeting on `met_on`, by default the month's 15th day
    * `missed=True`: for the reason with the code `reason`, by default a trip
    * `withdrawn=True`
    * `carried_from=visit`: moved from that missed visit: same leader and cell, a month later,
      unless told otherwise; `carried_in` where the half-years differ, else an amendment
    """

    class Meta:
        model = Visit

    class Params:
        reason = AbsenceReason.TRIP
        met_on = factory.LazyAttribute(lambda visit: visit.month.day(15))
        attended = factory.Trait(
            outcome=Visit.Outcome.ATTENDED,
            meeting=factory.SubFactory(
                MeetingFactory,
                cell=factory.SelfAttribute("..cell"),
                date=factory.SelfAttribute("..met_on"),
            ),
        )
        missed = factory.Trait(
            outcome=Visit.Outcome.MISSED,
            absence_reason=factory.SubFactory(AbsenceReasonFactory, code=factory.SelfAttribute("..reason")),
        )
        withdrawn = factory.Trait(outcome=Visit.Outcome.WITHDRAWN, amendment_reason="Điều chỉnh kế hoạch")

    carried_from = None
    carried_from_month = factory.LazyAttribute(lambda visit: visit.carried_from and visit.carried_from.month)
    leader = factory.Maybe(
        "carried_from", factory.SelfAttribute("carried_from.leader"), factory.SubFactory(LeaderFactory)
    )
    cell = factory.Maybe(
        "carried_from", factory.SelfAttribute("carried_from.cell"), factory.SubFactory(CellFactory)
    )
    month = factory.LazyAttribute(
        lambda visit: visit.carried_from.month + 1 if visit.carried_from else Month.parse("03/2018")
    )
    plan = factory.SubFactory(
        PlanFactory,
        committee=factory.SelfAttribute("..leader.committee"),
        half_year=factory.SelfAttribute("..month.half_year"),
        status=Plan.Status.APPROVED,
    )
    committee = factory.SelfAttribute("plan.committee")
    half_year = factory.SelfAttribute("plan.half_year")
    leader_group = factory.SelfAttribute("leader.group")

    @factory.lazy_attribute
    def origin(self):
        if not self.carried_from:
            return Visit.Origin.REGISTERED
        if self.carried_from.half_year < self.half_year:
            return Visit.Origin.CARRIED_IN
        return Visit.Origin.AMENDMENT


class AttachmentFactory(factory.django.DjangoModelFactory):
    """A small PDF of `content`."""

    class Meta:
        model = Attachment

    class Params:
        content = b"%PDF-1.4 minutes"

    visit = factory.SubFactory(VisitFactory)
    name = "bien-ban.pdf"
    file = factory.LazyAttribute(lambda attachment: ContentFile(attachment.content, attachment.name))
    content_type = "application/pdf"
    size = factory.LazyAttribute(lambda attachment: len(attachment.content))
    sha256 = factory.LazyAttribute(lambda attachment: hashlib.sha256(attachment.content).hexdigest())
    uploaded_by = factory.SubFactory(UserFactory)


class TargetFactory(factory.django.DjangoModelFactory):
    """Two cells in the half-year, of all leaders of the committee since 2018; with `cells`, each of them."""

    class Meta:
        model = Target
        skip_postgeneration_save = True

    committee = factory.SubFactory(CommitteeFactory)
    number = 2
    valid_from = dt.date(2018, 1, 1)

    @factory.post_generation
    def cells(self, create, extracted, **kwargs):
        if extracted:
            self.cells.set(extracted)


class TripFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Trip

    leader = factory.SubFactory(LeaderFactory)
    date_from = dt.date(2018, 3, 12)
    date_to = dt.date(2018, 3, 16)
    purpose = "Kiểm tra cơ sở"
    place = "Huyện miền núi"
