"""What the handbook holds on a day, from the policy itself: clauses, answers, numbers and plans in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from lianfang.domains.handbook.queries.index import Index, Piece, Text
from lianfang.kernel.words import LANGUAGES, Words
from lianfang.policy.model import Citation, Pack
from lianfang.policy.showing import MeasureInForce, PolicyInForce, RuleInForce, policy_in_force, stages_words

MOST = 6
CLEARLY_WORSE = 0.3  # of the best score: what fits less is not shown
KEPT = 32  # handbooks kept ready: dated steps people look at, of a release or two
TICK = timedelta(microseconds=1)


class EntryKind(StrEnum):
    """What an entry is."""

    CLAUSE = "clause"
    ANSWER = "answer"
    NUMBER = "number"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing the handbook says. `anchor` is its own within the handbook of a day; `part` the measure it is in."""

    kind: EntryKind
    anchor: str
    part: Words
    title: Words
    body: Words
    cite: Citation


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that answers a question, and the passage that does so, in the reader's language."""

    entry: Entry
    passage: tuple[Piece, ...]


@dataclass(frozen=True)
class Handbook:
    """The handbook of one dated step of a policy. It stays as it is until `until` (None: as far as it is written)."""

    policy: PolicyInForce
    entries: tuple[Entry, ...]
    until: datetime | None
    index: Index

    def search(self, question: str, *, language: str, limit: int = MOST) -> tuple[Found, ...]:
        """The entries that answer best, best first. Either language finds; the passage is in the reader's."""
        by_anchor = {entry.anchor: entry for entry in self.entries}
        hits = self.index.search(question, limit=limit)
        good = (by_anchor[hit.key] for hit in hits if hit.score >= CLEARLY_WORSE * hits[0].score)
        return tuple(Found(entry, self.index.passage(question, entry.body.in_(language))) for entry in good)


@dataclass(frozen=True, slots=True)
class _Release:
    """A pack known by its release, so that what was made of it can be kept."""

    pack: Pack

    def __hash__(self) -> int:
        return hash(self.pack.release)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Release) and other.pack.release == self.pack.release


def handbook(pack: Pack, at: datetime) -> Handbook:
    """The handbook in force at `at`; made once for each dated step of a release."""
    begun = [step for step in pack.steps() if step <= at]
    return _made(_Release(pack), begun[-1] if begun else None)


@lru_cache(maxsize=KEPT)
def _made(release: _Release, step: datetime | None) -> Handbook:
    pack, steps = release.pack, release.pack.steps()
    at = step or (steps[0] - TICK)
    policy = policy_in_force(pack, at)
    entries = tuple(_entries(policy))
    return Handbook(
        policy=policy,
        entries=entries,
        until=next((later for later in steps if later > at), None),
        index=Index(_text(entry) for entry in entries),
    )


def _text(entry: Entry) -> Text:
    """Both languages at once, so that either finds."""
    title, body = (" ".join(words.in_(language) for language in LANGUAGES) for words in (entry.title, entry.body))
    return Text(entry.anchor, title, f"{title} {body}")


def _entries(policy: PolicyInForce) -> Iterator[Entry]:
    for measure in policy.measures:
        yield from (_clause(measure, rule) for rule in measure.rules)
        yield from _answers(measure)
    for value in policy.values:
        yield Entry(
            EntryKind.NUMBER, f"value-{value.value.name}", NUMBERS, value.value.title, value.shown, value.step.cite
        )
    for plan in policy.schedules:
        yield Entry(EntryKind.PLAN, f"plan-{plan.id}", PLANS, plan.title, stages_words(plan), plan.cite)


NUMBERS, PLANS = Words("数值", "Numbers"), Words("监测安排", "Monitoring plans")


def _clause(measure: MeasureInForce, shown: RuleInForce) -> Entry:
    duties = [duty.title for duty in shown.duties]
    parts = [shown.says, *duties, shown.remedy]
    body = Words("\n".join(p.zh for p in parts if p.zh), "\n".join(p.en for p in parts if p.en))
    rule = shown.rule
    return Entry(EntryKind.CLAUSE, f"{rule.id}", measure.measure.title, rule.title, body, rule.cite)


def _answers(measure: MeasureInForce) -> Iterator[Entry]:
    for question in measure.measure.questions:
        anchor = f"{measure.measure.id}-{question.id}"
        yield Entry(EntryKind.ANSWER, anchor, measure.measure.title, question.question, question.answer, question.cite)
