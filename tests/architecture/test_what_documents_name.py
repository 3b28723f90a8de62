"""Files and commands that documents name by hand are there."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from lianfang.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
A_FILE = re.compile(r"`((?:tests|src|tools|policies|docs)/[\w./-]+\.\w+)`")
A_COMMAND = re.compile(r"(?:^|`|\$ |/)lianfang ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*){0,2})((?: [^`\n#]*)?)", re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_named_in_a_document_exist(page: Path):
    named = A_FILE.findall(page.read_text(encoding="utf-8"))

    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_safety_property_says_what_holds_it_today():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+?) \| ", text, re.MULTILINE)

    assert [int(number) for number, _ in rows] == list(range(1, 13))
    assert [number for number, held in rows if not A_FILE.search(held)] == []


def known(words: str, options: str) -> bool:
    """Whether the command exists and has the options given to it."""
    here = get_command(app)
    for word in words.split():
        inner = getattr(here, "commands", None)
        if inner is None:
            break
        if word not in inner:
            return False
        here = inner[word]
    offered = {name for parameter in here.params for name in (*parameter.opts, *parameter.secondary_opts)}
    return set(re.findall(r"--[a-z][a-z-]*", options)) <= offered


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_a_document_exist_with_their_options(page: Path):
    shown = A_COMMAND.findall(page.read_text(encoding="utf-8"))

    assert [f"lianfang {words}{options}" for words, options in shown if not known(words, options)] == []


def test_a_command_or_an_option_that_does_not_exist_is_noticed():
    assert known("policy check", " policies/beijing --json")
    assert not known("policy chek", " policies/beijing")
    assert not known("evaluate", " --packs policies/beijing")
    assert len(A_COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8"))) >= 6
