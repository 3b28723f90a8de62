"""CBOR (RFC 8949) as strangers send it, read within bounds.

Only plain data comes out: whole numbers, floats, bytes, text, lists, dicts, yes, no and nothing; a tag stays a Tag and
is never acted upon. What we write ourselves goes through cbor2; a general reader would turn a stranger's tags into
dates, big numbers, patterns and circles, and an announced length into memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from struct import unpack_from

DEEPEST = 24
INDEFINITE = 31
STOP = 0xFF
BREAK = object()
CONSTANTS: dict[int, object] = {20: False, 21: True, 22: None, 23: None}  # undefined is read as nothing
FLOATS = {25: (">e", 2), 26: (">f", 4), 27: (">d", 8)}


class NotCbor(ValueError):
    """The bytes are not one whole, well-formed item of CBOR."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tagged item, kept as it came."""

    number: int
    value: object


def read(data: bytes) -> object:
    """The one item that `data` holds. Raises NotCbor for anything cut off, too deep, left over, or twice in a map."""
    reader = _Reader(data)
    item = reader.item(0)
    if item is BREAK:
        raise NotCbor("a break where an item belongs")
    if reader.at != len(data):
        raise NotCbor("bytes are left over")
    return item


class _Reader:
    """Walks through the bytes once; no length is believed before the bytes are seen to be there."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def item(self, depth: int) -> object:
        if depth > DEEPEST:
            raise NotCbor("nested too deep")
        if self.at >= len(self.data):
            raise NotCbor("cut off")
        first = self.data[self.at]
        self.at += 1
        major, info = first >> 5, first & 31
        if major == 7:
            return self._simple(info)
        if info == INDEFINITE:
            return self._indefinite(major, depth)
        number = self._number(info)
        if major < 2:
            return number if major == 0 else -1 - number
        if major < 4:
            return self._string(major, number)
        return self._holder(major, number, depth)

    def _number(self, info: int) -> int:
        if info < 24:
            return info
        if info > 27:
            raise NotCbor("a length that means nothing")
        return int.from_bytes(self._take(1 << (info - 24)))

    def _take(self, count: int) -> bytes:
        begin, self.at = self.at, self.at + count
        if self.at > len(self.data):
            raise NotCbor("cut off")
        return self.data[begin : self.at]

    def _string(self, major: int, length: int) -> bytes | str:
        raw = self._take(length)
        if major == 2:
            return raw
        try:
            return raw.decode()
        except UnicodeDecodeError:
            raise NotCbor("text that is not UTF-8") from None

    def _holder(self, major: int, count: int, depth: int) -> object:
        if major == 6:
            return Tag(count, self._inner(depth))
        if count > len(self.data) - self.at:
            raise NotCbor("cut off")
        if major == 4:
            return [self._inner(depth) for _ in range(count)]
        return self._map((self._inner(depth), self._inner(depth)) for _ in range(count))

    def _inner(self, depth: int) -> object:
        item = self.item(depth + 1)
        if item is BREAK:
            raise NotCbor("a break where an item belongs")
        return item

    def _map(self, pairs: Iterable[tuple[object, object]]) -> dict[int | str | bytes, object]:
        found: dict[int | str | bytes, object] = {}
        for key, value in pairs:
            if isinstance(key, bool) or not isinstance(key, int | str | bytes):
                raise NotCbor("a key that is neither number nor text")
            if key in found:
                raise NotCbor("a key twice in one map")
            found[key] = value
        return found

    def _indefinite(self, major: int, depth: int) -> object:
        if major in {2, 3}:
            return self._parts(major)
        if major == 4:
            return self._until_break(depth)
        if major == 5:
            items = self._until_break(depth)
            if len(items) % 2:
                raise NotCbor("a key without a value")
            return self._map(zip(items[::2], items[1::2], strict=True))
        raise NotCbor("a length that means nothing")

    def _parts(self, major: int) -> bytes | str:
        """A string in parts: each is whole, of the same kind, with its length told."""
        parts = []
        while (first := self._take(1)[0]) != STOP:
            if first >> 5 != major or first & 31 == INDEFINITE:
                raise NotCbor("a string with something else among its parts")
            parts.append(self._string(major, self._number(first & 31)))
        return (b"" if major == 2 else "").join(parts)  # type: ignore[arg-type]

    def _until_break(self, depth: int) -> list[object]:
        items = []
        while (item := self.item(depth + 1)) is not BREAK:
            items.append(item)
        return items

    def _simple(self, info: int) -> object:
        if info == INDEFINITE:
            return BREAK
        if info in CONSTANTS:
            return CONSTANTS[info]
        if info in FLOATS:
            form, size = FLOATS[info]
            self._take(size)
            return unpack_from(form, self.data, self.at - size)[0]
        raise NotCbor("a simple value that means nothing here")
