"""What the command line says in plain text, in both languages."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from lianfang.decisions import wording
from lianfang.decisions.results import Explanation, Places, PlaceStanding, Reason, ReplayStep, RunReport, ShownFact
from lianfang.decisions.showing import moment_words, stamp
from lianfang.kernel.words import Words

_WHY, _UNTIL, _DO, _WHO = (
    Words("为什么", "Why"),
    Words("到什么时候", "Until"),
    Words("要做什么", "What to do"),
    Words("谁能解除", "Who lifts it"),
)
_CITE, _FACTS, _WOULD = (
    Words("依据", "Clause"),
    Words("所依据的记录", "Facts"),
    Words("什么会改变它", "What would change it"),
)
_OPEN = Words("没有固定时间", "no fixed end")
_RELEASE = Words("政策版本", "release")
_LEVELS = {"high": Words("高风险", "high"), "medium": Words("中风险", "medium"), "low": Words("低风险", "low")}


def tell_report(report: RunReport, out: Path, lang: str) -> str:
    """A run in a few lines."""
    counts = [
        f"  {name}: {value:,}"
        for found in (report.colours, report.entry, report.notices)
        for name, value in found.items()
    ]
    head = Words(
        f"{moment_words(report.at).zh}：{report.people:,} 人已判定，写入 {out}"
        f"（{report.seconds:.1f} 秒，{report.peak_rss_mb} MB，{report.engine}）",
        f"{report.people:,} people decided at {moment_words(report.at).en}, written to {out}"
        f" ({report.seconds:.1f} s, {report.peak_rss_mb} MB, {report.engine})",
    )
    return "\n".join([head.in_(lang), *counts, f"  {_RELEASE.in_(lang)} {report.release}"])


def tell_explanation(explanation: Explanation, lang: str) -> str:
    """An explanation from the headline down."""
    heads = (moment_words(explanation.at).in_(lang), explanation.place_name, explanation.pack_title.in_(lang))
    lines = [explanation.headline.in_(lang), explanation.summary.in_(lang), " · ".join(head for head in heads if head)]
    decision = explanation.decision
    if explanation.known:
        entry = wording.ENTRY_WORDS[decision.entry].in_(lang) if decision.entry else ""
        lines.append(" · ".join(x for x in (wording.COLOUR_WORDS[decision.colour].in_(lang), entry) if x))
    for reason in explanation.reasons:
        lines += ["", *_reason(reason, lang)]
    lines += [f"! {words.in_(lang)}" for words in (*explanation.exceptions, *explanation.unknown)]
    if explanation.would_change:
        lines += ["", f"{_WOULD.in_(lang)}:", *(f"  {words.in_(lang)}" for words in explanation.would_change)]
    if explanation.next_change is not None:
        lines.append(f"  {explanation.next_change.says.in_(lang)}")
    lines += ["", explanation.care.in_(lang), f"{_RELEASE.in_(lang)} {explanation.release}"]
    return "\n".join(lines)


def _reason(reason: Reason, lang: str) -> list[str]:
    cite = reason.cite
    until = moment_words(reason.until).in_(lang) if reason.until else _OPEN.in_(lang)
    lines = [
        f"[{reason.rule}] {reason.title.in_(lang)}",
        f"  {_WHY.in_(lang)}: {reason.says.in_(lang)}",
        f"  {_DO.in_(lang)}: {reason.remedy.in_(lang)}",
    ]
    if reason.restrictive:
        lines.insert(2, f"  {_UNTIL.in_(lang)}: {until}; {reason.lifts.in_(lang)}")
        lines.append(f"  {_WHO.in_(lang)}: {reason.lifted_by.in_(lang)}")
    marks = {True: "✓", False: "·", None: "○"}
    lines += [f"    {marks[duty.done]} {duty.title.in_(lang)}" for duty in reason.duties]
    source = f"{cite.source.title.in_(lang)} · {cite.clause} · {cite.source.date} ({cite.confidence.value})"
    lines.append(f"  {_CITE.in_(lang)}: {source}")
    lines.append(f"  {_FACTS.in_(lang)}:")
    return [*lines, *(line for fact in reason.facts for line in _fact(fact, lang, "    "))]


def _fact(fact: ShownFact, lang: str, indent: str) -> Iterable[str]:
    yield f"{indent}{fact.title.in_(lang)}: {fact.value.in_(lang)}"
    for row in fact.rows:
        yield f"{indent}  {row.table}: " + ", ".join(f"{name} {value}" for name, value in row.cells.items())
    for inner in fact.through:
        yield from _fact(inner, lang, indent + "  ")


def tell_replay(steps: Iterable[ReplayStep], lang: str) -> str:
    """Each change on a line."""
    return "\n".join(_step(step, lang) for step in steps)


def _step(step: ReplayStep, lang: str) -> str:
    decision = step.decision
    parts = [wording.COLOUR_WORDS[decision.colour].in_(lang)]
    parts += [wording.ENTRY_WORDS[decision.entry].in_(lang)] if decision.entry else []
    parts += [", ".join(decision.rules)] if decision.rules else []
    return f"{_time(step.at)}  {' · '.join(parts)}  — {step.cause.in_(lang)}"


def _time(at: datetime) -> str:
    return stamp(at)


def tell_places(found: Places, lang: str) -> str:
    """The places, deferred first, each with its areas and dates."""
    everywhere = wording.ENTRY_WORDS[found.everywhere].in_(lang)
    head = Words(
        f"{_time(found.at)}：{len(found.deferred)} 个地方的人员暂缓进京，{len(found.conditional)} 个地方有附加要求；"
        f"其他地方：{everywhere}",
        f"{_time(found.at)}: people in {len(found.deferred)} places are deferred, {len(found.conditional)} have a duty;"
        f" everywhere else: {everywhere}",
    )
    lines = [head.in_(lang)]
    for place in (*found.deferred, *found.conditional):
        lines += _place(place, lang)
    return "\n".join(lines)


def _place(place: PlaceStanding, lang: str) -> list[str]:
    head = f"{place.area} {place.name} · {wording.ENTRY_WORDS[place.entry].in_(lang)} · {', '.join(place.rules)}"
    until = [_time(area.until_at) if area.until_at else "—" for area in place.areas]
    return [head] + [
        f"    {_LEVELS[area.level].in_(lang)} {area.name} {_time(area.from_at)} → {end}"
        for area, end in zip(place.areas, until, strict=True)
    ]
