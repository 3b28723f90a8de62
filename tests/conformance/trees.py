"""Generated expressions: typed trees over the cells of a row, the facts of a subject and the facts of its place.

Only trees the language can write. A value that moves with now (days since, hours since, an age, a last presence, now
itself) stands on one side of a comparison with something that does not move; everything else is free.
"""

from hypothesis import strategies as st

from lianfang.policy.nodes import (
    Age,
    Aggregate,
    All,
    Any,
    Cell,
    Choose,
    Compare,
    Const,
    DayAfter,
    DayOf,
    DaysSince,
    FactOf,
    FactThrough,
    FirstKnown,
    HoursAfter,
    HoursBetween,
    Missing,
    Node,
    Not,
    Now,
    OneOf,
    Op,
    PresentUntil,
    Sum,
    Take,
    Type,
    Within,
)

NOON = 1_628_654_400_000_000  # 2021-08-11T12:00+08:00
TODAY = 18_850
CELLS = {
    "at": Cell("at", Type.INSTANT),
    "end": Cell("end", Type.INSTANT, optional=True),
    "on": Cell("on", Type.DAY, optional=True),
    "born": Cell("born", Type.BIRTHDAY, optional=True),
    "area": Cell("area", Type.AREA),
    "home": Cell("home", Type.AREA, optional=True),
    "word": Cell("word", Type.TEXT, optional=True),
    "count": Cell("count", Type.INT),
    "some": Cell("some", Type.INT, optional=True),
}
FACTS = {
    "fact_yes": FactOf("fact_yes", Type.BOOL),
    "fact_at": FactOf("fact_at", Type.INSTANT),
    "fact_present": FactOf("fact_present", Type.PRESENCE),
    "fact_count": FactOf("fact_count", Type.INT),
    "fact_area": FactOf("fact_area", Type.AREA),
}
PLACE = {
    "county.risky": FactThrough("county", "risky", Type.BOOL),
    "county.new": FactThrough("county", "new", Type.INT),
}
WORDS, AREAS = ("x", "y", "隔离", "a'b"), ("110105", "410102", "410102001", "410100")
Nodes = st.SearchStrategy[Node]


def _brief(strategy: st.SearchStrategy[Node]) -> Nodes:
    """The same strategy, whose repr does not hold those of all its parts."""

    @st.composite
    def node(draw: st.DrawFn) -> Node:
        return draw(strategy)

    return node()


def _small(low: int = -3, high: int = 24) -> Nodes:
    return st.builds(Const, st.integers(low, high), st.just(Type.INT))


def _of(kind: Type) -> Nodes:
    """A cell or fact of a type."""
    everything = [*CELLS.values(), *FACTS.values(), *PLACE.values()]
    return st.sampled_from([node for node in everything if node.type is kind])


def _mixed(kind: Type, base: Nodes) -> Nodes:
    """The ways any type can be made from itself."""
    more = st.deferred(
        lambda: (
            st.builds(lambda a, b: FirstKnown((a, b), kind), base, base)
            | st.builds(lambda c, v, o: Choose(((c, v),), o, kind), truths, base, base)
            | st.builds(lambda a: FirstKnown((Const(None, Type.NULL), a), kind), base)
        )
    )
    return _brief(base | more)


def _instants() -> Nodes:
    whole = st.sampled_from([NOON, NOON + 1, NOON - 48 * 3_600_000_000, NOON - 12 * 3_600_000_000])
    base = _of(Type.INSTANT) | st.builds(Const, whole, st.just(Type.INSTANT))
    more = (
        st.builds(HoursAfter, base, _small(0, 72))
        | st.builds(DayAfter, base | _of(Type.DAY), _small(0, 21))
        | st.builds(HoursAfter, base, _of(Type.INT))
    )
    return _mixed(Type.INSTANT, _brief(base | more))


instants = _instants()
days = _mixed(
    Type.DAY,
    _of(Type.DAY) | st.builds(DayOf, instants) | st.builds(Const, st.integers(TODAY - 3, TODAY + 3), st.just(Type.DAY)),
)
_numbers = _of(Type.INT) | _small()
numbers = _mixed(Type.INT, _numbers | st.builds(Sum, _numbers, _numbers, st.booleans()))
areas = _mixed(Type.AREA, _of(Type.AREA))
texts = _mixed(Type.TEXT, _of(Type.TEXT) | st.builds(Const, st.sampled_from(WORDS), st.just(Type.TEXT)))
presences = _brief(st.builds(PresentUntil, instants) | _of(Type.PRESENCE))
since = _brief(st.builds(DaysSince, instants | days | presences))
lengths = _brief(
    st.builds(lambda start: HoursBetween(start, Now()), instants) | st.builds(HoursBetween, instants, instants)
)
births = _mixed(Type.BIRTHDAY, _of(Type.BIRTHDAY))


def _comparisons() -> Nodes:
    ops, equal = st.sampled_from(list(Op)), st.sampled_from([Op.EQ, Op.NE])
    return st.one_of(
        st.builds(Compare, ops, since, numbers),
        st.builds(Compare, ops, numbers, since),
        st.builds(Compare, ops, lengths, _small(0, 72) | numbers),
        st.builds(Compare, ops, st.builds(Age, births), _small(0, 6) | numbers),
        st.builds(Compare, ops, st.just(Now()), instants),
        st.builds(Compare, ops, instants, st.just(Now())),
        st.builds(Compare, ops, instants, instants),
        st.builds(Compare, ops, days, days),
        st.builds(Compare, ops, numbers, numbers),
        st.builds(Compare, equal, texts, texts),
        st.builds(Compare, equal, areas, st.builds(Const, st.sampled_from(AREAS), st.just(Type.TEXT))),
        st.builds(OneOf, areas, st.lists(st.sampled_from(AREAS), min_size=1, max_size=3).map(tuple)),
        st.builds(OneOf, numbers, st.lists(st.integers(-3, 9), min_size=1, max_size=3).map(tuple)),
        st.builds(OneOf, texts, st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(tuple)),
        st.builds(Within, areas, st.sampled_from(["11", "4101", "410102", "410102001"])),
        st.builds(Missing, instants | days | numbers | areas | texts | births),
        _of(Type.BOOL),
        st.builds(Const, st.sampled_from([True, False, None]), st.just(Type.BOOL)),
    )


def _grown(part: Nodes) -> Nodes:
    some = st.lists(part, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, some),
        st.builds(Any, some),
        st.builds(Not, part),
        st.builds(Missing, part),
        st.builds(lambda a, b: FirstKnown((a, b), Type.BOOL), part, part),
        st.builds(lambda c, v, o: Choose(((c, v),), o, Type.BOOL), part, part, part),
    )


truths: Nodes = _brief(st.recursive(_brief(_comparisons()), _grown, max_leaves=6))
releases: Nodes = st.builds(DayAfter, presences | instants | days, _small(0, 21)) | instants
expressions: Nodes = st.one_of(truths, numbers, instants, areas, days, releases)


def _takes() -> st.SearchStrategy[Aggregate]:
    def one(take: Take, of: Nodes) -> st.SearchStrategy[Aggregate]:
        return of.map(lambda node: Aggregate(take, node, None, node.type))

    def counted(take: Take) -> st.SearchStrategy[Aggregate]:
        return st.just(Aggregate(take, None, None, Type.INT))

    return st.one_of(
        st.just(Aggregate(Take.ANY, None, None, Type.BOOL)),
        counted(Take.COUNT),
        counted(Take.PEOPLE),
        (days | texts | areas | numbers).map(lambda node: Aggregate(Take.COUNT_DISTINCT, node, None, Type.INT)),
        one(Take.MAX, instants | days | numbers | presences),
        one(Take.MIN, instants | days | numbers),
        one(Take.SUM, numbers),
        one(Take.LAST_END, instants),
        st.builds(lambda of, by: Aggregate(Take.LATEST, of, by, of.type), areas | texts | instants, instants),
    )


takes = _takes()
