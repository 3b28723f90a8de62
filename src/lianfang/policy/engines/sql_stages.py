"""The facts of people in SQL, stage by stage: each stage may use the facts of the stages before it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlglot import exp

from lianfang.policy.engines.sql import Meaning
from lianfang.policy.engines.sql_facts import (
    KEY_COLUMN,
    KEY_LENGTH,
    Asked,
    Kept,
    RowsQuery,
    absent_term,
    fact_term,
    groups,
    may_be_unknown,
    through_term,
)
from lianfang.policy.engines.sql_words import (
    FOREVER,
    Sql,
    both,
    column,
    first_known,
    joined,
    least,
    named,
    number,
    prefix,
    select,
)
from lianfang.policy.engines.terms import Term
from lianfang.policy.frozen import Frozen, nodes_of, nodes_of_fact
from lianfang.policy.model import Fact
from lianfang.policy.nodes import Cell, FactOf, FactThrough, Node, walk

STAGE = "s"  # the alias under which a stage reads the one before it


@dataclass
class Stages:
    """Builds the chain of common table expressions whose last one holds every fact of every subject asked about."""

    frozen: Frozen
    asked: Asked
    subjects: str
    terms: dict[str, Term] = field(default_factory=dict)
    ctes: list[tuple[str, exp.Select]] = field(default_factory=list)
    last: str = ""

    def build(self) -> "Stages":
        """Build every stage."""
        ready = self._ready()
        self._base()
        for stage in range(max([*ready.values(), 0]) + 1):
            facts = [fact for fact in self.frozen.facts if ready[fact.name] == stage]
            views = [view for view in self.frozen.views if ready[view] == stage]
            self._stage(stage, facts, views)
        return self

    def meaning(self, kept: Kept | None = None) -> Meaning:
        """What nodes mean over the last stage; with `kept`, over the last stage and the columns kept there."""
        now = self.asked.moment(STAGE)
        plain = Meaning(now, self.asked.offset, self._cell, lambda fact: self.terms[fact.name], self._through)
        return plain if kept is None else replace(plain, keep=kept)

    def _cell(self, node: Cell) -> Term:
        return Term(column(STAGE, node.name))

    def _through(self, node: FactThrough) -> Term:
        return self.terms[f"{node.view}.{node.fact}"]

    def _ready(self) -> dict[str, int]:
        """The stage at which each fact and view can be computed."""
        ready: dict[str, int] = {}
        views = self.frozen.views

        def of(node: Node) -> int:
            stage = -1
            for part in walk(node):
                if isinstance(part, FactOf):
                    stage = max(stage, ready[part.name])
                elif isinstance(part, FactThrough) and part.view in views:
                    ready.setdefault(part.view, 1 + of(views[part.view].by))
                    stage = max(stage, ready[part.view])
            return stage

        for fact in self.frozen.facts:
            ready[fact.name] = 1 + max((of(node) for node in nodes_of_fact(fact)), default=-1)
        for rule in self.frozen.rules:
            max((of(node) for node in nodes_of(rule)), default=0)
        return ready

    def _base(self) -> None:
        subject = self.frozen.subject
        columns: list[Sql] = [column("k", "key")]
        if self.asked.todo:
            columns.append(column("k", "now"))
        query = select([], self.asked.todo or self.subjects, "k")
        if subject == "person":
            columns += [column("p", "birth_date"), column("p", "home_area")]
            on = exp.EQ(this=column("p", KEY_COLUMN[subject]), expression=column("k", "key"))
            query = joined(query, self.asked.table("persons"), "p", on)
        self._add("base", query.select(*columns, append=False, copy=False))

    def _add(self, name: str, query: exp.Select) -> None:
        self.ctes.append((name, query))
        self.last = name

    def _stage(self, stage: int, facts: list[Fact], views: list[str]) -> None:
        before = self.last
        columns: list[Sql] = [exp.Column(this=exp.Star(), table=exp.to_identifier(STAGE, quoted=True))]
        query = select([], before, STAGE)
        after: dict[str, Term] = {}
        found = groups(facts, self.asked.empty)
        for index, ((table, through), group) in enumerate(found.items()):
            alias = f"g{stage}_{index}"
            self.ctes.append((alias, self._rows(table, through, group, before, stage)))
            query = joined(query, alias, alias, self.asked.same(alias, STAGE))
            for fact in group:
                columns += [column(alias, each) for each in _columns_of(fact)]
                after[fact.name] = fact_term(fact, STAGE, changes=True)
        grouped = {fact.name for group in found.values() for fact in group}
        for fact in facts:
            if fact.expression is not None:
                after[fact.name] = self._derive(fact.name, fact.expression, columns)
            elif fact.name not in grouped:
                after[fact.name] = absent_term(fact)
        for view in views:
            query = self._join_view(view, query, columns, after)
        self._add(f"stage{stage}", query.select(*columns, append=False, copy=False))
        self.terms |= after

    def _rows(self, table: str, through: str | None, facts: tuple[Fact, ...], before: str, stage: int) -> exp.Select:
        needs = any(isinstance(part, FactOf) for fact in facts for node in nodes_of_fact(fact) for part in walk(node))
        staged = before if needs and stage > 0 else None
        terms = self.terms if staged else None
        return RowsQuery(self.frozen, self.frozen.subject, table, through, facts, self.asked, staged, terms).sql()

    def _derive(self, name: str, node: Node, columns: list[Sql]) -> Term:
        term = self.meaning().term(node)
        columns.append(named(term.value, name))
        none = stable = None
        if term.none is not None:
            columns.append(named(term.none, f"{name}__none"))
            none = column(STAGE, f"{name}__none")
        if term.stable is not None:
            columns.append(named(term.stable, f"{name}__s"))
            stable = column(STAGE, f"{name}__s")
        return Term(column(STAGE, name), none, stable)

    def _join_view(self, view: str, query: exp.Select, columns: list[Sql], after: dict[str, Term]) -> exp.Select:
        subject = self.frozen.views[view].subject
        by = self.meaning().term(self.frozen.views[view].by)
        key = f"{view}__key"
        columns.append(named(by.value, key))
        if subject in self.asked.places:
            query = self._join_place(view, subject, by.value, query)
        for node in self._reached(view):
            term = through_term(self.frozen, subject, node, view, self.asked)
            place = self._keep(f"{view}.{node.fact}", term, by, columns)
            after[f"{view}.{node.fact}"] = place
        return query

    def _join_place(self, view: str, subject: str, by: Sql, query: exp.Select) -> exp.Select:
        now = self.asked.moment(STAGE)
        on = both(
            [
                exp.EQ(this=column(view, "key"), expression=prefix(by, KEY_LENGTH[subject])),
                exp.LTE(this=column(view, "begins"), expression=now),
                exp.GT(this=column(view, "ends"), expression=now),
            ]
        )
        return joined(query, self.asked.places[subject], view, on)

    def _keep(self, name: str, term: Term, by: Term, columns: list[Sql]) -> Term:
        """Project a place's fact; an unknown key makes it unknown, a changing key makes it change."""
        unknown = exp.Is(this=exp.Paren(this=by.value), expression=exp.Null())
        columns.append(named(exp.Case(ifs=[exp.If(this=unknown, true=exp.Null())], default=term.value), name))
        none = stable = None
        if term.none is not None:
            columns.append(named(both([exp.Not(this=exp.Paren(this=unknown.copy())), term.none]), f"{name}__none"))
            none = column(STAGE, f"{name}__none")
        moving = [moment for moment in (term.stable, by.stable) if moment is not None]
        if moving:
            soonest = least(moving)
            columns.append(named(first_known(soonest, number(FOREVER)), f"{name}__s"))
            stable = column(STAGE, f"{name}__s")
        return Term(column(STAGE, name), none, stable)

    def _reached(self, view: str) -> list[FactThrough]:
        found: dict[str, FactThrough] = {}
        for node in self._all_nodes():
            for part in walk(node):
                if isinstance(part, FactThrough) and part.view == view:
                    found[part.fact] = part
        return list(found.values())

    def _all_nodes(self) -> Iterable[Node]:
        for fact in self.frozen.facts:
            yield from nodes_of_fact(fact)
        for rule in self.frozen.rules:
            yield from nodes_of(rule)


def _columns_of(fact: Fact) -> list[str]:
    more = [f"{fact.name}__n"] if may_be_unknown(fact) else []
    return [fact.name, *more, f"{fact.name}__s"]
