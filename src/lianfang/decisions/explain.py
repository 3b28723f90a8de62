"""Why: a decision with its rules, clauses, facts, rows, end, remedy, and what would change it."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from lianfang.decisions import wording
from lianfang.decisions.results import Change, Decision, Explanation, Reason, ShownDuty
from lianfang.decisions.showing import Shower, moment_words
from lianfang.kernel.areas import register
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.kernel.words import Words
from lianfang.policy.engines.reference import Judgement, Reference
from lianfang.policy.merging import Match
from lianfang.policy.model import COLOURS, Colour, Entry, Pack


class Explainer:
    """Explains decisions about the people whose rows a reference engine holds."""

    def __init__(self, pack: Pack, reference: Reference) -> None:
        self.pack, self.reference = pack, reference
        self.zone = ZoneInfo(pack.zone)

    def decision(self, person: str, judgement: Judgement, *, subject: str = "person") -> Decision:
        """The decision of a judgement, with until when it holds."""
        outcome, holds = judgement.outcome, self.reference.holds_until(person, judgement, subject=subject)
        return Decision(
            person_id=person,
            colour=outcome.colour,
            entry=outcome.entry,
            notices=outcome.notices,
            rules=outcome.rules,
            until=self._moment(outcome.until),
            holds_until=self._moment(holds),
            unknown=outcome.unknown,
            release=self.pack.release,
        )

    def explain(self, person: str, at: datetime) -> Explanation:
        """Everything a person may ask about their decision at a moment."""
        judgement = self.reference.judge(person, to_micros(at))
        decision = self.decision(person, judgement)
        known = ("person", person) in self.reference.world.by_subject
        shower = Shower(self.reference, judgement)
        reasons = tuple(self._reason(match, shower, at) for match in self._in_order(judgement.matches))
        return Explanation(
            at=at,
            decision=decision,
            known=known,
            in_city=judgement.in_city if judgement.place else None,
            place=judgement.place,
            place_name=register().full_name(judgement.place) if judgement.place else "",
            mark=mark(decision) if known else "note",
            headline=self.headline(decision) if known else wording.NO_RECORD,
            summary=self._summary(decision, known=known),
            reasons=reasons,
            would_change=_would_change(judgement.matches),
            next_change=self._next(person, decision) if known else None,
            exceptions=tuple(self._exception(rule) for rule in judgement.suspended),
            unknown=tuple(wording.missing_words(name) for name in decision.unknown) if known else (),
            care=wording.CARE,
            release=self.pack.release,
            pack_title=self.pack.title,
        )

    def headline(self, decision: Decision) -> Words:
        """The one thing to read first: the notice in place of the code, else the strictest colour's reason."""
        if decision.notices:
            return self.pack.notices[decision.notices[0]].title
        if decision.colour is not Colour.GREEN:
            return self._title_of_colour(decision)
        if decision.entry in (None, Entry.ALLOWED):
            return wording.GO if decision.entry is None else wording.ENTRY_WORDS[Entry.ALLOWED]
        return wording.ENTRY_WORDS[decision.entry]

    def _title_of_colour(self, decision: Decision) -> Words:
        for rule in self.pack.rules:
            if rule.id in decision.rules and rule.colour is decision.colour:
                colour = wording.COLOUR_WORDS[decision.colour]
                return Words(f"{colour.zh}：{rule.title.zh}", f"{colour.en}: {rule.title.en}")
        return wording.COLOUR_WORDS[decision.colour]

    def _summary(self, decision: Decision, *, known: bool) -> Words:
        if not known:
            return wording.NO_RECORD_SAYS
        if decision.until is not None:
            until = moment_words(decision.until.astimezone(self.zone))
            return Words(f"{until.zh} 起，以上限制全部到期。", f"All of this ends at {until.en}.")
        if mark(decision) == "go":
            return Words("没有需要您做的事。", "There is nothing you need to do.")
        if mark(decision) == "note":
            return Words("完成下面的要求即可。", "Do what is asked below, and you may go.")
        return Words(
            "没有固定的到期时间，条件满足时解除。", "There is no fixed end; it ends when its condition is met."
        )

    def _in_order(self, matches: Iterable[Match]) -> list[Match]:
        """The reasons that weigh most first; otherwise the pack's order."""
        return sorted(matches, key=lambda m: (not m.rule.restrictive, -COLOURS.index(m.rule.colour or Colour.GREEN)))

    def _reason(self, match: Match, shower: Shower, at: datetime) -> Reason:
        rule = match.rule
        until = self._moment(match.release)
        names = {name: self._value(name, at) for name in self.pack.values}
        names |= {name: shower.value(name) for name in shower.facts}
        names["until"] = moment_words(until) if until else Words("条件满足时", "when the condition is met")
        return Reason(
            rule=rule.id,
            measure=rule.measure,
            title=rule.title,
            says=wording.fill(rule.says, names),
            remedy=wording.fill(rule.remedy, names),
            restrictive=rule.restrictive,
            colour=rule.colour,
            notice=rule.notice,
            entry=match.entry,
            until=until if rule.restrictive else None,
            lifts=wording.LIFTS[rule.lifts],
            lifted_by=wording.LIFTED_BY[rule.lifted_by],
            cite=rule.cite,
            facts=shower.of_rule(rule),
            duties=tuple(self._duty(name, match) for name in rule.needs),
        )

    def _duty(self, name: str, match: Match) -> ShownDuty:
        """Only the first duty of a conditional rule is checked by its allowed_when; the others come after arrival."""
        checked = match.rule.allowed_when is not None and name == match.rule.needs[0]
        return ShownDuty(name, self.pack.duties[name].title, match.done if checked else None)

    def _value(self, name: str, at: datetime) -> Words:
        value = self.pack.values[name]
        step = value.at(at)
        if step is None:
            return Words("—", "—")
        if value.unit == "date" and isinstance(step.value, int):
            return moment_words(from_micros(step.value, zone=self.zone))
        return Words(str(step.value), str(step.value))

    def _exception(self, rule: str) -> Words:
        title = next(found.title for found in self.pack.rules if found.id == rule)
        return Words(f"已获例外：{title.zh}（{rule}）不适用", f"Exception: {title.en} ({rule}) does not apply")

    def _next(self, person: str, decision: Decision) -> Change | None:
        if decision.holds_until is None:
            return None
        later = self.reference.judge(person, to_micros(decision.holds_until))
        found = self.decision(person, later)
        headline, when = self.headline(found), moment_words(decision.holds_until)
        says = Words(
            f"如果没有新的记录，{when.zh} 起：{headline.zh}", f"Without new records, from {when.en}: {headline.en}"
        )
        return Change(decision.holds_until, found, headline, says)

    def _moment(self, micros: int | None) -> datetime | None:
        return None if micros is None else from_micros(micros, zone=self.zone)


def mark(decision: Decision) -> str:
    """The sign beside the word: go, note (a duty first), wait or stop."""
    if decision.colour is Colour.RED or decision.entry is Entry.REFUSED:
        return "stop"
    if decision.colour is Colour.YELLOW or decision.notices or decision.entry is Entry.DEFERRED:
        return "wait"
    return "note" if decision.entry is Entry.CONDITIONAL else "go"


def _would_change(matches: Iterable[Match]) -> tuple[Words, ...]:
    lifts = dict.fromkeys(match.rule.lifts for match in matches if match.rule.restrictive)
    found = [wording.WOULD_CHANGE[name] for name in lifts if name in wording.WOULD_CHANGE]
    return (*found, wording.DATA_WRONG) if lifts else ()
