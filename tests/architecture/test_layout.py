"""Sizes and names that keep the building easy to walk through."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAYS_NOTHING = {"utils.py", "util.py", "helpers.py", "helper.py", "services.py", "service.py"}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 30
# Modules that may be longer, each with its reason. Empty is best.
MAY_BE_LONGER: dict[str, str] = {}
CROSS_ROOMS = {"journeys", "conformance", "architecture", "load", "tools"}


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]
    assert found
    return found


def inner_functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from `def`, without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_modules_are_under_300_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources("src", "tools")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= LONGEST_MODULE
    }

    assert {name: lines for name, lines in long.items() if name not in MAY_BE_LONGER} == {}
    assert set(MAY_BE_LONGER) <= set(long), "a module was shortened: take it off the list"


def test_functions_are_no_longer_than_30_lines():
    long = {
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}": length(function)
        for path in sources("src", "tools")
        for function in inner_functions(ast.parse(path.read_text(encoding="utf-8")))
        if length(function) > LONGEST_FUNCTION
    }

    assert long == {}


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in sources("src", "tests", "tools") if path.name in SAYS_NOTHING] == []


def test_tests_live_under_the_storey_they_are_about():
    storeys = {init.parent.name for init in (ROOT / "src/lianfang").glob("*/__init__.py")}
    homes = {path.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").rglob("test_*.py")}

    assert homes - storeys - CROSS_ROOMS == set()


def test_no_two_tests_in_a_module_share_a_name():
    for path in (ROOT / "tests").rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert len(names) == len(set(names)), path


@pytest.mark.parametrize(
    ("body", "lines"), [("    return 1\n", 2), ('    """Say.\n\n    More.\n    """\n    return 1\n', 2)]
)
def test_a_docstring_does_not_count_as_length(body, lines):
    (function,) = inner_functions(ast.parse("def one():\n" + body))

    assert length(function) == lines
