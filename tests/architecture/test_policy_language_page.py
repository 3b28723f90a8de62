"""The page of the policy language says all of the language, and what it shows can be read."""

import re
from pathlib import Path

import pytest

from lianfang.policy.functions import FUNCTIONS
from lianfang.policy.language import parse, parse_take
from lianfang.policy.nodes import Cell, Node, Take, Type
from lianfang.policy.packs import read_pack
from lianfang.policy.scope import ExpressionFault, Scope

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "policy-language.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The cells of each row of the first table under a heading, without its two head lines."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def examples(heading: str) -> list[str]:
    return [text for row in table(heading) for text in re.findall(r"`([^`]+)`", row[0]) if text != "(…)"]


def anything() -> Scope:
    """The names the examples use: facts and values of the pack of Beijing, columns of several tables."""
    pack = read_pack(ROOT / "policies" / "beijing")
    moments = ("arrived_at", "reported_at", "leaves_at", "left_at", "sampled_at", "until_at")
    cells: dict[str, Type] = dict.fromkeys(moments, Type.INSTANT)
    cells |= {"area": Type.AREA, "home_area": Type.AREA, "birth_date": Type.BIRTHDAY, "degree": Type.TEXT}
    cells |= {"given_on": Type.DAY, "local_new": Type.INT}
    return Scope(
        "an example",
        cells={name: Cell(name, kind) for name, kind in cells.items()},
        facts={name: fact.type for name, fact in pack.facts.items() if fact.subject == "person"},
        values={name: value.type for name, value in pack.values.items()},
    )


@pytest.fixture(scope="module")
def scope() -> Scope:
    return anything()


def test_every_function_is_on_the_page_with_its_own_example():
    told = {text.partition("(")[0]: text for text in examples("Functions")}

    assert set(told) == {*FUNCTIONS, "coalesce"}
    assert {name: told[name] for name in FUNCTIONS} == {name: each.example for name, each in FUNCTIONS.items()}


def test_every_way_to_take_a_value_is_on_the_page():
    assert [text.partition("(")[0] for text in examples("Taking one value from rows")] != []
    assert {text.partition("(")[0] for text in examples("Taking one value from rows")} == {take.value for take in Take}


def test_every_type_is_on_the_page():
    assert {row[0] for row in table("Types")} == {kind.value for kind in Type}


@pytest.mark.parametrize("text", [*examples("Operators"), *examples("Functions")])
def test_an_example_of_an_expression_can_be_read(scope: Scope, text: str):
    assert isinstance(parse(text, scope), Node)


@pytest.mark.parametrize("text", examples("Taking one value from rows"))
def test_an_example_of_a_take_can_be_read(scope: Scope, text: str):
    assert parse_take(text, scope).take.value == text.partition("(")[0]


@pytest.mark.parametrize(("text", "gives"), [(row[0].strip("`"), row[2]) for row in table("Functions")])
def test_a_function_gives_what_the_page_says(scope: Scope, text: str, gives: str):
    assert gives in (parse(text, scope).type.value, "that type")


@pytest.mark.parametrize("text", ["home_area like '11%'", "first_test_hours * 2", "sqrt(first_test_hours)"])
def test_what_the_page_says_is_refused_is_refused(scope: Scope, text: str):
    with pytest.raises(ExpressionFault):
        parse(text, scope)
