"""Who the people are: pseudonymous ids, dates of birth, homes, and what each is doing these weeks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa

from lianfang.facts.demo.cast import FAMILY, Group, sealed
from lianfang.facts.demo.columns import TODAY, Piece, days, words
from lianfang.facts.demo.draws import Draws, Mask, Share, Whole
from lianfang.facts.demo.places import Places, read_yaml

ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
ID_LENGTH = 12
ID_BITS = 5 * ID_LENGTH

UNKNOWN_BIRTH, UNKNOWN_HOME = 0.003, 0.002
OUTSIDERS_IN_AFFECTED, OUTSIDERS_NEXT_TO_IT = 0.04, 0.10


class Doing(IntEnum):
    """What a person is doing these weeks."""

    AT_HOME = 0
    AWAY = 1
    BACK = 2
    COMMUTING = 3
    VISITING = 4
    OUTSIDE = 5


DOING_SHARES = np.array([0.875, 0.012, 0.045, 0.016, 0.020, 0.032])


@dataclass(frozen=True)
class Crowd:
    """The people numbered `first` onwards: arrays of one length. `home` indexes `Places.codes`."""

    first: int
    who: Whole
    ids: pa.Array
    doing: Whole
    home: Whole
    home_known: Mask
    born: Whole
    born_known: Mask
    groups: Mapping[str, Group]

    @property
    def ages(self) -> Whole:
        """Age in years now, near enough to plan vaccinations by."""
        return ((TODAY - self.born) / 365.2425).astype(np.int64)

    def doing_now(self, *what: Doing) -> Whole:
        """The numbers of the people who do one of these things, in order."""
        return self.who[np.isin(self.doing, what)]

    def home_of(self, who: Whole) -> Whole:
        """The homes of some of these people."""
        return self.home[who - self.first]


def person_ids(who: Whole, people: int, draws: Draws) -> pa.Array:
    """Ids of 12 characters that look like pseudonyms, all different, in ascending order of the person's number.

    Each person owns one stride of the id space and a chance place inside it, so order and difference cost no sorting.
    """
    stride = np.uint64(2**ID_BITS // people)
    number = who.astype(np.uint64) * stride + draws.bits("id", who) % stride
    shifts = np.arange(ID_BITS - 5, -1, -5, dtype=np.uint64)
    letters = ALPHABET[((number[:, None] >> shifts) & np.uint64(31)).astype(np.intp)]
    offsets = np.arange(0, ID_LENGTH * (len(who) + 1), ID_LENGTH, dtype=np.int32)
    return pa.StringArray.from_buffers(len(who), pa.py_buffer(offsets), pa.py_buffer(letters.tobytes()))


def crowd(first: int, after: int, *, people: int, draws: Draws, places: Places, groups: Mapping[str, Group]) -> Crowd:
    """The people numbered first … after - 1 of a city of `people`."""
    who = np.arange(first, after, dtype=np.int64)
    here = {name: group.within(first, after) for name, group in groups.items()}
    doing = draws.weighted("doing", who, DOING_SHARES)
    for name, group in here.items():
        if name != FAMILY:
            doing[group.who - first] = Doing.AT_HOME
    home = _homes(who, doing, draws, places)
    for zone in read_yaml("zones.yaml"):
        home[here[sealed(zone["zone"])].who - first] = places.index_of(zone["area"])
    return Crowd(
        first,
        who,
        person_ids(who, people, draws),
        doing,
        home,
        ~(draws.chance("home unknown", who, UNKNOWN_HOME) & (doing == Doing.OUTSIDE)),
        TODAY - _age_in_days(who, draws, places),
        ~draws.chance("birth unknown", who, UNKNOWN_BIRTH),
        here,
    )


def persons(people: Crowd, places: Places) -> Piece:
    """The rows of `persons`."""
    columns = {
        "birth_date": days(people.born, ~people.born_known),
        "home_area": words(places.codes, people.home, ~people.home_known),
    }
    return Piece("persons", people.who, columns)


def _homes(who: Whole, doing: Whole, draws: Draws, places: Places) -> Whole:
    home = places.homes(draws, "home", who)
    commuting = doing == Doing.COMMUTING
    home[commuting] = places.one_of("environs", draws, "commuter home", who[commuting])
    elsewhere = (doing == Doing.VISITING) | (doing == Doing.OUTSIDE)
    home[elsewhere] = _homes_elsewhere(who[elsewhere], doing[elsewhere], draws, places)
    return home


def _homes_elsewhere(who: Whole, doing: Whole, draws: Draws, places: Places) -> Whole:
    """Homes across the country; few of those who visit the city come from where the areas are."""
    luck = draws.share("home elsewhere", who)
    rarer = np.where(doing == Doing.VISITING, 0.2, 1.0)
    affected = luck < OUTSIDERS_IN_AFFECTED * rarer
    neighbour = ~affected & (luck < (OUTSIDERS_IN_AFFECTED + OUTSIDERS_NEXT_TO_IT) * rarer)
    home = places.one_of("elsewhere", draws, "far home", who)
    home[affected] = places.one_of("affected", draws, "affected home", who[affected])
    home[neighbour] = places.one_of("neighbours", draws, "near home", who[neighbour])
    return home


def _age_in_days(who: Whole, draws: Draws, places: Places) -> Whole:
    lows = np.array([low for low, _, _ in places.ages], dtype=np.float64)
    highs = np.array([high + 1 for _, high, _ in places.ages], dtype=np.float64)
    shares: Share = np.array([share for _, _, share in places.ages], dtype=np.float64)
    band = draws.weighted("age band", who, shares)
    years = lows[band] + draws.share("age", who) * (highs[band] - lows[band])
    return (years * 365.2425).astype(np.int64)
