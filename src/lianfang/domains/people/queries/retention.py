"""Who is due to leave the register: trial run and run are one list. Lessons 16."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from lianfang.domains.people.errors import NoRetention
from lianfang.domains.people.models import Person
from lianfang.domains.people.states import UNDO_DAYS, PersonState
from lianfang.kernel.clock import civil_day, day_start
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack

VALUE = "register_keep_days"


@dataclass(frozen=True, slots=True)
class Clause:
    """How long people stay after their last matter, and by what: a default of ours says so (confidence D)."""

    days: int
    source: Words
    clause: str
    confidence: str
    since: str

    def as_data(self) -> Mapping[str, object]:
        """For the certificate."""
        source = {"zh": self.source.zh, "en": self.source.en}
        said = {name: getattr(self, name) for name in ("days", "clause", "confidence", "since")}
        return {**said, "source": source}


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is due at a moment. `mark` names the list: the run erases this one and no other."""

    clause: Clause
    numbers: tuple[int, ...]
    mark: str


def clause_in(pack: Pack, *, at: datetime) -> Clause:
    """What the policy says at `at`. Raises NoRetention when it says nothing."""
    value = pack.values.get(VALUE)
    step = value.at(at) if value else None
    if step is None or not isinstance(step.value, int):
        raise NoRetention
    cite = step.cite
    return Clause(step.value, cite.source.title, cite.clause, cite.confidence.value, f"{step.starts:%Y-%m-%d}")


def plan(clause: Clause, *, at: datetime) -> Plan:
    """Everybody whose last matter was closed so many civil days ago; merged entries not before they cannot go back.

    One query.
    """
    rows = list(_due(clause, at).order_by("pk").values_list("pk", "person_id"))
    mark = sha256("\n".join(person_id for _, person_id in rows).encode()).hexdigest()
    return Plan(clause, tuple(number for number, _ in rows), mark)


def _due(clause: Clause, at: datetime) -> QuerySet[Person]:
    kept = Q(state=PersonState.KEPT.value, idle_since__lt=_before(clause.days, at))
    merged = Q(state=PersonState.MERGED.value, idle_since__lt=_before(max(clause.days, UNDO_DAYS), at))
    can_go_back = Person.objects.filter(merged_into=OuterRef("pk"), idle_since__gte=_before(UNDO_DAYS, at))
    return Person.objects.filter(kept | merged).exclude(Exists(can_go_back))


def _before(days: int, at: datetime) -> datetime:
    """Idle since before this moment: `days` civil days have passed."""
    zone = settings.CONFIG.city_zone
    return day_start(civil_day(at, zone=zone) - timedelta(days=days - 1), zone=zone)
