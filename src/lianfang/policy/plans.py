"""Monitoring plans and inspection lists: dated data that rooms work by; no rule looks at them."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.kernel.words import Words
from lianfang.policy.citations import Citation


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a monitoring plan: kind, number of days, the days on which a test is due (day 1 is the first)."""

    kind: str
    days: int
    test_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A monitoring plan from a day on."""

    id: str
    title: Words
    starts: datetime
    ends: datetime | None
    stages: tuple[Stage, ...]
    cite: Citation


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing an inspector looks at. `fix_hours` is the time given to put it right."""

    id: str
    title: Words
    severity: str
    remedy: Words
    fix_hours: int
    cite: Citation


@dataclass(frozen=True, slots=True)
class Checklist:
    """A dated inspection list."""

    id: str
    title: Words
    starts: datetime
    ends: datetime | None
    items: tuple[ChecklistItem, ...]
