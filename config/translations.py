"""Compile locale/*/LC_MESSAGES/*.po where the .po is newer: `python -m config.translations`.

Django's compilemessages needs gettext's msgfmt, which a bare server does not have; Babel does not.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE_DIR = Path(__file__).resolve().parent.parent / "locale"


def compile_all(directory: Path = LOCALE_DIR) -> list[Path]:
    """The .mo files written, up-to-date ones left alone."""
    written = []
    for source in sorted(directory.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        with target.open("wb") as file:
            write_mo(file, catalogue)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_all()
