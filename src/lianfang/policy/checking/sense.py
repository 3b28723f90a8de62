"""What makes no sense in a pack although it reads: values not yet there, facts that cannot be reached, dead rules."""

from collections.abc import Iterator

from lianfang.kernel.words import Words
from lianfang.policy.checking.never import never_holds
from lianfang.policy.checking.use import full_name, used_by, used_by_rule
from lianfang.policy.faults import Fault, Faults
from lianfang.policy.frozen import PLACE_SUBJECTS, freeze, nodes_of, nodes_of_fact
from lianfang.policy.model import DatedValue, Fact, Pack, Rule
from lianfang.policy.nodes import FactOf, FactThrough, Node, walk

OWN_ROWS_ONLY = Words(
    "从别处用到的事实，只数它自己那个地方的行。",
    "A fact reached from elsewhere counts rows of its own place and nothing more.",
)


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
            found.add(fact.place, Words(f"没有规则用到事实 {name}。", f"No rule needs the fact {name}."))
    for name, value in pack.values.items():
        if name not in use.values and f"{{{name}}}" not in said:
            found.add(value.place, Words(f"没有规则用到数值 {name}。", f"No rule needs the value {name}."))
    return tuple(found.found)


def _values_in_force(pack: Pack, rule: Rule, faults: Faults) -> None:
    for name in sorted(used_by_rule(pack, rule).values):
        value = pack.values[name]
        if not value.steps or value.steps[0].starts > rule.starts:
            faults.add(rule.place, *_too_late(rule, value))


def _too_late(rule: Rule, value: DatedValue) -> tuple[Words, Words]:
    day, place = f"{rule.starts:%Y-%m-%d}", value.place
    begins = Words("一步也没有", "it has no step")
    if value.steps:
        first = f"{value.steps[0].starts:%Y-%m-%d}"
        begins = Words(f"自 {first} 才有", f"it begins on {first}")
    says = Words(
        "规则 {rule} 自 {day} 有效，要用 {name}，但它{begins}。",
        "The rule {rule} is in force from {day} and needs {name}, but {begins}.",
    )
    mend = Words(
        f"请让 {value.name} 自 {day} 开始（{place.file} 第 {place.line} 行）。",
        f"Begin {value.name} on {day} (line {place.line} of {place.file}).",
    )
    return says.filled(rule=rule.id, day=day, name=value.name, begins=begins), mend


def _reached_facts(pack: Pack, faults: Faults) -> None:
    for where, node in _reaching(pack):
        target = pack.facts.get(full_name(pack, node))
        why = target and _cannot_be_reached(target)
        if target is not None and why:
            says = Words(
                "{name} 以 {as_} 的写法被用到（{where}），但{why}。", "{name} is reached as {as_} ({where}), but {why}."
            )
            said = says.filled(name=target.name, as_=f"{node.view}.{node.fact}", where=where, why=why)
            faults.add(target.place, said, OWN_ROWS_ONLY)


def _reaching(pack: Pack) -> Iterator[tuple[Words, FactThrough]]:
    named: list[tuple[Words, tuple[Node, ...]]] = [
        *((Words(f"规则 {rule.id}", f"by the rule {rule.id}"), nodes_of(rule)) for rule in pack.rules),
        *(
            (Words(f"事实 {fact.name}", f"by the fact {fact.name}"), nodes_of_fact(fact))
            for fact in pack.facts.values()
        ),
        *((Words(f"视角 {view.name}", f"by the view {view.name}"), (view.by,)) for view in pack.views.values()),
    ]
    for where, nodes in named:
        yield from ((where, part) for node in nodes for part in walk(node) if isinstance(part, FactThrough))


def _cannot_be_reached(fact: Fact) -> Words | None:
    if fact.expression is not None:
        return Words("它是由别的事实组成的表达式", "it is an expression over other facts")
    if fact.through is not None:
        return Words(f"它要经过 {fact.through} 来数", f"it is counted through {fact.through}")
    leans = [part for node in nodes_of_fact(fact) for part in walk(node) if isinstance(part, FactOf | FactThrough)]
    return Words("它要用到别的事实", "it needs other facts") if leans else None


def _can_match(pack: Pack, faults: Faults) -> None:
    """A rule may be off for a while (a value says so); one that is off in every period it is in force is dead."""
    dead: dict[object, tuple[Rule, Words]] = {}
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
                Words(
                    "规则 {rule} 的条件永远不会成立：{why}。", "The condition of the rule {rule} can never hold: {why}."
                ).filled(rule=rule.id, why=why),
                Words("请改正它的“when”，或去掉这条规则。", "Mend its “when”, or take it out."),
            )
