"""A promise and its clock: when it is due, what a pause does, and why a deadline that has passed never moves.

Everything is counted in the working time of a calendar. While a promise is paused it has no deadline, only time left;
going on gives exactly that time again. What is late stays late.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lianfang.kernel.calendars import NOTHING, Calendar


@dataclass(frozen=True, slots=True)
class Promise:
    """`length` of working time was promised. Either `due` (running, or passed) or `left` (paused in time) is set."""

    length: timedelta
    due: datetime | None
    left: timedelta | None = None

    def __post_init__(self) -> None:
        if (self.due is None) == (self.left is None):
            raise ValueError("a promise has a deadline or time left, never both")

    @classmethod
    def begun(cls, at: datetime, length: timedelta, calendar: Calendar) -> "Promise":
        """A promise of `length` made at `at`."""
        return cls(length, due=calendar.after(at, length))

    def has_passed(self, at: datetime) -> bool:
        """Whether `at` is later than the deadline. The deadline's own moment is still in time."""
        return self.due is not None and at > self.due

    def paused(self, at: datetime, calendar: Calendar) -> "Promise":
        """The clock stands from `at` on. A deadline that has passed stays where it was."""
        if self.due is None or self.has_passed(at):
            return self
        return replace(self, due=None, left=calendar.between(at, self.due))

    def resumed(self, at: datetime, calendar: Calendar) -> "Promise":
        """The clock goes on from `at` with what was left."""
        if self.left is None:
            return self
        return replace(self, due=calendar.after(at, self.left), left=None)

    def recounted(self, at: datetime, *, before: Calendar, now: Calendar) -> "Promise":
        """The same promise when holidays change at `at`: what was spent is spent, the rest is counted anew.

        So a deadline that has passed does not move, and a change makes nobody late at its own minute.
        """
        return self if self.due is None else self.paused(at, before).resumed(at, now)

    def reaches(self, share: float, at: datetime, calendar: Calendar) -> datetime | None:
        """When `share` of the promise is used up (0.8; 1.5 is half of it after the deadline), seen from `at`.

        Not earlier than `at`. None while paused.
        """
        if self.due is None:
            return None
        beyond = self.length * (share - 1)
        if beyond >= NOTHING:
            return max(at, calendar.after(self.due, beyond))
        return calendar.after(at, calendar.between(at, self.due) + beyond)
