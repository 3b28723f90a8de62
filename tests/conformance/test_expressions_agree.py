"""Any expression and any way of taking a value from rows: SQL against the plain meaning of the nodes."""

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from lianfang.policy import nodes
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.meaning import DAY, Value
from lianfang.policy.model import Fact
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

KINDS = [kind for kind in Node.__subclasses__() if kind is not ValueOf]  # a ValueOf is a Const once frozen
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


@settings(max_examples=150)
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


@settings(max_examples=150)
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


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_generator_reaches_every_kind_of_node(kind: type[Node]) -> None:
    found = find(expressions, lambda tree: any(type(part) is kind for part in walk(tree)))

    assert found is not None


@pytest.mark.parametrize("take", Take)
def test_the_generator_reaches_every_way_of_taking_a_value(take: Take) -> None:
    found = find(takes, lambda drawn: drawn.take is take)

    assert found.take is take


def test_a_kind_of_node_without_a_generator_would_be_noticed() -> None:
    with pytest.raises(NoSuchExample):
        find(expressions, lambda tree: any(type(part) is ValueOf for part in walk(tree)))


def test_every_kind_of_node_is_listed_here() -> None:
    declared = {kind for kind in vars(nodes).values() if isinstance(kind, type) and issubclass(kind, Node)}

    assert declared - {Node, ValueOf} == set(KINDS)


def test_what_is_told_apart_is_told_apart() -> None:
    assert told_apart(True) != told_apart(1)
