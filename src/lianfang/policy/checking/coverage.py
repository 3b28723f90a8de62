"""Boundaries that no case stands next to, told with the moment that would cover them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import from_micros, to_micros
from lianfang.kernel.words import Words
from lianfang.policy.checking.boundaries import Boundary, Side, sides_of
from lianfang.policy.checking.cases import ByReference, local
from lianfang.policy.checking.rows import PlainTables
from lianfang.policy.checking.watching import Coverage, Near, Watch
from lianfang.policy.checking.wording import values_in, written
from lianfang.policy.engines.meaning import DAY, HOUR
from lianfang.policy.faults import NOTHING, Faults, Place
from lianfang.policy.frozen import Frozen
from lianfang.policy.model import Case, Pack
from lianfang.policy.nodes import Age, Const, DaysSince, HoursBetween, Node, Now, Op, Type

_UNITS = {Type.HOURS: Words(" 小时", " hours"), Type.YEARS: Words(" 岁", " years")}
_DAYS = Words(" 天", " days")


ANOTHER_DECIDES = Words("有案例接近之处，由别的条件决定。", "Where cases come near, another condition decides.")


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

    def _sentence(self, boundary: Boundary, missing: tuple[int, ...]) -> Words:
        node, source = boundary.node, boundary.source
        names = "".join(f"{name}, " for name in values_in(source))
        day = f"{boundary.starts.astimezone(self.zone):%Y-%m-%d}"
        since = Words(f"（{names}自 {day} 起有效）", f" ({names}in force from {day})")
        if node.left.type in (Type.INSTANT, Type.DAY):
            found = [holds(node.op, sides_of(node)[number].aim) for number in missing]
            levels = _and([Words("成立", "true") if each else Words("不成立", "false") for each in found])
            return _no_case(written(source, self.zone), levels, since)
        return _no_case(written(source.left, self.zone), self._levels(boundary, missing), since)

    def _levels(self, boundary: Boundary, missing: tuple[int, ...]) -> Words:
        node = boundary.node
        sides = [sides_of(node)[number] for number in missing]
        if not isinstance(node.right, Const) or not isinstance(node.right.value, int):
            return _and([_beside(side.aim, written(boundary.source.right, self.zone)) for side in sides])
        limit = node.right.value
        if node.left.type is Type.HOURS:
            return _and([_within_the_hour(side, limit) for side in sides])
        unit = _DAYS if isinstance(node.left, DaysSince) else _UNITS.get(node.left.type, NOTHING)
        numbers = _and([Words(str(limit + side.aim), str(limit + side.aim)) for side in sides])
        return Words("为 {numbers}{unit}", "at {numbers}{unit}").filled(numbers=numbers, unit=unit)

    def _suggestion(self, boundary: Boundary, missing: tuple[int, ...]) -> Words:
        found = [self._nearby(boundary, number) for number in missing]
        moments: dict[Place, tuple[Case, list[str]]] = {}
        for case, at in filter(None, found):
            moments.setdefault(case.place, (case, []))[1].append(f"{{at: {at}, …}}")
        told = [_add(case, ats) for case, ats in moments.values()]
        if any((boundary, number) in self.coverage.settled for number in missing):
            told.insert(0, ANOTHER_DECIDES)
        told += [] if all(found) else [self._example(boundary)]
        return Words("".join(text.zh for text in told), " ".join(text.en for text in told))

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

    def _example(self, boundary: Boundary) -> Words:
        """Moments for facts that begin with the period, where no case is near enough to be moved."""
        starts = boundary.starts.astimezone(self.zone)
        moments = _example_moments(boundary, starts)
        if not moments:
            at = f"{starts:%Y-%m-%dT%H:%M}"
            return Words(f"请各写一个案例，“at”在 {at} 或之后。", f"Write a case for each, with “at” on or after {at}.")
        subject, day, ats = moments
        told = [f"{{at: {local(to_micros(at), self.zone)}, …}}" for at in ats]
        where = written(subject, self.zone)
        return Words(
            f"请写一个案例，{where} 为 {day:%Y-%m-%d}，含 {' 和 '.join(told)}。",
            f"Write a case with {where} on {day:%Y-%m-%d}, {' and '.join(told)}.",
        )


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


def _no_case(where: str, levels: Words, since: Words) -> Words:
    return Words("没有案例使 {where} {levels}{since}。", "No case has {where} {levels}{since}.").filled(
        where=where, levels=levels, since=since
    )


def _and(texts: list[Words]) -> Words:
    return Words(" 和 ".join(text.zh for text in texts), " and ".join(text.en for text in texts))


def _add(case: Case, ats: list[str]) -> Words:
    return Words(
        f"请在案例“{case.name}”（{case.place}）里加上 {' 和 '.join(ats)}。",
        f"Add {' and '.join(ats)} to the case “{case.name}” ({case.place}).",
    )


def _beside(aim: int, limit: str) -> Words:
    if aim == 0:
        return Words(f"等于 {limit}", f"equal to {limit}")
    return (
        Words(f"比 {limit} 多一", f"one more than {limit}")
        if aim > 0
        else Words(f"比 {limit} 少一", f"one less than {limit}")
    )


def _within_the_hour(side: Side, limit: int) -> Words:
    exact = side.low <= 0 <= side.high
    if side.high > 0:
        return Words(
            f"在满 {limit} 小时{'起' if exact else '之后'}的一小时内",
            f"in the hour {'from' if exact else 'after'} {limit} hours",
        )
    return Words(
        f"在{'到' if exact else '不到'} {limit} 小时{'为止' if exact else ''}的一小时内",
        f"in the hour {'up to' if exact else 'before'} {limit} hours",
    )


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
