"""The table in which a month's meetings are announced: nothing typed is lost, nothing unseen is saved."""

import datetime as dt

import pytest
from django.http import QueryDict
from django.urls import reverse

from attendance.planning.announcing import CopyBy, announceable, copied, first_shown, same_day
from attendance.planning.forms.announcing import AnnounceForm
from committees.roles import Role
from lib.periods import Month
from meetings.models import AnnouncedMeeting, Cell
from tests.factories import (
    AnnouncedMeetingFactory,
    CellFactory,
    CommitteeFactory,
    MembershipFactory,
    VisitFactory,
)
from tests.pages import find_all, parse, text

FEBRUARY, MARCH = Month.parse("02/2018"), Month.parse("03/2018")
NO_DATE = "Đây không phải ngày hợp lệ. Hãy gõ ngày/tháng/năm, ví dụ 29/06/2018."
NO_HOUR = "Đây không phải giờ hợp lệ. Hãy gõ như 19:30."
ELSEWHERE = "Buổi sinh hoạt tháng 03/2018 phải vào một ngày trong tháng đó."


@pytest.mark.parametrize(
    ("day", "by", "found"),
    [
        (dt.date(2018, 2, 5), CopyBy.WEEKDAY, dt.date(2018, 3, 5)),  # the first Monday
        (dt.date(2018, 2, 28), CopyBy.WEEKDAY, dt.date(2018, 3, 28)),  # the fourth Wednesday
        (dt.date(2018, 3, 29), CopyBy.WEEKDAY, dt.date(2018, 4, 26)),  # April has no fifth Thursday
        (dt.date(2018, 1, 31), CopyBy.NUMBER, dt.date(2018, 2, 28)),
        (dt.date(2018, 2, 5), CopyBy.NUMBER, dt.date(2018, 3, 5)),
    ],
)
def test_the_same_day_of_the_next_month(day, by, found):
    assert same_day(day, Month.of(day) + 1, by) == found


@pytest.mark.django_db
class TestWhoAnnounces:
    @pytest.mark.parametrize(
        ("role", "announces"),
        [(Role.STAFF, True), (Role.ADMINISTRATOR, True), (Role.OFFICIAL, False), (Role.CLERK, False)],
    )
    def test_where_the_cell_is_managed(self, role, announces, district):
        cell = CellFactory(committee=district)
        user = MembershipFactory(role=role, committee=district).user
        assert list(announceable(user, MARCH)) == ([cell] if announces else [])

    def test_and_where_ones_leaders_go_in_that_month(self, staff, stranger_staff, chief, district):
        visit = VisitFactory(leader=chief, cell=CellFactory(committee=district), month=MARCH)
        VisitFactory(leader=chief, cell=CellFactory(committee=district), month=MARCH, withdrawn=True)
        assert list(announceable(staff, MARCH)) == [visit.cell]
        assert list(announceable(staff, FEBRUARY)) == list(announceable(stranger_staff, MARCH)) == []


@pytest.mark.django_db
class TestManyCells:
    """Of a whole province nobody looks through one table."""

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch):
        monkeypatch.setattr("attendance.planning.announcing.SHOWN_AT_ONCE", 2)

    def test_the_first_committee_with_few_enough(self, province, district, django_assert_num_queries):
        commune = CommitteeFactory(parent=district)
        CellFactory.create_batch(2, committee=district)
        assert first_shown(Cell.objects.all()) is None
        CellFactory.create_batch(2, committee=commune)
        CellFactory(committee=province)
        with django_assert_num_queries(2):
            assert first_shown(Cell.objects.all()) == commune
        CellFactory(committee=commune)
        assert first_shown(Cell.objects.all()) == commune

    def test_all_the_others_are_reached_by_the_filter(self, client, province, district):
        other = CommitteeFactory(parent=province)
        for committee in (district, other):
            CellFactory.create_batch(2, committee=committee)
        client.force_login(MembershipFactory(role=Role.STAFF, committee=province).user)

        def shown(**query) -> tuple:
            page = client.get(reverse("attendance:calendar-announce", args=[MARCH]), query).context
            lines = page["form"].lines
            return {line.cell.committee for line in lines}, len(lines), page["every"]

        assert shown() == ({district}, 2, 4)
        assert shown(committee=other.code) == ({other}, 2, 2)
        assert shown(committee="") == ({district, other}, 4, 4)
        # A name is looked for everywhere: nobody chose the committee that is shown first.
        opened = client.get(reverse("attendance:calendar-announce", args=[MARCH])).context["filter"]
        sought = Cell.objects.filter(committee=other).first()
        assert shown(committee=opened["committee"].value() or "", q=sought.name) == ({other}, 1, 1)


@pytest.mark.django_db
class TestTheTable:
    @pytest.fixture
    def cells(self, district):
        days = {"A": 3, "B": 10, "C": None}
        return [CellFactory(committee=district, name=name, meeting_day=day) for name, day in days.items()]

    def form(self, staff, data=None, proposals=None):
        cells = Cell.objects.order_by("name")
        return AnnounceForm(data, by=staff, month=MARCH, cells=cells, proposals=proposals or {})

    def sent(self, form, **typed):
        """What a browser would post: all as shown, but for what is `typed` as `date_A`."""
        data = QueryDict(mutable=True)
        by_name = {line.cell.name: line.cell.pk for line in form.lines}
        for line in form.lines:
            for bound in [*line.shown, *line.hidden]:
                value = bound.field.widget.format_value(bound.initial)
                data[bound.html_name] = "" if value is None else str(value)
            if line.pick and line.pick.initial:
                data[line.pick.html_name] = "on"
        for key, value in typed.items():
            name, _, cell = key.rpartition("_") if "_" in key else (key, "", "")
            data[f"{name}-{by_name[cell]}" if cell else name] = value
        return data

    def save(self, staff, proposals=None, **typed):
        form = self.form(staff, self.sent(self.form(staff, None, proposals), **typed), proposals)
        return form.save(), form

    def calendar(self):
        rows = AnnouncedMeeting.objects.order_by("cell__name", "date")
        return [(row.cell.name, row.written, row.place, row.source_document) for row in rows]

    def test_a_usual_day_is_proposed_and_announced_only_when_ticked_or_changed(self, staff, cells):
        shown = [(line.proposal.date, line.is_weekend) for line in self.form(staff).lines]
        assert shown == [(MARCH.day(3), True), (MARCH.day(10), True), (None, False)]
        is_saved, form = self.save(staff)
        assert not is_saved
        assert form.non_field_errors() == ["Chưa chọn hoặc sửa dòng nào: hãy chọn chi bộ, hoặc sửa ngày."]

        assert self.save(staff, pick_A="on", date_C="4/3/2018", begins_at_C="14h30", source="05-TB/ĐU")[0]
        assert self.calendar() == [
            ("A", "03/03/2018", "", "05-TB/ĐU"),
            ("C", "14:30 04/03/2018", "", "05-TB/ĐU"),
        ]

    def test_all_shown_that_have_a_day(self, staff, cells):
        assert self.save(staff, every="1", source="05-TB/ĐU")[0]
        assert [row[:2] for row in self.calendar()] == [("A", "03/03/2018"), ("B", "10/03/2018")]

    def test_changed_and_withdrawn_keeping_the_document(self, staff, cells):
        self.save(staff, every="1", source="05-TB/ĐU")
        assert self.save(staff, place_A="Hội trường", date_B="")[0]
        assert self.calendar() == [("A", "03/03/2018", "Hội trường", "05-TB/ĐU")]

    @pytest.mark.parametrize(
        ("typed", "field", "message"),
        [
            (
                {"date_A": "30/2/2018"},
                "date",
                NO_DATE,
            ),
            (
                {"date_A": "1/4/2018"},
                "date",
                ELSEWHERE,
            ),
            ({"begins_at_A": "25h"}, "begins_at", NO_HOUR),
            ({"place_A": "Hội trường", "date_A": ""}, "date", "Chi bộ sinh hoạt ngày nào?"),
            ({"pick_A": "on", "date_A": ""}, "date", "Chi bộ sinh hoạt ngày nào?"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(
        self, typed, field, message, staff, cells
    ):
        is_saved, form = self.save(staff, pick_B="on", **typed)
        line = form.lines[0]
        assert (is_saved, self.calendar()) == (False, [])
        assert line.fields[field].errors == [message]
        assert {name: line.fields[name].value() for name in ("date", "place") if f"{name}_A" in typed} == {
            name.removesuffix("_A"): value for name, value in typed.items() if name in ("date_A", "place_A")
        }

    def test_two_editors(self, staff, cells):
        mine = self.sent(self.form(staff), date_A="5/3/2018", date_B="6/3/2018")
        AnnouncedMeetingFactory(cell=cells[0], date=MARCH.day(20))

        form = self.form(staff, mine)
        assert not form.save()
        assert [(line.is_stale, bool(line.has_errors)) for line in form.lines] == [
            (True, True),
            (False, False),
            (False, False),
        ]
        assert [row[:2] for row in self.calendar()] == [("A", "20/03/2018")]
        again = self.form(staff, form.data)
        assert again.save()
        assert [row[:2] for row in self.calendar()] == [("A", "05/03/2018"), ("B", "06/03/2018")]

    def test_what_somebody_else_saved_stays_where_one_changed_nothing(self, staff, cells):
        mine = self.sent(self.form(staff), date_B="6/3/2018")
        AnnouncedMeetingFactory(cell=cells[0], date=MARCH.day(20))
        assert self.form(staff, mine).save()
        assert [row[:2] for row in self.calendar()] == [("A", "20/03/2018"), ("B", "06/03/2018")]

    def test_copied_from_last_month_after_a_look(self, staff, cells):
        AnnouncedMeetingFactory(
            cell=cells[1], date=FEBRUARY.day(5), begins_at=dt.time(14), place="Hội trường", contact="Bí thư"
        )
        proposals = copied([cell.pk for cell in cells], MARCH, CopyBy.NUMBER)
        form = self.form(staff, None, proposals)
        assert [(line.is_copied, line.pick.initial) for line in form.lines] == [
            (False, False),
            (True, True),
            (False, False),
        ]
        assert AnnouncedMeeting.objects.filter(month=MARCH).count() == 0
        assert self.save(staff, proposals)[0]
        assert self.calendar()[1:] == [("B", "14:00 05/03/2018", "Hội trường", "")]


@pytest.mark.django_db
def test_the_pages(client, staff, chief, district):
    visit = VisitFactory(
        leader=chief,
        cell=CellFactory(committee=district, meeting_day=5),
        month=MARCH,
    )
    client.force_login(staff)
    address = "/calendar/2018-03/announce/"
    page = client.get(address)
    form = page.context["form"]
    data = TestTheTable().sent(form) | {f"date-{visit.cell.pk}": "20/3/2018"}

    answer = client.post(address, data, follow=True)

    assert answer.redirect_chain == [(address, 302)]
    assert "Đã lưu: lịch sinh hoạt tháng 03/2018 của 1 chi bộ." in answer.content.decode()
    read = parse(client.get("/calendar/2018-03/?view=weeks"))
    (day,) = find_all(read, class_="week-day")
    assert text(day).startswith("Thứ Ba 20/03/2018")
    assert str(visit.cell) in text(day)
