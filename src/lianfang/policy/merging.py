"""How all the rules that match become one decision: strictest colour, strictest entry, every notice, the latest end."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.policy.model import COLOURS, ENTRIES, ENTRY_OF_COLOUR, Colour, Entry, Rule


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matches: `release` is when it ends by time alone (None: it cannot); `done` that its duty is done."""

    rule: Rule
    release: int | None
    done: bool | None = None

    @property
    def entry(self) -> Entry | None:
        """The entry it leaves."""
        return Entry.ALLOWED if self.rule.allowed_when is not None and self.done is True else self.rule.entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """One subject's decision in plain form. Two outcomes differ when anything but `unknown` differs."""

    colour: Colour
    entry: Entry | None
    notices: tuple[str, ...]
    rules: tuple[str, ...]
    until: int | None
    unknown: tuple[str, ...]

    def same_as(self, other: "Outcome") -> bool:
        """Whether both give the same colour, entry, notices, rules and until."""
        mine = (self.colour, self.entry, self.notices, self.rules, self.until)
        return mine == (other.colour, other.entry, other.notices, other.rules, other.until)


def merge(matches: Iterable[Match], *, outside: bool, unknown: Iterable[str]) -> Outcome:
    """The decision over all matching rules, given in the pack's order."""
    found = tuple(matches)
    colour = max((m.rule.colour for m in found if m.rule.colour), key=COLOURS.index, default=Colour.GREEN)
    entries = [ENTRY_OF_COLOUR[colour], *(m.entry for m in found if m.entry)]
    return Outcome(
        colour=colour,
        entry=max(entries, key=ENTRIES.index) if outside else None,
        notices=tuple(dict.fromkeys(m.rule.notice for m in found if m.rule.notice)),
        rules=tuple(dict.fromkeys(m.rule.id for m in found)),
        until=_until([m.release for m in found if m.rule.restrictive]),
        unknown=tuple(sorted(set(unknown))),
    )


def _until(releases: list[int | None]) -> int | None:
    known = [release for release in releases if release is not None]
    return max(known) if releases and len(known) == len(releases) else None


def suspends(exception: str, rule: str) -> bool:
    """Whether an exception names the rule: by its id, or by its number alone (E1 means every step of E1)."""
    return rule == exception or rule.startswith(f"{exception}.")
