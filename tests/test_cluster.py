"""deploy/cluster/: its files agree with each other, and the programs that read them take them."""

import re
import shutil
import subprocess

import pytest

from tests.faults import cluster

WEB = ("10.0.0.21:8001", "10.0.0.22:8001")
NAMES = ("etcd.env", "patroni.yml", "haproxy.cfg")
# Patroni's own judge misses what may stand in either of two places, and tries to listen there.
NO_FAULTS = ("bootstrap.pg_hba", "didn't pass validation: 'Port")


def _raw(name: str) -> str:
    return (cluster.FILES / name).read_text()


def _number(key: str) -> int:
    (found,) = re.findall(rf"^ +{key}: (\d+)$", _raw("patroni.yml"), re.MULTILINE)
    return int(found)


def _servers(section: str) -> list[tuple[str, str]]:
    """The name and place of each of HAProxy's."""
    (block,) = re.findall(
        rf"^(?:listen|backend) {section}\n((?:    .*\n|\n)+)", _raw("haproxy.cfg"), re.MULTILINE
    )
    return re.findall(r"^    server (\S+) (\S+)", block, re.MULTILINE)


@pytest.fixture
def filled(tmp_path):
    for name in NAMES:
        given = cluster.values(1, tmp_path, WEB)
        (tmp_path / name).write_text(cluster.filled(name, given))
    return tmp_path


def test_what_the_files_ask_for_is_what_an_office_is_asked_for(tmp_path):
    asked = {word for name in NAMES for word in re.findall(r"\$\{(\w+)\}", _raw(name))}
    offered = set(re.findall(r"^(\w+)=", _raw("cluster.env"), re.MULTILINE))
    assert asked == offered == set(cluster.values(1, tmp_path, WEB))


def test_names_and_ports_agree():
    machines = [("sinhhoat1", "${NODE_1}"), ("sinhhoat2", "${NODE_2}"), ("sinhhoat3", "${NODE_3}")]
    databases = [(name, f"{place}:5432") for name, place in machines]
    assert _servers("primary") == _servers("replicas") == databases
    assert _servers("ready") == _servers("alive") == [("web1", "${WEB_1}"), ("web2", "${WEB_2}")]
    etcd = ",".join(f"{name}=http://{place}:2380" for name, place in machines)
    assert f"ETCD_INITIAL_CLUSTER={etcd}\n" in _raw("etcd.env")
    patroni = _raw("patroni.yml")
    assert "\n  hosts: {}\n".format(",".join(f"{place}:2379" for _name, place in machines)) in patroni
    assert "restapi:\n  listen: ${ADDRESS}:8008\n" in patroni
    assert set(re.findall(r"check port (\d+)", _raw("haproxy.cfg"))) == {"8008"}
    assert "listen: ${ADDRESS}:5432\n" in patroni


def test_a_lock_outlives_whoever_looks_for_it_in_vain_and_fits_the_promise():
    """Patroni's rule; and the gap of thirty seconds, with some for noticing and promoting."""
    ttl, loop = _number("ttl"), _number("loop_wait")
    assert loop + 2 * _number("retry_timeout") <= ttl
    assert ttl + loop <= 25
    assert _number("primary_start_timeout") + 2 * loop <= 25


def test_nothing_is_acknowledged_by_one_machine_alone():
    assert "synchronous_mode: true\n    synchronous_mode_strict: true\n" in _raw("patroni.yml")


@pytest.mark.skipif(not shutil.which("haproxy"), reason="no HAProxy")
def test_haproxy_understands_it(filled):
    command = ["haproxy", "-c", "-f", str(filled / "haproxy.cfg")]
    assert "is valid" in subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603


@pytest.mark.skipif(not shutil.which("patroni"), reason="no Patroni")
def test_patroni_understands_it(filled):
    command = ["patroni", "--validate-config", str(filled / "patroni.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    said = (done.stdout + done.stderr).splitlines()
    assert [line for line in said if not any(known in line for known in NO_FAULTS)] == []
