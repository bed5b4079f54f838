"""docs/design.md, where a machine can hold it."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


def test_colours_and_typefaces_are_named_in_one_place():
    found = {
        path.name: [
            line.strip()
            for line in path.read_text().splitlines()
            if COLOUR.search(line) or re.search(r"font-family: (?!var)", line)
        ]
        for path in STYLES
        if path.name != "tokens.css"
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_every_token_is_used():
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text()
    everything = "\n".join(path.read_text() for path in STYLES)
    own = re.findall(r"^  (--(?!bs-)[\w-]+):", tokens, re.M)
    assert [token for token in own if f"var({token})" not in everything] == []


def test_forms_are_equally_wide():
    """A page that holds one form says so by its class, not by columns of its own."""
    pages = (ROOT / "templates").rglob("*form*.html")
    assert [p.name for p in pages if re.search(r'<div class="row">\s*<div class="col-', p.read_text())] == []
