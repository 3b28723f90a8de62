"""What the conformance tests share: the city's pack, read once."""

from pathlib import Path

import pytest

from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The city's pack."""
    return read_pack(Path(__file__).parents[2] / "policies" / "beijing")
