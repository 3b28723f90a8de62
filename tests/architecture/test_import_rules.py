"""The building's rules are kept by the code, and each is seen to fail on a small building that breaks it."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.sizes import some_of

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
STOREYS = [
    *("cli", "web", "bench", "domains", "edge", "decisions", "gateways", "policy", "policy.engines"),
    *("facts", "credentials", "snapshots", "kernel"),
]


def lint(folder: Path, *, config: Path) -> tuple[bool, str]:
    """Whether all contracts in `config` are kept by the package in `folder`, and what was printed."""
    run = subprocess.run(
        [LINT, "--config", config, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode == 0, run.stdout + run.stderr


@pytest.fixture
def building(tmp_path):
    """Builds a small `lianfang` of empty storeys, with modules of given text, and says which contracts are broken."""

    def build(**modules: str) -> set[str]:
        for storey in STOREYS:
            folder = tmp_path / "lianfang" / storey.replace(".", "/")
            folder.mkdir(parents=True)
            (folder / "__init__.py").touch()
        (tmp_path / "lianfang/__init__.py").touch()
        for name, text in modules.items():
            module = tmp_path / "lianfang" / (name.replace("__", "/") + ".py")
            module.parent.mkdir(parents=True, exist_ok=True)
            for folder in module.relative_to(tmp_path).parents[:-1]:
                (tmp_path / folder / "__init__.py").touch()
            module.write_text(text, encoding="utf-8")
        kept, printed = lint(tmp_path, config=ROOT / "pyproject.toml")
        broken = {contract for contract, name in CONTRACTS.items() if f"{name} BROKEN" in printed}
        assert kept == (not broken), printed
        return broken

    return build


CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
}


def test_the_code_keeps_every_rule():
    kept, printed = lint(ROOT / "src", config=ROOT / "pyproject.toml")

    assert kept, printed


def test_a_building_that_keeps_the_rules_passes(building):
    broken = building(
        cli__main="import lianfang.web.urls",
        web__urls="import django, lianfang.domains.accounts.pages, lianfang.edge.door",
        domains__accounts__pages="import lianfang.domains.accounts.commands, lianfang.domains.audit.public",
        domains__accounts__commands="import django, lianfang.decisions.run, lianfang.gateways.mail",
        domains__accounts__tests__test_accounts="import lianfang.domains.audit.models",
        domains__audit__public="import lianfang.domains.audit.commands",
        domains__audit__commands="import lianfang.domains.audit.models",
        domains__audit__models="import lianfang.domains.audit.states",
        domains__audit__states="import lianfang.kernel.clock",
        edge__door="import lianfang.snapshots.reader, lianfang.credentials.codes",
        decisions__run="import lianfang.policy.engines.spark",
        gateways__mail="import lianfang.policy.model",
        policy__engines__spark="import pyspark, pysail, lianfang.facts.tables",
        policy__model="import lianfang.facts.tables",
        facts__tables="import lianfang.kernel.clock",
        snapshots__reader="import lianfang.kernel.clock",
        credentials__codes="import lianfang.kernel.clock",
        kernel__clock="import datetime",
    )

    assert broken == set()


@pytest.mark.parametrize(
    ("lower", "higher"),
    some_of(
        [
            ("kernel", "facts"),
            ("kernel", "snapshots"),
            ("facts", "policy"),
            ("policy", "decisions"),
            ("decisions", "edge"),
            ("decisions", "domains"),
            ("edge", "web"),
            ("domains", "web"),
            ("web", "cli"),
            ("bench", "cli"),
            ("decisions", "bench"),
            # Neighbours on one storey do not know each other.
            ("facts", "snapshots"),
            ("credentials", "facts"),
            ("decisions", "gateways"),
            ("bench", "web"),
            ("web", "bench"),
            ("domains", "edge"),
            ("edge", "domains"),
        ],
        every=5,
    ),
)
def test_a_storey_that_calls_a_higher_one_or_its_neighbour_is_caught(building, lower, higher):
    assert "storeys" in building(**{f"{lower}__module": f"import lianfang.{higher}"})


def test_a_storey_nobody_drew_is_caught(building):
    assert building(attic__module="") == {"storeys"}


@pytest.mark.parametrize("shelf", some_of(["models", "queries", "commands", "pages"], every=3))
def test_a_room_entered_by_anything_but_its_front_door_is_caught(building, shelf):
    broken = building(
        domains__accounts__commands=f"import lianfang.domains.audit.{shelf}", **{f"domains__audit__{shelf}": ""}
    )

    assert broken == {"rooms-are-private"}


def test_a_lower_room_that_knows_a_higher_one_is_caught_even_at_its_front_door(building):
    broken = building(domains__audit__commands="import lianfang.domains.accounts.public", domains__accounts__public="")

    assert broken == {"rooms-have-floors"}


def test_a_room_nobody_drew_is_caught(building):
    assert building(domains__cellar__commands="") == {"rooms-have-floors"}


@pytest.mark.parametrize(
    ("lower", "higher"),
    some_of(
        [
            ("states", "models"),
            ("models", "queries"),
            ("queries", "commands"),
            ("commands", "presenters"),
            ("presenters", "pages"),
            ("pages", "api"),
            ("words", "models"),
        ],
        every=3,
    ),
)
def test_a_shelf_that_knows_a_higher_one_is_caught(building, lower, higher):
    broken = building(
        **{f"domains__audit__{lower}": f"import lianfang.domains.audit.{higher}", f"domains__audit__{higher}": ""}
    )

    assert broken == {"inside-a-room"}


@pytest.mark.parametrize("name", some_of(["services", "managers", "views"], every=3))
def test_a_shelf_nobody_named_is_caught(building, name):
    assert building(**{f"domains__audit__{name}": ""}) == {"inside-a-room"}


@pytest.mark.parametrize(
    "storey",
    some_of(["kernel", "facts", "gateways", "credentials", "snapshots", "policy", "decisions", "edge"], every=3),
)
@pytest.mark.parametrize("package", some_of(["django", "ninja"], every=2))
def test_django_below_the_rooms_is_caught(building, storey, package):
    assert building(**{f"{storey}__module": f"from {package} import anything"}) == {"no-django-below"}


@pytest.mark.parametrize("named", ["duckdb", "deltalake", "lianfang.policy.engines.duckdb"])
def test_an_edge_that_needs_an_engine_or_the_lake_is_caught(building, named):
    assert building(edge__door=f"import {named}", policy__engines__duckdb="") == {"edge-only-reads"}


def test_no_storey_was_forgotten_where_django_is_forbidden():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (rule,) = (contract for contract in contracts["contracts"] if contract["id"] == "no-django-below")
    built = {f"lianfang.{init.parent.name}" for init in (ROOT / "src/lianfang").glob("*/__init__.py")}

    assert set(rule["source_modules"]) == built - {"lianfang.cli", "lianfang.web", "lianfang.domains"}


@pytest.mark.parametrize("package", some_of(["pyspark", "pysail"], every=2))
@pytest.mark.parametrize(
    "module", some_of(["policy__engines__duckdb", "policy__model", "decisions__run", "cli__main"], every=3)
)
def test_spark_named_anywhere_but_in_its_engine_is_caught(building, module, package):
    assert building(**{module: f"def start():\n    from {package}.sql import anything\n"}) == {"spark-stays-home"}


@pytest.mark.parametrize("room", ["kernel", "policy__engines"])
def test_a_circle_is_caught_at_any_depth(building, room):
    package = room.replace("__", ".")
    broken = building(
        **{
            f"{room}__one": f"import lianfang.{package}.two",
            f"{room}__two": f"import lianfang.{package}.three",
            f"{room}__three": f"import lianfang.{package}.one",
        }
    )

    assert broken == {"no-circles"}


def test_every_rule_has_been_seen_to_fail():
    text = Path(__file__).read_text(encoding="utf-8")

    assert [contract for contract in CONTRACTS if f'"{contract}"' not in text] == []
