"""Twelve colour rules over prepared columns, in the policy's language and in SQL written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from lianfang.bench.by_hand import copy_to, query
from lianfang.facts.cells import literal
from lianfang.facts.store import connect
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.words import Words
from lianfang.policy.engines.sql import Meaning
from lianfang.policy.engines.sql_words import Sql, column, either, first_known, named, number, select, truth, when
from lianfang.policy.engines.terms import Term
from lianfang.policy.language import parse
from lianfang.policy.model import COLOURS, Colour
from lianfang.policy.nodes import Cell, FactOf, FactThrough, Type
from lianfang.policy.scope import Scope

ROW = "s"
BOOLEANS = ("confirmed", "asymptomatic", "central_isolation", "home_isolation", "sealed")
NUMBERS = ("close_contact_days", "secondary_contact_days", "border_entry_days", "county_level")


@dataclass(frozen=True, slots=True)
class ColourRule:
    """One rule of the table: when it matches, in the policy's language, it gives the colour."""

    id: str
    when: str
    colour: Colour


# C1 to C8 as they stood in August 2021, with their stages; C1 said apart for each kind of infection, C8 for each level.
TWELVE = (
    ColourRule("C1.confirmed", "confirmed", Colour.RED),
    ColourRule("C1.asymptomatic", "asymptomatic", Colour.RED),
    ColourRule("C2.central_isolation", "central_isolation", Colour.RED),
    ColourRule("C3.home_isolation", "home_isolation", Colour.YELLOW),
    ColourRule("C4.close_contact", "close_contact_days <= 14", Colour.RED),
    ColourRule("C4.close_contact_monitoring", "close_contact_days between 15 and 21", Colour.YELLOW),
    ColourRule("C5.secondary_contact", "secondary_contact_days <= 7", Colour.RED),
    ColourRule("C6.entered_country", "border_entry_days <= 14", Colour.RED),
    ColourRule("C6.entered_country_monitoring", "border_entry_days between 15 and 21", Colour.YELLOW),
    ColourRule("C7.sealed", "sealed", Colour.YELLOW),
    ColourRule("C8.in_high_risk_county", "county_level = 2", Colour.YELLOW),
    ColourRule("C8.in_medium_risk_county", "county_level = 1", Colour.YELLOW),
)


def by_engine(rows: Path, out: Path) -> None:
    """Rules from their text through the policy's language to SQL, and run, on one thread."""
    _run(compiled(TWELVE).sql(dialect="duckdb"), rows, out)


def by_case(rows: Path, out: Path) -> None:
    """The hand-written CASE, on one thread."""
    _run(query("twelve.sql"), rows, out)


def compiled(rules: Sequence[ColourRule]) -> exp.Select:
    """SELECT person, colour (0 green, 1 yellow, 2 red): each rule's meaning, and the strictest colour of all."""
    cells = {name: Cell(name, Type.BOOL) for name in BOOLEANS} | {name: Cell(name, Type.INT) for name in NUMBERS}
    scope = Scope(says=Words("备好的一行", "a prepared row"), cells=cells)
    meaning = Meaning(number(0), 0, _cell, _no_fact, _no_fact)
    matches = {rule.id: first_known(meaning.truth(parse(rule.when, scope)).value, truth(True)) for rule in rules}
    arms: list[tuple[Sql, Sql]] = []
    for colour in reversed(COLOURS):
        found = [matches[rule.id] for rule in rules if rule.colour is colour]
        if found:
            arms.append((either(found), number(COLOURS.index(colour))))
    colour_of = exp.cast(when(*arms, otherwise=number(0)), "TINYINT")
    return select([column(ROW, "person"), named(colour_of, "colour")], "prepared", ROW)


def _cell(cell: Cell) -> Term:
    return Term(column(ROW, cell.name))


def _no_fact(fact: FactOf | FactThrough) -> Term:
    raise LookupError(f"a prepared row has no fact {fact}")


def _run(select_colours: str, rows: Path, out: Path) -> None:
    with connect(CITY_ZONE, threads=1) as connection:
        connection.execute(f"CREATE VIEW prepared AS SELECT * FROM read_parquet({literal(str(rows))})")
        copy_to(connection, select_colours, out)
