"""Ids of people that say nothing of them by themselves."""

import hashlib
import unicodedata
from datetime import date

LONGEST = 120


def given_id(value: str) -> str | None:
    """An id another system gave, when it can serve as ours: printable, without spaces, not too long."""
    text = value.strip()
    usable = 0 < len(text) <= LONGEST and text.isprintable() and not any(char.isspace() for char in text)
    return text if usable else None


def pseudonym(first: str, last: str, born: date) -> str:
    """The same for the same name and birth date in every file: `p-` and 20 hex digits of a SHA-256.

    It keeps names out of the tables. It is no secret: who can guess the name and the date can make it again.
    """
    parts = [_folded(last), _folded(first), born.isoformat()]
    return "p-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
