"""Someone with a token gets their own code, signed, true to the snapshot of that moment; nobody else gets anything."""

import json
from datetime import timedelta

import pytest

from lianfang.bench.edge.city import header_of, person, recolour
from lianfang.credentials.keyring import ring_in
from lianfang.credentials.trust import trust_in
from lianfang.credentials.verifier import Verdict, verify
from lianfang.edge.preparing import prepare
from lianfang.kernel.personal import Personal
from lianfang.snapshots.holders import Holders
from lianfang.snapshots.publish import publish_changes
from tests.edge.conftest import DUTY, GREEN, NOON, PEOPLE, YELLOW, Asked
from tests.snapshots.conftest import decided

SIGN_IN_KEY = b"k" * 32


def read(asked: Asked, code: str, at=None):
    trust = trust_in(ring_in(asked.city.settings.code_keys).trusted())
    return verify(code, trust=trust, at=at or asked.clock.now())


def test_a_green_code_says_so_and_verifies_without_the_edge(asked: Asked):
    answer = asked.make(GREEN)

    found = read(asked, answer.data["code"])
    assert (answer.status, found.verdict) == (200, Verdict.VALID)
    assert (found.claims.colour, found.claims.notice, found.claims.entry) == ("green", None, None)
    assert found.claims.fresh_until - found.claims.issued == 600
    assert found.claims.usable_until - found.claims.issued == 86_400
    assert next(iter(answer.data)) == "answer", "plain green needs no word about care"


def test_what_is_not_green_has_care_first_its_rule_in_words_and_who_lifts_it_safety_1_and_10(asked: Asked):
    for path in ("/v1/make", "/v1/query"):
        data = asked.get(path, token=asked.city.tokens[YELLOW]).data

        assert next(iter(data)) == "care"
        assert "120" in data["care"]["zh"]
        (rule,) = data["rules"]
        assert rule["id"] == "C8.in_risk_county"
        assert all(rule[part]["zh"] and rule[part]["en"] for part in ("title", "remedy", "lifts", "lifted_by", "cite"))
        assert "{" not in rule["remedy"]["zh"]


def test_a_conditional_entry_names_its_duty(asked: Asked):
    answer = asked.make(DUTY)

    claims = read(asked, answer.data["code"]).claims
    assert claims.entry == "conditional"
    assert claims.duty == answer.data["duty"]["id"]
    assert answer.data["duty"]["title"]["zh"]


def test_a_plain_question_says_the_same_as_the_code(asked: Asked):
    for number in (GREEN, YELLOW, DUTY):
        code, plain = asked.make(number).data, asked.get("/v1/query", token=asked.city.tokens[number]).data

        signed = {"answer", "code", "issued", "fresh_until", "usable_until"}
        assert {k: v for k, v in plain.items() if k != "answer"} == {k: v for k, v in code.items() if k not in signed}


def test_someone_without_a_record_is_told_how_to_make_one_neither_green_nor_refused_safety_11(asked: Asked):
    for path in ("/v1/make", "/v1/query"):
        answer = asked.get(path, token=asked.city.stranger)

        assert (answer.status, answer.data["answer"]) == (200, "no_record")
        assert "colour" not in answer.data
        assert "code" not in answer.data
        assert "12345" in answer.data["next_step"]["zh"]
        assert next(iter(answer.data)) == "care"


@pytest.mark.parametrize("token", [None, "", "x", "A" * 43, "A" * 10_000, "王" * 43, "\x00", "\udc80" * 43])
def test_a_token_nobody_holds_is_refused_with_care_and_a_next_step(asked: Asked, token: str | None):
    for path in ("/v1/make", "/v1/query"):
        answer = asked.get(path, token=token)

        assert (answer.status, answer.data["refused"]) == (401, "token-not-known")
        assert answer.headers["www-authenticate"] == "Bearer"
        assert next(iter(answer.data)) == "care"


def test_a_code_is_signed_once_for_its_minutes_and_again_before_it_is_stale(asked: Asked):
    first = asked.make(GREEN)
    asked.clock.advance(minutes=4)
    same = asked.make(GREEN)
    asked.clock.advance(minutes=1)
    another = asked.make(GREEN)

    assert same.body == first.body
    assert another.data["code"] != first.data["code"]
    assert another.data["fresh_until"] > first.data["fresh_until"]


def test_who_has_the_newest_code_is_told_so_without_it(asked: Asked):
    first = asked.make(GREEN)

    again = asked.make(GREEN, if_none_match=first.headers["etag"])

    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_a_change_of_decision_is_in_the_next_answer(asked: Asked, pack):
    before = asked.make(GREEN)
    recolour(asked.city, pack, [GREEN], "red", at=NOON, sequence=2)
    asked.look()

    after = asked.make(GREEN, if_none_match=before.headers["etag"])

    assert (before.data["colour"], after.data["colour"]) == ("green", "red")
    assert read(asked, after.data["code"]).claims.colour == "red"
    assert asked.make(YELLOW).data["colour"] == "yellow"


def test_two_codes_of_one_person_have_nothing_in_common_but_what_they_show(asked: Asked):
    first = read(asked, asked.make(GREEN).data["code"]).claims
    asked.clock.advance(minutes=6)
    second = read(asked, asked.make(GREEN).data["code"]).claims

    assert first.code_id != second.code_id


def test_a_code_never_outlives_its_decision_or_the_next_release(asked: Asked, pack):
    ends = NOON + timedelta(minutes=3)
    changed = decided({"person_id": person(GREEN), "holds_until": ends})
    publish_changes(asked.city.settings.snapshot, changed, header_of(pack, NOON, 2))
    asked.look()
    short = asked.make(GREEN)
    asked.clock.advance(minutes=3)
    over = asked.make(GREEN)

    assert short.data["usable_until"] == short.data["fresh_until"] == int(ends.timestamp())
    assert (over.status, over.data["refused"]) == (503, "decided-anew")
    assert over.headers["retry-after"]


def test_a_token_taken_back_opens_nothing_from_the_next_look_on(asked: Asked):
    with Holders(asked.city.settings.holders, key=SIGN_IN_KEY) as holders:
        token = holders.admit(
            Personal(person(GREEN)), name=Personal("李"), masked_id=Personal("1*"), until=NOON + timedelta(days=1)
        )
        asked.look()
        assert asked.get("/v1/make", token=token).status == 200
        holders.revoke(token)
        asked.look()

    assert asked.get("/v1/make", token=token).status == 401
    assert asked.make(GREEN).status == 200


def test_a_token_that_has_run_out_opens_nothing(asked: Asked):
    asked.make(GREEN)
    asked.clock.advance(days=30)

    assert asked.make(GREEN).status == 401


def test_a_notice_is_shown_in_place_of_the_colour(asked: Asked, pack):
    changed = decided({"person_id": person(GREEN), "notices": ["defer_entry"], "rules": ["E1.history_outside"]})
    publish_changes(asked.city.settings.snapshot, changed, header_of(pack, NOON, 2))
    asked.look()

    answer = asked.make(GREEN)

    claims = read(asked, answer.data["code"]).claims
    assert (claims.colour, claims.notice) == (None, "defer_entry")
    assert answer.data["notices"][0]["title"]["zh"] == "暂缓进返京"
    assert next(iter(answer.data)) == "care"


def test_everybody_of_the_city_is_told_their_own_colour(asked: Asked):
    colours = [asked.make(number).data["colour"] for number in range(PEOPLE)]

    assert colours == ["yellow" if number % 20 == YELLOW else "green" for number in range(PEOPLE)]


def test_words_tell_every_rule_notice_and_duty_of_the_policy_at_every_step(pack, tmp_path):
    told = json.loads(prepare(pack, tmp_path).read_text(encoding="utf-8"))

    assert told["release"] == pack.release
    for period, start in zip(told["periods"], pack.steps(), strict=True):
        assert set(period["rules"]) == {rule.id for rule in pack.rules_at(start)}
        assert not any("{" in text for rule in period["rules"].values() for text in rule["remedy"].values())
        assert period["fresh_minutes"] > 0
