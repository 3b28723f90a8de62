"""What the project leans on: each with a reason, locked by hash, from no particular address."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
LOCKS = sorted(ROOT.glob("requirements*.lock"))
ADDRESS = re.compile(r"[a-z+]+://|\bfile:|--(?:index|extra-index|find-links)")
SPARK = {"pyspark", "pyspark-client", "pysail"}


def pinned(lock: Path) -> dict[str, str]:
    """Version by package (and marker) in a lock."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {line.split("==")[0]: line.split("==")[1].rstrip(" \\") for line in lines if re.match(r"\w[\w.\-]*==", line)}


def declared() -> list[str]:
    project = tomllib.loads(PYPROJECT)
    groups = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    return [requirement for group in groups for requirement in group]


@pytest.mark.parametrize("requirement", declared())
def test_every_dependency_has_a_reason_beside_it(requirement):
    (line,) = (line for line in PYPROJECT.splitlines() if f'"{requirement}"' in line)

    assert re.search(r"#\s+\w.{6,}", line), "say beside it why it is needed"


def test_there_is_a_lock_for_every_way_to_install():
    assert [lock.name for lock in LOCKS] == [
        "requirements-browser.lock",
        "requirements-build.lock",
        "requirements-dev.lock",
        "requirements-fuzz.lock",
        "requirements-spark.lock",
        "requirements-uv.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address_and_has_a_hash_for_everything(lock):
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\w)", "\n".join(line for line in text.splitlines() if not line.startswith("#")))

    assert not ADDRESS.search(text)
    assert pinned(lock)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_locks_agree_so_that_they_fit_into_one_environment(lock):
    dev = pinned(ROOT / "requirements-dev.lock")

    assert {
        name: (version, dev[name]) for name, version in pinned(lock).items() if dev.get(name, version) != version
    } == {}


def test_everything_declared_is_locked():
    wanted = {re.split(r"[<>=~! \[]", requirement)[0].lower().replace("_", "-") for requirement in declared()}
    locked = {name for lock in LOCKS for name in pinned(lock)}

    assert {name.replace(".", "-") for name in wanted} - {name.replace(".", "-") for name in locked} == set()


def test_the_default_install_is_light():
    assert SPARK & set(pinned(ROOT / "requirements.lock")) == set()
    assert SPARK & set(pinned(ROOT / "requirements-dev.lock")) == set()
    assert {"pysail"} <= set(pinned(ROOT / "requirements-spark.lock"))


def test_what_the_product_imports_is_declared_and_not_merely_there():
    project = tomllib.loads(PYPROJECT)["project"]
    lines = [*project["dependencies"], *project["optional-dependencies"]["spark"]]
    declared_names = {re.split(r"[<>=~! \[]", line)[0].lower() for line in lines}
    home = packages_distributions()
    undeclared = {
        package: str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if "tests" not in path.parts  # a room's tests are not shipped
        for package in imported_by(path)
        if package not in {*sys.stdlib_module_names, "lianfang", *SPARK}
        if not {name.lower() for name in home.get(package, ())} & declared_names
    }

    assert undeclared == {}


def imported_by(path: Path) -> set[str]:
    """The top-level packages a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {
        name.split(".")[0]
        for name in plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    }
