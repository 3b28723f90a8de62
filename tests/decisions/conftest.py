"""One pack and a small city for all tests of decisions."""

import shutil
from pathlib import Path

import pytest

from lianfang.facts.demo import make_demo_city
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack

ROOT = Path(__file__).resolve().parents[2]
CHANGED = (("test_validity_hours", "value: 48", "value: 24"), ("entry_window_days", "value: 14", "value: 9"))


@pytest.fixture(scope="session")
def beijing() -> Pack:
    return read_pack(ROOT / "policies" / "beijing")


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "facts"
    make_demo_city(folder, people=3_000, seed=7)
    return folder


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """The pack of Beijing with tests that hold for half as long and one window of another length."""
    folder = tmp_path / "stricter"
    shutil.copytree(ROOT / "policies" / "beijing", folder)
    for name, old, new in CHANGED:
        file = folder / "values" / f"{name}.yaml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    return folder
