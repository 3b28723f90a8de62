"""Verifies a code that somebody was shown, online: the verdict in words, and what the code itself says."""

import json
from datetime import datetime

from lianfang.credentials.claims import Claims
from lianfang.credentials.status import StatusLists
from lianfang.credentials.trust import Trust
from lianfang.credentials.verifier import LONGEST_TEXT, Verified, verify
from lianfang.edge.saying import VERDICTS, both, encoded
from lianfang.kernel.clock import from_micros
from lianfang.kernel.personal import Purpose
from lianfang.kernel.words import CARE

LARGEST = 8192


def code_in(body: bytes) -> str | None:
    """The code in a request's body, {"code": "LF1:…"}; None when it is anything else."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = data.get("code") if isinstance(data, dict) else None
    return code if isinstance(code, str) and len(code) <= LONGEST_TEXT else None


def verdict(code: str, *, trust: Trust, lists: StatusLists, at: datetime) -> bytes:
    """The body of the answer. Care first unless the code may be used and is plain green (safety 10)."""
    found = verify(code, trust=trust, at=at, lists=lists)
    told: dict[str, object] = {
        "answer": "verdict",
        "verdict": found.verdict.value,
        "may_be_used": found.may_be_used,
        "says": both(VERDICTS[found.verdict]),
        "status_checked": found.status_checked,
    }
    if found.claims is not None:
        told |= _said_by(found.claims)
    return encoded(told if _plain_green(found) else {"care": both(CARE), **told})


def _plain_green(found: Verified) -> bool:
    claims = found.claims
    return (
        found.may_be_used
        and claims is not None
        and (claims.colour, claims.notice) == ("green", None)
        and claims.entry in (None, "allowed")
    )


def _said_by(claims: Claims) -> dict[str, object]:
    """What the code says: no more than its holder shows at the door."""
    return {
        "name": claims.name.reveal(Purpose.SHOW_TO_HANDLER),
        "masked_id": claims.masked_id.reveal(Purpose.SHOW_TO_HANDLER),
        "colour": claims.colour,
        "notice": claims.notice,
        "entry": claims.entry,
        "rules": claims.rules,
        "duty": claims.duty,
        "issued": _moment(claims.issued),
        "fresh_until": _moment(claims.fresh_until),
        "usable_until": _moment(claims.usable_until),
    }


def _moment(second: int) -> str:
    return from_micros(second * 1_000_000).isoformat()
