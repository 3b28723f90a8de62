"""Small groups of known size (the infected, the contacts, the sealed, …) picked from everybody without overlap."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, gcd

import numpy as np

from lianfang.facts.demo.draws import Draws, Whole
from lianfang.facts.demo.places import read_yaml

CITY_PEOPLE = 22_000_000
# The one group whose people may be anywhere: contacts are found in other cities too.
FAMILY = "family"

# As many as told or, where no number is known, a default; in a small demonstration at most this share of its people.
AS_TOLD: Mapping[str, tuple[int, float]] = {
    "infected": (36, 0.004),
    "recovered": (24, 0.003),
    FAMILY: (1751, 0.010),  # the family that did not report itself: 1,751 contacts
    "reported": (54, 0.004),  # the family that did: 54 contacts
    "earlier": (900, 0.006),
}
# Defaults for a city of 22 million, fewer in proportion to its people.
IN_PROPORTION: Mapping[str, int] = {
    "entered": 9000,
    "home": 3000,
    "linked": 4000,
    "screened": 15000,
    "excepted": 150,
}


@dataclass(frozen=True)
class Group:
    """The members of one group: their numbers in ascending order, and each one's place in the group."""

    who: Whole
    place: Whole

    def within(self, first: int, after: int) -> "Group":
        """The members numbered first … after - 1."""
        low, high = np.searchsorted(self.who, [first, after])
        return Group(self.who[low:high], self.place[low:high])


def sealed(zone: str) -> str:
    """The name of the group of people who live in a sealed compound."""
    return f"sealed {zone}"


def sizes(people: int) -> dict[str, int]:
    """How many belong to each group in a city of so many people."""
    wanted = {name: min(told, ceil(people * share)) for name, (told, share) in AS_TOLD.items()}
    wanted |= {name: _in_proportion(number, people) for name, number in IN_PROPORTION.items()}
    wanted |= {sealed(zone["zone"]): _in_proportion(zone["residents"], people) for zone in read_yaml("zones.yaml")}
    return wanted


def choose(people: int, draws: Draws) -> dict[str, Group]:
    """Everybody's group: a full cycle through the population (step coprime to its size), cut into slices."""
    step, start = _cycle(people, draws)
    groups, done = {}, 0
    for name, size in sizes(people).items():
        place = np.arange(size, dtype=np.int64)
        who = (start + step * (done + place)) % people
        order = np.argsort(who)
        groups[name] = Group(who[order], place[order])
        done += size
    return groups


def _in_proportion(number: int, people: int) -> int:
    return min(number, ceil(number * people / CITY_PEOPLE))


def _cycle(people: int, draws: Draws) -> tuple[int, int]:
    both = draws.bits("cast", np.arange(2, dtype=np.int64)) % np.uint64(people)
    step, start = int(both[0]) or 1, int(both[1])
    while gcd(step, people) != 1:
        step += 1
    return step, start
