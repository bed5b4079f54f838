"""Three machines with PostgreSQL under Patroni and etcd, made on this one from the files of deploy/cluster/.

Each machine is a network namespace of its own behind one bridge, so that a cable can be pulled; all of
them, with HAProxy and the product, live in namespaces of this command and end with it. That takes root, and
Debian's packages patroni, etcd-server, haproxy, postgresql-15 and iptables.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from string import Template

import psutil
import psycopg

from . import machine
from .drills import ROOT

FILES = ROOT / "deploy" / "cluster"
PROGRAMS = ("patroni", "patronictl", "etcd", "haproxy", "iptables", "ip", "unshare", "setpriv")
APART = "SINHHOAT_CLUSTER_APART"
NETWORK, PASSWORD = "10.77.0", "of-the-drill"
URL = f"postgres://sinhhoat:{PASSWORD}@127.0.0.1:5000/sinhhoat?target_session_attrs=read-write"
KINDS = ("postgres", "patroni", "etcd")  # processes of a machine


def go_apart(module: str) -> None:
    """Start again with networks and processes of our own, of which none outlives this command."""
    if os.environ.get(APART):
        _run("ip", "link", "set", "lo", "up")
        return
    if missing := [name for name in PROGRAMS if not shutil.which(name)]:
        raise SystemExit(f"Missing: {', '.join(missing)}. See deploy/cluster/.")
    if os.geteuid():
        raise SystemExit("Networks of its own need root.")
    os.environ[APART] = "yes"
    spaces = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    # bash is the first process there: it buries what loses its parents.
    first = ("bash", "-c", '"$@"; exit $?', "bash")
    os.execvp("unshare", ["unshare", *spaces, *first, sys.executable, "-m", module, *sys.argv[1:]])  # noqa: S606, S607


def values(node: int, directory: Path, web: tuple[str, str]) -> dict[str, str]:
    """What deploy/cluster/cluster.env asks for, on this machine."""
    own = directory / f"sinhhoat{node}"
    found = {f"NODE_{number}": f"{NETWORK}.1{number}" for number in (1, 2, 3)}
    found |= {f"{whose}_PASSWORD": PASSWORD for whose in ("SUPERUSER", "REPLICATION", "REWIND", "REST")}
    return found | {
        "NODE": own.name,
        "ADDRESS": found[f"NODE_{node}"],
        "WEB_1": web[0],
        "WEB_2": web[1],
        "WEB_NETWORK": f"{NETWORK}.0/24",
        "DATA": str(own / "data"),
        "SOCKETS": str(own),
        "ETCD_DATA": str(own / "etcd"),
        "WATCHDOG": "off",
    }


def filled(name: str, given: dict[str, str]) -> str:
    return Template((FILES / name).read_text()).substitute(given)


class Node:
    """One of the three machines."""

    def __init__(self, number: int, given: dict[str, str]):
        self.number, self.name, self.address = number, given["NODE"], given["ADDRESS"]
        self.directory = Path(given["SOCKETS"])
        self.directory.mkdir()
        (self.directory / "patroni.yml").write_text(filled("patroni.yml", given))
        shutil.chown(self.directory, "postgres", "postgres")
        lines = filled("etcd.env", given).splitlines()
        self._etcd = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
        self._started: dict[str, subprocess.Popen] = {}
        self._plug_in()
        self._network = Path(f"/run/netns/{self._space}").stat().st_ino

    @property
    def _space(self) -> str:
        """Its name is the whole machine's, not this namespace's."""
        return f"{self.directory.parent.name}-{self.number}"

    def _plug_in(self) -> None:
        _run("ip", "netns", "add", self._space)
        cable = f"cable{self.number}"
        _run(*f"ip link add {cable} type veth peer name eth0 netns {self._space}".split())
        _run("ip", "link", "set", cable, "master", "bridge", "up")
        for words in (f"addr add {self.address}/24 dev eth0", "link set eth0 up", "link set lo up"):
            _run("ip", "-n", self._space, *words.split())

    def unplug(self) -> None:
        _run("ip", "netns", "delete", self._space)

    def _inside(self, *command: str) -> list[str]:
        user = ("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env")
        return ["ip", "netns", "exec", self._space, *user, *command]

    def start(self, kind: str) -> None:
        given = [f"{name}={value}" for name, value in self._etcd.items()] if kind == "etcd" else []
        command = ["etcd"] if kind == "etcd" else ["patroni", str(self.directory / "patroni.yml")]
        log = (self.directory / f"{kind}.log").open("a")
        self._started[kind] = subprocess.Popen(self._inside("env", *given, *command), stdout=log, stderr=log)  # noqa: S603
        log.close()

    def patronictl(self, *arguments: str) -> str:
        command = ("env", "LC_ALL=C.UTF-8", "patronictl", "-c", str(self.directory / "patroni.yml"))
        return _run(*self._inside(*command, *arguments))

    def processes(self, *kinds: str) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(OSError, psutil.NoSuchProcess):
                inode = Path(f"/proc/{process.pid}/ns/net").stat().st_ino
                if inode == self._network and process.info["name"] in kinds:
                    found.append(process)
        return found

    def send(self, number: signal.Signals, *kinds: str) -> None:
        for process in self.processes(*kinds):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)
        if number == signal.SIGKILL:
            for kind in kinds:
                if started := self._started.pop(kind, None):
                    started.wait()

    def cut_off(self) -> None:
        """Nothing comes in or goes out any more, and nobody is told."""
        for chain, way in (("INPUT", "-i"), ("OUTPUT", "-o")):
            _run(*f"ip netns exec {self._space} iptables -A {chain} ! {way} lo -j DROP".split())

    def connect_again(self) -> None:
        _run("ip", "netns", "exec", self._space, "iptables", "-F")

    def connect(self, database: str = "witness") -> psycopg.Connection:
        """Past all networks, by the machine's own socket: so one that is cut off can be asked as well."""
        facts = {"host": str(self.directory), "user": "witness", "password": PASSWORD, "dbname": database}
        return psycopg.connect(**facts, autocommit=True, connect_timeout=2)

    def ask(self, statement: str) -> list[tuple]:
        """Nothing where it does not answer."""
        with contextlib.suppress(psycopg.Error), self.connect() as connection:
            return connection.execute(statement).fetchall()
        return []

    def is_primary(self) -> bool:
        return self.ask("select pg_is_in_recovery()") == [(False,)]

    def is_healthy(self) -> bool:
        """Its etcd."""
        return bool(self.get(2379, "/health").get("health") == "true")

    def get(self, port: int, path: str) -> dict:
        with (
            contextlib.suppress(OSError, ValueError),
            urllib.request.urlopen(f"http://{self.address}:{port}{path}", timeout=2) as answer,
        ):
            return json.load(answer)
        return {}

    def sql(self, statement: str) -> str:
        """As whoever administers that machine."""
        command = ("psql", "-XAtq", "-h", str(self.directory), "-v", "ON_ERROR_STOP=1", "-c", statement)
        return _run(*self._inside(*command))


class Cluster:
    """All three, and HAProxy in front of them and of two web processes."""

    def __init__(self, directory: Path):
        directory.chmod(0o711)
        self._directory = directory
        self._balancer: subprocess.Popen | None = None
        for words in (
            "link add bridge type bridge",
            f"addr add {NETWORK}.1/24 dev bridge",
            "link set bridge up",
        ):
            _run("ip", *words.split())
        self.nodes = [Node(number, values(number, directory, ("", ""))) for number in (1, 2, 3)]

    def start(self) -> None:
        for node in self.nodes:
            node.start("etcd")
        machine.until(lambda: all(node.is_healthy() for node in self.nodes), "etcd")
        for node in self.nodes:
            node.start("patroni")
        machine.until(lambda: any(node.get(8008, "/primary") for node in self.nodes), "a primary")
        first = next(node for node in self.nodes if node.get(8008, "/primary"))
        for statement in (
            f"create role sinhhoat login password '{PASSWORD}'",
            f"create role witness login password '{PASSWORD}' in role pg_monitor",
            "create database sinhhoat owner sinhhoat",
            "create database witness owner witness",
        ):
            first.sql(statement)
        machine.until(self.is_whole, "three machines")

    def balance(self, web: tuple[int, int]) -> None:
        """HAProxy, as soon as it is known where the web processes listen."""
        if self._balancer:
            self._balancer.terminate()
            self._balancer.wait()
        given = values(1, self._directory, (f"127.0.0.1:{web[0]}", f"127.0.0.1:{web[1]}"))
        path = self._directory / "haproxy.cfg"
        path.write_text(filled("haproxy.cfg", given))
        with (self._directory / "haproxy.log").open("a") as log:
            self._balancer = subprocess.Popen(["haproxy", "-db", "-f", str(path)], stdout=log, stderr=log)  # noqa: S603, S607

    def primary(self) -> Node:
        found: list[Node] = []
        machine.until(lambda: found.extend(n for n in self.nodes if n.is_primary()) or found, "a primary")
        return found[0]

    def another_than(self, node: Node) -> Node:
        """Who took over from it."""
        others = [other for other in self.nodes if other is not node]
        found: list[Node] = []
        machine.until(
            lambda: found.extend(o for o in others if o.get(8008, "/primary")) or found, "another primary"
        )
        return found[0]

    def is_whole(self) -> bool:
        """All of etcd is well, one leads, both others follow on its timeline, one of them synchronously."""
        if not all(node.is_healthy() for node in self.nodes):
            return False
        leading = [node for node in self.nodes if node.is_primary()]
        if len(leading) != 1:
            return False
        members = leading[0].get(8008, "/cluster").get("members", [])
        if sorted(each["role"] for each in members) != ["leader", "replica", "sync_standby"]:
            return False
        following = leading[0].ask("select sync_state from pg_stat_replication where state = 'streaming'")
        is_following = sorted(following) == [("async",), ("sync",)]
        return is_following and len({each.get("timeline") for each in members}) == 1

    def synchronous(self) -> Node:
        """Who may take over."""
        statement = "select application_name from pg_stat_replication where sync_state = 'sync'"
        ((name,),) = self.primary().ask(statement)
        return next(node for node in self.nodes if node.name == name)

    def close(self) -> None:
        for node in self.nodes:
            node.send(signal.SIGCONT, *KINDS)
            node.send(signal.SIGKILL, "patroni", "postgres", "etcd")
            node.unplug()
        if self._balancer:
            self._balancer.kill()


@contextlib.contextmanager
def running() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="cl", dir="/tmp", ignore_cleanup_errors=True) as directory:
        cluster = Cluster(Path(directory))
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.close()


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout
