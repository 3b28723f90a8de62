"""The search: which texts answer a question, in Chinese and in English."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.domains.handbook.queries.index import Index, Text

TEXTS = (
    Text("days", "“满14天”怎么算？ How are “14 full days” counted?", "离开那天算第0天。The day of leaving is day 0."),
    Text(
        "phone", "老人没有智能手机怎么办？ No smartphone?", "家人可以代查，也可以用纸质码。A relative can look it up."
    ),
    Text("sealed", "封控小区什么时候解封？ When is a compound released?", "由区指挥部决定。The district decides."),
)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(TEXTS)


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("14天从哪天开始算", "days"),
        ("没有手机的老人", "phone"),
        ("小区解封", "sealed"),
        ("counting days", "days"),
        ("SMARTPHONES", "phone"),
        ("released compounds", "sealed"),
        ("码", "phone"),
    ],
)
def test_either_language_and_any_form_of_a_word_finds(index: Index, question: str, key: str) -> None:
    assert index.search(question)[0].key == key


@pytest.mark.parametrize("question", ["", "   ", "？！…", "the of", "量子力学"])
def test_what_nobody_wrote_about_finds_nothing(index: Index, question: str) -> None:
    assert index.search(question) == []


def test_an_index_without_texts_answers_with_nothing() -> None:
    assert Index([]).search("隔离") == []


@given(question=st.text(max_size=400))
def test_no_question_is_a_fault(index: Index, question: str) -> None:
    assert {hit.key for hit in index.search(question)} <= {text.key for text in TEXTS}
    assert "".join(piece.text for piece in index.passage(question, TEXTS[0].body)) in TEXTS[0].body


def test_the_passage_is_the_sentence_that_answers_with_its_words_marked(index: Index) -> None:
    body = "先登记。纸质码在社区领取，当天有效。请带身份证。"

    pieces = index.passage("纸质码去哪里领", body)

    assert "".join(piece.text for piece in pieces) == "纸质码在社区领取，当天有效。"
    assert any(piece.marked and "纸质" in piece.text for piece in pieces)
    assert not all(piece.marked for piece in pieces)


def test_real_questions_find_their_document_among_two_hundred(shared: Path) -> None:
    lines = (shared / "data/qa/policy_qa.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    index = Index(Text(one["id"], "", one["context"]) for one in asked)

    places = [[hit.key for hit in index.search(one["question"], limit=5)] for one in asked]

    among_five = sum(one["id"] in found for one, found in zip(asked, places, strict=True)) / len(asked)
    first = sum(found[:1] == [one["id"]] for one, found in zip(asked, places, strict=True)) / len(asked)
    assert among_five >= 0.97
    assert first >= 0.90
