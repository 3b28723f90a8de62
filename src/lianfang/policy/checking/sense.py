"""What makes no sense in a pack although it reads: values not yet there, facts that cannot be reached, dead rules."""

from collections.abc import Iterator

from lianfang.policy.checking.never import never_holds
from lianfang.policy.checking.use import full_name, used_by, used_by_rule
from lianfang.policy.faults import Fault, Faults
from lianfang.policy.frozen import PLACE_SUBJECTS, freeze, nodes_of, nodes_of_fact
from lianfang.policy.model import Fact, Pack, Rule
from lianfang.policy.nodes import FactOf, FactThrough, Node, walk


def sense_of(pack: Pack) -> tuple[Fault, ...]:
    """Faults of a pack that reads."""
    faults = Faults()
    for rule in pack.rules:
        _values_in_force(pack, rule, faults)
    _reached_facts(pack, faults)
    _can_match(pack, faults)
    return tuple(faults.found)


def unused(pack: Pack) -> tuple[Fault, ...]:
    """Facts and values that no rule needs: not wrong (others may read a value), but worth a look."""
    found = Faults()
    views = [view.by for view in pack.views.values()]
    place = pack.facts.get(pack.place_fact)
    roots = [node for rule in pack.rules for node in nodes_of(rule)] + (
        [FactOf(place.name, place.type)] if place else []
    )
    use = used_by(pack, [*roots, *views])
    said = " ".join(text for rule in pack.rules for words in (rule.says, rule.remedy) for text in (words.zh, words.en))
    for name, fact in pack.facts.items():
        if name not in use.facts and f"{{{name}}}" not in said:
            found.add(fact.place, f"No rule needs the fact {name}.")
    for name, value in pack.values.items():
        if name not in use.values and f"{{{name}}}" not in said:
            found.add(value.place, f"No rule needs the value {name}.")
    return tuple(found.found)


def _values_in_force(pack: Pack, rule: Rule, faults: Faults) -> None:
    for name in sorted(used_by_rule(pack, rule).values):
        value = pack.values[name]
        if not value.steps or value.steps[0].starts > rule.starts:
            begins = f"it begins on {value.steps[0].starts:%Y-%m-%d}" if value.steps else "it has no step"
            says = f"The rule {rule.id} is in force from {rule.starts:%Y-%m-%d} and needs {name}, but {begins}."
            suggestion = f"Begin {name} on {rule.starts:%Y-%m-%d} (line {value.place.line} of {value.place.file})."
            faults.add(rule.place, says, suggestion)


def _reached_facts(pack: Pack, faults: Faults) -> None:
    for where, node in _reaching(pack):
        target = pack.facts.get(full_name(pack, node))
        why = target and _cannot_be_reached(target)
        if target is not None and why:
            says = f"{target.name} is reached as {node.view}.{node.fact} ({where}), but {why}."
            suggestion = "A fact reached from elsewhere counts rows of its own place and nothing more."
            faults.add(target.place, says, suggestion)


def _reaching(pack: Pack) -> Iterator[tuple[str, FactThrough]]:
    named: list[tuple[str, tuple[Node, ...]]] = [
        *((f"by the rule {rule.id}", nodes_of(rule)) for rule in pack.rules),
        *((f"by the fact {fact.name}", nodes_of_fact(fact)) for fact in pack.facts.values()),
        *((f"by the view {view.name}", (view.by,)) for view in pack.views.values()),
    ]
    for where, nodes in named:
        yield from ((where, part) for node in nodes for part in walk(node) if isinstance(part, FactThrough))


def _cannot_be_reached(fact: Fact) -> str:
    if fact.expression is not None:
        return "it is an expression over other facts"
    if fact.through is not None:
        return f"it is counted through {fact.through}"
    leans = [part for node in nodes_of_fact(fact) for part in walk(node) if isinstance(part, FactOf | FactThrough)]
    return "it needs other facts" if leans else ""


def _can_match(pack: Pack, faults: Faults) -> None:
    """A rule may be off for a while (a value says so); one that is off in every period it is in force is dead."""
    dead: dict[object, tuple[Rule, str]] = {}
    alive = set()
    for moment in pack.steps():
        for subject in ("person", *PLACE_SUBJECTS[-1:]):
            for rule in freeze(pack, moment, subject=subject).rules:
                why = never_holds(rule.when, pack.zone)
                if why:
                    dead.setdefault(rule.place, (rule, why))
                else:
                    alive.add(rule.place)
    for place, (rule, why) in dead.items():
        if place not in alive:
            faults.add(
                rule.place,
                f"The condition of the rule {rule.id} can never hold: {why}.",
                "Mend its “when”, or take it out.",
            )
