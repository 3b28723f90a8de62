"""`lianfang credentials read`: one paper, a picture, or a stream of them."""

import io
import json
import sys

import pytest

from lianfang.credentials.qr import png
from tests.credentials.reading.papers import a_paper, certificate, claims_of, hc1, in_base64, kid_of
from tests.credentials.reading.test_shc import KEY, card_of, in_many, jwk_of, jws_of

AT = "2021-08-11T04:00:00Z"
CERTIFICATE = certificate()
TEXT = hc1(claims_of(a_paper()), kid=kid_of(CERTIFICATE))


@pytest.fixture
def trust(tmp_path):
    (tmp_path / "issuer.der").write_bytes(CERTIFICATE)
    return tmp_path / "issuer.der"


def test_one_text_is_told_in_words_with_its_steps(lianfang, trust):
    answer = lianfang("credentials", "read", "--text", TEXT, "--trust", trust, "--at", AT)

    assert answer.code == 0
    assert answer.out.startswith("valid: ")
    assert "✓ signature" in answer.out


def test_what_is_not_valid_leaves_with_1(lianfang, trust):
    late = lianfang("credentials", "read", "--text", TEXT, "--trust", trust, "--at", "2023-01-01", "--json")
    stranger = lianfang("credentials", "read", "--text", TEXT, "--at", AT, "--lang", "zh")

    assert (late.code, late.data["verdict"]) == (1, "expired")
    assert (stranger.code, stranger.out.split("：")[0]) == (1, "untrusted: 不在可信的签发者之列")


def test_a_picture_is_read(lianfang, trust, tmp_path):
    (tmp_path / "paper.png").write_bytes(png(TEXT))
    (tmp_path / "white.png").write_bytes(png("something else"))

    assert lianfang("credentials", "read", "--image", tmp_path / "paper.png", "--trust", trust, "--at", AT).code == 0
    assert lianfang("credentials", "read", "--image", tmp_path / "white.png", "--at", AT).code == 1


def test_a_card_in_many_symbols_is_put_together_from_one_text(lianfang, tmp_path):
    bundle = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "note": TEXT}}]}
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [jwk_of(KEY)]}), encoding="utf-8")
    parts = in_many(jws_of(card_of(bundle, more=TEXT[::-1] * 3)))

    answer = lianfang("credentials", "read", "--text", " ".join(parts), "--trust", tmp_path / "keys.json", "--at", AT)

    assert len(parts) > 1
    assert answer.code == 0


def test_a_stream_is_answered_line_by_line(lianfang, tmp_path, monkeypatch):
    lines = json.dumps({"text": TEXT, "trust": [in_base64(CERTIFICATE)], "at": AT}) + "\nrubbish\n"
    (tmp_path / "papers.jsonl").write_text(lines, encoding="utf-8")

    answer = lianfang("credentials", "read", "--jsonl", tmp_path / "papers.jsonl")

    assert answer.code == 0
    assert [json.loads(line)["verdict"] for line in answer.out.splitlines()] == ["valid", "unreadable"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert lianfang("credentials", "read", "--jsonl", "-").out == answer.out


def test_trust_and_moment_for_all_lines_may_be_given_once(lianfang, trust, tmp_path):
    (tmp_path / "papers.jsonl").write_text(json.dumps({"text": TEXT}), encoding="utf-8")
    read = ("credentials", "read", "--jsonl", tmp_path / "papers.jsonl")

    assert json.loads(lianfang(*read, "--at", AT).out)["verdict"] == "untrusted"
    assert json.loads(lianfang(*read, "--at", AT, "--trust", trust).out)["verdict"] == "valid"
    assert json.loads(lianfang(*read, "--trust", trust).out)["verdict"] == "expired"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--text", "x", "--jsonl", "y"),
        ("--jsonl", "/none/such"),
        ("--image", "/none/such"),
        ("--text", "x", "--trust", "/none/such"),
        ("--text", "x", "--trust", __file__),
        ("--text", "x", "--at", "soon"),
    ],
)
def test_each_no_is_a_sentence_and_a_next_step(lianfang, arguments):
    answer = lianfang("credentials", "read", *arguments)

    assert answer.code == 2
    assert len(answer.err.strip().splitlines()) == 2
