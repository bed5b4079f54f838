"""docs/performance.md, and the figures of the last two runs of each size in performance.json beside it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from .clients import CLIENTS, WORKERS

DOCS = Path(__file__).resolve().parents[2] / "docs"
READERS = ("commission", "province", "nation")
SHOWN_FROM = 150  # ms of the processor, for some reader

HEAD = """# How fast it is

Made by `make bench SIZE=S` (M, L) of a made-up province, of ten, of the nation, loaded into PostgreSQL:
every page opened, files taken in and out, a report issued. Nobody edits this file. All figures of the last
run and of the one before are in [performance.json](performance.json), the plans of the slowest statements in
`var/benchmark/` of whoever ran it.

Milliseconds of the processor, Python + database, because machines are shared: warm, the least of several
runs (of pages beyond five seconds, the first), statements kept to one process. In brackets the sum of the run
before.
Commission: staff and clerk of one; province: all roles in it; nation: an administrator of all, with one
province in view where it is asked for. It is always the same Wednesday in May, so the same visits are open.
Where the small work took longer, so did the pages: the machine was crowded.
Memory: how much more than before it.
Clients over HTTP open a form, send it and read the next page without a pause; p50 and p95 are their waits,
the database and the clients on the same cores. Lost: acknowledged, and not in the database afterwards.
"""


def keep(size: str, run: dict, docs: Path = DOCS) -> None:
    """`run` becomes the last one of its size, and the document is written anew."""
    file = docs / "performance.json"
    runs = json.loads(file.read_text()) if file.exists() else {}
    runs[size] = {"last": run, "before": runs.get(size, {}).get("last")}
    file.write_text(written(runs))
    (docs / "performance.md").write_text(markdown(runs))


def written(runs: dict) -> str:
    """JSON with a line for each page, so that a change is seen in its line."""
    text = json.dumps(runs, ensure_ascii=False, indent=1, sort_keys=True)
    return re.sub(r"\n {5,}|\n {4}(?=})", " ", text) + "\n"


def markdown(runs: dict) -> str:
    parts = [HEAD]
    for size in sorted(runs, key="SML".find):
        parts += _size(size, runs[size]["last"], runs[size]["before"] or {})
    return "\n".join(parts)


def _size(size: str, run: dict, before: dict) -> Iterator[str]:
    yield f"## {size}: {run['cells']:,} cells, {run['visits']:,} visits\n"
    loaded = f"{run['seconds']:.0f} s{_was(before.get('seconds'), ' s')}"
    yield f"{run['day']}, {run['machine']}{_paces(run['pages'])}. Loaded in {loaded}.\n"
    yield from _pages(run["pages"], before.get("pages", {}))
    for title, key in (("Files, a report, results", "tasks"), ("To hold it against", "references")):
        if run[key]:
            yield from _works(title, run[key], before.get(key, {}))
    if run.get("clients"):
        yield from _clients(run["clients"], before.get("clients") or {})


def _paces(pages: dict) -> str:
    paces = sorted(reader["pace"] for page in pages.values() for reader in page.values())
    if not paces:
        return ""
    return f" (the same small work beside each page: {paces[0]:.1f} to {paces[-1]:.1f} ms)"


def _pages(pages: dict, before: dict) -> Iterator[str]:
    readers = [reader for reader in READERS if any(reader in page for page in pages.values())]
    yield f"| page | {' | '.join(readers)} |"
    yield "|---|" + "---:|" * len(readers)
    slow = [name for name, page in pages.items() if max(map(processor, page.values())) >= SHOWN_FROM]
    for name in sorted(slow, key=lambda name: -max(map(processor, pages[name].values()))):
        cells = [_cell(pages[name].get(reader), before.get(name, {}).get(reader)) for reader in readers]
        yield f"| {name} | {' | '.join(cells)} |"
    faster = [_faster(reader, pages, slow) for reader in readers]
    yield f"| below {SHOWN_FROM} ms for all | {' | '.join(faster)} |\n"


def _cell(page: dict | None, before: dict | None) -> str:
    if not page:
        return ""
    costs = f"{page['python']:,.0f} + {page['database']:,.0f}{_was(before and processor(before))}"
    return f"{costs} · {page['queries']} q · {page['kilobytes']:,.0f} kB"


def _faster(reader: str, pages: dict, slow: list[str]) -> str:
    found = [processor(page[reader]) for name, page in pages.items() if reader in page and name not in slow]
    return f"{len(found)} pages, at most {max(found):.0f} ms" if found else ""


def _works(title: str, works: dict, before: dict) -> Iterator[str]:
    yield f"| {title} | rows | Python + database, ms | rows a second of it | queries | memory |"
    yield "|---|---:|---:|---:|---:|---:|"
    for name, work in works.items():
        spent = processor(work)
        rate = f"{work['rows'] / spent * 1000:,.0f}" if work["rows"] > 1 else ""
        memory = f"{work['memory']:.0f} MB" if "memory" in work else ""
        costs = f"{work['python']:,.0f} + {work['database']:,.0f}{_was(_spent(before.get(name)))}"
        yield f"| {name} | {work['rows']:,} | {costs} | {rate} | {work['queries']:.0f} | {memory} |"
    yield ""


def _clients(found: dict, before: dict) -> Iterator[str]:
    """What waits over HTTP, on this machine with all else that ran on it."""
    yield f"| {CLIENTS} clients, {WORKERS} workers | times | p50, ms | p95, ms | a second | lost | failed |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name, row in found.items():
        was = _was(before.get(name, {}).get("p50"))
        told = [row["rows"], f"{row['p50']:,.0f}{was}", f"{row['p95']:,.0f}", row["a_second"]]
        told += [row.get("lost", ""), row.get("failed", "")]
        yield f"| {name} | {' | '.join(map(str, told))} |"
    yield ""


def processor(costs: dict) -> float:
    return costs["python"] + costs["database"]


def _spent(work: dict | None) -> float | None:
    return work and processor(work)


def _was(number: float | None, unit: str = "") -> str:
    return "" if number is None else f" ({number:,.0f}{unit})"
