"""A kind of matter: what a room declares so that its tickets, findings or directives live like all others.

A room registers its kinds when it is loaded (`apps.ready`). Nothing of a kind is in the store but its name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lianfang.domains.casework.states.hours import Allowed
from lianfang.domains.casework.states.ladders import Ladder
from lianfang.domains.casework.states.matter import Priority
from lianfang.kernel.states import Machine
from lianfang.kernel.words import Words


@dataclass(frozen=True)
class Kind:
    """Raises ValueError when a state or a verb has no words, or something is declared of one that it has not.

    `waits`: states in which the promise's clock stands. `ends`: states in which the matter is closed; the final ones
    when not given. `asks`: verbs of the side that asked; all others are the owner's. `opens`, `sees`, `assigns` and
    `works` (who can be given it) are rights. `promises`: what each priority may take; one without has no deadline.
    `lines`: sentences of the room's own, for the timeline. `address`: the name of the page that shows one, which takes
    the matter's number. `personal`: looking at one is a read of somebody's personal data, and is recorded.
    """

    name: str
    machine: Machine
    title: Words
    states: Mapping[str, Words]
    verbs: Mapping[str, Words]
    tones: Mapping[str, str]
    opens: str
    sees: str = "casework.see"
    assigns: str = "casework.assign"
    works: str = "casework.work"
    waits: frozenset[StrEnum] = frozenset()
    ends: frozenset[StrEnum] = frozenset()
    asks: frozenset[str] = frozenset()
    promises: Mapping[Priority, Allowed] = field(default_factory=dict)
    ladders: tuple[Ladder, ...] = ()
    lines: Mapping[str, Words] = field(default_factory=dict)
    address: str = "matter"
    personal: bool = False

    def __post_init__(self) -> None:
        states, verbs = {state.value for state in self.machine.states}, set(self.machine.moves)
        if set(self.states) != states or set(self.tones) != states or set(self.verbs) != verbs:
            raise ValueError(f"{self.name}: every state and verb has its words, and every state its tone")
        if not ({state.value for state in self.waits | self.ends} <= states and self.asks <= verbs):
            raise ValueError(f"{self.name}: the clock stands in a state, or a verb is the asker's, that has not")

    def stands(self, state: str) -> bool:
        """Whether the promise's clock stands in `state`."""
        return state in self.waits

    def is_closed(self, state: str) -> bool:
        """Whether the matter is closed in `state`."""
        return state in self.ends if self.ends else self.machine.is_final(state)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let matters of `kind` be. Raises ValueError when another kind has its name."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise ValueError(f"there is a kind {kind.name} already")


def kind_of(name: str) -> Kind:
    """The kind of that name. KeyError when no room declares it: a fault of ours."""
    return _kinds[name]


def all_kinds() -> tuple[Kind, ...]:
    """All kinds, in the order in which rooms declared them."""
    return tuple(_kinds.values())
