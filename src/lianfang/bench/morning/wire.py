"""A small HTTP/1.1 client on plain sockets: only what is needed to ask an edge, with nothing hidden in between."""

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from lianfang.bench.morning.target import Target

LARGEST = 1 << 20
WAITS = 10.0  # seconds for an answer


class Broken(Exception):
    """The connection failed or what came back is not an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Wire:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    keeps: bool = True

    @classmethod
    async def to(cls, target: Target) -> Self:
        """Connect. Raises Broken."""
        try:
            async with asyncio.timeout(WAITS):
                return cls(*await asyncio.open_connection(target.host, target.port, limit=LARGEST))
        except (OSError, TimeoutError) as error:
            raise Broken(type(error).__name__) from None

    async def ask(self, request: bytes, *, pieces: int = 1, pause: float = 0.0) -> Answer:
        """Send a request, in pieces when asked, and read the answer. Raises Broken."""
        try:
            async with asyncio.timeout(WAITS + pieces * pause):
                size = -(-len(request) // pieces)
                for start in range(0, len(request), size):
                    self.writer.write(request[start : start + size])
                    if pause:
                        await asyncio.sleep(pause)
                return await self._answer()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            self.close()
            raise Broken(type(error).__name__) from None

    def close(self) -> None:
        """Hang up."""
        self.keeps = False
        self.writer.close()

    async def _answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        length = int(headers.get("content-length", "0"))
        body = await self.reader.readexactly(min(length, LARGEST)) if length and status != 304 else b""
        if headers.get("connection") == "close":
            self.close()
        return Answer(status, headers, body)


@dataclass(slots=True)
class Wires:
    """Connections that are kept between questions, as phones keep theirs."""

    target: Target
    most: int = 256
    idle: list[Wire] = field(default_factory=list)

    async def take(self, *, new: bool = False) -> Wire:
        """A connection: an idle one, or a new one. Raises Broken."""
        while self.idle and not new:
            wire = self.idle.pop()
            if wire.keeps and not wire.reader.at_eof():
                return wire
        return await Wire.to(self.target)

    def give_back(self, wire: Wire) -> None:
        """Keep it for the next, or hang up when there are enough."""
        if wire.keeps and len(self.idle) < self.most:
            self.idle.append(wire)
        else:
            wire.close()

    async def close(self) -> None:
        """Hang up everywhere."""
        for wire in self.idle:
            wire.close()
            with contextlib.suppress(OSError):
                await wire.writer.wait_closed()
        self.idle.clear()


def request(method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "host: edge", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
