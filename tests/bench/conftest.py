"""A small made-up city, decided once by everybody."""

from pathlib import Path

import pytest

from lianfang.bench.by_hand import ByHand
from lianfang.bench.whole_pack import WholePack
from lianfang.facts.demo import NOW, make_demo_city
from lianfang.policy.packs import read_pack

PEOPLE = 400
BEIJING = Path(__file__).parents[2] / "policies" / "beijing"


@pytest.fixture(scope="session")
def decided(tmp_path_factory: pytest.TempPathFactory) -> WholePack:
    """The whole pack over a small city; every contestant has written its answers."""
    folder = tmp_path_factory.mktemp("bench")
    make_demo_city(folder / "city", people=PEOPLE, seed=7)
    whole = WholePack(read_pack(BEIJING), folder / "city", NOW, folder, PEOPLE, threads=1)
    for contestant in whole.contestants():
        contestant.run()
    return whole


@pytest.fixture(scope="session")
def by_hand(decided: WholePack) -> ByHand:
    return ByHand(decided.pack, decided.facts, decided.at, threads=1)
