"""Every fault that a broken pack can be told of is there in Chinese and in English."""

import ast
import re
from pathlib import Path

import pytest

from lianfang.policy.faults import closest, one_of

POLICY = Path(__file__).parents[2] / "src/lianfang/policy"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPEAKS = {"Words", "told", "_of"}


def texts() -> list[tuple[str, str, str]]:
    """Each place where a fault is put into words: the file and line, the Chinese and the English."""
    found = []
    for path in POLICY.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or name_of(node.func) not in SPEAKS:
                continue
            pair = [said(part) for part in node.args if said(part) is not None]
            if len(pair) >= 2:
                found.append((f"{path.name}:{node.lineno}", str(pair[0]), str(pair[1])))
    return found


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def said(part: ast.expr) -> str | None:
    """The text around the blanks of a string."""
    if isinstance(part, ast.Constant):
        return part.value if isinstance(part.value, str) else None
    if isinstance(part, ast.JoinedStr):
        return "".join(str(piece.value) for piece in part.values if isinstance(piece, ast.Constant))
    return None


@pytest.mark.parametrize(("where", "zh", "en"), [pytest.param(*each, id=each[0]) for each in texts()])
def test_a_fault_says_it_in_chinese_and_in_english(where: str, zh: str, en: str) -> None:
    if re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", en)):
        assert CHINESE.search(zh), where
    assert not CHINESE.search(en), where
    assert re.findall(r"\{\w+\}", zh) != [] or re.findall(r"\{\w+\}", en) == [], where
    assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en)), where


def test_there_are_many_of_them() -> None:
    assert len(texts()) > 120


def test_a_suggestion_is_made_in_both_languages() -> None:
    assert closest("stay", ["stays"]).zh == "是不是“stays”？"
    assert closest("x", ["stays"], one_of(["a", "b"])).zh == "可用：a、b。"


def test_no_fault_is_added_in_one_language_only() -> None:
    """A text handed straight to `add` or `fault` would be English for everybody; the types say so, and this too."""
    alone = [
        f"{path.name}:{node.lineno}"
        for path in POLICY.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and name_of(node.func) in {"add", "fault"}
        for part in node.args[1:]
        if isinstance(part, ast.JoinedStr | ast.Constant) and isinstance(said(part), str) and " " in str(said(part))
    ]

    assert alone == []
