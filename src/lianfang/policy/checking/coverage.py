"""Boundaries that no case stands next to, told with the moment that would cover them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import from_micros, to_micros
from lianfang.policy.checking.boundaries import Boundary, Side, sides_of
from lianfang.policy.checking.cases import ByReference, local
from lianfang.policy.checking.rows import PlainTables
from lianfang.policy.checking.watching import Coverage, Near, Watch
from lianfang.policy.checking.wording import values_in, written
from lianfang.policy.engines.meaning import DAY, HOUR
from lianfang.policy.faults import Faults
from lianfang.policy.frozen import Frozen
from lianfang.policy.model import Case, Pack
from lianfang.policy.nodes import Age, Const, DaysSince, HoursBetween, Node, Now, Op, Type

_UNITS = {Type.HOURS: " hours", Type.YEARS: " years"}


@dataclass(slots=True)
class Teller:
    """Tells what is not covered. `tables` are the plain rows of each case, by the case's place."""

    pack: Pack
    coverage: Coverage
    tables: dict[object, PlainTables]

    def tell(self, faults: Faults) -> None:
        """One fault for each boundary that is not covered on both sides."""
        for boundary, missing in self.coverage.missing().items():
            faults.add(boundary.place, self._sentence(boundary, missing), self._suggestion(boundary, missing))

    @property
    def zone(self) -> ZoneInfo:
        """The city's zone."""
        return ZoneInfo(self.pack.zone)

    def _sentence(self, boundary: Boundary, missing: tuple[int, ...]) -> str:
        node, source = boundary.node, boundary.source
        names = "".join(f"{name}, " for name in values_in(source))
        since = f" ({names}in force from {boundary.starts.astimezone(self.zone):%Y-%m-%d})"
        if node.left.type in (Type.INSTANT, Type.DAY):
            nevers = [str(holds(node.op, sides_of(node)[number].aim)).lower() for number in missing]
            return f"No case has {written(source, self.zone)} {' and '.join(nevers)}{since}."
        return f"No case has {written(source.left, self.zone)} {self._levels(boundary, missing)}{since}."

    def _levels(self, boundary: Boundary, missing: tuple[int, ...]) -> str:
        node = boundary.node
        sides = [sides_of(node)[number] for number in missing]
        if not isinstance(node.right, Const) or not isinstance(node.right.value, int):
            told = [_beside(side.aim, written(boundary.source.right, self.zone)) for side in sides]
            return " and ".join(told)
        limit = node.right.value
        if node.left.type is Type.HOURS:
            return " and ".join(_within_the_hour(side, limit) for side in sides)
        unit = " days" if isinstance(node.left, DaysSince) else _UNITS.get(node.left.type, "")
        return "at " + " and ".join(str(limit + side.aim) for side in sides) + unit

    def _suggestion(self, boundary: Boundary, missing: tuple[int, ...]) -> str:
        found = [self._nearby(boundary, number) for number in missing]
        moments: dict[str, list[str]] = {}
        for case, at in filter(None, found):
            moments.setdefault(f"the case “{case.name}” ({case.place})", []).append(f"{{at: {at}, …}}")
        told = [f"Add {' and '.join(ats)} to {case}." for case, ats in moments.items()]
        if any((boundary, number) in self.coverage.settled for number in missing):
            told.insert(0, "Where cases come near, another condition decides.")
        return " ".join(told if all(found) else [*told, self._example(boundary)])

    def _nearby(self, boundary: Boundary, number: int) -> tuple[Case, str] | None:
        """A case and a moment that do cover the side: found by trying, never by hoping."""
        for near in self.coverage.near.get((boundary, number), ()):
            for at in _moments(boundary, sides_of(boundary.node)[number], near, self.coverage.offset):
                if self._covers(boundary, number, near.case, at):
                    return near.case, local(to_micros(at), self.zone)
        return None

    def _covers(self, boundary: Boundary, number: int, case: Case, at: datetime) -> bool:
        watches: list[Watch] = []

        def watching(case: Case, at: datetime, frozen: Frozen) -> Watch:
            watches.append(Watch(self.coverage, case, at, frozen, wanted=(boundary, number)))
            return watches[-1]

        try:
            ByReference(self.pack, watching).answer(case, self.tables[case.place], at, holds=False)
        except OverflowError:
            return False
        return any(watch.found for watch in watches)

    def _example(self, boundary: Boundary) -> str:
        """Moments for facts that begin with the period, where no case is near enough to be moved."""
        starts = boundary.starts.astimezone(self.zone)
        moments = _example_moments(boundary, starts)
        if not moments:
            return f"Write a case for each, with “at” on or after {starts:%Y-%m-%dT%H:%M}."
        subject, day, ats = moments
        told = " and ".join(f"{{at: {local(to_micros(at), self.zone)}, …}}" for at in ats)
        return f"Write a case with {written(subject, self.zone)} on {day:%Y-%m-%d}, {told}."


def holds(op: Op, margin: int) -> bool:
    """Whether a comparison holds at a margin."""
    return {
        Op.EQ: margin == 0,
        Op.NE: margin != 0,
        Op.LT: margin < 0,
        Op.LE: margin <= 0,
        Op.GT: margin > 0,
        Op.GE: margin >= 0,
    }[op]


def _beside(aim: int, limit: str) -> str:
    return f"equal to {limit}" if aim == 0 else f"one {'more' if aim > 0 else 'less'} than {limit}"


def _within_the_hour(side: Side, limit: int) -> str:
    exact = side.low <= 0 <= side.high
    if side.high > 0:
        return f"in the hour {'from' if exact else 'after'} {limit} hours"
    return f"in the hour {'up to' if exact else 'before'} {limit} hours"


def _moments(boundary: Boundary, side: Side, near: Near, offset: int) -> Iterator[datetime]:
    """Moments at which the same facts may stand on the side, when time alone moves the comparison."""
    node, wanted = boundary.node, side.aim - near.margin
    for part, sign in ((node.left, 1), (node.right, -1)):
        if isinstance(part, DaysSince):
            now = to_micros(near.at)
            midnight = (now + offset) // DAY * DAY - offset + sign * wanted * DAY
            yield from (from_micros(at) for at in (midnight, midnight + DAY - HOUR // 60) if _possible(at))
        elif isinstance(part, Now) or (isinstance(part, HoursBetween) and isinstance(part.end, Now)):
            at = to_micros(near.at) + sign * wanted
            yield from (from_micros(at) for at in (at,) if _possible(at))


def _possible(micros: int) -> bool:
    return abs(micros) < 2**51


def _example_moments(boundary: Boundary, starts: datetime) -> tuple[Node, datetime, list[datetime]] | None:
    """What to give which day, and the two moments: for a limit that time alone walks over."""
    left, right, source = boundary.node.left, boundary.node.right, boundary.source.left
    aims = [timedelta(microseconds=side.aim) for side in sides_of(boundary.node)]
    if isinstance(right, Now) and source.type is Type.INSTANT:
        return source, starts, [starts - aim for aim in aims]
    if not isinstance(right, Const) or not isinstance(right.value, int) or not 0 <= right.value < 10**6:
        return None
    levels = [right.value + side.aim for side in sides_of(boundary.node)]
    if isinstance(left, DaysSince) and isinstance(source, DaysSince) and min(levels) >= 0:
        return source.since, starts, [starts + timedelta(days=level) for level in levels]
    if isinstance(left, HoursBetween) and isinstance(source, HoursBetween) and isinstance(left.end, Now):
        return source.start, starts, [starts + timedelta(hours=right.value) + aim for aim in aims]
    if isinstance(left, Age) and isinstance(source, Age) and max(levels) < 100:
        born = starts.replace(year=starts.year - max(levels), day=min(starts.day, 28)) + timedelta(days=1)
        birthday = born.replace(year=born.year + max(levels))
        return source.birthday, born, [birthday - timedelta(minutes=1), birthday]
    return None
