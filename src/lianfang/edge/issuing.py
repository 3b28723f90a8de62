"""A person's code: what is decided, put into claims and signed, and the words that go with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from lianfang.credentials.claims import LONGEST_TEXT, MOST_RULES, Claims, release_mark
from lianfang.credentials.lifetime import lifetime
from lianfang.credentials.places import Places
from lianfang.edge.saying import MAKE_A_RECORD, NO_RECORD, OLD, both, encoded
from lianfang.edge.view import Terms
from lianfang.edge.wordbook import Period
from lianfang.kernel.clock import from_micros
from lianfang.kernel.words import CARE
from lianfang.snapshots.model import Header, Standing
from lianfang.snapshots.tokens import Holder

PLACES = 1 << 25  # in each status list: a city of 33 million
PERIOD = 86_400  # seconds one status list is for


@dataclass(frozen=True, slots=True)
class Issued:
    """A signed code with its words. `renew_at`: from then on another is signed."""

    body: bytes
    renew_at: datetime
    fresh_until: datetime


def list_number(seconds: int) -> int:
    """The status list that codes issued at `seconds` since 1970 stand in."""
    return seconds // PERIOD


def issue(holder: Holder, standing: Standing, terms: Terms, places: Places, *, header: Header, at: datetime) -> Issued:
    """Sign a code for the holder. Raises DecisionIsOver when the decision has ended before the next is here."""
    issued, fresh_until, usable_until = times = lifetime(
        at,
        fresh=terms.period.fresh,
        offline=terms.period.offline,
        holds_until=standing.holds_until,
        next_release=terms.next_release_at,
    )
    told = {
        **telling(standing, terms.period),
        "answer": "code",
        "until": standing.until and standing.until.isoformat(),
        "code": terms.signer.sign(_claims(holder, standing, terms, places, times)),
        "issued": issued,
        "fresh_until": fresh_until,
        "usable_until": usable_until,
        **closing(terms, header),
    }
    renew = from_micros((issued + fresh_until) * 500_000)
    return Issued(encoded(told), renew, from_micros(fresh_until * 1_000_000))


def _claims(holder: Holder, standing: Standing, terms: Terms, places: Places, times: tuple[int, int, int]) -> Claims:
    rules = terms.period.strictest_first(standing.rules)
    number = list_number(times[0])
    return Claims(
        holder.name,
        holder.masked_id,
        *times,
        release=release_mark(terms.release),
        colour=None if standing.notices else standing.colour,
        notice=standing.notices[0] if standing.notices else None,
        entry=standing.entry,
        rules=tuple(rule for rule in rules if len(rule) <= LONGEST_TEXT)[:MOST_RULES],
        duty=first_duty(rules, terms.period),
        status=(number, places.place(holder.ordinal, number=number)) if holder.ordinal < places.size else None,
    )


def telling(standing: Standing, period: Period) -> dict[str, object]:
    """What is decided, in ids and words, but for its moments."""
    rules = period.strictest_first(standing.rules)
    duty = first_duty(rules, period)
    return {
        **care_first(standing),
        "answer": "standing",
        "colour": standing.colour,
        "entry": standing.entry,
        "notices": [{"id": name, "title": period.notices.get(name)} for name in standing.notices],
        "rules": [_rule(name, period) for name in rules],
        "duty": duty and {"id": duty, "title": period.duties.get(duty)},
        "unknown": standing.unknown,
    }


def closing(terms: Terms, header: Header) -> dict[str, object]:
    """What stands at the end of every answer about a person: by which release, for which minute, and whether late."""
    told: dict[str, object] = {"release": terms.release, "computed_at": header.computed_at.isoformat()}
    return told | ({"late": both(OLD)} if terms.stale else {})


def care_first(standing: Standing) -> dict[str, object]:
    """Care, before all else, in whatever is not plain green (safety 10)."""
    plain = standing.colour == "green" and standing.entry in (None, "allowed") and not standing.notices
    return {} if plain else {"care": both(CARE)}


def no_record(platform: str | None) -> bytes:
    """What someone without a record is told: neither green nor refused, and how to make one (safety 11)."""
    return encoded(
        {
            "care": both(CARE),
            "answer": "no_record",
            "says": both(NO_RECORD),
            "next_step": both(MAKE_A_RECORD),
            "where": platform,
        }
    )


def first_duty(rules: Iterable[str], period: Period) -> str | None:
    """The duty that comes first, by id."""
    duties = (duty for rule in rules for duty in period.rules.get(rule, {}).get("needs", ()))
    return next(duties, None)


def _rule(name: str, period: Period) -> dict[str, object]:
    told = period.rules.get(name, {})
    return {"id": name, **{key: told[key] for key in ("title", "remedy", "lifts", "lifted_by", "cite") if key in told}}
