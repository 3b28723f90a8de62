"""What a rule leans on, directly or through facts and views."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lianfang.policy.frozen import nodes_of, nodes_of_fact
from lianfang.policy.model import Pack, Rule
from lianfang.policy.nodes import FactOf, FactThrough, Node, ValueOf, walk


@dataclass(frozen=True, slots=True)
class Use:
    """Names of the facts, values and views some nodes need."""

    facts: frozenset[str]
    values: frozenset[str]
    views: frozenset[str]


def used_by(pack: Pack, nodes: Iterable[Node]) -> Use:
    """Everything the nodes need, each thing once."""
    facts: set[str] = set()
    values: set[str] = set()
    views: set[str] = set()
    waiting = list(nodes)
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, ValueOf):
                values.add(part.name)
            elif isinstance(part, FactOf | FactThrough):
                waiting.extend(_reached(pack, part, facts, views))
    return Use(frozenset(facts), frozenset(values), frozenset(views))


def _reached(pack: Pack, part: FactOf | FactThrough, facts: set[str], views: set[str]) -> Iterator[Node]:
    name = part.name if isinstance(part, FactOf) else full_name(pack, part)
    if isinstance(part, FactThrough) and part.view in pack.views and part.view not in views:
        views.add(part.view)
        yield pack.views[part.view].by
    if name in pack.facts and name not in facts:
        facts.add(name)
        yield from nodes_of_fact(pack.facts[name])


def full_name(pack: Pack, node: FactThrough) -> str:
    """The name of a fact of another subject, as it is declared."""
    view = pack.views.get(node.view)
    return f"{view.subject if view else node.view}.{node.fact}"


def used_by_rule(pack: Pack, rule: Rule) -> Use:
    """Everything one rule needs, with where a person is (which decides on entry)."""
    place = pack.facts.get(pack.place_fact) if rule.subject == "person" else None
    return used_by(pack, [*nodes_of(rule), *([FactOf(place.name, place.type)] if place else [])])
