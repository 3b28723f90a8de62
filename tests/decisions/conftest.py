"""One pack and a small city for all tests of decisions."""

from pathlib import Path

import pytest

from lianfang.facts.demo import make_demo_city
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def beijing() -> Pack:
    return read_pack(ROOT / "policies" / "beijing")


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "facts"
    make_demo_city(folder, people=3_000, seed=7)
    return folder
