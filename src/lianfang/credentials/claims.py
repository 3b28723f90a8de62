"""What a signed code says: as little as a gate needs, and no number that is the same at every door."""

import os
from dataclasses import dataclass, field

from lianfang.kernel.personal import Personal, Purpose

COLOURS = ("green", "yellow", "red")
ENTRIES = ("allowed", "conditional", "deferred", "refused")
CODE_ID_BYTES, RELEASE_BYTES = 16, 8
MOST_RULES, LONGEST_TEXT, LATEST = 2, 64, 2**40
MASK = "*"


def new_code_id() -> bytes:
    """An id for one code: random, so that two doors cannot tell that they saw the same person."""
    return os.urandom(CODE_ID_BYTES)


@dataclass(frozen=True, slots=True)
class Claims:
    """One code. Times are whole seconds since 1970; `status` is the number of a status list and a place in it.

    Either a colour or the notice shown in its place; `entry` for people outside the city. At most two rules (the
    strictest first) and one duty, by id.
    """

    name: Personal[str]
    masked_id: Personal[str]
    issued: int
    fresh_until: int
    usable_until: int
    release: bytes
    colour: str | None = None
    notice: str | None = None
    entry: str | None = None
    rules: tuple[str, ...] = ()
    duty: str | None = None
    status: tuple[int, int] | None = None
    code_id: bytes = field(default_factory=new_code_id)


def release_mark(release: str) -> bytes:
    """How a code names a release: the first 8 bytes of its hash. `release` is in hexadecimal digits."""
    return bytes.fromhex(release)[:RELEASE_BYTES]


def fault_of(claims: Claims) -> str | None:
    """Why these claims are not a code; nothing personal in it. None when they are."""
    if not claims.issued <= claims.fresh_until <= claims.usable_until < LATEST:
        return "its times are not in order: issued, fresh until, usable until"
    if (claims.colour is None) == (claims.notice is None):
        return "it needs a colour or a notice, and not both"
    if claims.colour not in (None, *COLOURS) or claims.entry not in (None, *ENTRIES):
        return "its colour or entry is not one of ours"
    return _long(claims) or _personal(claims)


def _long(claims: Claims) -> str | None:
    if len(claims.rules) > MOST_RULES:
        return "it names more than two rules"
    if len(claims.code_id) != CODE_ID_BYTES or len(claims.release) != RELEASE_BYTES:
        return "its id has 16 bytes and its release 8"
    texts = (*claims.rules, claims.duty or "", claims.notice or "")
    return f"a text is longer than {LONGEST_TEXT} characters" if max(map(len, texts)) > LONGEST_TEXT else None


def _personal(claims: Claims) -> str | None:
    """A gate sees a surname and a masked id, never a whole one."""
    masked = claims.masked_id.reveal(Purpose.SHOW_TO_SELF)
    if MASK not in masked:
        return "the id is not masked"
    name = claims.name.reveal(Purpose.SHOW_TO_SELF)
    return f"a text is longer than {LONGEST_TEXT} characters" if max(len(masked), len(name)) > LONGEST_TEXT else None
