"""How long a code says it is fresh, and how long it may be used without a network."""

from datetime import datetime, timedelta

from lianfang.kernel.clock import EPOCH
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

SECOND = timedelta(seconds=1)


class DecisionIsOver(Refusal):
    code = "decision-is-over"
    says = Words(
        "这个判定到 {until} 为止；用它签的码会说已经不成立的话。",
        "This decision held until {until}; a code made of it would say what no longer holds.",
    )
    remedy = Words("请先为此人重新判定，再签发。", "Decide again for the person, then sign.")
    status = 409


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970, never later than `moment`."""
    return (moment - EPOCH) // SECOND


def lifetime(
    issued: datetime,
    *,
    fresh: timedelta,
    offline: timedelta,
    holds_until: datetime | None,
    next_release: datetime | None,
) -> tuple[int, int, int]:
    """When a code is issued, fresh until and usable until, in seconds since 1970, as Claims takes them.

    `fresh` and `offline` are values of the policy. Neither passes the decision's `holds_until` or the minute at which
    the next release takes effect. Raises DecisionIsOver when one of those has come.
    """
    ends = [moment for moment in (holds_until, next_release) if moment is not None]
    if ends and min(ends) <= issued:
        raise DecisionIsOver(until=min(ends).isoformat())
    usable_until = min([issued + offline, *ends])
    return seconds(issued), seconds(min(issued + fresh, usable_until)), seconds(usable_until)
