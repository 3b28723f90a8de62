"""What the log tells, it tells in sentences; an act without one is told by its name and its subject."""

import re

import pytest

from lianfang.web import words
from tests.web.test_words import ROOMS as FOLDER

RECORDED = re.compile(r'record\(\s*f?"([a-z]+)\.([a-z_]+)(?:"|\{)')


def recorded(room: str) -> set[str]:
    """The verbs a room's code records, as far as they are written out."""
    files = (file for file in (FOLDER / room).rglob("*.py") if "tests" not in file.parts)
    found = {match for file in files for match in RECORDED.findall(file.read_text("utf-8"))}
    return {verb for of, verb in found if of == room and not verb.endswith("_")}


def told(room: str) -> set[str]:
    return {key.split(".did_")[1] for key in words.ALL if key.startswith(f"{room}.did_")}


# Rooms that have written a sentence for everything they record.
TOLD = ("audit", "accounts")


@pytest.mark.parametrize("room", TOLD)
def test_every_act_of_a_room_has_its_sentence(room: str) -> None:
    assert recorded(room) - told(room) == set()


def test_acts_are_found_in_the_code() -> None:
    assert {"sign_in", "invite", "break_glass"} <= recorded("accounts")
