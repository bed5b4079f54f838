"""The short form of `make faults`, on a PostgreSQL of its own whatever the suite runs on."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.faults, pytest.mark.slow]


def test_nothing_acknowledged_is_lost_doubled_or_half_there():
    command = [sys.executable, "-m", "tests.faults", "--clients", "4", "--workers", "2", "--kills", "2"]
    environment = os.environ | {"SECRET_KEY": "for-tests-only"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stdout, done.stderr[-4000:]
    told = json.loads(done.stdout[done.stdout.index("{") :])
    assert told["wrong"] == []
    assert told["kills"] == dict.fromkeys(["worker", "backend ended", "backend killed", "database", "job"], 2)
    assert told["deadlocks"] == 0
    assert set(told["acknowledged"]) <= {"log", "evaluate", "move", "register", "submit", "return"}
