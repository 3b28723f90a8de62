"""What decisions say: plain frozen data for the command line and the web alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lianfang.kernel.words import Words
from lianfang.policy.model import Citation, Colour, Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's (or zone's) decision at a moment. `entry` is None for people in the city.

    `until`: when every restriction ends by time alone, None when one cannot (or there is none).
    `holds_until`: the earliest moment at which the same facts give another decision, None when never.
    """

    person_id: str
    colour: Colour
    entry: Entry | None
    notices: tuple[str, ...]
    rules: tuple[str, ...]
    until: datetime | None
    holds_until: datetime | None
    unknown: tuple[str, ...]
    release: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of a fact table behind a fact, as people can read it (times in the city's zone)."""

    table: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact a rule looked at: its value in words and the rows it came from. `state`: known, none or unknown."""

    name: str
    title: Words
    state: str
    value: Words
    rows: tuple[ShownRow, ...] = ()
    through: tuple["ShownFact", ...] = ()


@dataclass(frozen=True, slots=True)
class ShownDuty:
    """A duty and whether it is done (None: not known yet, or after arrival)."""

    id: str
    title: Words
    done: bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: one matching rule in words. `until` None with `restrictive` means it cannot end by time alone."""

    rule: str
    measure: str
    title: Words
    says: Words
    remedy: Words
    restrictive: bool
    colour: Colour | None
    notice: str | None
    entry: Entry | None
    until: datetime | None
    lifts: Words
    lifted_by: Words
    cite: Citation
    facts: tuple[ShownFact, ...]
    duties: tuple[ShownDuty, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What comes next if nothing new happens: the decision at a later moment and why it differs."""

    at: datetime
    decision: Decision
    headline: Words
    says: Words


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a person may ask about their decision, in words.

    `headline` is the one thing to read first (the notice in place of the code, or the colour's meaning); `mark` is go,
    wait, stop or note. `known` is False when nothing at all is held about the person (Safety 11).
    """

    at: datetime
    decision: Decision
    known: bool
    in_city: bool | None
    place: str | None
    place_name: str
    mark: str
    headline: Words
    summary: Words
    reasons: tuple[Reason, ...]
    would_change: tuple[Words, ...]
    next_change: Change | None
    exceptions: tuple[Words, ...]
    unknown: tuple[Words, ...]
    care: Words
    release: str
    pack_title: Words


@dataclass(frozen=True, slots=True)
class AreaShown:
    """One listed area behind a place's standing."""

    area_id: str
    name: str
    level: str
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlaceStanding:
    """What is in force for people in one place outside the city."""

    area: str
    name: str
    entry: Entry
    rules: tuple[str, ...]
    areas: tuple[AreaShown, ...]
    local_new: int = 0


@dataclass(frozen=True, slots=True)
class Places:
    """Places outside the city where more is in force than everywhere else."""

    at: datetime
    release: str
    deferred: tuple[PlaceStanding, ...]
    conditional: tuple[PlaceStanding, ...]
    everywhere: Entry
    everywhere_rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """The decision from `at` on, and what caused the change, in words."""

    at: datetime
    decision: Decision
    cause: Words


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a whole run did: counts by colour, entry and notice; `people` is rows written."""

    at: datetime
    release: str
    people: int
    colours: Mapping[str, int]
    entry: Mapping[str, int]
    notices: Mapping[str, int]
    seconds: float
    peak_rss_mb: int
    engine: str
    left_out: Mapping[str, int] = field(default_factory=dict)
