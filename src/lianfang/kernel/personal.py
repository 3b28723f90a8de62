"""Personal data has a type that does not print: logs, pages and stack traces show a mark in its place."""

from enum import StrEnum
from typing import Generic, Never, SupportsIndex, TypeVar

T = TypeVar("T")
MARK = "Personal(•••)"


class Purpose(StrEnum):
    """Why a value is shown. A new purpose is a decision: write it into the pack's retention notes first."""

    SHOW_TO_SELF = "show to the person it is about"
    SHOW_TO_HANDLER = "show to the officer handling the case"
    CALL_BACK = "call the person back"
    NOTIFY = "tell the person what was decided"
    DECIDE = "evaluate the policy for the person"
    STORE = "write into the platform's own store"


class Personal(Generic[T]):
    """Wraps a value that identifies someone. Ask for it by stating why.

    It prints, formats and logs as a mark, has no JSON form and refuses to be pickled; copies stay wrapped.
    """

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self, purpose: Purpose) -> T:
        """The value itself. Raises TypeError when `purpose` is not one of Purpose."""
        if not isinstance(purpose, Purpose):
            raise TypeError("personal data is shown only for a stated Purpose")
        return self._value

    def __repr__(self) -> str:
        return MARK

    def __format__(self, spec: str) -> str:
        return format(MARK, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Personal) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Personal, self._value))

    def __copy__(self) -> "Personal[T]":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "Personal[T]":
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> Never:
        raise TypeError("personal data does not leave the process by pickling")
