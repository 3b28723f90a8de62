"""What a snapshot says: a header for all of it, a standing for each person."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

FORMAT = 1
COLOURS = ("green", "yellow", "red")
ENTRIES = ("allowed", "conditional", "deferred", "refused")


@dataclass(frozen=True, slots=True)
class Header:
    """What holds for everyone in a snapshot.

    `sequence` counts what was published and only rises. `computed_at` is the minute the decisions are for.
    `next_release_at` is when the next release of the policy takes force, None when none is known.
    `whole` names the whole build that changes rest on; it is given by the publisher, not by the caller.
    """

    release: str
    data_version: str
    computed_at: datetime
    sequence: int
    next_release_at: datetime | None = None
    whole: str = ""

    def of_whole(self, whole: str) -> "Header":
        """The same header, resting on `whole`."""
        return replace(self, whole=whole)

    def to_bytes(self) -> bytes:
        """The header as the snapshot keeps it: one JSON object."""
        later = self.next_release_at
        return json.dumps(
            {
                "format": FORMAT,
                "release": self.release,
                "data_version": self.data_version,
                "computed_at": self.computed_at.isoformat(),
                "sequence": self.sequence,
                "next_release_at": later.isoformat() if later else None,
                "whole": self.whole,
            }
        ).encode()

    @staticmethod
    def from_bytes(raw: bytes) -> "Header":
        """The header again. Raises ValueError when it is not one of this format."""
        data = json.loads(raw)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError("its header is of another format")
        try:
            later = data["next_release_at"]
            return Header(
                release=str(data["release"]),
                data_version=str(data["data_version"]),
                computed_at=datetime.fromisoformat(data["computed_at"]),
                sequence=int(data["sequence"]),
                next_release_at=datetime.fromisoformat(later) if later else None,
                whole=str(data["whole"]),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("its header is not whole") from error


@dataclass(frozen=True, slots=True)
class Standing:
    """What is decided for one person. `entry` is None for people in the city; `until` and `holds_until` are in UTC."""

    colour: str
    entry: str | None
    notices: tuple[str, ...]
    rules: tuple[str, ...]
    unknown: tuple[str, ...]
    until: datetime | None
    holds_until: datetime | None
