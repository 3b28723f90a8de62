"""What comes of looking at a code or a paper."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a gate is told. `stale` and `revoked` are of our own codes only."""

    VALID = "valid"
    STALE = "stale"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    FORGED = "forged"
    UNREADABLE = "unreadable"
