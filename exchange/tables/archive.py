"""Archives (.xlsx, .ods) made anew of nothing but what was looked at.

An archive can show one content to one program and another to the next. What the libraries read is therefore
a new one, of the parts that went through here.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from xml.parsers import expat  # entities are refused before

from exchange.workbook.apart import too_costly
from exchange.workbook.opening import members, refuse_macros
from exchange.workbook.problems import UnreadableWorkbook
from lib.uploads import has_too_many_parts

from .limits import unreadable

_LONGEST_BETWEEN_TAGS = 4 * 1024 * 1024
Look = Callable[[str, bytes], None]


def names_of(data: bytes) -> list[str]:
    if has_too_many_parts(data):
        raise UnreadableWorkbook(too_costly())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [_name(member.filename) for member in archive.infolist()]


def _name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def unpacked_size(data: bytes) -> int:
    """How many bytes there are to read; a file that cannot be opened as an archive is as large as it is."""
    if has_too_many_parts(data):
        return len(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(member.file_size for member in archive.infolist())
    except Exception:  # zipfile raises all kinds of errors
        return len(data)


@contextmanager
def repacked(data: bytes, look: Look) -> Iterator[tuple[Path, zipfile.ZipFile]]:
    """The XML of the archive, each part looked at in pieces of whole tags while it goes through.

    Yields the new archive's path, and itself opened.
    """
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        path = Path(folder) / "parts.zip"
        seen = set()
        with zipfile.ZipFile(path, "w") as target:
            for name, chunks in members(data):
                name = _name(name)
                if name.casefold() in seen:
                    raise unreadable()
                seen.add(name.casefold())
                if not name.casefold().endswith((".xml", ".rels")) and name != "mimetype":
                    for _chunk in chunks:
                        pass
                    continue
                with target.open(name, "w", force_zip64=True) as part:
                    for piece in whole_tags(chunks):
                        _refuse_trickery(piece)
                        look(name, piece)
                        part.write(piece)
        with zipfile.ZipFile(path) as archive:
            yield path, archive


def whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same, cut before a tag."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = rest.rfind(b"<")
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
        if len(rest) > _LONGEST_BETWEEN_TAGS:
            raise unreadable()
    yield rest


def _refuse_trickery(piece: bytes) -> None:
    """Entities, and texts of two bytes a letter, in which nothing would be recognised."""
    if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or b"\0" in piece:
        raise unreadable()


def refuse_macros_in(name: str, piece: bytes) -> None:
    """Under whatever name: the lists of parts say what they are."""
    if name.endswith(".rels") or name == "[Content_Types].xml":
        refuse_macros([piece.decode("latin-1")])


class Listener(Protocol):
    """What is told of the tags and texts of a part."""

    def start(self, name: str, attributes: dict) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


def tell(archive: zipfile.ZipFile, part: str, listener: Listener) -> None:
    """Read a part that was looked at, tag by tag."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = listener.start
    parser.EndElementHandler = listener.end
    parser.CharacterDataHandler = listener.data
    with archive.open(part) as stream:
        parser.ParseFile(stream)
