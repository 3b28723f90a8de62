"""Every word exists in both languages, says the same things, and is used."""

import re
from pathlib import Path
from string import Formatter

import pytest

from lianfang.web import words

WEB = Path(words.__file__).parents[1]
ROOMS = WEB.parent / "domains"
USED_IN = [
    *(WEB / "templates").rglob("*.html"),
    *WEB.glob("*.py"),
    *(WEB / "pages").glob("*.py"),
    *ROOMS.rglob("templates/**/*.html"),
    *(file for file in ROOMS.rglob("*.py") if file.name != "words.py" and "tests" not in file.parts),
]
MADE_UP = re.compile(
    r"common\.(can|colour|entry|confidence|level)_|common\.(green|yellow|red)_short|errors\.\d+"
    r"|policy\.(lifts|by)_|areas\.csv_"
    r"|places\.(kind|sort|size|duty|column|did|report|state|verdict)_|people\.(kind|sex|as|part|column|purpose|likeness|same|verdict|report)_"
    r"|accounts\.(role|kind)_|[a-z]+\.did_"
    r"|casework\.((which|priority|line|notice|to|scan|column|late)\.|counted_|promise_)"
)  # keys put together from a state's name


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(words.ALL))
def test_a_text_is_complete_in_both_languages(key: str) -> None:
    both = words.ALL[key]

    assert both.zh.strip()
    assert both.en.strip()
    assert names_in(both.zh) == names_in(both.en)
    assert not re.search(r"[\u4e00-\u9fff]", both.en) or key in CHINESE_ON_PURPOSE


CHINESE_ON_PURPOSE = {"common.to_zh", "trip.leg_place_help", "areas.search_hint"}


def test_every_text_that_a_page_asks_for_exists() -> None:
    asked = {
        key
        for file in USED_IN
        for key in re.findall(r'(?:say|text\(|Problem\(|ALL\[)\s*"([a-z]+\.[A-Za-z0-9_.-]+)"', file.read_text("utf-8"))
    }

    assert len(asked) > 100
    assert asked <= set(words.ALL)


def test_no_text_is_left_over() -> None:
    everything = "\n".join(file.read_text("utf-8") for file in USED_IN)

    left_over = {key for key in words.ALL if not is_used(key, everything) and not MADE_UP.match(key)}

    assert left_over == set()


def is_used(key: str, everything: str) -> bool:
    """A template or a page names it in full; a room's presenter by its own part."""
    own = key.partition(".")[2]
    return any(use in everything for use in (f'"{key}"', f'WORDS["{own}"]', f'filled("{own}"'))
