"""Somebody at a browser: opens a form, sends it, again where no answer came, reads what came of it."""

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from lxml import html

from .ledger import Ledger, Read, Row, Write
from .world import Office

PATIENCE = 60  # seconds for one answer
SENT_AT_MOST = 40  # times; a database is back after some seconds
BETWEEN = 0.25  # seconds
TOKEN = "form_key"


class Browser:
    """A session over HTTP; each answer is counted by its status, 0 where the connection ended without one."""

    def __init__(self, port: int, session: str, answers: Counter):
        self._port, self._answers = port, answers
        self._cookies = {"sessionid": session}

    def ask(self, method: str, address: str, body: str | None = None) -> tuple[int | None, str, str]:
        """Status, text and where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, address, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self._answers[0] += 1
            return None, "", ""
        finally:
            connection.close()
        self._answers[answer.status] += 1
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            if name == "csrftoken":
                self._cookies[name] = value
        return answer.status, text, answer.headers.get("Location", "")

    def form(self, address: str) -> dict[str, str] | None:
        """What stands in the page's form; None where there is no such page now."""
        status, text, _location = self.ask("GET", address)
        if status in (None, 503):
            threading.Event().wait(BETWEEN)
        if status != 200:
            return None
        for form in html.fromstring(text).forms:
            if TOKEN in form.fields:
                return dict(form.form_values())
        return None


class Client:
    """One of two people at an office, until told that it is over."""

    def __init__(self, number: int, port: int, office: Office, over: Callable[[], bool]):
        self.ledger = Ledger()
        self._number, self._office, self._over = number, office, over
        self._browser = Browser(port, office.sessions[number % 2], self.ledger.answers)
        self._random = random.Random(number)
        self._count = 0
        self._acts = [self._log, self._evaluate, self._move, self._register, self._submit]

    def run(self) -> Ledger:
        while not self._over():
            self._random.choice(self._acts)()
        return self.ledger

    def _log(self) -> None:
        pk, day = self._random.choice(list(self._office.to_log.items()))
        self._write(
            "log", ("visit", pk), f"/visits/{pk}/attended/", lambda token: {"date": day, "note": token}
        )
        self._read(("visit", pk), f"/visits/{pk}/attended/")

    def _evaluate(self) -> None:
        pk, points = self._random.choice(self._office.to_evaluate), self._random.randint(1, 9)

        def judged(token: str) -> dict[str, str]:
            given = {f"criterion_{pk}": str(points) for pk in self._office.criteria}
            return given | {"remarks": f"{token} {points}"}

        address = f"/visits/{pk}/evaluation/leader/"
        self._write("evaluate", ("evaluation", pk), address, judged)
        self._read(("evaluation", pk), address)

    def _move(self) -> None:
        if not self._office.to_move:
            return
        place = self._random.randrange(len(self._office.to_move))
        pk = self._office.to_move[place]
        form = self._browser.form(f"/visits/{pk}/move/")
        if form is None:
            return
        month = self._random.choice(["", *self._months()])
        meant = {"month": month or form["month"], "leader": str(self._random.choice(self._office.leaders))}
        if (form["month"], form["leader"]) == (meant["month"], meant["leader"]):
            return
        location = self._send(
            "move",
            ("visit", pk),
            f"/visits/{pk}/move/",
            form,
            lambda token: meant | {"despite": "on", "reason": token},
        )
        if location:
            moved = int(urlsplit(location).path.split("/")[2])
            self._office.to_move[place] = moved
            self._read_page(("visit", moved), f"/visits/{moved}/")

    def _months(self) -> set[str]:
        return {month for _leader, _cell, month in self._office.to_register[:12]}

    def _register(self) -> None:
        leader, cell, month = self._random.choice(self._office.to_register)
        plan = self._office.plan

        def registered(token: str) -> dict[str, str]:
            place = {"leader": str(leader), "cell": str(cell), "month": month}
            return place | {"reason": token, "override_reason": token}

        address = f"/plans/{plan}/visits/new/?leader={leader}&cell={cell}&month={month}"
        self._write("register", ("plan-visits", plan), address, registered)

    def _submit(self) -> None:
        """Hand in what is a draft, return what waits."""
        pk = self._office.to_submit
        if self._random.random() < 0.5:
            self._write(
                "submit", ("plan", pk), f"/plans/{pk}/submit/", lambda token: {"override_reason": token}
            )
        else:
            self._write("return", ("plan", pk), f"/plans/{pk}/return/", lambda token: {"comment": token})
        self._read(("plan", pk), f"/plans/{pk}/return/")

    # how

    def _write(self, kind: str, row: Row, address: str, meant: Callable[[str], dict[str, str]]) -> None:
        form = self._browser.form(address)
        if form is not None:
            self._send(kind, row, address, form, meant)

    def _send(self, kind: str, row: Row, address: str, form: dict[str, str], meant) -> str:
        """The same form again and again until there is an answer; where that leads, once it is saved."""
        self._count += 1
        token = f"#{self._number}-{self._count}#"
        for unsent in ("save", "more", "next", "search", "preview"):
            form.pop(unsent, None)
        body = urlencode(form | meant(token))
        write = Write(kind, token, row, int(form.get("version") or 0), begun=time.monotonic())
        self.ledger.writes.append(write)
        location = ""
        while write.sent < SENT_AT_MOST:
            write.sent += 1
            write.answer, _text, location = self._browser.ask("POST", address, body)
            if write.answer not in (None, 503):
                break
            threading.Event().wait(BETWEEN)
        write.ended = time.monotonic()
        return location if write.is_acknowledged else ""

    def _read(self, row: Row, address: str) -> None:
        begun = time.monotonic()
        form = self._browser.form(address)
        if form is not None:
            self.ledger.reads.append(Read(row, int(form.get("version") or 0), begun))

    def _read_page(self, row: Row, address: str) -> None:
        """Of a row that is new: whether it is there at all."""
        begun = time.monotonic()
        status, _text, _location = self._browser.ask("GET", address)
        if status in (200, 404):
            self.ledger.reads.append(Read(row, int(status == 200), begun))
