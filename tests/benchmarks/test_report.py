"""docs/performance.md is made of the last run of each size and the one before."""

from benchmarks.nation.report import keep

COSTS = {"wall": 1.0, "queries": 9, "kilobytes": 20.4, "slowest": 1.0, "pace": 4.0}


def run(**changes) -> dict:
    pages = {
        "visits": {"province": COSTS | {"python": 1200.0, "database": 61.0}},
        "work": {
            "commission": COSTS | {"python": 20.0, "database": 10.0},
            "province": COSTS | {"python": 149.0, "database": 1.0},
        },
        "help": {"province": COSTS | {"python": 9.0, "database": 1.0}},
    }
    export = {"rows": 20_000, "python": 4000.0, "database": 1000.0, "queries": 12, "memory": 50.6}
    told = {"seconds": 16.2, "cells": 3000, "visits": 213_633, "machine": "2 cores", "day": "30/11/2026"}
    return told | {"pages": pages, "tasks": {"list to Excel": export}, "references": {}} | changes


HEADS = "| Files, a report, results | rows | Python + database, ms | rows a second of it | queries | memory |"


def lines(docs) -> list[str]:
    text = (docs / "performance.md").read_text()
    return [line for line in text[text.index("## ") :].splitlines() if line]


def test_a_first_run_stands_alone(tmp_path):
    keep("S", run(), tmp_path)

    assert lines(tmp_path) == [
        "## S: 3,000 cells, 213,633 visits",
        "30/11/2026, 2 cores (the same small work beside each page: 4.0 to 4.0 ms). Loaded in 16 s.",
        "| page | commission | province |",
        "|---|---:|---:|",
        "| visits |  | 1,200 + 61 · 9 q · 20 kB |",
        "| work | 20 + 10 · 9 q · 20 kB | 149 + 1 · 9 q · 20 kB |",
        "| below 150 ms for all |  | 1 pages, at most 10 ms |",
        HEADS,
        "|---|---:|---:|---:|---:|---:|",
        "| list to Excel | 20,000 | 4,000 + 1,000 | 4,000 | 12 | 51 MB |",
    ]


def test_the_next_run_stands_beside_it_and_no_further(tmp_path):
    slow, quick = ({"visits": {"province": COSTS | {"python": p, "database": 5.0}}} for p in (900.0, 300.0))
    for pages in (run()["pages"], slow, quick):
        keep("S", run(pages=pages, tasks={}), tmp_path)

    assert "| visits | 300 + 5 (905) · 9 q · 20 kB |" in lines(tmp_path)
    assert lines(tmp_path)[1].endswith("Loaded in 16 s (16 s).")


def test_another_size_stays_as_it_was(tmp_path):
    keep("M", run(), tmp_path)
    of_m = lines(tmp_path)
    keep("S", run(cells=1), tmp_path)

    assert lines(tmp_path)[0] == "## S: 1 cells, 213,633 visits"
    assert lines(tmp_path)[-len(of_m) :] == of_m


def test_clients_at_once_are_told_with_what_was_lost(tmp_path):
    sent = {"rows": 120, "p50": 98.4, "p95": 180.0, "a_second": 31.5, "lost": 0, "failed": 0}
    opened = {"rows": 120, "p50": 88.0, "p95": 150.2, "a_second": 31.5}
    for p50 in (602.0, 98.4):
        clients = {"form opened": opened, "result sent": sent | {"p50": p50}}
        keep("S", run(tasks={}, clients=clients), tmp_path)

    assert lines(tmp_path)[-4:] == [
        "| 8 clients, 2 workers | times | p50, ms | p95, ms | a second | lost | failed |",
        "|---|---:|---:|---:|---:|---:|---:|",
        "| form opened | 120 | 88 (88) | 150 | 31.5 |  |  |",
        "| result sent | 120 | 98 (602) | 180 | 31.5 | 0 | 0 |",
    ]
