"""Where the demonstration's people live and travel: the hand-written lists, and the register's streets."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from lianfang.facts.demo.columns import NOW, moment
from lianfang.facts.demo.draws import Draws, Share, Whole
from lianfang.kernel.areas import register

CITY_PREFIX = "11"
COMMUNITY_SHARE = 0.85


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a hand-written CSV file beside this module; lines that begin with # are notes."""
    lines = (files("lianfang.facts.demo") / "data" / name).read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@cache
def read_yaml(name: str) -> Any:
    """What a hand-written YAML file beside this module holds."""
    return yaml.safe_load((files("lianfang.facts.demo") / "data" / name).read_text("utf-8"))


@dataclass(frozen=True)
class Districts:
    """The city's districts: how likely each is, and where its streets and communities stand in `Places.codes`."""

    weights: Share
    starts: Whole
    sizes: Whole


@dataclass(frozen=True)
class Places:
    """Every area code that may appear, and lists of indexes into them."""

    codes: pa.Array
    streets: Districts
    communities: Districts
    lists: dict[str, Whole]
    ages: tuple[tuple[int, int, float], ...]

    def index_of(self, code: str) -> int:
        """Where a code stands in `codes`."""
        return int(self.codes.index(code).as_py())

    def homes(self, draws: Draws, what: str, who: Whole) -> Whole:
        """A home in the city per person: districts by the census, most with a community, the others with a street."""
        district = draws.weighted(f"{what} district", who, self.streets.weights)
        fine = draws.chance(f"{what} is community", who, COMMUNITY_SHARE)
        starts = np.where(fine, self.communities.starts[district], self.streets.starts[district])
        sizes = np.where(fine, self.communities.sizes[district], self.streets.sizes[district])
        return starts + draws.below(f"{what} area", who, sizes)

    def one_of(self, name: str, draws: Draws, what: str, who: Whole) -> Whole:
        """A county of the named list per person."""
        members = self.lists[name]
        return members[draws.below(what, who, len(members))]


@cache
def places() -> Places:
    """The lists, with the register's streets and communities; a district the register lacks stands for itself."""
    lists = read_yaml("places.yaml")
    codes: list[str] = []
    districts = sorted(lists["census"])
    weights = np.array([lists["census"][district] for district in districts], dtype=np.float64)
    streets = _append(codes, [list(register().streets_of(district)) or [district] for district in districts])
    communities = _append(codes, [_communities(district) for district in districts])
    named = {name: list(lists[name]) for name in ("environs", "neighbours", "elsewhere")}
    named["affected"] = _affected()
    codes.extend(districts)
    known = {name: _append(codes, [members])[0] + np.arange(len(members)) for name, members in named.items()}
    return Places(
        pa.array(codes, type=pa.string()),
        Districts(weights, *streets),
        Districts(weights, *communities),
        known,
        tuple((low, high, share) for low, high, share in lists["ages"]),
    )


def _communities(district: str) -> list[str]:
    found = [code for street in register().streets_of(district) for code in register().communities_of(street)]
    return found or [district]


def _append(codes: list[str], groups: list[list[str]]) -> tuple[Whole, Whole]:
    starts = []
    for group in groups:
        starts.append(len(codes))
        codes.extend(group)
    return np.array(starts, np.int64), np.array([len(group) for group in groups], np.int64)


def _affected() -> list[str]:
    """Counties outside the city with an area of the timeline in force now, or lowered in the last days."""
    rows = read_rows("areas.csv")
    begun = {row["area"] for row in rows if moment(row["from"]) <= NOW and not row["area"].startswith(CITY_PREFIX)}
    return sorted(begun)
