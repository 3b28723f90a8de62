"""The parts of RSGI that the edge uses, so that its doors can be called without a server."""

from collections.abc import AsyncIterator
from typing import Protocol

Pairs = list[tuple[str, str]]


class Headers(Protocol):
    """The request's headers, by lower-case name."""

    def get(self, name: str, /) -> str | None:
        """The first value of a header."""


class Scope(Protocol):
    """A request without its body."""

    method: str
    path: str
    client: str
    headers: Headers


class Proto(Protocol):
    """Where the body comes from and the answer goes to."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_empty(self, status: int, headers: Pairs) -> None:
        """An answer without a body."""

    def response_bytes(self, status: int, headers: Pairs, body: bytes) -> None:
        """An answer."""
