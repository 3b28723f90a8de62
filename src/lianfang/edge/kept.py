"""What was made lately, bounded: two halves, the older of which is dropped when the younger is full."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Up to `most` things by name. What is asked for again survives; what nobody asks for goes."""

    def __init__(self, most: int) -> None:
        self._half = max(1, most // 2)
        self._young: dict[str, T] = {}
        self._old: dict[str, T] = {}

    def get(self, name: str) -> T | None:
        """What is kept under the name."""
        found = self._young.get(name)
        if found is None and name in self._old:
            found = self._old.pop(name)
            self.put(name, found)
        return found

    def put(self, name: str, thing: T) -> None:
        """Keep a thing."""
        if len(self._young) >= self._half and name not in self._young:
            self._old, self._young = self._young, {}
        self._young[name] = thing

    def drop(self, name: str) -> None:
        """Keep it no longer."""
        self._young.pop(name, None)
        self._old.pop(name, None)

    def __len__(self) -> int:
        return len(self._young) + len(self._old)
