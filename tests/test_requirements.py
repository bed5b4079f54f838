"""What requirements*.txt asks for, with a reason, is what requirements*.lock installs, with hashes."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMES = ["requirements", "requirements-dev"]
TOOLS = Path(sys.executable).parent


def asked(name: str) -> dict[str, str]:
    """Each library that the file itself lists, with its version."""
    lines = (ROOT / f"{name}.txt").read_text().splitlines()
    pins = (re.match(r"([\w.-]+)(?:\[\w+\])?==(\S+)", line) for line in lines)
    return {_normal(pin[1]): pin[2] for pin in pins if pin}


def locked(name: str) -> dict[str, str]:
    """Each library that gets installed, with its version."""
    pins = re.findall(r"^([\w.-]+)(?:\[\w+\])?==(\S+)", (ROOT / f"{name}.lock").read_text(), re.MULTILINE)
    return {_normal(library): version for library, version in pins}


def _normal(library: str) -> str:
    return re.sub(r"[-_.]+", "-", library).lower()


@pytest.mark.parametrize("name", NAMES)
def test_every_line_pins_one_library_and_says_why(name):
    lines = (ROOT / f"{name}.txt").read_text().splitlines()

    assert [line for line in lines if not re.match(r"# |-r |\S+==\S+ +# \w", line)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_is_of_these_requirements(name):
    wanted, pinned = asked(name), locked(name)

    assert {library: pinned.get(library) for library in wanted} == wanted, "Run make lock"


def test_developers_run_the_versions_that_operators_install():
    product, everything = locked("requirements"), locked("requirements-dev")

    assert {library: everything.get(library) for library in product} == product


@pytest.mark.parametrize("name", NAMES)
def test_the_lock_names_no_place_to_install_from(name):
    assert re.findall(r"://|@ |--\w*(?:index|links)", (ROOT / f"{name}.lock").read_text()) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_installed_without_its_hash(name):
    text = (ROOT / f"{name}.lock").read_text()
    libraries = re.findall(r"^\S+==\S+.*(?:\n .*)*", text, re.MULTILINE)

    assert len(libraries) == len(locked(name))
    assert [one for one in libraries if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", one)] == []


def test_whatever_the_product_imports_is_asked_for_by_itself():
    """Not by way of a library that needs it too, and not by developers only."""
    said = _run(TOOLS / "deptry", ".")

    assert said.returncode == 0, said.stderr


def test_a_server_installs_what_the_product_needs_and_nothing_else():
    guide = (ROOT / "docs" / "operations.md").read_text()
    recipes = re.findall(r"pip install.*", (ROOT / "Makefile").read_text())

    assert ("make install`" in guide, "requirements-dev" in guide) == (False, False)
    assert [line for line in recipes if "--require-hashes" not in line] == []
    assert [line for line in recipes if line.endswith("-r requirements.lock")] != []


@pytest.mark.skipif(not shutil.which("make"), reason="no make")
def test_the_bill_of_materials_is_of_what_a_server_installs(tmp_path):
    bom = tmp_path / "bom.json"
    _run("make", "--old-file=install", "--old-file=.venv/installed", "sbom", f"BOM={bom}")

    told = json.loads(bom.read_text())
    assert told["bomFormat"] == "CycloneDX"
    assert {_normal(one["name"]): one["version"] for one in told["components"]} == locked("requirements")


def _run(*command) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)  # noqa: S603 (our own)
