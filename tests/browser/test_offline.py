"""A phone without a connection: forms kept before it went, filled in, and sent once when it is back."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from attendance.models import Visit
from lib.periods import Month, today
from meetings.models import Evaluation
from tests.factories import (
    PASSWORD,
    CellFactory,
    CriterionFactory,
    LeaderFactory,
    RatingBandFactory,
    RubricFactory,
    VisitFactory,
)

from .conftest import PHONE, evaluate, sign_in

IS_READY = "async () => { await navigator.serviceWorker.ready; }"
FONTS = """async () => (await (await caches.open("files")).keys())
    .filter((request) => request.url.endsWith(".ttf")).length"""
THROW_AWAY = "async ([name, url]) => (await caches.open(name)).delete(url)"
A_MINUTE_PASSES = """() => {
    const list = JSON.parse(localStorage.getItem(window.offline.pages.LIST));
    const earlier = { ...list, at: list.at && list.at - 60_000, tried: list.tried - 60_000 };
    localStorage.setItem(window.offline.pages.LIST, JSON.stringify(earlier));
}"""
LONG_AGO = """() => {
    const list = JSON.parse(localStorage.getItem(window.offline.pages.LIST));
    localStorage.setItem(window.offline.pages.LIST, JSON.stringify({ ...list, at: 0, tried: 0 }));
}"""
LEFT_HERE = """async () => [
    ...Object.keys(localStorage),
    ...(await caches.keys()).filter((name) => name.startsWith("pages-")),
    ...(await window.offline.everybodysForms()),
]"""


@pytest.fixture
def visits(transactional_db, commission, district, staff):
    """Of the last month: two to log, one to evaluate."""
    rubric = RubricFactory()
    CriterionFactory(rubric=rubric, code="1", maximum=Decimal(100), text="Nội dung")
    RatingBandFactory(rubric=rubric, label="Tốt", minimum=0)
    return [
        VisitFactory(
            leader=LeaderFactory(committee=commission),
            cell=CellFactory(committee=district, meeting_day=10),
            month=Month.of(today()) + -1,
            attended=attended,
        )
        for attended in (False, False, True)
    ]


def prepare(page):
    page.goto("/offline/")
    expect(page.locator("[data-offline-none]")).to_be_visible()
    page.get_by_label("Giữ sẵn phiếu").check()
    evaluate(page, IS_READY)


def accept_the_offer(page, first):
    expect(page.get_by_role("link", name="Giữ phiếu trên điện thoại này")).to_be_visible()
    prepare(page)
    expect(page.locator("[data-offline-progress]")).to_have_text("Đã lưu 5/5 phiếu trên máy này.")
    expect(page.locator("[data-offline-pages] h3")).to_have_text(
        ["Quá hạn, chưa ghi kết quả", "Đã dự, chưa đánh giá"]
    )
    expect(page.locator("[data-offline-pages] li")).to_have_count(3)
    expect(
        page.locator("[data-offline-pages]").get_by_role("link", name=f"Vắng: {first.leader} ·")
    ).to_have_count(1)
    assert evaluate(page, FONTS) == 2


def fill_in(page, first, second, attended):
    page.goto(reverse("attendance:visit-attended", args=[first.pk]))
    page.get_by_label("Ngày họp").fill("")
    page.locator("[name=save]").click()
    expect(page.locator(".invalid-feedback")).to_have_text("Chưa điền mục “Ngày họp”.")
    expect(page.get_by_label("Ngày họp")).to_be_focused()
    expect(page.locator("[data-outbox]")).to_contain_text("chưa giữ được vì còn thiếu")
    assert evaluate(page, "window.offline.waiting") == []
    for visit, note in ((first, "Dự, ghi khi mất mạng"), (second, "Ghi trên điện thoại")):
        page.goto(reverse("attendance:visit-attended", args=[visit.pk]))
        page.get_by_label("Ghi chú").fill(note)
        page.locator("[name=save]").click()
        expect(page.locator("[data-outbox]")).to_contain_text("nội dung được giữ trên máy này")
    page.goto(reverse("attendance:evaluation-update", args=[attended.pk, "leader"]))
    page.locator("input.points").fill("90")
    page.locator("form#evaluation .btn-primary").click()
    expect(page.locator("[data-outbox]")).to_contain_text("nội dung được giữ trên máy này")


def log_as_a_colleague(page, staff, visit):
    sign_in(page, staff.username, PASSWORD)
    page.goto(reverse("attendance:visit-attended", args=[visit.pk]))
    page.get_by_label("Ghi chú").fill("Ghi ở cơ quan")
    page.locator("[name=save]").click()
    expect(page.locator("main")).to_contain_text("Ghi ở cơ quan")


def test_a_day_without_a_connection(visits, staff, new_page):
    first, second, attended = visits
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, service_workers="allow")
    sign_in(page, staff.username, PASSWORD)
    accept_the_offer(page, first)
    page.goto(reverse("office:work"))
    expect(page.locator("[data-offline-offer]")).to_be_hidden()

    page.context.set_offline(True)
    fill_in(page, first, second, attended)
    page.goto("/plans/")  # is not here: what is instead
    expect(page.locator("h1")).to_have_text("Làm việc khi mất kết nối")
    expect(page.locator("[data-offline-queue] li")).to_have_count(3)
    page.goto(reverse("attendance:visit-attended", args=[first.pk]))
    expect(page.locator("[data-kept]")).to_contain_text("đang chờ gửi")
    assert Visit.objects.exclude(note="").count() == Evaluation.objects.count() == 0

    log_as_a_colleague(new_page(), staff, second)
    page.goto("/offline/")
    page.context.set_offline(False)
    # Where the first try comes too early, there is another one half a minute later.
    expect(page.locator("#offline-notice")).to_contain_text("Đã gửi 2 mục", timeout=45_000)
    assert Visit.objects.get(pk=first.pk).note == "Dự, ghi khi mất mạng"
    assert Evaluation.objects.get().total == Decimal(90)
    expect(page.locator("[data-offline-queue] .text-danger")).to_have_text("Có người khác đã sửa: Ghi chú.")
    page.locator("[data-offline-queue]").get_by_role("button", name="Mở").click()
    expect(page.locator("h1")).to_have_text("Có hai người cùng sửa")
    page.get_by_role("radio", name="Của đồng chí").check()
    page.get_by_role("button", name="Lưu theo lựa chọn").click()
    expect(page.locator("main")).to_contain_text("Ghi trên điện thoại")
    expect(page.locator("#offline-notice")).to_have_count(0)

    page.evaluate("document.querySelector('form[action$=\"/sign-out/\"]').requestSubmit()")
    expect(page.locator("h1")).to_have_text("Đăng nhập")
    assert evaluate(page, LEFT_HERE) == []


def test_a_broken_download_is_completed(visits, staff, new_page):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, service_workers="allow")
    sign_in(page, staff.username, PASSWORD)
    page.goto("/offline/")
    evaluate(page, IS_READY)
    page.context.set_offline(True)
    page.goto("/plans/")  # nothing is here yet
    expect(page.locator("h1")).to_have_text("Chưa có kết nối")
    page.context.set_offline(False)

    cut = reverse("attendance:visit-missed", args=[visits[0].pk])
    page.context.route(f"**{cut}", lambda route: route.abort("connectionreset"))
    prepare(page)
    expect(page.locator("[data-offline-progress]")).to_have_text(
        "Đã lưu 4/5 phiếu trên máy này. Phần chưa tải được sẽ được tải lại khi đồng chí mở trang tiếp theo."
    )
    page.context.unroute(f"**{cut}")
    evaluate(page, A_MINUTE_PASSES)
    page.goto("/offline/")
    expect(page.locator("[data-offline-progress]")).to_have_text("Đã lưu 5/5 phiếu trên máy này.")

    assert evaluate(page, THROW_AWAY, [f"pages-{staff.pk}", cut])  # as browsers do that are short of space
    evaluate(page, A_MINUTE_PASSES)
    page.goto("/offline/")
    expect(page.locator("[data-offline-pages] a")).to_have_count(5)


def test_forms_of_one_province_stay_while_another_is_in_view(visits, province, staff, new_page):
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, service_workers="allow")
    sign_in(page, staff.username, PASSWORD)
    prepare(page)
    expect(page.locator("[data-offline-progress]")).to_have_text("Đã lưu 5/5 phiếu trên máy này.")
    for address in (f"/in/{province.pk}/offline/", "/offline/"):
        evaluate(page, LONG_AGO)
        page.goto(address)
        expect(page.locator("[data-offline-progress]")).to_have_text("Đã lưu 10/10 phiếu trên máy này.")


NOT_A_DATE = "Đây không phải ngày hợp lệ. Hãy gõ ngày/tháng/năm, ví dụ 29/06/2018."
ANSWER = """async ([address, typed]) => {
    const body = new FormData(document.querySelector("form[data-send]"));
    for (const [name, value] of Object.entries(typed)) body.set(name, value);
    return window.offline.slips.told(await fetch(address, { method: "POST", body }));
}"""


def test_the_answer_says_why_it_was_not_saved(visits, staff, new_page):
    form = reverse("attendance:visit-attended", args=[visits[0].pk])
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.goto(form)
    told = [
        evaluate(page, ANSWER, [address, typed])
        for address, typed in (
            (form, {"date": ""}),
            (form, {"date": "hôm qua", "members_present": "x"}),
            (reverse("attendance:visit-attended", args=[0]), {}),
            (reverse("committees:committee-list"), {}),
        )
    ]
    assert told == [
        "Chưa điền mục “Ngày họp”.",
        f"Ngày họp: {NOT_A_DATE} · Có mặt: Hãy nhập số nguyên, ví dụ 27.",
        "Mục này không còn, hoặc đồng chí không còn quyền.",
        "Đồng chí không còn quyền ghi mục này.",
    ]


def test_what_was_typed_is_offered_and_nobody_elses(visits, staff, official, new_page):
    form = reverse("attendance:visit-attended", args=[visits[0].pk])
    page = new_page(viewport=PHONE)
    sign_in(page, staff.username, PASSWORD)
    page.goto(form)
    page.wait_for_function("localStorage.getItem('offline.owner') !== null")
    page.get_by_label("Ghi chú").fill("Viết dở")
    page.goto(form)
    expect(page.get_by_label("Ghi chú")).to_have_value("")
    expect(page.locator("[data-kept]")).to_contain_text("Có nội dung chưa lưu từ")
    page.get_by_role("button", name="Khôi phục").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("Viết dở")

    page.context.clear_cookies(name="sessionid")
    sign_in(page, official.username, PASSWORD)
    page.wait_for_function("localStorage.getItem('offline.owner') !== null")
    expect(page.locator(".account")).to_have_count(1)
    page.goto("/offline/")
    assert page.evaluate("Object.keys(localStorage)") == ["offline.owner"]


def test_a_search_says_that_there_is_no_connection(visits, staff, new_page):
    page = new_page()
    sign_in(page, staff.username, PASSWORD)
    page.context.set_offline(True)
    page.locator("[data-search] input").press_sequentially("thon")
    expect(page.locator("#search-hits")).to_contain_text("chưa tìm kiếm được")
