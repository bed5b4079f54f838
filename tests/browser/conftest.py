"""Headless Chromium against a live server. Without a Chromium these tests are skipped, on CI never."""

import os
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser_setup import find_chromium

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def launch():
    """A function that starts a Chromium, with more arguments of its command line."""
    path = find_chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a Chromium for the browser tests.")
        pytest.skip("no Chromium: install one, or set CHROMIUM")
    # Playwright's loop runs in this thread, where Django would refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=10_000)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    started = []
    with sync_playwright() as playwright:

        def start(*more: str) -> Browser:
            started.append(playwright.chromium.launch(executable_path=path, args=[*quiet, *more]))
            return started[-1]

        yield start
        for browser in started:
            browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(launch):
    return launch()


class Answering:
    """The requests that the live server is answering: a database is not put back below one."""

    def __init__(self):
        self.under_way, self.changed = 0, threading.Condition()

    def started(self, **_kwargs):
        self._count(1)

    def finished(self, **_kwargs):
        self._count(-1)

    def _count(self, more: int) -> None:
        if threading.current_thread() is not threading.main_thread():  # not those of a test's own client
            with self.changed:
                self.under_way += more
                self.changed.notify_all()

    def wait(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.under_way <= 0, timeout=30)


@pytest.fixture
def answering(live_server):
    found = Answering()
    request_started.connect(found.started)
    request_finished.connect(found.finished)
    yield found
    found.wait()
    request_started.disconnect(found.started)
    request_finished.disconnect(found.finished)


@pytest.fixture
def new_page(browser, live_server, answering):
    """A function that opens a page as a fresh visitor; requests elsewhere fail the test, and what the
    browser refuses because of our Content-Security-Policy.
    """
    contexts, foreign, refused = [], [], []

    def open_page(viewport=DESKTOP, browser=browser, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            locale="vi-VN",
            accept_downloads=True,
            reduced_motion="reduce",  # a click on what still slides may miss
            **{"service_workers": "block"} | options,  # requests that a worker sends are seen by no test
        )
        context.on(
            "request",
            lambda request: (
                foreign.append(request.url)
                if not request.url.startswith((live_server.url, "data:"))
                else None
            ),
        )
        context.on(
            "console",
            lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None,
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert (foreign, refused) == ([], [])


LATE = "The page's script has not come to an end"


def evaluate(page, script, argument=None, seconds=90):
    """Of a function that waits for something: Playwright would wait with it forever."""
    bounded = f"""argument => Promise.race([
        ({script})(argument),
        new Promise((_, fail) => setTimeout(() => fail(new Error("{LATE} in {seconds} s")), {seconds}000)),
    ])"""
    return page.evaluate(bounded, argument)


def sign_in(page, username, password="demo-2018"):
    page.goto("/sign-in/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def findings(page) -> list[str]:
    """Serious and critical ones: the rule, and the first place that breaks it."""
    found = Axe().run(page).response["violations"]
    return [
        f"{f['impact']}: {f['id']}: {f['nodes'][0]['html'][:160]}"
        for f in found
        if f["impact"] in ("serious", "critical")
    ]
