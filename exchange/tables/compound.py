"""The container of old Office files (.xls): its streams by name, and a new one around one of them."""

import struct

from exchange.workbook.opening import OLE

from .limits import unreadable

_END = 0xFFFFFFFA  # this number and all above stand for no sector
_SMALL = 4096
_ENTRY = 128


class Compound:
    """Raises what reading behind the end raises; nothing in it is followed for ever."""

    def __init__(self, data: bytes):
        if not data.startswith(OLE) or len(data) < 512:
            raise unreadable()
        self._data = data
        self._sector = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._sector not in (512, 4096):
            raise unreadable()
        count, directory = struct.unpack_from("<II", data, 44)
        small_fat, _count, difat = struct.unpack_from("<III", data, 60)
        self._sectors = len(data) // self._sector + 1
        self._next = self._table(self._fat_sectors(count, difat))
        self._small_next = self._table(self._chain(small_fat, self._next))
        entries = self._joined(self._chain(directory, self._next))
        self._entries = [entries[i : i + _ENTRY] for i in range(0, len(entries) - _ENTRY + 1, _ENTRY)]
        self._small = b""
        if self._entries:
            start, size = struct.unpack_from("<II", self._entries[0], 116)
            self._small = self._joined(self._chain(start, self._next))[:size]

    def stream(self, *names: str) -> bytes | None:
        """The first that has the first of these names, or else the next."""
        for name in names:
            for entry in self._entries:
                if self._name(entry) == name:
                    return self._content(entry)
        return None

    def names(self) -> set[str]:
        return {self._name(entry) for entry in self._entries}

    @staticmethod
    def _name(entry: bytes) -> str:
        length = min(struct.unpack_from("<H", entry, 64)[0], 64)
        return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")

    def _content(self, entry: bytes) -> bytes:
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= _SMALL:
            return self._joined(self._chain(start, self._next))[:size]
        pieces = (self._small[i * 64 : i * 64 + 64] for i in self._chain(start, self._small_next))
        return b"".join(pieces)[:size]

    def _fat_sectors(self, count: int, sector: int) -> list[int]:
        found = list(struct.unpack_from("<109I", self._data, 76))
        seen = set()
        while sector < _END and sector not in seen and len(seen) <= self._sectors:
            seen.add(sector)
            *more, sector = struct.unpack(f"<{self._sector // 4}I", self._at(sector))
            found += more
        return [each for each in found[: min(count, self._sectors)] if each < _END]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        return self._data[start : start + self._sector].ljust(self._sector, b"\0")

    def _joined(self, sectors: list[int]) -> bytes:
        if len(sectors) > self._sectors:
            raise unreadable()
        return b"".join(map(self._at, sectors))

    def _table(self, sectors: list[int]) -> tuple[int, ...]:
        joined = self._joined(sectors)
        return struct.unpack(f"<{len(joined) // 4}I", joined)

    def _chain(self, sector: int, following: tuple[int, ...]) -> list[int]:
        found: list[int] = []
        while sector < _END:
            if len(found) > min(len(following), self._sectors * (self._sector // 64)):  # it runs in a circle
                raise unreadable()
            found.append(sector)
            sector = following[sector]
        return found


def packed(name: str, content: bytes) -> bytes:
    """A new container that holds this stream alone, in large sectors, none of them a small one."""
    size, none, last, table = 4096, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    content = content.ljust(_SMALL, b"\0")
    count = -(-len(content) // size)
    # The root has to begin somewhere, as if there were small streams.
    directory = _entry("Root Entry", 5, count, 0, child=1) + _entry(name, 2, 0, len(content))
    following = [*range(1, count), last, last]
    tables = -(-len(following) // (size // 4 - 1))
    following += [table] * tables
    following += [none] * (tables * size // 4 - len(following))
    header = OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 4, 0xFFFE, 12, 6) + bytes(6)
    header += struct.pack("<9I", 1, tables, count, 0, _SMALL, last, 0, last, 0)
    numbers = [*range(count + 1, count + 1 + tables)]
    header += struct.pack("<109I", *(numbers + [none] * (109 - tables)))
    parts = (
        header,
        content.ljust(count * size, b"\0"),
        directory,
        struct.pack(f"<{len(following)}I", *following),
    )
    return b"".join(part.ljust(-(-len(part) // size) * size, b"\0") for part in parts)


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return head + links + bytes(36) + struct.pack("<III", start, size, 0)
