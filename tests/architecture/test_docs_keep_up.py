"""Documents say what the code says."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import lianfang
from lianfang.kernel.refusals import Refusal
from tools.make_reference import PAGES, refusals

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES_FOR_PEOPLE = [
    path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if "node_modules" not in path.parts
]


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_up_to_date(name):
    assert (REFERENCE / name).read_text(encoding="utf-8") == PAGES[name](), "run `make docs`"


def test_every_refusal_is_documented_and_nothing_else_is():
    page = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    documented = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}

    assert documented == set(refusals())


def test_the_page_is_read_from_the_source_just_as_the_running_code_has_it():
    for storey in ("kernel", "facts"):
        package = importlib.import_module(f"lianfang.{storey}")
        for module in pkgutil.walk_packages(package.__path__, f"lianfang.{storey}."):
            importlib.import_module(module.name)
    running = {
        code: (kind.says, kind.remedy, kind.status)
        for code, kind in Refusal.registry.items()
        if kind.__module__.startswith("lianfang.")
    }

    read = {code: (told.says, told.remedy, told.status) for code, told in refusals().items()}

    assert {"not-a-moment", "not-permitted", "move-not-allowed", "misconfigured"} <= set(running)
    assert {code: read.get(code) for code in running} == running


def test_every_refusal_has_a_sentence_and_a_next_step_of_its_own():
    lacking = [
        code
        for code, told in refusals().items()
        if code == Refusal.code
        or told.says == Refusal.says
        or not all(text.rstrip().endswith((".", "}", "。")) for text in (told.says.en, told.says.zh))
    ]

    assert lacking == []


def names_in_code() -> list[str]:
    rows = [line for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row.rstrip(" |").rpartition("|")[2])]


@pytest.mark.parametrize("name", names_in_code())
def test_every_name_in_the_glossary_exists(name):
    assert exists(name), f"lianfang.{name} does not exist"


def test_a_name_that_does_not_exist_is_noticed():
    assert exists("kernel.areas.county_of")
    assert not exists("kernel.areas.no_such_thing")
    assert not exists("kernel.no_such_module.thing")
    assert len(names_in_code()) > 10


def exists(name: str) -> bool:
    """Whether `name`, below `lianfang`, is a module, or an attribute of an attribute of one."""
    here: object = lianfang
    path = "lianfang"
    for part in name.split("."):
        path += f".{part}"
        if not hasattr(here, part):
            try:
                importlib.import_module(path)
            except ModuleNotFoundError:
                return False
        here = getattr(here, part)
    return True


@pytest.mark.parametrize("page", PAGES_FOR_PEOPLE, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_a_newcomer_reads_exists(page):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = set(
        re.findall(
            r"\bmake ([a-z-]+)`?",
            "\n".join(re.findall(r"`[^`]+`|^ +.*$|^make.*$", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)),
        )
    )

    assert told
    assert told <= targets
