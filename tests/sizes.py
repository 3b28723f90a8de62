"""How much of a proof is run: little of it every time, all of it with --thorough."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings


def examples(few: int, *, thorough: int) -> int:
    """How many examples a Hypothesis test draws; conftest.py chooses the profile by --thorough."""
    return thorough if settings.get_current_profile_name() == "thorough" else few


def some_of(values: Iterable[Any], *, every: int) -> list[Any]:
    """Parameters of a test: each `every`-th always, the others only with --thorough."""
    return [
        value if number % every == 0 else pytest.param(*_row(value), marks=pytest.mark.thorough)
        for number, value in enumerate(values)
    ]


def _row(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
