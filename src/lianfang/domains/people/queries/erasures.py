"""Former runs of the erasure, and their certificates."""

import json
from dataclasses import dataclass
from datetime import datetime

from lianfang.domains.people.models import Erasure
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

MOST = 20


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `ended_at` is empty when it was interrupted: the next run did the rest."""

    token: str
    begun_at: datetime
    keep_days: int
    people: int
    ended_at: datetime | None


def erasures() -> list[Run]:
    """The last runs, the newest first. One query."""
    rows = Erasure.objects.order_by("-pk").values_list("token", "begun_at", "keep_days", "people", "ended_at")
    return [Run(*row) for row in rows[:MOST]]


def certificate_of(token: str) -> str:
    """The certificate of a run and its signature, as JSON. Raises NoSuch for a run that has none."""
    found = Erasure.objects.filter(token=token, ended_at__isnull=False).values_list("certificate", "signature").first()
    if found is None:
        raise NoSuch(what=Words("删除证明", "certificate"), id=token)
    return json.dumps({"certificate": found[0], "signature": found[1]}, ensure_ascii=False, indent=1)
