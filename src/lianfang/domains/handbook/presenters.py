"""Entries turned into words and tones."""

from typing import assert_never

from lianfang.domains.handbook.queries.entries import EntryKind


def tone(kind: EntryKind) -> str:
    """The tone of the tag an entry carries beside its word."""
    match kind:
        case EntryKind.CLAUSE:
            return "note"
        case EntryKind.ANSWER:
            return "go"
        case EntryKind.NUMBER | EntryKind.PLAN:
            return "quiet"
        case _:
            assert_never(kind)
