"""`lianfang zones`: which compounds stay sealed, why and until when, and which may be assessed for release."""

from collections.abc import Iterator, Mapping

import typer

from lianfang.cli.common import (
    AtOption,
    FactsOption,
    JsonOption,
    PackOption,
    QuarantineOption,
    moment,
    open_facts,
    open_pack,
    print_json,
)
from lianfang.cli.lines import QUIET, STRONG, Line, labelled, listed, sourced, tell, when
from lianfang.cli.speaking import OWN, LangOption
from lianfang.decisions.zones import Zones, ZoneStanding, ZoneState
from lianfang.decisions.zones import zones as zones_now
from lianfang.kernel.plain import plain
from lianfang.kernel.words import Words

STATES: Mapping[ZoneState, Words] = {
    ZoneState.KEPT: Words("继续封控", "stays sealed"),
    ZoneState.MAY_BE_ASSESSED: Words("可以提请评估解封", "may be assessed for release"),
    ZoneState.NOT_SEALED: Words("没有封控", "not sealed"),
    ZoneState.NO_RULES: Words("封控中，此时没有解封规定", "sealed; no rule on release is in force"),
}
SINCE, UNTIL = Words("封控自", "sealed since"), Words("最早到", "by time alone until")
NO_TIME = Words("不能只凭时间解除", "does not end by time alone")
PLANNED, KINDS = Words("登记的结束时间", "planned end on record"), Words("现行管控", "in force")
RESIDENTS = Words("在册居民", "residents on record")
NO_RESIDENTS = Words(
    "没有在册居民：检测是否齐全无从判断，先登记居民。",
    "No residents on record: whether the round is complete cannot be told; register them first.",
)
NOT_KNOWN, DO = Words("不明", "not known"), Words("怎么办", "What to do")
KIND_WORDS: Mapping[str, Words] = {
    "sealed": Words("封控", "sealed"),
    "controlled": Words("管控", "controlled"),
    "precaution": Words("防范", "precaution"),
}
NONE = Words("事实中没有已开始管控的小区。", "The facts hold no zone whose control has begun.")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(zones)


def zones(
    pack: PackOption,
    facts: FactsOption,
    at: AtOption,
    as_json: JsonOption = False,
    quarantine: QuarantineOption = None,
    lang: LangOption = OWN,
) -> None:
    """Say how every zone stands: sealed since when, what keeps it sealed, until when, or ready to be assessed."""
    policy = open_pack(pack)
    now = moment(at, policy)
    with open_facts(facts, policy, quarantine=quarantine) as store:
        found = zones_now(policy, store, at=now)
    if as_json:
        data = plain(found)
        assert isinstance(data, dict)
        print_json({**data, "counts": {state.value: found.count(state) for state in ZoneState}})
    else:
        tell(told_zones(found, lang))


def told_zones(found: Zones, lang: str) -> Iterator[Line]:
    """The zones in plain text, those that stay sealed first."""
    counts = [labelled(STATES[state], str(found.count(state)), lang) for state in ZoneState if found.count(state)]
    yield Line(f"{when(found.at, lang)}  {listed(counts, lang)}".rstrip(), STRONG)
    yield Line(found.release, QUIET)
    if not found.zones:
        yield Line(NONE.in_(lang))
    before = None
    for zone in found.zones:
        if not zone.state == before == ZoneState.NOT_SEALED:
            yield Line()
        yield from _zone(zone, lang)
        before = zone.state


def _zone(zone: ZoneStanding, lang: str) -> Iterator[Line]:
    parts = [zone.zone_id, zone.area_name, STATES[zone.state].in_(lang)]
    yield Line(" · ".join(part for part in parts if part), STRONG)
    kinds = [KIND_WORDS[kind].in_(lang) for kind in zone.kinds if kind != "sealed"]
    if kinds:
        yield Line("  " + labelled(KINDS, listed(kinds, lang), lang))
    if zone.sealed_since is not None:
        yield Line("  " + " · ".join(_times(zone, lang)))
        yield Line(
            "  " + (labelled(RESIDENTS, str(zone.residents), lang) if zone.residents else NO_RESIDENTS.in_(lang))
        )
    for reason in zone.reasons:
        yield Line(f"  [{reason.rule}] {reason.says.in_(lang)}")
        yield Line(f"    {labelled(DO, reason.remedy.in_(lang), lang)}")
        yield Line(f"    {reason.lifts.in_(lang)} · {reason.lifted_by.in_(lang)}")
        yield sourced(reason.cite, lang, "    ")
    if zone.unknown:
        yield Line("  " + labelled(NOT_KNOWN, listed(zone.unknown, lang), lang))


def _times(zone: ZoneStanding, lang: str) -> Iterator[str]:
    if zone.sealed_since is not None:
        yield labelled(SINCE, when(zone.sealed_since, lang), lang)
    if zone.reasons:
        yield labelled(UNTIL, when(zone.until, lang), lang) if zone.until else NO_TIME.in_(lang)
    if zone.planned_end is not None:
        yield labelled(PLANNED, when(zone.planned_end, lang), lang)
