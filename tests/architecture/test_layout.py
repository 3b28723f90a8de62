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
    """Lines of a function's own body: without its arguments, its docstring and the functions inside it."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    lines = lines_between(body[0], body[-1]) if body else 0
    inner = [node for statement in body for node in inner_functions(statement)]
    outermost = [node for node in inner if not any(node is not other and within(node, other) for other in inner)]
    return lines - sum(lines_between(node, node) for node in outermost)


def lines_between(first: ast.stmt, last: ast.stmt) -> int:
    return (last.end_lineno or last.lineno) - first.lineno + 1


def within(inner: ast.stmt, outer: ast.stmt) -> bool:
    return outer.lineno <= inner.lineno and (inner.end_lineno or 0) <= (outer.end_lineno or 0)


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
    ("text", "lines"),
    [
        ("def one():\n    return 1\n", 1),
        ('def one():\n    """Say.\n\n    More.\n    """\n    a = 1\n    return a\n', 2),
        ("def one(\n    a,\n    b,\n):\n    return a\n", 1),
        ("def one():\n    a = 1\n    def two():\n        b = 2\n        return b\n    return two\n", 2),
    ],
)
def test_arguments_docstrings_and_inner_functions_do_not_count_as_length(text, lines):
    function, *_ = inner_functions(ast.parse(text))

    assert length(function) == lines
