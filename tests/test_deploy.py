"""deploy/: nginx lets through what the product's forms send, and no unit may do more than it needs."""

import inspect
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.urls import URLPattern, get_resolver

DEPLOY = Path(settings.BASE_DIR) / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text()
UNITS = sorted(DEPLOY.glob("*.service"))
EXPOSED_AT_MOST = 3.0  # of 10, as systemd counts


def _location(size: str) -> re.Pattern:
    """Of the addresses of which nginx takes bodies of `size`."""
    (pattern,) = re.findall(rf"location ~ (\S+) {{\s+client_max_body_size {size};", NGINX)
    return re.compile(pattern)


def _routes(patterns, prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, address)
        else:
            yield address, pattern


def _takes_files(view_class: type) -> bool:
    form_class = getattr(view_class, "form_class", None)
    fields = getattr(form_class, "base_fields", {}).values()
    return any(isinstance(field, forms.FileField) for field in fields) or ".FILES" in inspect.getsource(
        view_class
    )


def test_nginx_takes_large_bodies_where_files_are_sent_and_nowhere_else():
    large = _location("110m")
    taking = {
        address: bool(large.match(address))
        for address, pattern in _routes(get_resolver().url_patterns)
        if (view_class := getattr(pattern.callback, "view_class", None)) and _takes_files(view_class)
    }
    assert "/imports/" in taking
    assert [address for address, is_let_through in taking.items() if not is_let_through] == []
    assert large.match("/in/12/imports/")
    assert not large.match("/sign-in/")


def test_nginx_takes_small_bodies_only_of_whoever_has_not_signed_in():
    door = _location("64k")
    posted_by_anybody = {
        address
        for address, pattern in _routes(get_resolver().url_patterns)
        if not getattr(pattern.callback, "login_required", True)
        and hasattr(getattr(pattern.callback, "view_class", None), "post")
    }
    assert "/sign-in/" in posted_by_anybody
    assert [address for address in posted_by_anybody if not door.match(address)] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_no_unit_may_do_more_than_it_needs(unit, tmp_path):
    system = tmp_path / "etc" / "systemd" / "system"
    for drop_in in ("sinhhoat.service.d", "sinhhoat-.service.d"):
        (system / drop_in).mkdir(parents=True)
        shutil.copy(DEPLOY / "hardening.conf", system / drop_in)
    name = unit.name.replace("@", "@x")
    shutil.copy(unit, system / name)
    told = _told("systemd-analyze", "security", "--offline=true", f"--root={tmp_path}", "--no-pager", name)
    assert float(re.search(r"exposure level for \S+: (\d+\.\d)", told).group(1)) <= EXPOSED_AT_MOST


def test_no_unit_reaches_the_internet():
    options = dict(
        re.findall(r"^(IPAddress\w+)=(.*)$", (DEPLOY / "hardening.conf").read_text(), re.MULTILINE)
    )
    here, *networks = options["IPAddressAllow"].split()
    assert (options["IPAddressDeny"], here) == ("any", "localhost")
    assert [network for network in networks if not ip_network(network).is_private] == []


@pytest.mark.parametrize("timer", sorted(DEPLOY.glob("*.timer")), ids=lambda timer: timer.stem)
def test_whatever_a_timer_begins_tells_when_it_fails(timer):
    named = re.search(r"^Unit=(\S+)$", timer.read_text(), re.MULTILINE)
    unit = named[1] if named else f"{timer.stem}.service"
    service = DEPLOY / re.sub(r"@\w+\.", "@.", unit)
    assert "\nOnFailure=sinhhoat-failed@%n.service\n" in service.read_text()


class TestTheArchive:
    OPTIONS = dict(re.findall(r"^([\w-]+)=(.*)$", (DEPLOY / "pgbackrest.conf").read_text(), re.MULTILINE))

    def test_it_has_what_is_saved_within_five_minutes(self):
        settings = (DEPLOY / "postgresql-archive.conf").read_text()
        assert int(re.search(r"^archive_timeout = (\d+)s$", settings, re.MULTILINE)[1]) < 5 * 60
        assert "\narchive_mode = on\n" in settings

    @pytest.mark.parametrize("unit", sorted(DEPLOY.glob("sinhhoat-archive*.service")), ids=lambda u: u.stem)
    def test_its_units_may_write_where_it_writes(self, unit):
        written = re.search(r"^ReadWritePaths=(.*)$", unit.read_text(), re.MULTILINE)[1].split()
        assert written == [self.OPTIONS["repo1-path"], self.OPTIONS["lock-path"]]

    def test_its_units_leave_the_server_its_memory(self):
        """They run as its user, whose shared memory RemoveIPC removes when one of them ends."""
        assert not re.search(r"^RemoveIPC", (DEPLOY / "hardening.conf").read_text(), re.MULTILINE)

    @pytest.mark.skipif(not shutil.which("pgbackrest"), reason="no pgbackrest")
    def test_pgbackrest_understands_it(self, tmp_path):
        told = _told(
            "pgbackrest", f"--config={DEPLOY / 'pgbackrest.conf'}", f"--repo1-path={tmp_path}", "info"
        )
        assert told.strip() == "No stanzas exist in the repository."  # and no warning of an option


class TestTheContainer:
    FILE = (DEPLOY / "Containerfile").read_text()
    LET_IN = re.findall(r"^!(\S+)$", (DEPLOY.parent / ".containerignore").read_text(), re.MULTILINE)

    def test_it_begins_as_the_service_does_at_the_port_that_nginx_asks(self):
        began = json.loads(re.search(r"^CMD (\[.*\])$", self.FILE, re.MULTILINE)[1])
        unit = re.search(
            r"^ExecStart=/srv/sinhhoat/(.*)$", (DEPLOY / "sinhhoat.service").read_text(), re.MULTILINE
        )
        assert " ".join(began) == unit[1].replace("127.0.0.1", "0.0.0.0")  # noqa: S104
        assert set(re.findall(r"proxy_pass http://127.0.0.1:(\d+);", NGINX)) == {"8001"}
        assert "\nEXPOSE 8001\n" in self.FILE
        assert "http://127.0.0.1:8001/readyz" in self.FILE

    def test_it_has_all_rooms_of_the_house_and_no_settings_or_data(self):
        rooms = {path.parent.name for path in DEPLOY.parent.glob("*/__init__.py")} - {"tests", "benchmarks"}
        assert set(self.LET_IN) == rooms | {
            *("manage.py", "requirements.lock", "wheelhouse"),
            *("locale", "static", "templates", "docs/huong-dan"),
        }
        assert "\n*\n" in (DEPLOY.parent / ".containerignore").read_text()

    def test_nothing_is_asked_of_the_network_and_nobody_is_root(self):
        install = re.search(r"pip install(.*\\\n.*)", self.FILE)[1]
        assert {"--no-index", "--require-hashes"} <= set(install.split())
        assert re.findall(r"^USER (\S+)$", self.FILE, re.MULTILINE) == ["10001:10001"]


def _told(*command) -> str:
    run = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 (programs of the machine)
    return run.stdout + run.stderr
