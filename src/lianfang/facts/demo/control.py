"""What the city knows and does about few: infections, contacts, isolations, entries, links, orders, exceptions."""

import numpy as np

from lianfang.facts.demo.columns import (
    DAY,
    HOUR,
    NOW_MICROS,
    Piece,
    day_of,
    empty_instants,
    instants,
    same,
    span,
    words,
)
from lianfang.facts.demo.draws import Draws, Mask, Share, Whole
from lianfang.facts.demo.health import NEGATIVE, POSITIVE, sample_rows
from lianfang.facts.demo.population import Crowd
from lianfang.facts.schemas import TABLES

KINDS = TABLES["infections"].column("kind").words
DEGREES = TABLES["contacts"].column("degree").words
CLOSE, SECONDARY = DEGREES.index("close"), DEGREES.index("secondary")

ASYMPTOMATIC, CLOSE_OF_FAMILY, ISOLATED, CLEARED = 0.15, 0.4, 0.95, 0.6
TEST_DAYS = (1, 4, 7, 14)
REASONS = ("同时段到过病例活动场所", "重点行业人员定期检测")
# E1.history_in_city is the Beijing pack's rule for people back from a risk county.
EXCEPTED_RULE = "E1.history_in_city"
GROUNDS = ("社区核实：未到过风险地区所在县", "疾控流调：行程信息有误")


def control(people: Crowd, draws: Draws) -> list[Piece]:
    """The rows these small groups have in every table."""
    return [
        *_infected(people, draws),
        *_recovered(people, draws),
        *_contacts(people, draws),
        *_entered(people, draws),
        *_home_isolated(people, draws),
        _linked(people, draws),
        _screened(people, draws),
        _exceptions(people, draws),
    ]


def isolation(who: Whole, kind: str, start: Whole, until: Whole) -> Piece:
    """Rows of `isolations`."""
    return Piece(
        "isolations", who, {"kind": same(kind, len(who)), "from_at": instants(start), "until_at": instants(until)}
    )


def _infected(people: Crowd, draws: Draws) -> list[Piece]:
    who = people.groups["infected"].who
    positive = NOW_MICROS - span(draws.between("infected", who, 0.3, 18))
    rows = {
        "kind": words(KINDS, draws.chance("asymptomatic", who, ASYMPTOMATIC).astype(np.int64)),
        "positive_at": instants(positive),
        "released_at": empty_instants(len(who)),
    }
    sampled = positive - 8 * HOUR
    found = np.full(len(who), POSITIVE)
    return [Piece("infections", who, rows), _sample(who, sampled, np.full(len(who), 8.0), found)]


def _recovered(people: Crowd, draws: Draws) -> list[Piece]:
    who = people.groups["recovered"].who
    positive = NOW_MICROS - span(draws.between("recovered", who, 30, 210))
    released = day_of(positive + span(draws.between("recovery", who, 14, 28)))
    rows = {"kind": same("confirmed", len(who)), "positive_at": instants(positive), "released_at": instants(released)}
    return [Piece("infections", who, rows)]


def _contacts(people: Crowd, draws: Draws) -> list[Piece]:
    """Contacts of the two families of the bulletin's days, and of earlier cases whose contacts are being released."""
    family, reported, earlier = (people.groups[name].who for name in ("family", "reported", "earlier"))
    close = draws.chance("family close", family, CLOSE_OF_FAMILY)
    pieces = _contact_rows(family, close, NOW_MICROS - span(draws.between("exposed", family, 3, 13.5)), draws)
    everyone = np.ones(len(reported), np.bool_)
    pieces += _contact_rows(reported, everyone, NOW_MICROS - span(draws.between("exposed", reported, 2, 12)), draws)
    everyone = np.ones(len(earlier), np.bool_)
    pieces += _contact_rows(earlier, everyone, NOW_MICROS - span(draws.between("exposed", earlier, 11, 27)), draws)
    return pieces


def _contact_rows(who: Whole, close: Mask, exposed: Whole, draws: Draws) -> list[Piece]:
    """Contacts with their isolation: close ones 14 days centrally and 7 at home watched, secondary ones 7 days."""
    degree = np.where(close, CLOSE, SECONDARY)
    kept = draws.chance("isolated", who, ISOLATED)
    start = exposed + span(draws.between("found after", who, 0.5, 1.5))
    ends = day_of(exposed) + np.where(close, 15, 8) * DAY
    watched = kept & close
    pieces = [
        Piece("contacts", who, {"degree": words(DEGREES, degree), "last_exposed_at": instants(exposed)}),
        isolation(who[kept], "central", start[kept], ends[kept]),
        _begun(isolation(who[watched], "monitoring", ends[watched], (ends + 7 * DAY)[watched])),
    ]
    return [*pieces, *_rounds(who[kept], day_of(exposed)[kept], ends[kept], draws)]


def _begun(piece: Piece) -> Piece:
    """Without the rows whose stage has not begun: they are not known yet."""
    started = np.asarray(piece.columns["from_at"].cast("int64")) <= NOW_MICROS
    return Piece(
        piece.table, piece.who[started], {name: column.filter(started) for name, column in piece.columns.items()}
    )


def _rounds(who: Whole, day_zero: Whole, ends: Whole, draws: Draws) -> list[Piece]:
    """The tests of people in isolation, on the days of the plan that have come."""
    pieces = []
    for day in TEST_DAYS:
        sampled = day_zero + day * DAY + (draws.between(f"round {day}", who, 8, 11) * HOUR).astype(np.int64)
        due = (sampled < NOW_MICROS) & (sampled < ends)
        hours = draws.between(f"round {day} hours", who, 5, 12)
        pieces.append(_sample(who[due], sampled[due], hours[due], np.full(int(due.sum()), NEGATIVE)))
    return pieces


def _sample(who: Whole, sampled: Whole, hours: Share, result: Whole) -> Piece:
    return sample_rows(who, sampled, hours, result, lost=np.zeros(len(who), np.bool_))


def _entered(people: Crowd, draws: Draws) -> list[Piece]:
    """Entered the country: 14 days centrally, 7 at home, 7 watched."""
    who = people.groups["entered"].who
    entered = NOW_MICROS - span(draws.between("entered", who, 0.2, 40))
    first, second, third = (day_of(entered) + days * DAY for days in (15, 22, 29))
    return [
        Piece("border_entries", who, {"entered_at": instants(entered)}),
        isolation(who, "central", entered, first),
        _begun(isolation(who, "home", first, second)),
        _begun(isolation(who, "monitoring", second, third)),
        *_rounds(who, day_of(entered), first, draws),
    ]


def _home_isolated(people: Crowd, draws: Draws) -> list[Piece]:
    who = people.groups["home"].who
    start = NOW_MICROS - span(draws.between("home isolation", who, 0.2, 20))
    until = day_of(start) + 15 * DAY
    return [isolation(who, "home", start, until), *_rounds(who, day_of(start), until, draws)]


def _linked(people: Crowd, draws: Draws) -> Piece:
    who = people.groups["linked"].who
    linked = NOW_MICROS - span(draws.between("linked", who, 0.1, 20))
    cleared = linked + span(draws.between("cleared after", who, 0.2, 4))
    still = (cleared > NOW_MICROS) | ~draws.chance("cleared", who, CLEARED)
    return Piece("links", who, {"linked_at": instants(linked), "cleared_at": instants(cleared, still)})


def _screened(people: Crowd, draws: Draws) -> Piece:
    who = people.groups["screened"].who
    ordered = NOW_MICROS - span(draws.between("ordered", who, 0.1, 7))
    columns = {
        "reason": words(REASONS, draws.below("reason", who, len(REASONS))),
        "ordered_at": instants(ordered),
        "due_at": instants(ordered + 48 * HOUR),
    }
    return Piece("screening_orders", who, columns)


def _exceptions(people: Crowd, draws: Draws) -> Piece:
    who = people.groups["excepted"].who
    start = NOW_MICROS - span(draws.between("excepted", who, 0.2, 1.8))
    columns = {
        "rule": same(EXCEPTED_RULE, len(who)),
        "ground": words(GROUNDS, draws.below("ground", who, len(GROUNDS))),
        "from_at": instants(start),
        "until_at": instants(day_of(start) + 21 * DAY),
    }
    return Piece("exceptions", who, columns)
