"""deploy/nginx.conf in a real nginx with a certificate of its own, before gunicorn as deploy/ starts it.

No database is behind it: what is asked here is answered without.
"""

import contextlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.faults.machine import until

CONFIGURATION = (Path(settings.BASE_DIR) / "deploy" / "nginx.conf").read_text()
NAME = "sinhhoat.tinh.local"
AROUND = """
user {user}; daemon off; master_process on; pid {place}/pid; error_log {place}/error.log;
events {{}}
http {{
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi; access_log off;
    {told}
}}
"""

pytestmark = pytest.mark.skipif(
    not shutil.which("nginx") or not shutil.which("openssl"), reason="no nginx or openssl"
)


class Served:
    """Where nginx listens."""

    def __init__(self, place: Path, told: str):
        self.plain, self.tls, self.behind, self.place = _free_port(), _free_port(), _free_port(), place
        told = told.replace("listen 80;", f"listen 127.0.0.1:{self.plain};")
        told = told.replace("listen 443 ssl", f"listen 127.0.0.1:{self.tls} ssl")
        told = told.replace("127.0.0.1:8001", f"127.0.0.1:{self.behind}")
        told = told.replace("/etc/ssl/", f"{place}/").replace("/var/log/nginx/", f"{place}/")
        around = AROUND.format(place=place, told=told, user="root" if os.geteuid() == 0 else "nobody")
        (place / "nginx.conf").write_text(around)

    def ask(self, method: str, address: str, body: bytes | None = None, *, tls: bool = True, **headers: str):
        """Its answer, the body read."""
        if tls:
            context = ssl.create_default_context(cafile=self.place / "sinhhoat.crt")
            connection = http.client.HTTPSConnection("127.0.0.1", self.tls, context=context, timeout=30)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, address, body, {"Host": NAME} | headers)
            answer = connection.getresponse()
            answer.read()
        return answer

    def speaks(self, version: ssl.TLSVersion, ciphers: str = "ALL") -> bool:
        context = ssl.create_default_context(cafile=self.place / "sinhhoat.crt")
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = version
        try:
            with (
                socket.create_connection(("127.0.0.1", self.tls)) as plain,
                context.wrap_socket(plain, server_hostname="127.0.0.1"),
            ):
                return True
        except ssl.SSLError:
            return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("nginx")
    (place / "private").mkdir()
    subprocess.run(  # noqa: S603
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1"),
            *("-out", str(place / "sinhhoat.crt"), "-keyout", str(place / "private" / "sinhhoat.key")),
        ],
        check=True,
        capture_output=True,
    )
    return place


@pytest.fixture(scope="module")
def served(place):
    served = Served(place, CONFIGURATION)
    product = [sys.executable, "-m", "gunicorn", "config.wsgi", "--no-control-socket", "--workers", "1"]
    set_so = {
        "HTTPS": "on",
        "BEHIND_PROXY": "on",
        "ALLOWED_HOSTS": NAME,
        "DATABASE_URL": "postgres:///nowhere?host=/nowhere",
        "DEBUG": "off",
    }
    nginx = ["nginx", "-p", str(place), "-c", str(place / "nginx.conf")]
    with contextlib.ExitStack() as running:
        for command in ([*product, "--bind", f"127.0.0.1:{served.behind}"], nginx):
            process = subprocess.Popen(  # noqa: S603
                command, env=os.environ | set_so, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            running.callback(process.wait)
            running.callback(process.terminate)
        until(lambda: all(map(_listens, (served.plain, served.tls, served.behind))), "nginx and gunicorn")
        yield served


def test_whoever_asks_in_plain_is_led_to_https_and_told_to_stay_there(served):
    led = served.ask("GET", "/visits/?q=an", tls=False)
    assert (led.status, led.headers["Location"]) == (301, f"https://{NAME}/visits/?q=an")
    page = served.ask("GET", "/")
    assert (page.status, page.headers["Location"]) == (302, "/sign-in/?next=/")
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "/calendar/key.ics"), ("GET", "/metrics"), ("GET", "/readyz"), ("POST", "/sign-in/")],
)
def test_programs_and_forms_are_not_led_there_so_that_it_is_noticed(served, method, address):
    assert served.ask(method, address, tls=False).status == 403


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_speaks_tls_1_2_and_1_3_with_strong_ciphers_alone(served):
    spoken = {version.name: served.speaks(version) for version in list(ssl.TLSVersion)[2:-1]}
    assert spoken == {"TLSv1": False, "TLSv1_1": False, "TLSv1_2": True, "TLSv1_3": True}
    weak = "AES128-GCM-SHA256:AES256-SHA:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES128-SHA:NULL"
    assert not served.speaks(ssl.TLSVersion.TLSv1_2, weak)


@pytest.mark.parametrize(
    ("method", "address", "size", "status"),
    [("GET", "/", 0, 302), ("GET", "/healthz", 0, 200), ("POST", "/sign-in/", 70_000, 413)],
)
def test_every_answer_is_what_it_says_once(served, method, address, size, status):
    answer = served.ask(method, address, b"a" * size or None)
    assert (answer.status, answer.headers.get_all("X-Content-Type-Options")) == (status, ["nosniff"])


def test_nobody_else_names_a_request(served):
    answer = served.ask("GET", "/", **{"X-Request-ID": "invented-by-somebody"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_its_log_holds_no_key_and_nothing_looked_for(served):
    for address in (
        "/calendar/se-cret.ics",
        "/in/3/invitation/se/cret/",
        "/first-run/se-cret/",
        "/search/?q=se-cret",
    ):
        served.ask("GET", address, tls=False)
        served.ask("GET", address)
    log = served.place / "sinhhoat.log"
    until(lambda: log.read_text().count("/search/") == 2, "the lines")
    assert "cret" not in log.read_text()
    assert " GET /in/3/invitation/- " in log.read_text()


def test_where_a_message_ends_is_read_in_one_way(served):
    """Two lengths, of which one server may take one and the next the other, are refused at the door."""
    context = ssl.create_default_context(cafile=served.place / "sinhhoat.crt")
    for lengths in (
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Content-Length: 4\r\nContent-Length: 5",
    ):
        with (
            socket.create_connection(("127.0.0.1", served.tls)) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as connection,
        ):
            connection.sendall(f"POST / HTTP/1.1\r\nHost: {NAME}\r\n{lengths}\r\n\r\n0\r\n\r\n".encode())
            assert connection.recv(12) == b"HTTP/1.1 400"


def test_nginx_understands_the_trial_without_a_certificate_too(place):
    without = re.sub(r"# ----\n.*# ----\n", "listen 80;\n", CONFIGURATION, flags=re.DOTALL)
    without = re.sub(r"^server {.*?^}\n", "", without, count=1, flags=re.DOTALL | re.MULTILINE)
    assert (without.count("listen 80;"), without.count("ssl")) == (1, 0)
    Served(place, without)
    command = ["nginx", "-t", "-p", str(place), "-c", str(place / "nginx.conf")]
    assert b"syntax is ok" in subprocess.run(command, capture_output=True, check=False).stderr  # noqa: S603
