"""The upgrade drill: databases filled by earlier versions, brought to this one; the figures stay.

`python -m tests.faults.upgrade [REVISION …]`: each tag of the repository, or the revisions that are named.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from . import figures, machine
from .drills import ROOT, Clock, Product, differences, flat


def main(arguments: list[str]) -> int:
    keep = "--keep" in arguments
    revisions = [argument for argument in arguments if argument != "--keep"] or _git("tag", "--list").split()
    if not revisions:
        raise SystemExit("There are no tags. Name the revisions: make upgrade-drill ARGS=REVISION")
    found = {}
    for revision in revisions:
        with machine.database() as server, tempfile.TemporaryDirectory() as directory:
            _git("worktree", "add", "--detach", f"{directory}/earlier", revision)
            try:
                found[revision] = drill(server, Path(directory))
            finally:
                _git("worktree", "remove", "--force", f"{directory}/earlier")
    figures.tell("make upgrade-drill", found, keep=keep)
    return 1 if any(each["different"] for each in found.values()) else 0


def drill(server: machine.Database, directory: Path) -> dict:
    clock = Clock()
    earlier = Product(server.url, directory, root=directory / "earlier", programs=server.programs)
    earlier.run(sys.executable, "-m", "config.translations")
    earlier.manage("migrate", "--verbosity", "0")
    earlier.manage("load_demo")
    half_years = earlier.half_years()
    before = {half_year: flat(earlier.figures(half_year)) for half_year in half_years}
    rows = {table: count for table, (count, _checksum) in earlier.tables().items()}
    now = Product(server.url, directory, programs=server.programs)
    clock.step("migrate", lambda: now.manage("migrate", "--verbosity", "0"))
    after = {half_year: flat(now.figures(half_year)) for half_year in half_years}
    left = {table: count for table, (count, _checksum) in now.tables().items()}
    said = clock.step("verify", lambda: now.manage("verify"))
    return {
        "half-years": half_years,
        "figures": sum(len(each) for each in before.values()),
        "different": [said for each in half_years for said in differences(before[each], after[each])],
        "rows": sum(rows.values()),
        "tables with other numbers of rows": [
            said for said in differences(rows, left) if not said.startswith(("django_", "auth_"))
        ],
        "verify": said.strip().splitlines()[-1].partition(",")[0],
        "seconds": clock.steps,
    }


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
