"""The room's door for other rooms: what the handbook of a moment says to a question."""

from lianfang.domains.handbook.queries.entries import Entry, EntryKind, Found, Handbook, handbook

__all__ = ["Entry", "EntryKind", "Found", "Handbook", "handbook"]
