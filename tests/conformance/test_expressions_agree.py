"""Any expression and any way of taking a value from rows: SQL against the plain meaning of the nodes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianfang.policy import nodes
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.meaning import DAY, Value
from lianfang.policy.model import Fact
from lianfang.policy.moving import check_moving, check_still
from lianfang.policy.nodes import Aggregate, Node, Take, Type, ValueOf, walk
from tests.conformance.judging import (
    OFFSET,
    Answer,
    Asking,
    a_fact,
    fact_by_meaning,
    facts_in_sql,
    make_asking,
    row_by_meaning,
    rows_in_sql,
)
from tests.conformance.trees import expressions, takes, truths
from tests.sizes import examples

KINDS = {
    kind
    for kind in vars(nodes).values()
    if isinstance(kind, type) and issubclass(kind, Node) and kind not in (Node, ValueOf)  # frozen, a ValueOf is a Const
}
T = TypeVar("T")
SEEDS = st.integers(0, 10**9)
facts = st.lists(st.tuples(takes, truths), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        yield connection


def in_duckdb(connection: duckdb.DuckDBPyConnection, asking: Asking) -> DuckdbRunner:
    for name, table in asking.tables().items():
        connection.register("given", table)
        connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM given')
    return DuckdbRunner(connection)


def numbered(drawn: Sequence[tuple[Aggregate, Node]]) -> list[Fact]:
    return [a_fact(f"f{index}", take, where) for index, (take, where) in enumerate(drawn)]


def told_apart(value: Value) -> tuple[str, Value]:
    """True and 1 are different answers."""
    return type(value).__name__, value


def check_steadiness(asking: Asking, name: str, kind: Type, answers: Mapping[tuple[str, str], Answer]) -> None:
    """Nothing may change before the moment an engine says it cannot change before."""
    for key, now in asking.subjects.items():
        answer = answers[key, name]
        assert answer.stable > now
        for later, moment in asking.subjects.items():
            if asking.person[later] == asking.person[key] and now < moment < answer.stable:
                assert same(kind, answers[later, name].value, answer.value), f"{key} → {later}: {answer}"


def same(kind: Type, one: Value, other: Value) -> bool:
    """Whether two values are the same; a last presence is only known to the day."""
    if kind is Type.PRESENCE and isinstance(one, int) and isinstance(other, int):
        return (one + OFFSET) // DAY == (other + OFFSET) // DAY
    return told_apart(one) == told_apart(other)


@settings(max_examples=examples(6, thorough=60), suppress_health_check=list(HealthCheck))
@given(drawn=facts, seed=SEEDS)
def test_facts_in_duckdb_are_what_the_nodes_mean(
    connection: duckdb.DuckDBPyConnection, drawn: list[tuple[Aggregate, Node]], seed: int
) -> None:
    asking, wanted = make_asking(seed), numbered(drawn)

    told = facts_in_sql(wanted, in_duckdb(connection, asking).rows)

    for fact in wanted:
        believed = {(key, fact.name): fact_by_meaning(asking, key, fact) for key in asking.subjects}
        for key, meant in believed.items():
            assert told_apart(told[key].value) == told_apart(meant.value), f"{key} {fact}"
        check_steadiness(asking, fact.name, fact.type, told)
        check_steadiness(asking, fact.name, fact.type, believed)


@settings(max_examples=examples(15, thorough=150), suppress_health_check=list(HealthCheck))
@given(drawn=st.lists(expressions, min_size=1, max_size=5), seed=SEEDS)
def test_expressions_in_duckdb_are_what_the_nodes_mean(
    connection: duckdb.DuckDBPyConnection, drawn: list[Node], seed: int
) -> None:
    asking = make_asking(seed)
    asking.rows = {key: rows[:1] for key, rows in asking.rows.items()}
    asking.subjects = {key: now for key, now in asking.subjects.items() if asking.rows[key]}
    wanted = {f"e{index}": node for index, node in enumerate(drawn)}

    told = rows_in_sql(wanted, in_duckdb(connection, asking).rows)

    for name, node in wanted.items():
        believed = {(key, name): row_by_meaning(asking, key, asking.rows[key][0], node) for key in asking.subjects}
        for key, meant in believed.items():
            assert told_apart(told[key].value) == told_apart(meant.value), f"{key} {node}"
        check_steadiness(asking, name, node.type, told)
        check_steadiness(asking, name, node.type, believed)


def drawn_from(strategy: st.SearchStrategy[T], *, many: int) -> list[T]:
    """What a strategy yields, to see what it reaches."""
    found: list[T] = []

    @settings(max_examples=many, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(one: T) -> None:
        found.append(one)

    draw()
    return found


@pytest.mark.thorough
def test_the_generator_reaches_every_kind_of_node() -> None:
    reached = {type(part) for tree in drawn_from(expressions, many=500) for part in walk(tree)}

    assert reached == KINDS


def test_the_generator_keeps_to_what_the_language_allows_of_moving_values() -> None:
    for tree in drawn_from(expressions, many=examples(40, thorough=400)):
        check_moving(tree)
        check_still(tree)


@pytest.mark.thorough
def test_the_generator_reaches_every_way_of_taking_a_value() -> None:
    assert {take.take for take in drawn_from(takes, many=600)} == set(Take)


def test_what_is_told_apart_is_told_apart() -> None:
    assert told_apart(True) != told_apart(1)
