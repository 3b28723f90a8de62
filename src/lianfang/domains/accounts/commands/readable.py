"""Codes that people tell one another: letters and digits of which none is taken for another."""

from secrets import choice

from lianfang.kernel.personal import Personal, Purpose

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def readable_code(length: int) -> str:
    """A random code; 8 characters are worth 39 bits, 12 are worth 59."""
    return "".join(choice(LETTERS) for _ in range(length))


def as_typed(code: Personal[str]) -> Personal[str]:
    """What somebody typed, as it was made: capitals, no blanks or dashes."""
    return Personal(code.reveal(Purpose.DECIDE).upper().replace(" ", "").replace("-", ""))
