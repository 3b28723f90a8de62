"""Each address does what the OpenAPI document says, and nothing a stranger sends does harm."""

import asyncio
import base64
import json
import re
import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_network

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.credentials.cose import read_sign1
from lianfang.credentials.keyring import make_key, retire, ring_in, rotate
from lianfang.credentials.status import read_list
from lianfang.credentials.trust import trust_in
from lianfang.edge.app import App
from lianfang.edge.desk import REFUSED
from lianfang.edge.doors import GET, POST
from lianfang.edge.public import edition, ingredients
from lianfang.edge.refusals import BodyNotUnderstood, DoneElsewhere, EdgeNotReady
from lianfang.kernel.refusals import Refusal
from lianfang.snapshots.holders import Holders
from tests.edge.conftest import GREEN, NOON, YELLOW, Asked, Proto, Scope

SEVEN = ["declare-health", "declare-itinerary", "query", "apply", "make", "verify", "correct"]


def verify(asked: Asked, code: object) -> dict:
    return asked.ask("POST", "/v1/verify", body=json.dumps({"code": code}).encode()).data


def remake(asked: Asked) -> None:
    asked.look()
    given_now = ingredients(asked.edge.view, asked.edge.places, asked.clock.now())
    asked.edge.edition = edition(asked.city.settings, given_now, asked.edge.edition)


def test_verify_tells_a_good_code_from_a_changed_an_old_and_a_foreign_one(asked: Asked):
    code = asked.make(GREEN).data["code"]

    assert (verify(asked, code)["verdict"], verify(asked, code)["may_be_used"]) == ("valid", True)
    assert verify(asked, code)["status_checked"]
    assert "care" not in verify(asked, code)
    assert verify(asked, code[:-8] + "00000000")["verdict"] in {"forged", "unreadable"}
    assert verify(asked, "HC1:NCF")["verdict"] == "unreadable"
    asked.clock.advance(minutes=10)
    assert verify(asked, code)["verdict"] == "stale"
    asked.clock.advance(days=2)
    assert next(iter(verify(asked, code))) == "care"


def test_verify_shows_no_more_than_the_code_and_care_first_when_not_green(asked: Asked):
    data = verify(asked, asked.make(YELLOW).data["code"])

    assert next(iter(data)) == "care"
    assert (data["colour"], data["name"], data["masked_id"]) == ("yellow", "王", "110***********0000")
    assert "person_id" not in data


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"code": 1}', b"\xff" * 10, b"[" * 5_000, b"x" * 9_000])
def test_a_body_that_is_not_understood_is_refused(asked: Asked, body: bytes):
    answer = asked.ask("POST", "/v1/verify", body=body)

    assert (answer.status, answer.data["refused"]) == (400, BodyNotUnderstood.code)


def test_a_body_that_says_it_is_long_is_not_even_read(asked: Asked):
    answer = asked.ask("POST", "/v1/verify", body=b'{"code": "LF1:"}', content_length="99999999999999999999")

    assert answer.status == 400


def test_a_body_that_drips_is_let_go(asked: Asked, monkeypatch):
    monkeypatch.setattr("lianfang.edge.doors.BODY_SECONDS", 0.05)
    proto = Proto([b"{"] * 100, pause=0.01)

    asyncio.run(App(asked.edge).__rsgi__(Scope("POST", "/v1/verify", {}), proto))

    assert proto.answers[0].status == 400


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200) | st.text(max_size=80).map(lambda text: json.dumps({"code": "LF1:" + text}).encode())
)
def test_no_body_makes_verify_fail(asked: Asked, body: bytes):
    asked.edge.desk.renew_limits()

    assert asked.ask("POST", "/v1/verify", body=body).status in {200, 400}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "X"]), path=st.text(max_size=30).map("/".__add__)
)
def test_no_address_makes_the_edge_fail(asked: Asked, method: str, path: str):
    asked.edge.desk.renew_limits()

    for where in (path, "/v1/status" + path):
        assert asked.ask(method, where).status in {200, 404, 405}
    assert asked.edge.tally.counts["failed"] == 0


def test_status_lists_are_public_signed_and_show_a_revoked_code_and_no_other(asked: Asked):
    code, other = asked.make(GREEN).data["code"], asked.make(YELLOW).data["code"]
    with Holders(asked.city.settings.holders, key=b"") as holders:
        ordinal = holders.find(asked.city.tokens[GREEN], NOON).ordinal
        with holders._writing() as ledger:
            ledger.put(b"revoked", ordinal.to_bytes(4, "big"), b"")
    remake(asked)

    assert verify(asked, code)["verdict"] == "revoked"
    assert verify(asked, other)["verdict"] == "valid"
    trust = trust_in(ring_in(asked.city.settings.code_keys).trusted())
    for number in asked.edge.edition.status_lists:
        answer = asked.get(f"/v1/status/{number}")
        assert answer.headers["cache-control"].startswith("public")
        assert read_list(answer.body, trust=trust).number == number
        assert len(answer.body) < 10_000
        assert asked.get(f"/v1/status/{number}", if_none_match=answer.headers["etag"]).status == 304
    assert asked.get("/v1/status/1").status == 404
    assert asked.get("/v1/status/99999999999999999999").status == 404


def test_two_processes_publish_the_same_bytes_so_that_caches_agree(asked: Asked):
    asked.clock.advance(seconds=7)
    given_now = ingredients(asked.edge.view, asked.edge.places, asked.clock.now())
    one, other = (edition(asked.city.settings, given_now, None) for _ in range(2))

    assert {n: r.body for n, r in one.status_lists.items()} == {n: r.body for n, r in other.status_lists.items()}
    assert edition(asked.city.settings, given_now, one) is one


def test_the_bundle_is_signed_and_holds_what_a_gate_needs_without_a_network(asked: Asked):
    answer = asked.get("/v1/bundle")

    envelope = read_sign1(answer.body)
    trust = trust_in(ring_in(asked.city.settings.code_keys).trusted())
    assert envelope.is_by(trust[envelope.kid].key)
    told = json.loads(envelope.payload)
    assert told["care"]["zh"]
    assert told["rules"]["C8.in_risk_county"]["title"]["zh"]
    assert base64.b64decode(told["trust_list"]) == asked.get("/v1/trust-list").body
    assert set(told["status_lists"]) == {str(number) for number in asked.edge.edition.status_lists}
    assert told["fresh_until"] < told["usable_until"]


def test_a_trust_list_nobody_signed_yet_is_said(asked: Asked):
    (asked.city.settings.public / "trust-list.cwt").unlink()
    asked.clock.advance(minutes=6)
    remake(asked)

    answer = asked.get("/v1/trust-list")

    assert (answer.status, answer.data["refused"]) == (404, "not-published-yet")


def test_what_rooms_do_is_handed_on_and_nothing_is_taken(asked: Asked, open_edge):
    there = open_edge(platform="https://platform.example")
    for name in ("declare-health", "declare-itinerary", "apply", "correct"):
        here = asked.ask("POST", f"/v1/{name}", body=b'{"temperature": 36.5}')
        on = there.ask("POST", f"/v1/{name}")

        assert (here.status, here.data["refused"]) == (501, "done-elsewhere")
        assert (on.status, on.headers["location"]) == (303, "https://platform.example")


def test_the_seven_operations_have_their_addresses_and_no_conformance_is_claimed(asked: Asked):
    document = asked.get("/v1/openapi.json").data

    assert {f"/v1/{name}" for name in SEVEN} <= set(document["paths"])
    assert "no conformance" in document["info"]["description"]


def test_the_document_names_every_address_and_method_and_nothing_else(asked: Asked):
    paths = asked.get("/v1/openapi.json").data["paths"]
    told = {(path, method) for path, item in paths.items() for method in item if method in {"get", "post"}}
    known = {(path, "get") for path in GET} | {(path, "post") for path in POST} | {("/v1/status/{number}", "get")}

    assert told == known - {("/v1/openapi.json", "get"), ("/metrics", "get")}
    references = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(paths)))
    assert references <= set(asked.get("/v1/openapi.json").data["components"]["schemas"])


def test_only_pages_of_the_platform_may_read_answers_in_a_browser(open_edge):
    asked = open_edge(platform="https://platform.example")

    mine = asked.make(GREEN, origin="https://platform.example")
    other = asked.make(GREEN, origin="https://elsewhere.example")
    before = asked.ask("OPTIONS", "/v1/make", origin="https://platform.example")

    assert mine.headers["access-control-allow-origin"] == "https://platform.example"
    assert "access-control-allow-origin" not in other.headers
    assert (before.status, before.headers["access-control-allow-origin"]) == (204, "https://platform.example")


def test_metrics_are_for_those_who_watch_and_hold_nothing_personal_safety_6(open_edge):
    asked = open_edge(watchers=(ip_network("127.0.0.0/8"),))
    token = asked.city.tokens[GREEN]
    asked.make(GREEN)
    asked.make(GREEN)
    asked.get("/v1/make", token="A" * 43)

    told = asked.get("/metrics").body.decode()

    assert 'answers_total{kind="signed"} 1' in told
    assert 'answers_total{kind="kept"} 1' in told
    assert 'answers_total{kind="token_not_known"} 1' in told
    assert "lianfang_edge_snapshot_age_seconds 0" in told
    for secret in (token, "invented", "王", "110*", "127.0.0.1"):
        assert secret not in told
    assert asked.get("/metrics", client="192.0.2.1:9").status == 403


def test_what_fails_inside_is_counted_and_answered_without_its_contents(asked: Asked, monkeypatch, caplog):
    def fail(*_: object) -> None:
        raise RuntimeError("王五 110101")

    monkeypatch.setattr(asked.edge.view.reader, "raw", fail)

    answer = asked.make(GREEN)

    assert answer.status == 503
    assert asked.edge.tally.counts["failed"] == 1
    assert "RuntimeError" in caplog.text
    assert "王五" not in caplog.text + answer.body.decode()


def test_every_refusal_of_the_edge_speaks_both_languages_and_puts_care_first_safety_10():
    own = {kind for kind in Refusal.registry.values() if kind.__module__ == "lianfang.edge.refusals"}

    assert own - set(REFUSED) == {DoneElsewhere, EdgeNotReady}
    for status, _, body in REFUSED.values():
        told = json.loads(body)
        assert status >= 400
        assert next(iter(told)) == "care"
        assert all(told[part][language] for part in ("says", "next_step") for language in ("zh", "en"))


def test_head_is_answered_without_a_body_and_a_wrong_method_says_which_are_right(asked: Asked):
    head = asked.ask("HEAD", "/v1/bundle")
    wrong = asked.ask("PUT", "/v1/make")

    assert (head.status, head.body) == (200, b"")
    assert (wrong.status, wrong.headers["allow"]) == (405, "GET, HEAD")


def test_a_process_of_the_edge_loads_no_engine_no_lake_and_no_web_framework():
    script = (
        "import sys, lianfang.edge.app\n"
        "heavy = {'django', 'duckdb', 'pyarrow', 'numpy', 'sqlglot', 'deltalake', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"


def test_a_beat_looks_around_and_tells_how_late_it_came(asked: Asked):
    async def some_time() -> None:
        asked.edge.start(asyncio.get_running_loop())
        await asyncio.sleep(0.1)
        asked.edge.pulse.stop()

    asyncio.run(some_time())

    assert asked.edge._beats >= 2
    assert asked.edge.slowest < 0.1


def test_a_new_key_signs_from_its_minute_and_codes_of_the_former_stay_good(asked: Asked):
    before = asked.make(GREEN).data["code"]
    rotate(asked.city.settings.code_keys, algorithm="Ed25519", signs_from=NOON + timedelta(minutes=1))
    asked.clock.advance(minutes=1)
    asked.edge.view.look_at_keys()
    asked.look()

    after = asked.make(GREEN).data["code"]

    assert before != after
    assert verify(asked, before)["verdict"] == verify(asked, after)["verdict"] == "valid"


def test_a_key_that_is_retired_signs_nothing_more_and_its_codes_are_given_to_nobody(asked: Asked):
    settings = asked.city.settings
    before = asked.make(GREEN)
    (kid,) = [entry.kid.hex() for entry in ring_in(settings.code_keys).entries]
    retire(settings.code_keys, kid=kid, at=NOON)
    asked.edge.view.look_at_keys()
    asked.look()

    answer = asked.make(GREEN, if_none_match=before.headers["etag"])

    assert (answer.status, answer.data["refused"]) == (503, "nothing-signs")
    assert asked.get("/health").status == 503
    assert asked.get("/v1/query", token=asked.city.tokens[GREEN]).status == 200
    assert verify(asked, before.data["code"])["verdict"] == "untrusted"
    make_key(settings.code_keys, algorithm="Ed25519", signs_from=NOON)
    asked.edge.view.look_at_keys()
    asked.look()
    assert verify(asked, asked.make(GREEN).data["code"])["verdict"] == "valid"
