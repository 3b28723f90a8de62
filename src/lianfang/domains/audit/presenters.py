"""Rows of the log as sentences: who did what to what."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.audit.models import Row


@dataclass(frozen=True, slots=True)
class Told:
    """One row to be told. `word` is the key of its sentence in the words of the room that did it."""

    id: int
    word: str
    what: str
    by: str
    subject: str
    at: datetime
    area: str
    purpose: str
    place: str  # its place in the chain, empty while it waits for its seal


def told(row: Row) -> Told:
    """A row as a sentence; a room writes the sentence of `room.verb` under `did_verb`."""
    room, _, verb = row.what.partition(".")
    place = f"{row.chain}-{row.number}" if row.number else ""
    return Told(row.pk, f"{room}.did_{verb}", row.what, row.by, row.subject, row.at, row.area, row.purpose, place)
