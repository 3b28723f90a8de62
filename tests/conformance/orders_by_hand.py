"""A second, independent reading of the city's orders: every row of their tables (C1–C8, E1–E9), one function each.

It shares nothing with the pack or the engines: no expressions, no plain numbers, no SQL. It was written from the tables
of the orders and their fine print alone. Where it and an engine disagree, one of the two has misread the orders.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.conformance.case_by_hand import HOUR, Case, Match, day_after, midnight

CODE = midnight(date(2021, 1, 28))
FESTIVAL_OVER = midnight(date(2021, 3, 16))
SEALING = midnight(date(2021, 7, 30))
RISK_COUNTIES = midnight(date(2021, 8, 7))
PREFECTURES = midnight(date(2021, 8, 8))
TEST_FOR_ALL = midnight(date(2021, 11, 17))
SCREENING = midnight(date(2022, 1, 22))
A_DAY_AFTER_ARRIVAL = midnight(date(2022, 4, 18))
NINTH_EDITION = midnight(date(2022, 7, 6))
TWENTY_MEASURES = midnight(date(2022, 11, 11))
THREE_TESTS = midnight(date(2022, 11, 22))
OVER = midnight(date(2022, 12, 7))

COLOURS = ("green", "yellow", "red")
ENTRIES = ("allowed", "conditional", "deferred", "refused")
ENTRY_OF_COLOUR = dict(zip(COLOURS, ("allowed", "deferred", "refused"), strict=True))
RowOfOrders = Callable[[Case], Match | None]


def infected(case: Case) -> Match | None:
    """C1."""
    return Match("C1.infected", "red") if case.in_force("infections", "positive_at", "released_at") else None


def isolation(kind: str, rule: str, colour: str) -> RowOfOrders:
    """C2 and C3: until the isolation's own end."""

    def row(case: Case) -> Match | None:
        ends = [isolation["until_at"] for isolation in case.in_force("isolations") if isolation["kind"] == kind]
        return Match(rule, colour, until=None if None in ends else max(ends)) if ends else None

    return row


def _window(case: Case, starts: list[datetime], first: int, last: int) -> datetime | None:
    """The end of a window from day `first` to day `last`, for the latest start that is in it."""
    inside = [start for start in starts if start <= case.now and first <= case.days_since(start) <= last]
    return day_after(max(inside), last) if inside else None


def contact(degree: str, rule: str, colour: str, first: int, last: int) -> RowOfOrders:
    """C4 and C5: days after the last exposure."""

    def row(case: Case) -> Match | None:
        exposed = [contact["last_exposed_at"] for contact in case.of("contacts") if contact["degree"] == degree]
        until = _window(case, exposed, first, last)
        return Match(rule, colour, until=until) if until else None

    return row


def border(rule: str, colour: str, first: int, last: int) -> RowOfOrders:
    """C6: days after entering the country."""

    def row(case: Case) -> Match | None:
        until = _window(case, [entry["entered_at"] for entry in case.of("border_entries")], first, last)
        return Match(rule, colour, "border_isolation", until=until) if until else None

    return row


def sealed(case: Case) -> Match | None:
    """C7."""
    zones = {residence["zone_id"] for residence in case.in_force("residences")}
    return Match("C7.sealed", "yellow") if zones & case.city.sealed else None


def in_risk_county(case: Case) -> Match | None:
    """C8."""
    return Match("C8.in_risk_county", "yellow") if case.in_risk_county else None


def _history(case: Case) -> datetime | None:
    """The last presence that counts for E1."""
    counties = case.city.risk if case.now < TEST_FOR_ALL else case.city.risk | case.city.infected
    if case.now >= NINTH_EDITION:
        return case.last_in(counties, 7)
    return None if case.in_risk_county else case.last_in(counties, 14)


def history(case: Case) -> Match | None:
    """E1."""
    last = _history(case)
    if last is None:
        return None
    rule, notice = ("E1.history_outside", "defer_entry")
    if case.in_city:
        rule, notice = ("E1.history_in_city", "report_in_city")
    return Match(rule, notice=notice, entry="deferred", until=day_after(last, 14 if case.now < NINTH_EDITION else 7))


def _test_for_entry(case: Case, rule: str, hours: int) -> Match:
    entry, missing = case.test_for_entry(hours)
    return Match(rule, entry=entry, restricts=False, missing=missing)


def same_prefecture(case: Case) -> Match | None:
    """E2."""
    if case.in_city or case.place is None or case.place[:6] in case.city.risk or _history(case):
        return None
    near = any(county[:4] == case.place[:4] for county in case.city.risk)
    return _test_for_entry(case, "E2.same_prefecture", 48) if near else None


def everyone(case: Case) -> Match | None:
    """E3."""
    return None if case.in_city or case.commutes else _test_for_entry(case, "E3.everyone", 48)


def commuter(case: Case) -> Match | None:
    """E4 until the ninth edition: more hours once the person has been let in."""
    if case.in_city or not case.commutes:
        return None
    been = any(TEST_FOR_ALL <= row["arrived_at"] <= case.now for row in case.of("city_arrivals"))
    return _test_for_entry(case, "E4.commuter", 336 if been else 48)


def commuter_of_the_ninth(case: Case) -> Match | None:
    """E4 from the ninth edition."""
    return None if case.in_city or not case.commutes else _test_for_entry(case, "E4.commuter", 72)


def land_border(notice: str | None) -> RowOfOrders:
    """E5."""

    def row(case: Case) -> Match | None:
        last = case.last_in(case.city.land_border, 14)
        return Match("E5.land_border", notice=notice, entry="deferred", until=day_after(last, 14)) if last else None

    return row


def test_after_arrival(wait: timedelta) -> RowOfOrders:
    """E6 before the three tests: a negative sample at least `wait` after arrival."""

    def row(case: Case) -> Match | None:
        arrival = case.last_arrival()
        if not case.in_city or arrival is None or _exempt(case, arrival["arrived_at"], arrival["leaves_at"]):
            return None
        arrived = arrival["arrived_at"]
        due = case.now - arrived > 72 * HOUR and case.days_since(arrived) <= 14
        done = any(sample >= arrived + wait for sample in case.negative_samples())
        return Match("E6.test_after_arrival", notice="test_due") if due and not done else None

    return row


def _exempt(case: Case, arrived: datetime, leaves: datetime | None) -> bool:
    age = case.age()
    small, short = age is not None and age <= 3, leaves is not None and leaves - arrived <= 72 * HOUR
    return small or short or case.commutes


def three_tests(case: Case) -> Match | None:
    """E6 from 2022-11-22: one sample within a day, and samples on three days."""
    arrival = case.last_arrival()
    if not case.in_city or arrival is None or case.days_since(arrival["arrived_at"]) > 14:
        return None
    arrived = arrival["arrived_at"]
    samples = [test["sampled_at"] for test in case.of("tests") if arrived <= test["sampled_at"] <= case.now]
    first_late = case.now - arrived > 24 * HOUR and not any(sample <= arrived + 24 * HOUR for sample in samples)
    too_few = case.days_since(arrived) > 3 and len({sample.date() for sample in samples}) < 3
    return Match("E6.three_tests", notice="test_due") if first_late or too_few else None


def screening_order(case: Case) -> Match | None:
    """E7."""
    samples = case.negative_samples()
    overdue = [order["ordered_at"] for order in case.of("screening_orders") if order["due_at"] < case.now]
    undone = [ordered for ordered in overdue if ordered <= case.now and not any(s > ordered for s in samples)]
    return Match("E7.screening_order", notice="test_due") if undone else None


def linked(days: int) -> RowOfOrders:
    """E8."""

    def row(case: Case) -> Match | None:
        links = [link["linked_at"] for link in case.in_force("links", "linked_at", "cleared_at")]
        until = _window(case, links, 0, days)
        return Match("E8.linked", notice="linked", entry="deferred", until=until) if until else None

    return row


def spring_festival(case: Case) -> Match | None:
    """E9: both rows."""
    if case.in_city:
        return None
    if case.in_risk_county:
        return Match("E9.spring_festival_risk_county", entry="refused")
    return _test_for_entry(case, "E9.spring_festival", 168)


CLOSE, MONITORED = "C4.close_contact", "C4.close_contact_monitoring"
ENTERED, WATCHED = "C6.entered_country", "C6.entered_country_monitoring"
ORDERS: tuple[tuple[datetime, datetime, RowOfOrders], ...] = (
    (CODE, OVER, infected),
    (CODE, OVER, isolation("central", "C2.central_isolation", "red")),
    (CODE, OVER, isolation("home", "C3.home_isolation", "yellow")),
    (CODE, NINTH_EDITION, contact("close", CLOSE, "red", 0, 14)),
    (CODE, NINTH_EDITION, contact("close", MONITORED, "yellow", 15, 21)),
    (NINTH_EDITION, TWENTY_MEASURES, contact("close", CLOSE, "red", 0, 7)),
    (NINTH_EDITION, TWENTY_MEASURES, contact("close", MONITORED, "yellow", 8, 10)),
    (TWENTY_MEASURES, OVER, contact("close", CLOSE, "red", 0, 5)),
    (TWENTY_MEASURES, OVER, contact("close", MONITORED, "yellow", 6, 8)),
    (CODE, NINTH_EDITION, contact("secondary", "C5.secondary_contact", "red", 0, 7)),
    (NINTH_EDITION, TWENTY_MEASURES, contact("secondary", "C5.secondary_contact", "yellow", 0, 7)),
    (CODE, NINTH_EDITION, border(ENTERED, "red", 0, 14)),
    (CODE, NINTH_EDITION, border(WATCHED, "yellow", 15, 21)),
    (NINTH_EDITION, TWENTY_MEASURES, border(ENTERED, "red", 0, 7)),
    (NINTH_EDITION, TWENTY_MEASURES, border(WATCHED, "yellow", 8, 10)),
    (TWENTY_MEASURES, OVER, border(ENTERED, "red", 0, 5)),
    (TWENTY_MEASURES, OVER, border(WATCHED, "yellow", 6, 8)),
    (SEALING, OVER, sealed),
    (RISK_COUNTIES, NINTH_EDITION, in_risk_county),
    (RISK_COUNTIES, OVER, history),
    (PREFECTURES, NINTH_EDITION, same_prefecture),
    (TEST_FOR_ALL, OVER, everyone),
    (TEST_FOR_ALL, NINTH_EDITION, commuter),
    (NINTH_EDITION, OVER, commuter_of_the_ninth),
    (TEST_FOR_ALL, SCREENING, land_border(None)),
    (SCREENING, NINTH_EDITION, land_border("border_county")),
    (SCREENING, A_DAY_AFTER_ARRIVAL, test_after_arrival(timedelta(0))),
    (A_DAY_AFTER_ARRIVAL, THREE_TESTS, test_after_arrival(24 * HOUR)),
    (THREE_TESTS, OVER, three_tests),
    (SCREENING, OVER, screening_order),
    (SCREENING, NINTH_EDITION, linked(14)),
    (NINTH_EDITION, OVER, linked(7)),
    (CODE, FESTIVAL_OVER, spring_festival),
)
STEPS = tuple(sorted({day for begins, ends, _ in ORDERS for day in (begins, ends)}))


@dataclass(frozen=True)
class Decision:
    """What a person is told."""

    colour: str
    entry: str | None
    notices: frozenset[str]
    rules: frozenset[str]
    until: datetime | None
    unknown: frozenset[str]


def decide(case: Case) -> Decision:
    """All rows in force, put together."""
    found = [row(case) for begins, ends, row in ORDERS if begins <= case.now < ends]
    excepted = {str(row["rule"]) for row in case.in_force("exceptions")}
    # An exception names a row of the tables (E1) or one rule of it (E1.history_outside).
    matches = [m for m in found if m and not {m.rule, m.rule.partition(".")[0]} & excepted]
    colour = max((match.colour for match in matches), key=COLOURS.index, default="green")
    entries = [ENTRY_OF_COLOUR[colour], *(match.entry for match in matches)]
    ends = [match.until for match in matches if match.restricts]
    known = [end for end in ends if end is not None]
    return Decision(
        colour=colour,
        entry=None if case.in_city else max(entries, key=ENTRIES.index),
        notices=frozenset(match.notice for match in matches if match.notice),
        rules=frozenset(match.rule for match in matches),
        until=max(known) if known and len(known) == len(ends) else None,
        unknown=frozenset({"current_place"} if case.place is None else ()).union(*(m.missing for m in matches)),
    )
