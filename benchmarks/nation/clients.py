"""Several people who log results at once over HTTP, and whether all that they were told is saved is there.

Each opens the form, sends it, reads the page that it leads to, and takes the next visit: without a pause, so
that requests wait for a worker as they do at the end of a half-year.
"""

import datetime as dt
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

CLIENTS, WORKERS, EACH = 8, 2, 15
OPENED, SENT, READ = "form opened", "result sent", "next page read"
PATIENCE = 60  # seconds


@dataclass
class Ledger:
    """What one client was told, and how long it waited: seconds by what it did."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    saved: dict[int, str] = field(default_factory=dict)  # by visit the note that was acknowledged
    failed: int = 0


def results_logged() -> dict[str, dict]:
    """By what was done: how often, milliseconds waited, how many a second; of results how many were lost."""
    visits, session = _open_visits()
    port = _free_port()
    server = _served(port)
    try:
        _wait_for(port)
        begun = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            shares = [visits[number::CLIENTS] for number in range(CLIENTS)]
            ledgers = list(pool.map(lambda share: _client(port, session, share), shares))
        seconds = time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)
    found = {what: _waits(ledgers, what, seconds) for what in (OPENED, SENT, READ)}
    found[SENT] |= {"lost": _lost(ledgers), "failed": sum(ledger.failed for ledger in ledgers)}
    return found


def _open_visits() -> tuple[list[tuple[int, dt.date]], str]:
    """Visits whose result is due, with a possible day each; the session of somebody who may log them."""
    from django.conf import settings
    from django.test import Client

    from attendance.days.due import due_before
    from attendance.models import Visit
    from committees.models import User
    from lib.periods import HalfYear, today

    client, user = Client(), User.objects.get(username="province")
    client.force_login(user)
    due = Visit.objects.visible_to(user).pending().filter(due_before(today()), half_year=HalfYear.current())
    rows = due.filter(plan__status="approved").order_by("cell", "pk").select_related("cell")
    rows = rows[: CLIENTS * EACH]
    found = [(visit.pk, visit.meets_on or visit.month.first_day) for visit in rows]
    return found, client.cookies[settings.SESSION_COOKIE_NAME].value


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _served(port: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "gunicorn", "benchmarks.nation.served", "--log-level", "error"]
    command += ["--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    return subprocess.Popen(command, env=os.environ | {"HTTPS": "off", "ALLOWED_HOSTS": "127.0.0.1"})  # noqa: S603


def _wait_for(port: int) -> None:
    """Until both workers have answered: the first answers of a process are slow."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(lambda _number: _asked(port, "GET", "/login/", {}), range(CLIENTS)))
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("gunicorn did not start.")


def _client(port: int, session: str, share: list[tuple[int, dt.date]]) -> Ledger:
    ledger = Ledger()
    for pk, day in share:
        address, note = f"/visits/{pk}/attended/", f"Load {pk}"
        cookies = {"sessionid": session}
        seconds, status, page, cookie = _asked(port, "GET", address, cookies)
        ledger.waits[OPENED].append(seconds)
        token = cookie.partition("csrftoken=")[2].partition(";")[0]
        values = {"csrfmiddlewaretoken": token, "version": _value(page, "version"), "kind": "regular"}
        values |= {"form_key": _value(page, "form_key"), "date": f"{day:%d/%m/%Y}", "note": note}
        cookies["csrftoken"] = token
        seconds, status, page, _cookie = _asked(port, "POST", address, cookies, urlencode(values))
        ledger.waits[SENT].append(seconds)
        if status != 302:
            ledger.failed += 1
            continue
        ledger.saved[pk] = note
        ledger.waits[READ].append(_asked(port, "GET", f"/visits/{pk}/", cookies)[0])
    return ledger


def _asked(
    port: int, method: str, address: str, cookies: dict[str, str], body: str = ""
) -> tuple[float, int, str, str]:
    """Seconds, status, text and cookie of an answer, over a connection of its own as gunicorn serves it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    begun = time.perf_counter()
    connection.request(method, address, body or None, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds, answer.status, text, answer.getheader("Set-Cookie", "")


def _value(page: str, name: str) -> str:
    """Of a hidden field."""
    return page.partition(f'name="{name}" value="')[2].partition('"')[0]


def _waits(ledgers: list[Ledger], what: str, seconds: float) -> dict:
    waits = sorted(wait for ledger in ledgers for wait in ledger.waits[what])
    p95 = waits[int(len(waits) * 0.95)] if waits else 0.0
    return {
        "rows": len(waits),
        "p50": round(statistics.median(waits or [0]) * 1000, 1),
        "p95": round(p95 * 1000, 1),
        "a_second": round(len(waits) / seconds, 1),
    }


def _lost(ledgers: list[Ledger]) -> int:
    """Results that were acknowledged and are not in the database, word for word."""
    from attendance.models import Visit

    told = {pk: note for ledger in ledgers for pk, note in ledger.saved.items()}
    there = dict(Visit.objects.attended().filter(pk__in=told).values_list("pk", "note"))
    return sum(there.get(pk) != note for pk, note in told.items())
