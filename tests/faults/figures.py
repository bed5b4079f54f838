"""Figures that a command has found, into their place in docs/reliability.md; asked for by `--keep`."""

import datetime as dt
import json
import os
import re

from .drills import ROOT

PAGE = ROOT / "docs" / "reliability.md"


def tell(command: str, found: dict, *, keep: bool) -> None:
    print(json.dumps(found, indent=2, ensure_ascii=False))
    if keep:
        place = re.compile(rf"(<!-- {command} -->\n).*?(<!-- end -->)", re.DOTALL)
        text, count = place.subn(lambda match: match[1] + _table(found) + match[2], PAGE.read_text())
        if not count:
            raise SystemExit(f"{PAGE} has no place for {command}.")
        PAGE.write_text(text)


def _table(found: dict) -> str:
    heads = [f"{dt.datetime.now(dt.UTC):%d/%m/%Y}, {os.cpu_count()} cores", ""]
    rows = [heads, ["---", "---"], *([key, _said(value)] for key, value in found.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _said(value) -> str:
    if isinstance(value, dict):
        return " · ".join(f"{key}: {_said(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return f"{value:,}" if isinstance(value, int) else str(value)
