"""What is known of everybody's health: tests and vaccine doses. The shares are defaults (D)."""

import numpy as np
import pyarrow as pa

from lianfang.facts.demo.columns import (
    DAY,
    HOUR,
    MIDNIGHT,
    MINUTE,
    NOW_MICROS,
    SECOND,
    TODAY,
    Piece,
    counts,
    days,
    instants,
    same,
    words,
)
from lianfang.facts.demo.draws import Draws, Mask, Share, Whole
from lianfang.facts.demo.population import Crowd, Doing
from lianfang.facts.schemas import TABLES

METHODS = TABLES["tests"].column("method").words
RESULTS = TABLES["tests"].column("result").words
PCR, ANTIGEN = METHODS.index("pcr"), METHODS.index("antigen")
NEGATIVE, POSITIVE = RESULTS.index("negative"), RESULTS.index("positive")
INCONCLUSIVE, PENDING = RESULTS.index("inconclusive"), RESULTS.index("pending")

POOL_OF = 10
POOLED_BLOCKS, NO_REPORT_TIME, UNCLEAR, ANTIGEN_SHARE, SECOND_TEST = 0.035, 0.02, 0.0002, 0.004, 0.25
TESTED = {
    Doing.AT_HOME: 0.09,
    Doing.AWAY: 0.30,
    Doing.BACK: 0.60,
    Doing.COMMUTING: 0.35,
    Doing.VISITING: 0.80,
    Doing.OUTSIDE: 0.25,
}
PRODUCTS = ("BBIBP-CorV", "CoronaVac")
# Share with a first dose by age from … on; of those, nearly all the adults have had the second.
UPTAKE = ((0, 0.0), (12, 0.45), (18, 0.93), (60, 0.80), (80, 0.45))
SECOND_DOSE, FIRST_DAY = 0.95, TODAY - 222


def tests(people: Crowd, draws: Draws) -> list[Piece]:
    """Rows of `tests` for everyone's own reasons: single samples and workplaces tested ten to a tube."""
    chances: Share = np.array([TESTED[doing] for doing in Doing])[people.doing]
    who = people.who[draws.chance("tested", people.who, chances)]
    again = who[draws.chance("tested again", who, SECOND_TEST)]
    return [
        _single(who, _sampled(who, draws, "first sample", 0), draws, "first"),
        _single(again, _sampled(again, draws, "second sample", 20), draws, "second"),
        _pooled(people, draws),
    ]


def sample_rows(
    who: Whole,
    sampled: Whole,
    hours: Share,
    result: Whole,
    *,
    lost: Mask,
    method: Whole | None = None,
    pool: pa.Array | None = None,
) -> Piece:
    """Rows of `tests`. A report that would come after now is not there yet; a `lost` report time is never known."""
    reported = sampled + (hours * HOUR).astype(np.int64)
    waiting = reported > NOW_MICROS
    columns = {
        "sampled_at": instants(sampled),
        "reported_at": instants(reported, waiting | lost),
        "method": same("pcr", len(who)) if method is None else words(METHODS, method),
        "result": words(RESULTS, np.where(waiting, PENDING, result)),
        "pool_id": pa.nulls(len(who), pa.string()) if pool is None else pool,
    }
    return Piece("tests", who, columns)


def pools(prefix: str, number: Whole) -> pa.Array:
    """Ids of the tubes people share."""
    distinct, index = np.unique(number, return_inverse=True)
    return words([f"{prefix}-{value:08d}" for value in distinct.tolist()], index.astype(np.int64))


def _sampled(who: Whole, draws: Draws, what: str, second: int) -> Whole:
    """Some opening hour of the last fourteen days, before now. Its `second` keeps one person's samples apart."""
    day = MIDNIGHT - draws.below(f"{what} day", who, 14) * DAY
    at = day + (draws.between(f"{what} hour", who, 7, 22) * HOUR).astype(np.int64)
    return np.where(at > NOW_MICROS - 10 * MINUTE, at - DAY, at) // MINUTE * MINUTE + second * SECOND


def _single(who: Whole, sampled: Whole, draws: Draws, what: str) -> Piece:
    fast = draws.chance(f"{what} antigen", who, ANTIGEN_SHARE)
    hours = np.where(fast, 0.3, draws.between(f"{what} hours", who, 5, 20))
    unclear = draws.chance(f"{what} unclear", who, UNCLEAR)
    lost = draws.chance(f"{what} lost", who, NO_REPORT_TIME) & ~fast
    method = np.where(fast, ANTIGEN, PCR)
    return sample_rows(who, sampled, hours, np.where(unclear, INCONCLUSIVE, NEGATIVE), lost=lost, method=method)


def _pooled(people: Crowd, draws: Draws) -> Piece:
    """Ten workmates, one tube: they are sampled and reported together."""
    present = people.doing_now(Doing.AT_HOME, Doing.BACK, Doing.COMMUTING)
    block = present // POOL_OF
    who = present[draws.chance("pool", block, POOLED_BLOCKS)]
    block = who // POOL_OF
    sampled = _sampled(block, draws, "pool sample", 40)
    nobody = np.zeros(len(who), np.bool_)
    hours = draws.between("pool hours", block, 6, 16)
    return sample_rows(who, sampled, hours, np.full(len(who), NEGATIVE), lost=nobody, pool=pools("W", block))


def doses(people: Crowd, draws: Draws) -> list[Piece]:
    """Rows of `doses`: one or two of an inactivated vaccine, by age, three to six weeks apart."""
    steps = np.array([age for age, _ in UPTAKE])
    shares: Share = np.array([share for _, share in UPTAKE])[np.searchsorted(steps, people.ages, side="right") - 1]
    taken = draws.chance("vaccinated", people.who, shares)
    who, young = people.who[taken], people.ages[taken] < 18
    # Minors were only called in late July: the default gives them a first dose in the last two weeks.
    first = np.where(
        young, TODAY - 1 - draws.below("dose young", who, 14), FIRST_DAY + draws.below("dose first", who, 205)
    )
    second = first + 21 + draws.below("dose gap", who, 21)
    had = (second < TODAY) & draws.chance("dose second", who, SECOND_DOSE)
    product = draws.below("product", who, len(PRODUCTS))
    return [_dose(who, 1, product, first), _dose(who[had], 2, product[had], second[had])]


def _dose(who: Whole, number: int, product: Whole, given: Whole) -> Piece:
    columns = {
        "number": counts(np.full(len(who), number)),
        "product": words(PRODUCTS, product),
        "given_on": days(given),
    }
    return Piece("doses", who, columns)
