"""The policy of a day made ready for the page: how strict a rule looks, what its step changed, values through time.

What is in force and what changed is worked out by `policy.showing` and `policy.differing`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lianfang.kernel.clock import MICROSECOND
from lianfang.kernel.words import Words
from lianfang.policy.differing import Difference, PolicyAt, difference
from lianfang.policy.model import Citation, Colour, DatedValue, Pack, Rule, Step
from lianfang.policy.showing import MeasureInForce, PolicyInForce, RuleInForce, value_words
from lianfang.web.presenters import colour_tone, confidence, entry_tone
from lianfang.web.words import ALL


@dataclass(frozen=True, slots=True)
class CiteShown:
    """A citation with its confidence in words."""

    cite: Citation
    confidence: Words


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule in force with its tone, and whether it is new ("added") or changed ("rewritten")."""

    found: RuleInForce
    tone: str
    effect: tuple[Words, ...]
    lifts: Words
    lifted_by: Words
    cite: CiteShown
    new: str


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure in force, and its rules."""

    found: MeasureInForce
    rules: tuple[RuleShown, ...]


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A dated value: what it is now (None before its first step) and all its steps, newest first."""

    value: DatedValue
    now: Step | None
    shown: Words
    steps: tuple[tuple[Step, Words, CiteShown], ...]


def step_of(pack: Pack, at: datetime) -> int:
    """The number of the step in force at `at`, -1 before the first."""
    return sum(1 for step in pack.steps() if step <= at) - 1


def changes(pack: Pack, number: int) -> Difference | None:
    """What step `number` changed against the one before; everything is new at the first. None before it."""
    if number < 0:
        return None
    step = pack.steps()[number]
    return difference(PolicyAt(pack, step - MICROSECOND), PolicyAt(pack, step))


def measures(policy: PolicyInForce, changed: Difference | None) -> tuple[MeasureShown, ...]:
    """Every measure with its rules in force."""
    new = dict(_new(changed)) if changed else {}
    return tuple(
        MeasureShown(measure, tuple(_rule(found, new.get(found.rule.id, "")) for found in measure.rules))
        for measure in policy.measures
    )


def values(pack: Pack, at: datetime) -> tuple[ValueShown, ...]:
    """Every dated value, with all its steps."""
    return tuple(
        ValueShown(
            value,
            (now := value.at(at)),
            value_words(value, now, pack.zone),
            tuple((step, value_words(value, step, pack.zone), cite(step.cite)) for step in reversed(value.steps)),
        )
        for value in sorted(pack.values.values(), key=lambda value: value.title.zh)
    )


def cite(citation: Citation) -> CiteShown:
    """A citation made ready."""
    return CiteShown(citation, confidence(citation.confidence))


def _new(changed: Difference) -> Iterator[tuple[str, str]]:
    yield from ((rule.id, "added") for rule in changed.rules.begun)
    yield from ((rule.id, "rewritten") for rule in changed.rules.changed)


def _rule(found: RuleInForce, new: str) -> RuleShown:
    rule = found.rule
    return RuleShown(
        found=found,
        tone=_tone(rule),
        effect=_effect(rule),
        lifts=ALL.get(f"policy.lifts_{rule.lifts}", ALL["policy.lifts_none"]),
        lifted_by=ALL.get(f"policy.by_{rule.lifted_by}", Words(rule.lifted_by, rule.lifted_by)),
        cite=cite(rule.cite),
        new=new,
    )


def _tone(rule: Rule) -> str:
    if rule.colour is not None:
        return colour_tone(rule.colour)
    if rule.entry is not None and rule.allowed_when is None:
        return entry_tone(rule.entry)
    return "wait" if rule.notice else "note"


def _effect(rule: Rule) -> tuple[Words, ...]:
    effects = []
    if rule.colour is not None and rule.colour is not Colour.GREEN:
        effects.append(ALL[f"common.colour_{rule.colour.value}"])
    if rule.entry is not None:
        key = "common.entry_conditional" if rule.allowed_when is not None else f"common.entry_{rule.entry.value}"
        effects.append(ALL[key])
    return tuple(effects)
