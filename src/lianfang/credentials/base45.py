"""Base45 (RFC 9285): bytes as the characters that a QR symbol holds most tightly. By tables: pairs are looked up."""

from functools import cache
from struct import pack, unpack

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VALUES = {ord(character): value for value, character in enumerate(ALPHABET)}
NO_VALUE = 255
MAX_PAIR, MAX_BYTE = 0xFFFF, 0xFF


class NotBase45(ValueError):
    """The text is not base45."""


def encode(data: bytes) -> str:
    """`data` as base45: three characters for two bytes, two for a last odd one."""
    pairs = len(data) // 2
    text = "".join(map(_triples().__getitem__, unpack(f">{pairs}H", data[: 2 * pairs])))
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        text += ALPHABET[low] + ALPHABET[high]
    return text


def decode(text: str) -> bytes:
    """The bytes that `text` stands for. Raises NotBase45: a strange character, too large a value, a wrong length."""
    if len(text) % 3 == 1:
        raise NotBase45("one character is left over")
    try:
        digits = text.encode("ascii").translate(_digits())
    except UnicodeEncodeError:
        raise NotBase45("a character is not of the alphabet") from None
    if NO_VALUE in digits:
        raise NotBase45("a character is not of the alphabet")
    whole = len(digits) // 3 * 3
    numbers = [
        low + 45 * middle + 2025 * high
        for low, middle, high in zip(digits[0:whole:3], digits[1:whole:3], digits[2:whole:3], strict=True)
    ]
    if numbers and max(numbers) > MAX_PAIR:
        raise NotBase45("three characters stand for more than two bytes")
    return pack(f">{len(numbers)}H", *numbers) + _last(digits[whole:])


def _last(digits: bytes) -> bytes:
    if not digits:
        return b""
    value = digits[0] + 45 * digits[1]
    if value > MAX_BYTE:
        raise NotBase45("two characters stand for more than one byte")
    return bytes([value])


@cache
def _triples() -> tuple[str, ...]:
    """The three characters of each of the 65,536 pairs of bytes (4 MB, made once in 20 ms)."""
    ends = [low + middle for middle in ALPHABET for low in ALPHABET]
    return tuple(end + high for high in ALPHABET for end in ends)[: MAX_PAIR + 1]


@cache
def _digits() -> bytes:
    return bytes(VALUES.get(code, NO_VALUE) for code in range(256))
