"""Where people have been: stays in other counties and arrivals in the city."""

import numpy as np
import pyarrow as pa

from lianfang.facts.demo.columns import (
    DAY,
    HOUR,
    MIDNIGHT,
    NOW_MICROS,
    Piece,
    empty_instants,
    instants,
    span,
    words,
)
from lianfang.facts.demo.draws import Draws, Mask, Whole
from lianfang.facts.demo.places import Places
from lianfang.facts.demo.population import Crowd, Doing

AWAY_IN_AFFECTED, BACK_FROM_AFFECTED, OUTSIDE_FROM_AFFECTED = 0.04, 0.05, 0.05
VISITORS_WHO_DECLARED, VISITORS_WHO_SAY_WHEN_THEY_LEAVE = 0.4, 0.6
COMMUTERS_IN_THE_CITY = 0.35
# Where commuters work, a default: Hujialou, Wangjing, Beiyuan of Tongzhou, Yizhuang.
WORKPLACES = ("110105003", "110105026", "110112003", "110115004")


def journeys(people: Crowd, places: Places, draws: Draws) -> list[Piece]:
    """The rows of `stays` and `city_arrivals`."""
    return [
        _away(people, places, draws),
        *_back(people, places, draws),
        *_visiting(people, places, draws),
        *_commuting(people, draws),
        _outside(people, places, draws),
        *_excepted(people, places, draws),
    ]


def stay(who: Whole, areas: pa.Array, arrived: Whole, left: pa.Array) -> Piece:
    """Rows of `stays`."""
    return Piece("stays", who, {"area": areas, "arrived_at": instants(arrived), "left_at": left})


def arrival(who: Whole, arrived: Whole, leaves: pa.Array) -> Piece:
    """Rows of `city_arrivals`."""
    return Piece("city_arrivals", who, {"arrived_at": instants(arrived), "leaves_at": leaves})


def _destinations(places: Places, draws: Draws, what: str, who: Whole, affected: float) -> pa.Array:
    """A county per person: one with listed areas with the given chance, otherwise one without."""
    area = places.one_of("elsewhere", draws, f"{what} far", who)
    caught: Mask = draws.chance(f"{what} affected", who, affected)
    area[caught] = places.one_of("affected", draws, f"{what} near", who[caught])
    return words(places.codes, area)


def _ago(draws: Draws, what: str, who: Whole, least: float, most: float) -> Whole:
    """An instant between `least` and `most` days before now."""
    return NOW_MICROS - span(draws.between(what, who, least, most))


def _away(people: Crowd, places: Places, draws: Draws) -> Piece:
    who = people.doing_now(Doing.AWAY)
    areas = _destinations(places, draws, "away", who, AWAY_IN_AFFECTED)
    return stay(who, areas, _ago(draws, "away since", who, 1, 26), empty_instants(len(who)))


def _back(people: Crowd, places: Places, draws: Draws) -> list[Piece]:
    who = people.doing_now(Doing.BACK)
    left = _ago(draws, "back left", who, 0.6, 34)
    arrived = left - span(draws.between("back length", who, 0.5, 9))
    here = left + span(draws.between("back ride", who, 0.08, 0.5))
    areas = _destinations(places, draws, "back", who, BACK_FROM_AFFECTED)
    return [stay(who, areas, arrived, instants(left)), arrival(who, here, empty_instants(len(who)))]


def _visiting(people: Crowd, places: Places, draws: Draws) -> list[Piece]:
    who = people.doing_now(Doing.VISITING)
    came = _ago(draws, "visit came", who, 0.2, 20)
    leaves = NOW_MICROS + span(draws.between("visit leaves", who, 0.2, 12))
    says = draws.chance("visit says", who, VISITORS_WHO_SAY_WHEN_THEY_LEAVE)
    lodging = words(places.codes, places.homes(draws, "lodging", who))
    declared = draws.chance("visit declared", who, VISITORS_WHO_DECLARED)
    left = (came - span(draws.between("visit ride", who, 0.1, 0.5)))[declared]
    before = left - span(draws.between("visit before", who, 5, 60))[declared]
    origin = words(places.codes, people.home_of(who[declared]))
    return [
        stay(who, lodging, came, empty_instants(len(who))),
        stay(who[declared], origin, before, instants(left)),
        arrival(who, came, instants(leaves, ~says)),
    ]


def _commuting(people: Crowd, draws: Draws) -> list[Piece]:
    """Commuters came this morning or on one of the last days, and go home in the evening."""
    who = people.doing_now(Doing.COMMUTING)
    today = draws.chance("commuter today", who, COMMUTERS_IN_THE_CITY)
    day = MIDNIGHT - np.where(today, 0, 1 + draws.below("commuter day", who, 9)) * DAY
    came = day + (draws.between("commuter came", who, 6.5, 9.5) * HOUR).astype(np.int64)
    goes = day + (draws.between("commuter goes", who, 17, 21) * HOUR).astype(np.int64)
    works = words(WORKPLACES, draws.below("commuter works", who, len(WORKPLACES)))
    return [stay(who, works, came, instants(goes)), arrival(who, came, instants(goes))]


def _outside(people: Crowd, places: Places, draws: Draws) -> Piece:
    """A few of those outside the city were in an affected county and have left it."""
    everyone = people.doing_now(Doing.OUTSIDE)
    who = everyone[draws.chance("outside travelled", everyone, OUTSIDE_FROM_AFFECTED)]
    left = _ago(draws, "outside left", who, 0.5, 30)
    arrived = left - span(draws.between("outside length", who, 0.5, 12))
    areas = words(places.codes, places.one_of("affected", draws, "outside where", who))
    return stay(who, areas, arrived, instants(left))


def _excepted(people: Crowd, places: Places, draws: Draws) -> list[Piece]:
    """The people who hold an exception left an affected county some days ago and are back."""
    who = people.groups["excepted"].who
    left = _ago(draws, "excepted left", who, 2.5, 9)
    arrived = left - span(draws.between("excepted length", who, 1, 5))
    areas = words(places.codes, places.one_of("affected", draws, "excepted where", who))
    return [stay(who, areas, arrived, instants(left)), arrival(who, left + 7 * HOUR, empty_instants(len(who)))]
