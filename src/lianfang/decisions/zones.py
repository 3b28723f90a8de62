"""Zones under control, and for each sealed one what keeps it sealed, until when, or that it may be assessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from lianfang.decisions.showing import Shower, moment_words
from lianfang.decisions.wording import LIFTED_BY, LIFTS, fill
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import FactStore
from lianfang.kernel.areas import register
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.kernel.words import Words
from lianfang.policy.engines.meaning import Row
from lianfang.policy.engines.reference import Judgement, Reference
from lianfang.policy.frozen import freeze
from lianfang.policy.merging import Match
from lianfang.policy.model import Citation, Pack
from lianfang.policy.showing import names_in_force

NO_TIME = Words("条件满足时", "when the condition is met")


class ZoneState(StrEnum):
    """How a zone stands. NO_RULES: sealed, but the policy of the moment does not say when a zone may be released."""

    KEPT = "kept"
    MAY_BE_ASSESSED = "may_be_assessed"
    NOT_SEALED = "not_sealed"
    NO_RULES = "no_rules"


@dataclass(frozen=True, slots=True)
class ZoneReason:
    """A rule that keeps a zone sealed. `until` None: it does not end by time alone."""

    rule: str
    title: Words
    says: Words
    remedy: Words
    until: datetime | None
    lifts: Words
    lifted_by: Words
    cite: Citation


@dataclass(frozen=True, slots=True)
class ZoneStanding:
    """A zone at a moment. `until`: when all reasons have ended by time alone, None when one cannot or there is none.

    `kinds` are the controls in force. `residents` are people on record there now: with none, nobody was counted.
    """

    zone_id: str
    area: str | None
    area_name: str
    kinds: tuple[str, ...]
    state: ZoneState
    sealed_since: datetime | None
    planned_end: datetime | None
    residents: int
    reasons: tuple[ZoneReason, ...]
    until: datetime | None
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Zones:
    """Every zone whose control has begun by `at`: those kept sealed first, then those that may be assessed."""

    at: datetime
    release: str
    zones: tuple[ZoneStanding, ...]

    def count(self, state: ZoneState) -> int:
        """How many zones stand so."""
        return sum(zone.state is state for zone in self.zones)


def zones(pack: Pack, store: FactStore, *, at: datetime) -> Zones:
    """How every zone stands at `at`. Zones whose control begins later are not known yet and are left out."""
    rows = _rows(pack, store, at)
    judge = _Judge(pack, Reference(pack, rows, moment=at), at)
    found = [judge.standing(zone, begun) for zone, begun in sorted(_begun(rows["zones"], to_micros(at)).items())]
    order = list(ZoneState)
    return Zones(at, pack.release, tuple(sorted(found, key=lambda zone: order.index(zone.state))))


def _rows(pack: Pack, store: FactStore, at: datetime) -> dict[str, list[Row]]:
    """The rows that zones depend on: of people, only those who live in one."""
    needed = {fact.table for fact in freeze(pack, at, subject="zone").facts} | {"zones", "residences"}
    found: dict[str, list[Row]] = {}
    for name, table in TABLES.items():
        if name not in needed and table.of_person:
            continue
        columns = [column.name for column in table.columns]
        listed = ", ".join(f'"{column}"' for column in columns)
        query = f'SELECT {listed} FROM "{name}"'
        if table.of_person:
            query += ' WHERE "person_id" IN (SELECT "person_id" FROM "residences")'
        rows = store.connection.execute(query).fetchall()
        found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
    return found


def _begun(rows: Sequence[Row], now: int) -> dict[str, list[Row]]:
    """The rows of each zone that have begun."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if _number(row["from_at"]) <= now:
            found.setdefault(str(row["zone_id"]), []).append(row)
    return found


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _lasts(row: Row, now: int) -> bool:
    return row["until_at"] is None or _number(row["until_at"]) > now


@dataclass(frozen=True, slots=True)
class _Judge:
    """Judges zones at one moment."""

    pack: Pack
    reference: Reference
    at: datetime

    def standing(self, zone: str, begun: Sequence[Row]) -> ZoneStanding:
        """How a zone stands, from the rows of its control that have begun."""
        now = to_micros(self.at)
        judgement = self.reference.judge(zone, now, subject="zone")
        lasting = sorted((row for row in begun if _lasts(row, now)), key=lambda row: _number(row["from_at"]))
        sealed = [row for row in lasting if row["kind"] == "sealed"]
        state = self._state(judgement, sealed)
        told = judgement.matches if state is ZoneState.KEPT else ()
        area = next((str(row["area"]) for row in reversed(lasting or begun) if row["area"]), None)
        return ZoneStanding(
            zone_id=zone,
            area=area,
            area_name=register().full_name(area) if area else "",
            kinds=tuple(dict.fromkeys(str(row["kind"]) for row in lasting)),
            state=state,
            sealed_since=self._moment(sealed[-1]["from_at"]) if sealed else None,
            planned_end=self._moment(sealed[-1]["until_at"]) if sealed else None,
            residents=self._residents(zone, now),
            reasons=tuple(self._reason(match, judgement) for match in told),
            until=self._moment(judgement.outcome.until) if told else None,
            unknown=judgement.outcome.unknown,
        )

    def _state(self, judgement: Judgement, sealed: Sequence[Row]) -> ZoneState:
        if not sealed:
            return ZoneState.NOT_SEALED
        if not judgement.frozen.rules:
            return ZoneState.NO_RULES
        return ZoneState.KEPT if judgement.matches else ZoneState.MAY_BE_ASSESSED

    def _residents(self, zone: str, now: int) -> int:
        rows = self.reference.world.of_place("zone", zone, "residences")
        return len({row["person_id"] for row in rows if _number(row["from_at"]) <= now and _lasts(row, now)})

    def _reason(self, match: Match, judgement: Judgement) -> ZoneReason:
        rule, until = match.rule, self._moment(match.release)
        shower = Shower(self.reference, judgement)
        names = names_in_force(self.pack, self.at) | {name: shower.value(name) for name in shower.facts}
        names["until"] = moment_words(until) if until else NO_TIME
        return ZoneReason(
            rule=rule.id,
            title=rule.title,
            says=fill(rule.says, names),
            remedy=fill(rule.remedy, names),
            until=until,
            lifts=LIFTS[rule.lifts],
            lifted_by=LIFTED_BY[rule.lifted_by],
            cite=rule.cite,
        )

    def _moment(self, micros: object) -> datetime | None:
        return from_micros(micros, zone=ZoneInfo(self.pack.zone)) if isinstance(micros, int) else None
