"""Pages under test: Django on its own store, a city with invented answers, the network closed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from lianfang.decisions.installed import pack_folder
from lianfang.kernel.config import Config
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack
from lianfang.web.installation import Installation, serve_this
from tests.web.fake_city import DEFERRED_PERSON, GREEN_PERSON, RED_PERSON, FakeCity

PEOPLE = ((GREEN_PERSON, "王"), (DEFERRED_PERSON, "李"), (RED_PERSON, "赵"))


@pytest.fixture(scope="session")
def pack() -> Pack:
    return read_pack(pack_folder())


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A folder marked as a demonstration city, with three people to be and no tables."""
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "demo.json").write_text(json.dumps({"demo": True, "people": 3, "seed": 1}), encoding="utf-8")
    people = [
        {
            "person_id": person,
            "display_zh": f"{name} *",
            "display_en": f"{name} *",
            "masked_id": "11…27",
            "story_zh": f"{name}的故事",
            "story_en": f"The story of {name}",
        }
        for person, name in PEOPLE
    ]
    (folder / "demo_people.json").write_text(json.dumps(people), encoding="utf-8")
    return tmp_path


@pytest.fixture
def city(pack: Pack, facts: Path) -> Iterator[FakeCity]:
    """The installation serves a fake city from now on."""
    fake = FakeCity(pack)
    installation = Installation(Config(data_dir=facts))
    installation.open_with(fake)
    serve_this(installation)
    yield fake
    serve_this(None)


@pytest.fixture
def browser(city: FakeCity, db: None) -> Client:
    """A browser that reads Chinese."""
    return Client()


@pytest.fixture
def english(browser: Client) -> Client:
    """The same browser, reading English."""
    browser.cookies["lianfang_language"] = "en"
    return browser
