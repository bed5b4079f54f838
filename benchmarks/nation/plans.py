"""The slowest statements with PostgreSQL's plans of them, in a file for whoever speeds them up."""

from django.conf import settings

from .measuring import alone, plan_of
from .pages import Page

MOST = 10


def write_plans(name: str, pages: list[Page]) -> None:
    """Of the pages whose slowest statement took longest: var/benchmark/`name`.txt."""
    pages = sorted(pages, key=lambda page: -page.reading.slowest.seconds)[:MOST]
    directory = settings.VAR_DIR / "benchmark"
    directory.mkdir(parents=True, exist_ok=True)
    with alone(), (directory / f"{name}.txt").open("w") as file:
        for page in pages:
            statement = page.reading.slowest
            file.write(f"=== {page.name} {page.address}: {statement.seconds * 1000:.0f} ms\n")
            file.write(f"{statement.sql}\n{statement.params}\n\n{plan_of(statement)}\n\n")
