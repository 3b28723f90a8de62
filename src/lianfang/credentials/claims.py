"""What a signed code says: as little as a gate needs, and no number that is the same at every door."""

import os
from dataclasses import dataclass, field

from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.words import Words

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


ORDER = Words("时间顺序应为：签发、最新至、可用至", "its times are not in order: issued, fresh until, usable until")
ONE_OF_TWO = Words("颜色和弹窗必须且只能有一个", "it needs a colour or a notice, and not both")
NOT_OURS = Words("颜色或进京结论不在约定之内", "its colour or entry is not one of ours")
MANY_RULES = Words("规则超过两条", "it names more than two rules")
OTHER_LENGTH = Words("编号应为 16 字节，版本应为 8 字节", "its id has 16 bytes and its release 8")
LONG = Words(f"有一处文字超过 {LONGEST_TEXT} 个字符", f"a text is longer than {LONGEST_TEXT} characters")
NOT_MASKED = Words("证件号没有打码", "the id is not masked")


def fault_of(claims: Claims) -> Words | None:
    """Why these claims are not a code; nothing personal in it. None when they are."""
    if not claims.issued <= claims.fresh_until <= claims.usable_until < LATEST:
        return ORDER
    if (claims.colour is None) == (claims.notice is None):
        return ONE_OF_TWO
    if claims.colour not in (None, *COLOURS) or claims.entry not in (None, *ENTRIES):
        return NOT_OURS
    return _long(claims) or _personal(claims)


def _long(claims: Claims) -> Words | None:
    if len(claims.rules) > MOST_RULES:
        return MANY_RULES
    if len(claims.code_id) != CODE_ID_BYTES or len(claims.release) != RELEASE_BYTES:
        return OTHER_LENGTH
    texts = (*claims.rules, claims.duty or "", claims.notice or "")
    return LONG if max(map(len, texts)) > LONGEST_TEXT else None


def _personal(claims: Claims) -> Words | None:
    """A gate sees a surname and a masked id, never a whole one."""
    masked = claims.masked_id.reveal(Purpose.SHOW_TO_SELF)
    if MASK not in masked:
        return NOT_MASKED
    name = claims.name.reveal(Purpose.SHOW_TO_SELF)
    return LONG if max(len(masked), len(name)) > LONGEST_TEXT else None
