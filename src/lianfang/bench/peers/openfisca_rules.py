"""Twelve colour rules as OpenFisca variables. Run by serve.py in a throw-away environment, never imported by us."""

from collections.abc import Callable
from importlib import import_module  # OpenFisca-core is AGPL: it is never in our own environment
from typing import Any

entities = import_module("openfisca_core.entities")
periods = import_module("openfisca_core.periods")
SimulationBuilder = import_module("openfisca_core.simulation_builder").SimulationBuilder
TaxBenefitSystem = import_module("openfisca_core.taxbenefitsystems").TaxBenefitSystem
Variable = import_module("openfisca_core.variables").Variable
where = import_module("numpy").where

DAY = "2021-08-11"
Formula = Callable[[Any, Any], Any]
PERSON = entities.build_entity(key="person", plural="people", label="A person", is_person=True)
BOOLEANS = ("confirmed", "asymptomatic", "central_isolation", "home_isolation", "sealed")
NUMBERS = ("close_contact_days", "secondary_contact_days", "border_entry_days", "county_level")
RED: dict[str, Formula] = {
    "c1_confirmed": lambda person, day: person("confirmed", day),
    "c1_asymptomatic": lambda person, day: person("asymptomatic", day),
    "c2": lambda person, day: person("central_isolation", day),
    "c4_isolation": lambda person, day: person("close_contact_days", day) <= 14,
    "c5": lambda person, day: person("secondary_contact_days", day) <= 7,
    "c6_isolation": lambda person, day: person("border_entry_days", day) <= 14,
}
YELLOW: dict[str, Formula] = {
    "c3": lambda person, day: person("home_isolation", day),
    "c4_monitoring": lambda person, day: within(person("close_contact_days", day), 15, 21),
    "c6_monitoring": lambda person, day: within(person("border_entry_days", day), 15, 21),
    "c7": lambda person, day: person("sealed", day),
    "c8_high": lambda person, day: person("county_level", day) == 2,
    "c8_medium": lambda person, day: person("county_level", day) == 1,
}


def within(days: Any, first: int, last: int) -> Any:
    """Whether each number of days lies between two, both included."""
    return (days >= first) & (days <= last)


def colour(person: Any, day: Any) -> Any:
    """The strictest colour of all the rules that match."""
    red, yellow = (any_of([person(name, day) for name in names]) for names in (RED, YELLOW))
    return where(red, 2, where(yellow, 1, 0))


def any_of(matches: list[Any]) -> Any:
    """Whether any rule matches, person by person."""
    found = matches[0]
    for match in matches[1:]:
        found = found | match
    return found


def system() -> Any:
    """The country: one variable per column, per rule, and the colour."""
    country = TaxBenefitSystem([PERSON])
    for name in BOOLEANS:
        country.add_variable(variable(name, bool))
    for name in NUMBERS:
        country.add_variable(variable(name, int))
    for name, formula in (RED | YELLOW).items():
        country.add_variable(variable(name, bool, formula))
    country.add_variable(variable("colour", int, colour))
    return country


def variable(name: str, kind: type, formula: Formula | None = None) -> type:
    """A variable of a person on a day."""
    about = {"value_type": kind, "entity": PERSON, "definition_period": periods.DateUnit.DAY, "label": name}
    if formula is not None:

        def plain(person: Any, period: Any) -> Any:
            return formula(person, period)

        about["formula"] = plain
    return type(name, (Variable,), about)


COUNTRY = system()


def decide(rows: Any) -> Any:
    """The colour of each row of an Arrow table: 0 green, 1 yellow, 2 red."""
    simulation = SimulationBuilder().build_default_simulation(COUNTRY, count=rows.num_rows)
    for name in (*BOOLEANS, *NUMBERS):
        simulation.set_input(name, DAY, rows[name].to_numpy())
    return simulation.calculate("colour", DAY)
