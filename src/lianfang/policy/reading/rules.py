"""Rules: one dated step at a time, restrictive ones with an end or a review date."""

import string
from collections.abc import Mapping
from dataclasses import dataclass

from lianfang.kernel.words import Words
from lianfang.policy.faults import closest
from lianfang.policy.model import Colour, Duty, Entry, IfUnknown, Notice, Rule
from lianfang.policy.nodes import Type
from lianfang.policy.reading.expressions import expression
from lianfang.policy.reading.facts import Catalogue
from lianfang.policy.reading.sheet import Sheet

LIFTS = ("none", "area_lowered", "negative_test", "released", "community", "cdc")
LEAVE_OUT = Words("请去掉它。", "Leave it out.")
LIFTED_BY = ("automatic", "community", "district", "cdc")
_KEYS = (
    *("id", "subject", "from", "until", "review", "when", "if_unknown", "colour", "notice", "entry", "allowed_when"),
    *("release", "lifts", "lifted_by", "needs", "title", "says", "remedy", "cite"),
)


@dataclass(frozen=True, slots=True)
class Lists:
    """What rules refer to."""

    notices: Mapping[str, Notice]
    duties: Mapping[str, Duty]


def read_rule(sheet: Sheet, measure: str, catalogue: Catalogue, lists: Lists) -> Rule:
    """One dated step of a rule."""
    sheet.what = Words(f"规则 {sheet.map.get('id')}", f"the rule {sheet.map.get('id')}")
    sheet.only(*_KEYS)
    rule = _rule(sheet, measure, catalogue, lists)
    _check_end(sheet, rule)
    _check_sense(sheet, rule)
    _check_placeholders(sheet, rule, catalogue)
    return rule


def _rule(sheet: Sheet, measure: str, catalogue: Catalogue, lists: Lists) -> Rule:
    subject = sheet.word("subject", ("person", "zone"), default="person")
    scope = catalogue.subject_scope(subject)
    return Rule(
        id=sheet.text("id"),
        measure=measure,
        subject=subject,
        starts=sheet.moment("from"),
        ends=sheet.moment_or_none("until"),
        when=expression(sheet, "when", scope, Type.BOOL),
        if_unknown=_if_unknown(sheet),
        colour=sheet.one_of("colour", Colour),
        notice=_named(sheet, "notice", lists.notices),
        entry=sheet.one_of("entry", Entry),
        allowed_when=expression(sheet, "allowed_when", scope, Type.BOOL) if sheet.has("allowed_when") else None,
        release=None if sheet.map.get("release") is None else expression(sheet, "release", scope, Type.INSTANT),
        lifts=sheet.word("lifts", LIFTS, default="none"),
        lifted_by=sheet.word("lifted_by", LIFTED_BY, default="automatic"),
        needs=_needs(sheet, lists),
        title=sheet.words("title"),
        says=sheet.words("says"),
        remedy=sheet.words("remedy"),
        cite=sheet.cite(),
        place=sheet.place,
        review=sheet.text("review", default=""),
        when_text=" ".join(sheet.text("when", default="").split()),
        release_text=sheet.text("release", default=""),
    )


def _if_unknown(sheet: Sheet) -> IfUnknown:
    chosen = sheet.one_of("if_unknown", IfUnknown)
    if chosen is None:
        sheet.fault(
            "if_unknown",
            sheet.told("{what}没有写明事实不明时怎么办。", "{what} does not say what happens when a fact is unknown."),
            Words("请选 restrict、allow 或 ask。", "Choose restrict, allow or ask."),
        )
    return chosen or IfUnknown.RESTRICT


def _named(sheet: Sheet, key: str, known: Mapping[str, object]) -> str | None:
    name = sheet.map.get(key)
    if name is not None and str(name) not in known:
        says = Words(f"没有叫“{name}”的 {key}。", f"There is no {key} “{name}”.")
        sheet.fault(key, says, closest(str(name), known))
    return None if name is None else str(name)


def _needs(sheet: Sheet, lists: Lists) -> tuple[str, ...]:
    needs = sheet.names("needs")
    for name in needs:
        if name not in lists.duties:
            says = Words(f"没有叫“{name}”的要求（duty）。", f"There is no duty “{name}”.")
            sheet.fault("needs", says, closest(name, lists.duties))
    return needs


def _check_end(sheet: Sheet, rule: Rule) -> None:
    if rule.ends is not None and rule.ends <= rule.starts:
        sheet.fault("until", sheet.told("{what}还没开始就结束。", "{what} ends before it begins."))
    if rule.restrictive and not sheet.has("release"):
        sheet.fault(
            "release",
            sheet.told("{what}限制人，却没有写明何时解除。", "{what} restricts people but does not say when it ends."),
            Words(
                "请写 release：一个表达式；不能只凭时间解除的写 null。",
                "Write release: an expression, or null when it cannot end by time alone.",
            ),
        )
    if not rule.restrictive and sheet.has("release"):
        sheet.fault(
            "release",
            sheet.told("{what}不限制任何人，所以没有解除。", "{what} restricts nobody, so it has no release."),
            LEAVE_OUT,
        )


def _check_sense(sheet: Sheet, rule: Rule) -> None:
    if rule.restrictive and rule.ends is None and not rule.review:
        sheet.fault(
            "id",
            sheet.told(
                "{what}限制人，却既没有结束日期，也没有复核日期。",
                "{what} restricts people with neither an end nor a review date.",
            ),
            Words("请写 until: 或 review:。", "Write until: or review:."),
        )
    if rule.allowed_when is not None and rule.entry is not Entry.CONDITIONAL:
        sheet.fault(
            "allowed_when",
            Words("allowed_when 只与 entry: conditional 同用。", "allowed_when goes with entry: conditional."),
            Words("请去掉它，或者改 entry。", "Leave it out, or change entry."),
        )
    if rule.colour is None and rule.notice is None and rule.entry is None:
        sheet.fault(
            "id",
            sheet.told(
                "{what}没有颜色、没有提示、没有进京规定：什么都没有决定。",
                "{what} has no colour, no notice and no entry: it decides nothing.",
            ),
        )


def _check_placeholders(sheet: Sheet, rule: Rule, catalogue: Catalogue) -> None:
    known = {"until", *catalogue.values, *catalogue.names(rule.subject)}
    for key, words in (("says", rule.says), ("remedy", rule.remedy)):
        for text in (words.zh, words.en):
            for name in _placeholders(sheet, key, text):
                if name not in known:
                    says = Words(f"“{{{name}}}”既不是数值也不是事实。", f"“{{{name}}}” is neither a value nor a fact.")
                    sheet.fault(key, says, closest(name, known))


def _placeholders(sheet: Sheet, key: str, text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        sheet.fault(
            key,
            Words("有一个大括号没有成对。", "A brace is not closed."),
            Words("写作 {name}。", "Write {name}."),
        )
        return []
