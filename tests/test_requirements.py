"""What requirements*.txt asks for, with a reason, is what requirements*.lock installs, with hashes."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMES = ["requirements", "requirements-dev"]


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
