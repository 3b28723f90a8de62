"""What is in force, and what changed between two moments, in plain text for officials."""

from collections.abc import Iterable, Iterator, Mapping

from lianfang.cli.lines import HEAD, QUIET, STRONG, Line, labelled, listed, sourced, when
from lianfang.decisions.wording import COLOUR_WORDS, ENTRY_WORDS, LIFTED_BY, LIFTS
from lianfang.kernel.words import Words
from lianfang.policy.differing import Changed, ChangedValue, Changes, Difference, Field
from lianfang.policy.model import Checklist, Schedule
from lianfang.policy.showing import MeasureInForce, PolicyInForce, RuleInForce, ValueInForce, stages_words

RELEASE, SAYS, DO = Words("政策版本", "release"), Words("告知", "Says"), Words("怎么办", "What to do")
BODIES, RESTS = Words("负责", "Responsible"), Words("所用数值", "Rests on")
CONDITION, SETS, ENDS = Words("条件", "When"), Words("结果", "Sets"), Words("期满", "Ends")
NEEDS, PERIOD = Words("须做", "Duties"), Words("有效", "In force")
VALUES, SCHEDULES = Words("数值", "Values in force"), Words("健康监测方案", "Monitoring plans")
CHECKLISTS = Words("检查清单", "Inspection lists")
NO_TIME = Words("不能只凭时间结束", "not by time alone")
ONWARD = Words("未定", "open")
IF_UNKNOWN: Mapping[str, Words] = {
    "restrict": Words("事实不明时按符合处理", "counts as met while a fact is unknown"),
    "allow": Words("事实不明时按不符合处理", "counts as not met while a fact is unknown"),
    "ask": Words("事实不明时先询问，暂按不符合处理", "asks while a fact is unknown, and counts as not met"),
}
NOTHING = Words("这一刻没有任何规定有效。", "At this moment no rule is in force.")
FIX = Words("限{hours}小时整改", "to be put right in {hours} hours")
FIX_NOW = Words("当场整改", "to be put right at once")
FIELDS: Mapping[str, Words] = {
    "title": Words("名称", "title"),
    "when": Words("条件", "when"),
    "if_unknown": Words("事实不明时", "if a fact is unknown"),
    "colour": Words("颜色", "colour"),
    "notice": Words("提示", "notice"),
    "entry": Words("进京", "entry"),
    "release": Words("期满", "ends"),
    "lifts": Words("解除", "what else ends it"),
    "lifted_by": Words("由谁解除", "lifted by"),
    "needs": Words("须做", "duties"),
    "says": Words("告知", "says"),
    "remedy": Words("怎么办", "what to do"),
    "allowed_when": Words("何时放行", "what opens entry"),
    "stages": Words("阶段", "stages"),
    "number": Words("编号", "number"),
    "definition": Words("定义", "definition"),
    "item_begun": Words("新增一项", "item added"),
    "item_ended": Words("去掉一项", "item dropped"),
    "item_changed": Words("改写一项", "item rewritten"),
}
REWRITTEN = Words("改写", "rewritten")
BEGUN, ENDED, CHANGED = Words("新增", "begins"), Words("停止", "ends"), Words("改变", "changes")
AFFECTS = Words("涉及", "used by")
KINDS: Mapping[str, Words] = {
    "rules": Words("规定", "Rules"),
    "facts": Words("事实的定义", "Definitions of facts"),
    "notices": Words("提示", "Notices"),
    "schedules": SCHEDULES,
    "checklists": CHECKLISTS,
}
SAME = Words("没有变化。", "Nothing changed.")


def shown(policy: PolicyInForce, lang: str) -> Iterator[Line]:
    """Everything in force, measure by measure."""
    yield Line(policy.pack.title.in_(lang), HEAD)
    next_step = when(policy.next_step, lang) if policy.next_step else ONWARD.in_(lang)
    count = Words(
        f"{when(policy.at, lang)}有效的规定{policy.rules}条；下一次变化：{next_step}",
        f"In force at {when(policy.at, lang)}: {policy.rules} rules. Next change: {next_step}",
    )
    yield Line(count.in_(lang))
    yield Line(labelled(RELEASE, policy.pack.release, lang), QUIET)
    if not policy.rules:
        yield Line(NOTHING.in_(lang))
    for measure in policy.measures:
        yield from _measure(measure, policy, lang) if measure.rules else ()
    yield from _section(VALUES, [_value(value, lang) for value in policy.values], lang)
    yield from _section(SCHEDULES, [_schedule(plan, lang) for plan in policy.schedules], lang)
    yield from _section(CHECKLISTS, [_checklist(plan, lang) for plan in policy.checklists], lang)


def _section(title: Words, parts: Iterable[Iterable[Line]], lang: str) -> Iterator[Line]:
    lines = [line for part in parts for line in part]
    if lines:
        yield Line()
        yield Line(title.in_(lang), HEAD)
        yield from lines


def _measure(measure: MeasureInForce, policy: PolicyInForce, lang: str) -> Iterator[Line]:
    yield Line()
    yield Line(f"{measure.measure.title.in_(lang)} ({measure.measure.id})", HEAD)
    yield Line(measure.measure.summary.in_(lang))
    yield Line(labelled(BODIES, listed([body.in_(lang) for body in measure.bodies], lang), lang))
    yield sourced(measure.measure.cite, lang, "")
    for rule in measure.rules:
        yield from _rule(rule, policy, lang)


def _rule(shown_rule: RuleInForce, policy: PolicyInForce, lang: str) -> Iterator[Line]:
    rule = shown_rule.rule
    yield Line()
    yield Line(f"[{rule.id}] {rule.title.in_(lang)}", STRONG)
    yield Line("  " + labelled(SAYS, shown_rule.says.in_(lang), lang))
    yield Line("  " + labelled(DO, shown_rule.remedy.in_(lang), lang))
    yield Line("  " + labelled(CONDITION, f"{rule.when_text} ({IF_UNKNOWN[rule.if_unknown].in_(lang)})", lang))
    yield Line("  " + labelled(SETS, listed(_effects(shown_rule, lang), lang), lang))
    if rule.restrictive:
        ends = rule.release_text if rule.release is not None else NO_TIME.in_(lang)
        lifted = [ends, LIFTS[rule.lifts].in_(lang), LIFTED_BY[rule.lifted_by].in_(lang)]
        yield Line("  " + labelled(ENDS, " · ".join(lifted), lang))
    if shown_rule.duties:
        yield Line("  " + labelled(NEEDS, listed([duty.title.in_(lang) for duty in shown_rule.duties], lang), lang))
    yield from _numbers(shown_rule, policy, lang)
    until = when(rule.ends, lang) if rule.ends else ONWARD.in_(lang)
    yield Line("  " + labelled(PERIOD, f"{when(rule.starts, lang)} → {until}", lang))
    yield sourced(rule.cite, lang)


def _effects(shown_rule: RuleInForce, lang: str) -> list[str]:
    rule, notice = shown_rule.rule, shown_rule.notice
    effects = [COLOUR_WORDS[rule.colour].in_(lang)] if rule.colour is not None else []
    if notice is not None:
        number = f" ({shown_rule.notice_number})" if shown_rule.notice_number else ""
        effects.append(f"“{notice.title.in_(lang)}”{number}")
    return effects + ([ENTRY_WORDS[rule.entry].in_(lang)] if rule.entry is not None else [])


def _numbers(shown_rule: RuleInForce, policy: PolicyInForce, lang: str) -> Iterator[Line]:
    known = {value.value.name: value.shown.in_(lang) for value in policy.values}
    numbers = [f"{name} = {known[name]}" for name in shown_rule.values if name in known]
    if numbers:
        yield Line("  " + labelled(RESTS, listed(numbers, lang), lang))


def _value(value: ValueInForce, lang: str) -> Iterator[Line]:
    name = f"{value.value.title.in_(lang)} ({value.value.name})"
    since = Words(f"{when(value.since, 'zh')}起", f"since {when(value.since, 'en')}")
    yield Line(f"{labelled(Words(name, name), value.shown.in_(lang), lang)} · {since.in_(lang)}")
    yield sourced(value.step.cite, lang)


def _schedule(plan: Schedule, lang: str) -> Iterator[Line]:
    yield Line(f"{plan.title.in_(lang)} ({plan.id})", STRONG)
    yield Line(f"  {stages_words(plan).in_(lang)}")
    yield sourced(plan.cite, lang)


def _checklist(plan: Checklist, lang: str) -> Iterator[Line]:
    yield Line(f"{plan.title.in_(lang)} ({plan.id})", STRONG)
    for item in plan.items:
        fix = (FIX if item.fix_hours else FIX_NOW).in_(lang).format(hours=item.fix_hours)
        yield Line(f"  · {item.title.in_(lang)} ({fix})")
        yield sourced(item.cite, lang, "    ")


def told_difference(found: Difference, lang: str) -> Iterator[Line]:
    """What changed, values first: they are what people ask about."""
    if not len(found):
        yield Line(SAME.in_(lang))
    yield from _section(VALUES, [_changed_value(value, lang) for value in found.values], lang)
    for kind, title in KINDS.items():
        yield from _section(title, [_changes(getattr(found, kind), lang)], lang)


def _changed_value(value: ChangedValue, lang: str) -> Iterator[Line]:
    arrow = f"{value.before_words.in_(lang)} → {value.after_words.in_(lang)}"
    title = f"{value.title.in_(lang)} ({value.name})"
    yield Line(labelled(Words(title, title), arrow, lang), STRONG)
    if value.rules:
        yield Line("  " + labelled(AFFECTS, listed(value.rules, lang), lang))
    if value.after is not None:
        yield sourced(value.after.cite, lang)


def _changes(changes: Changes, lang: str) -> Iterator[Line]:
    for mark, word, things in (("+", BEGUN, changes.begun), ("-", ENDED, changes.ended)):
        for thing in things:
            yield Line(f"{mark} {word.in_(lang)} [{thing.id}] {thing.title.in_(lang)}", STRONG)
            if thing.cite is not None:
                yield sourced(thing.cite, lang)
    for changed in changes.changed:
        yield from _changed(changed, lang)


def _changed(changed: Changed, lang: str) -> Iterator[Line]:
    yield Line(f"~ {CHANGED.in_(lang)} [{changed.id}] {changed.title.in_(lang)}", STRONG)
    for field in changed.fields:
        yield Line("  " + labelled(FIELDS.get(field.name, Words(field.name, field.name)), _arrow(field, lang), lang))
    if changed.cite is not None:
        yield sourced(changed.cite, lang)


def _arrow(field: Field, lang: str) -> str:
    before, after = field.before.in_(lang), field.after.in_(lang)
    return f"{before} → {after}" if before != after else REWRITTEN.in_(lang)
