"""The room's door for other rooms: what the handbook of a moment says to a question, and the drafts under way."""

from lianfang.domains.handbook.queries.drafts import DraftRow, drafts_for
from lianfang.domains.handbook.queries.entries import Entry, EntryKind, Found, Handbook, handbook

__all__ = ["DraftRow", "Entry", "EntryKind", "Found", "Handbook", "drafts_for", "handbook"]
