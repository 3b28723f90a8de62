"""Releases in the order they take force, with what each changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.decisions.releases import Release, Releases
from lianfang.domains.handbook.queries.releases import Signed
from lianfang.policy.differing import Difference, PolicyAt, difference


@dataclass(frozen=True, slots=True)
class ReleaseShown:
    """A release: when it is in force, who signed it (None: installed), what it changes at its minute."""

    release: str
    starts: datetime
    stage: str
    signed: Signed | None
    changes: Difference | None


def releases_shown(releases: Releases, signed: Sequence[Signed], *, at: datetime) -> list[ReleaseShown]:
    """The newest first; those withdrawn are not among them, their signatures are."""
    entries = releases.all()
    known = {(one.release, one.starts): one for one in signed}
    shown = []
    for number, entry in enumerate(entries):
        before = entries[number - 1] if number else None
        after = entries[number + 1] if number + 1 < len(entries) else None
        shown.append(
            ReleaseShown(
                entry.release,
                entry.starts,
                _stage(entry, after, at),
                known.get((entry.release, entry.starts)),
                _changes(releases, before, entry),
            )
        )
    return shown[::-1]


def _stage(entry: Release, after: Release | None, at: datetime) -> str:
    if entry.starts > at:
        return "later"
    return "past" if after is not None and after.starts <= at else "now"


def _changes(releases: Releases, before: Release | None, entry: Release) -> Difference | None:
    if before is None:
        return None
    old, new = releases.pack(before), releases.pack(entry)
    return difference(PolicyAt(old, entry.starts), PolicyAt(new, entry.starts))
