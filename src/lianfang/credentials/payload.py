"""Claims as the CBOR that is signed, and back. The members and their numbers: docs/reference/signed-code.md."""

from collections.abc import Mapping
from typing import TypeVar

import cbor2

from lianfang.credentials.cbor import NotCbor, read
from lianfang.credentials.claims import COLOURS, ENTRIES, Claims, fault_of
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

EXP, IAT, CTI = 4, 6, 7  # CWT claims (RFC 8392)
CODE = -65537  # our own claim, from the range for private use: a map of the members below
NAME, MASKED_ID, COLOUR, NOTICE, ENTRY, RULES, DUTY, STATUS, FRESH, RELEASE = range(1, 11)

T = TypeVar("T")


class NotClaims(ValueError):
    """A payload that is not a code of ours."""


class ClaimsNotSignable(Refusal):
    code = "claims-not-signable"
    says = Words("这样的内容不能签成码：{why}。", "A code that says this cannot be signed: {why}.")
    remedy = Words(
        "请按 docs/reference/signed-code.md 给出内容；没有签发任何东西。",
        "Give what docs/reference/signed-code.md allows; nothing was signed.",
    )


def to_cbor(claims: Claims) -> bytes:
    """The payload that is signed, its keys in ascending order. Raises ClaimsNotSignable."""
    why = fault_of(claims)
    if why:
        raise ClaimsNotSignable(why=why)
    members = {
        NAME: claims.name.reveal(Purpose.SHOW_TO_SELF),
        MASKED_ID: claims.masked_id.reveal(Purpose.SHOW_TO_SELF),
        COLOUR: COLOURS.index(claims.colour) + 1 if claims.colour else None,
        NOTICE: claims.notice,
        ENTRY: ENTRIES.index(claims.entry) + 1 if claims.entry else None,
        RULES: claims.rules or None,
        DUTY: claims.duty,
        STATUS: claims.status,
        FRESH: claims.fresh_until,
        RELEASE: claims.release,
    }
    said = {key: value for key, value in members.items() if value is not None}
    return cbor2.dumps({EXP: claims.usable_until, IAT: claims.issued, CTI: claims.code_id, CODE: said})


def from_cbor(payload: bytes) -> Claims:
    """The claims in a payload whose signature was seen to be good. Raises NotClaims when it says anything else.

    Members with numbers we do not know are passed over: a later version may add some.
    """
    try:
        outer = read(payload)
    except NotCbor as fault:
        raise NotClaims(str(fault)) from None
    if not isinstance(outer, dict) or not isinstance(outer.get(CODE), dict):
        raise NotClaims("not a code of ours")
    claims = _claims(outer, outer[CODE])
    why = fault_of(claims)
    if why:
        raise NotClaims(why.en)
    return claims


def _claims(outer: Mapping[object, object], members: Mapping[object, object]) -> Claims:
    return Claims(
        name=Personal(_needed(members, NAME, str)),
        masked_id=Personal(_needed(members, MASKED_ID, str)),
        issued=_needed(outer, IAT, int),
        fresh_until=_needed(members, FRESH, int),
        usable_until=_needed(outer, EXP, int),
        release=_needed(members, RELEASE, bytes),
        colour=_word(members, COLOUR, COLOURS),
        notice=_perhaps(members, NOTICE, str),
        entry=_word(members, ENTRY, ENTRIES),
        rules=tuple(_all_of(members, RULES, str)),
        duty=_perhaps(members, DUTY, str),
        status=_place(members),
        code_id=_needed(outer, CTI, bytes),
    )


def _needed(members: Mapping[object, object], key: int, kind: type[T]) -> T:
    value = members.get(key)
    if type(value) is not kind:
        raise NotClaims(f"member {key} is missing or of another kind")
    return value


def _perhaps(members: Mapping[object, object], key: int, kind: type[T]) -> T | None:
    return _needed(members, key, kind) if key in members else None


def _all_of(members: Mapping[object, object], key: int, kind: type[T]) -> list[T]:
    values = _perhaps(members, key, list) or []
    if not all(type(value) is kind for value in values):
        raise NotClaims(f"member {key} holds something of another kind")
    return values


def _word(members: Mapping[object, object], key: int, words: tuple[str, ...]) -> str | None:
    number = _perhaps(members, key, int)
    if number is None:
        return None
    if not 1 <= number <= len(words):
        raise NotClaims(f"member {key} is a number without a word")
    return words[number - 1]


def _place(members: Mapping[object, object]) -> tuple[int, int] | None:
    place = _all_of(members, STATUS, int)
    if not place:
        return None
    if len(place) != 2 or min(place) < 0:
        raise NotClaims("a place in a status list is two whole numbers")
    return place[0], place[1]
