"""An invented city and an edge that serves it, called as Granian calls it, without a socket."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lianfang.bench.edge.city import InventedCity, make_city, settings_in
from lianfang.edge.app import App
from lianfang.edge.edge import Edge
from lianfang.kernel.clock import SetClock
from lianfang.policy.packs import read_pack

NOON = datetime(2021, 8, 11, 4, 0, tzinfo=UTC)
BEIJING = Path(__file__).parents[2] / "policies" / "beijing"
PEOPLE = 60
GREEN, YELLOW, DUTY = 0, 7, 9  # three people of the invented city


@dataclass
class Answer:
    """What an edge answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        return json.loads(self.body)


@dataclass
class Scope:
    """A request."""

    method: str
    path: str
    headers: dict[str, str]
    client: str = "127.0.0.1:50000"
    proto: str = "http"


@dataclass
class Proto:
    """The body, and where the answer goes."""

    chunks: list[bytes] = field(default_factory=list)
    pause: float = 0
    answers: list[Answer] = field(default_factory=list)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            await asyncio.sleep(self.pause)
            yield chunk

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.answers.append(Answer(status, dict(headers), b""))

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append(Answer(status, dict(headers), body))


@dataclass
class Asked:
    """An edge to ask. `look` is what its pulse does many times a second."""

    city: InventedCity
    edge: Edge
    clock: SetClock

    def ask(self, method: str, path: str, *, token: str | None = None, body: bytes = b"", **more: str) -> Answer:
        headers = {name.replace("_", "-"): value for name, value in more.items() if name != "client"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        scope = Scope(method, path, headers, more.get("client", "127.0.0.1:50000"))
        proto = Proto([body] if body else [])
        asyncio.run(App(self.edge).__rsgi__(scope, proto))
        (answer,) = proto.answers
        return answer

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("GET", path, **more)

    def make(self, person: int, **more: Any) -> Answer:
        return self.get("/v1/make", token=self.city.tokens[person], **more)

    def look(self) -> None:
        self.edge.view.look(self.clock.now())


@pytest.fixture(scope="session")
def pack():
    return read_pack(BEIJING)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, pack) -> tuple[Path, InventedCity]:
    folder = tmp_path_factory.mktemp("city")
    return folder, make_city(pack, folder, people=PEOPLE, tokens=PEOPLE, at=NOON)


@pytest.fixture
def open_edge(made: tuple[Path, InventedCity], tmp_path: Path):
    """Opens an edge over a copy of the city, with other settings where a test asks for them."""
    opened = []

    def open_with(**settings: Any) -> Asked:
        folder = tmp_path / f"city-{len(opened)}"
        shutil.copytree(made[0], folder)
        city = replace(made[1], settings=settings_in(folder, **settings))
        clock = SetClock(NOON)
        opened.append(Edge(city.settings, clock))
        return Asked(city, opened[-1], clock)

    yield open_with
    for edge in opened:
        edge.stop()


@pytest.fixture
def asked(open_edge) -> Asked:
    return open_edge()
