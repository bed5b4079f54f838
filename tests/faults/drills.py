"""What the drills have in common: commands of the product on a database, and what a database holds."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = (
    "select quote_ident(table_name) from information_schema.tables"
    " where table_schema = 'public' and table_type = 'BASE TABLE' order by 1"
)
HALF_YEARS = "select distinct half_year from attendance_plan order by 1"
# Of all columns of all rows, in whatever order they lie.
FACTS = "select count(*), coalesce(sum(hashtextextended(r::text, 0)::numeric), 0)::text from {} r"


class Product:
    """The product's commands, of this version or of the one in `root`, on one database and one directory."""

    def __init__(self, url: str, files: Path, *, root: Path = ROOT, programs: Path | None = None):
        self.url, self.files, self._root = url, files, root
        self._environment = os.environ | {"DATABASE_URL": url, "ATTACHMENTS_DIR": str(files)}
        self._environment.pop("DJANGO_SETTINGS_MODULE", None)
        if programs:
            self._environment["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"

    def manage(self, *arguments: str) -> str:
        return self.run(sys.executable, "manage.py", *arguments)

    def run(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603
            command, cwd=self._root, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout

    def ask(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def tables(self) -> dict[str, tuple[int, str]]:
        """By table its rows and their checksum."""
        names = [name for (name,) in self.ask(TABLES)]
        return {name: self.ask(FACTS.format(name))[0] for name in names}

    def half_years(self) -> list[str]:
        return [f"{ordinal // 2}-H{ordinal % 2 + 1}" for (ordinal,) in self.ask(HALF_YEARS)]

    def figures(self, half_year: str) -> dict:
        return json.loads(self.manage("summary", "--period", half_year))

    def summary(self, half_year: str, directory: Path) -> dict[str, object]:
        """The report's workbook: by sheet and cell what stands there."""
        path = directory / f"{half_year}.xlsx"
        self.manage("summary", "--period", half_year, "--format", "xlsx", "--output", str(path))
        book = load_workbook(io.BytesIO(path.read_bytes()))
        path.unlink()
        return {
            f"{sheet.title}!{cell.coordinate}": cell.value
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }


class Clock:
    """Seconds of each step."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}

    def step(self, name: str, do):
        begun = time.monotonic()
        found = do()
        self.steps[name] = round(time.monotonic() - begun, 1)
        return found


def differences(before: dict, after: dict) -> list[str]:
    """Of what was there before; keys that came since are none."""
    return [f"{key}: {before[key]!r} → {after.get(key)!r}" for key in before if before[key] != after.get(key)]


def flat(value, path: str = "") -> dict[str, object]:
    """Every single value of JSON by its path."""
    if isinstance(value, dict):
        pairs = [(f"{path}.{key}", below) for key, below in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{path}[{number}]", below) for number, below in enumerate(value)]
    else:
        return {path: value}
    return {key: single for name, below in pairs for key, single in flat(below, name).items()}
