"""`lianfang preview`: what a draft would change for people, against the release in force."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from lianfang.cli.common import (
    AtOption,
    FactsOption,
    JsonOption,
    QuarantineOption,
    moment,
    open_facts,
    open_pack,
    print_json,
    say,
)
from lianfang.cli.lines import HEAD, QUIET, Line, labelled, listed, sourced, tell, when
from lianfang.cli.policy_show import difference_object
from lianfang.cli.policy_text import told_difference
from lianfang.cli.speaking import OWN, LangOption
from lianfang.decisions.costs import Cost
from lianfang.decisions.preview import Preview, SampleSide, Seen
from lianfang.decisions.preview import preview as preview_draft
from lianfang.decisions.wording import COLOUR_WORDS, ENTRY_WORDS, missing_words
from lianfang.kernel.plain import plain
from lianfang.kernel.words import Words
from lianfang.policy.differing import PolicyAt, difference
from lianfang.policy.model import Colour, Entry, Pack

SHOWN = 20
PROGRESS: Mapping[str, Words] = {
    "before": Words("现行版本：已判定 {count:,} 人", "the release in force: decided for {count:,} people"),
    "after": Words("草案：已判定 {count:,} 人", "the draft: decided for {count:,} people"),
    "sure": Words(
        "草案（不计不明的事实）：已判定 {count:,} 人",
        "the draft without what is unknown: decided for {count:,} people",
    ),
    "changed": Words("{count:,} 人的判定会改变", "{count:,} people change"),
}
WRITTEN = Words("文本改动", "What the draft changes in writing")
MOVES, DISTRICTS = Words("从什么变成什么", "From what to what"), Words("按地区", "By district")
RULES = Words("按规定（原有 → 草案，新增，不再）", "By rule (in force → draft, newly, no longer)")
NEVER = Words("草案中没有人符合的规定", "Rules of the draft that match nobody in these facts")
CAUGHT = Words("只因事实不明而符合的人", "People caught only because a fact is unknown")
COSTS, SAMPLES = Words("代价", "What it costs"), Words("举例", "Samples")
MISSING = Words("政策包没有这项数值", "the pack has no value")
NEWLY, UNKNOWN = Words("其中新增", "newly"), Words("不明的事实", "unknown")
NOBODY = Words("没有人受到影响。", "Nobody changes.")
NO_RULES, NO_END = Words("无规定", "no rule"), Words("无固定时间", "no fixed end")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(preview)


def preview(
    pack: Annotated[Path, typer.Option("--pack", help="Folder of the draft.")],
    against: Annotated[Path, typer.Option("--against", help="Folder of the release in force.")],
    facts: FactsOption,
    at: AtOption,
    as_json: JsonOption = False,
    quarantine: QuarantineOption = None,
    lang: LangOption = OWN,
) -> None:
    """Say what a draft would change: how many people, from what to what, where, by which rule, at what cost."""
    draft, policy = open_pack(pack), open_pack(against)
    now = moment(at, policy)
    with open_facts(facts, policy, quarantine=quarantine) as store:
        found = preview_draft(draft, policy, store, at=now, progress=_progress)
    written = difference(PolicyAt(policy, now), PolicyAt(draft, now))
    if as_json:
        data = plain(found)
        assert isinstance(data, dict)
        print_json({**data, "written": difference_object(written)})
        return
    tell(_head(found, lang))
    tell([Line(), Line(WRITTEN.in_(lang), HEAD), *told_difference(written, lang)])
    tell(told_preview(found, draft, policy, lang))


def _progress(what: str, count: int) -> None:
    say(PROGRESS[what].filled(count=count))


def _head(found: Preview, lang: str) -> Iterator[Line]:
    rest = found.changed - found.seen
    told = Words(
        f"{when(found.at, lang)}，{found.people:,}人中{found.changed:,}人的判定会改变："
        f"{found.seen:,}人的颜色、进京或提示改变，"
        f"{rest:,}人只是期限或所依据的规定改变。",
        f"At {when(found.at, lang)}, of {found.people:,} people {found.changed:,} would be decided differently: for"
        f" {found.seen:,} the colour, entry or notice changes, for {rest:,} only the end or the rules behind it.",
    )
    yield Line(told.in_(lang))
    yield Line(f"{found.against} → {found.release}", QUIET)


def told_preview(found: Preview, draft: Pack, against: Pack, lang: str) -> Iterator[Line]:
    """The preview in plain text, from the people down to the samples."""
    yield from _section(MOVES, _moves(found, draft, against, lang), lang)
    yield from _section(DISTRICTS, _districts(found, lang), lang)
    yield from _section(RULES, _rules(found, lang), lang)
    yield from _section(NEVER, [f"[{rule.id}] {rule.title.in_(lang)}" for rule in found.never_fire], lang)
    yield from _section(CAUGHT, _caught(found, lang), lang)
    yield Line()
    yield Line(COSTS.in_(lang), HEAD)
    for cost in found.costs:
        yield from _cost(cost, lang)
    yield from _section(SAMPLES, _samples(found, draft, against, lang), lang)
    if not found.changed:
        yield Line(NOBODY.in_(lang))


def _section(title: Words, texts: Iterable[str], lang: str) -> Iterator[Line]:
    lines = list(texts)
    if lines:
        yield Line()
        yield Line(title.in_(lang), HEAD)
        yield from (Line(f"  {text}") for text in lines)


def _moves(found: Preview, draft: Pack, against: Pack, lang: str) -> Iterator[str]:
    for move in found.transitions:
        yield f"{move.people:>9,}  {_seen(move.before, against, lang)} → {_seen(move.after, draft, lang)}"


def _seen(seen: Seen, pack: Pack, lang: str) -> str:
    parts = [COLOUR_WORDS[Colour(seen.colour)].in_(lang)]
    parts += [ENTRY_WORDS[Entry(seen.entry)].in_(lang)] if seen.entry is not None else []
    return " · ".join([*parts, *(f"“{pack.notices[name].title.in_(lang)}”" for name in seen.notices)])


def _districts(found: Preview, lang: str) -> Iterator[str]:
    for district in found.districts[:SHOWN]:
        yield f"{district.people:>9,}  {district.area or '——'} {district.name.in_(lang)}"
    rest = found.districts[SHOWN:]
    if rest:
        people = sum(district.people for district in rest)
        yield Words(f"另有{len(rest)}个县，{people:,}人", f"and {len(rest)} more counties, {people:,} people").in_(lang)


def _rules(found: Preview, lang: str) -> Iterator[str]:
    for rule in found.rules:
        counts = f"{rule.before:,} → {rule.after:,}  +{rule.newly:,} −{rule.no_longer:,}"
        yield f"[{rule.id}] {labelled(rule.title, counts, lang)}"


def _caught(found: Preview, lang: str) -> Iterator[str]:
    for rule in found.caught:
        facts = [f"{missing_words(name).in_(lang)} {count:,}" for name, count in rule.unknown.items()]
        told = [labelled(NEWLY, f"{rule.newly:,}", lang), labelled(UNKNOWN, listed(facts, lang), lang)]
        yield f"[{rule.id}] {labelled(rule.title, f'{rule.people:,}', lang)} ({' · '.join(told)})"


def _cost(cost: Cost, lang: str) -> Iterator[Line]:
    if cost.before is not None and cost.after is not None:
        told = f"{cost.before:,} → {cost.after:,} ({cost.after - cost.before:+,})"
        yield Line("  " + labelled(cost.title, told, lang))
    for price in cost.prices:
        yield Line(f"    {price.name} = {price.per_100} ({price.people_before:,} → {price.people_after:,})")
        yield sourced(price.cite, lang, "    ")
    if cost.missing:
        lacking = labelled(MISSING, listed(cost.missing, lang), lang)
        yield Line("  " + labelled(cost.title, lacking, lang) if cost.before is None else f"    {lacking}", QUIET)


def _samples(found: Preview, draft: Pack, against: Pack, lang: str) -> Iterator[str]:
    for sample in found.samples:
        yield sample.person_id
        yield f"    {_side(sample.before, against, lang)}"
        yield f"  → {_side(sample.after, draft, lang)}"


def _side(side: SampleSide, pack: Pack, lang: str) -> str:
    rules = listed(side.rules, lang) or NO_RULES.in_(lang)
    until = f" · {when(side.until, lang) if side.until else NO_END.in_(lang)}" if side.rules else ""
    return f"{_seen(side.seen, pack, lang)} · {rules}{until}"
