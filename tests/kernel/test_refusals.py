"""Every “no” can be read by everybody: a sentence and a next step, in Chinese and in English."""

import re
from string import Formatter

import pytest

from lianfang.kernel.refusals import NoSuch, Refusal
from lianfang.kernel.words import Words
from tools.make_reference import Told, refusals

REFUSALS = refusals()
LETTERS = re.compile(r"[A-Za-z]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def words_around(text: str) -> str:
    """What a text says itself, around its blanks."""
    return "".join(said for said, *_ in Formatter().parse(text)).strip()


@pytest.mark.parametrize("told", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_the_same_in_chinese_and_in_english(told: Told) -> None:
    if told.says.zh == told.says.en:
        pytest.skip("not in Chinese yet: test_no_refusal_is_in_english_only tells of it")
    for text in (told.says, told.remedy):
        assert blanks(text.zh) == blanks(text.en)
        if LETTERS.search(words_around(text.en)):
            assert CHINESE.search(words_around(text.zh)), f"{told.code} has no Chinese: write Words(Chinese, English)"
            assert not CHINESE.search(words_around(text.en)), f"{told.code} has no English"


def test_a_refusal_is_told_in_the_language_of_its_reader_and_is_english_as_a_text() -> None:
    refusal = NoSuch(what=Words("地点", "place"), id="110105")

    assert str(refusal) == refusal.sentence("en") == "There is no place 110105."
    assert refusal.sentence("zh") == "没有地点 110105。"
    assert refusal.next_step("zh").startswith("请核对编号")
    assert refusal.next_step() == refusal.next_step("en")


def test_a_code_is_taken_once() -> None:
    with pytest.raises(TypeError, match="no-such is taken by NoSuch"):
        type("Another", (Refusal,), {"code": "no-such"})


@pytest.mark.thorough
def test_no_refusal_is_in_english_only() -> None:
    """Told in the full run, so that a room can be begun before its Chinese is written."""
    assert [code for code, told in REFUSALS.items() if told.says.zh == told.says.en] == []
