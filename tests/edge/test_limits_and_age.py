"""When data are late, when somebody asks too often, when too many ask: a sentence and a next step, never silence."""

from datetime import timedelta
from ipaddress import ip_network

import pytest

from lianfang.edge import pulse
from lianfang.edge.kept import Kept
from lianfang.edge.limits import MOST, Limiter, network_of
from lianfang.edge.refusals import EdgeNotReady
from lianfang.edge.trying import try_out
from lianfang.edge.view import View
from lianfang.kernel.config import Config
from lianfang.snapshots.publish import publish_changes
from tests.edge.conftest import GREEN, NOON, PEOPLE, YELLOW, Asked
from tests.snapshots.conftest import everyone, header

PROXIES = (ip_network("10.0.0.0/8"),)


def test_late_data_are_served_and_say_so(asked: Asked):
    asked.clock.advance(minutes=16)
    asked.look()

    for path in ("/v1/make", "/v1/query"):
        data = asked.get(path, token=asked.city.tokens[GREEN]).data
        assert data["late"]["zh"]
        assert data["computed_at"] == NOON.isoformat()
    health = asked.get("/health")
    assert (health.status, health.data["age_seconds"]) == (200, 960)
    assert health.data["late"]["en"]


def test_past_the_limit_no_code_is_signed_and_health_sends_people_elsewhere(asked: Asked):
    asked.make(GREEN)
    asked.clock.advance(hours=24, seconds=1)
    asked.look()

    answer = asked.make(GREEN)

    assert (answer.status, answer.data["refused"]) == (503, "snapshot-too-old")
    assert asked.get("/health").status == 503
    assert asked.get("/health").data["problem"] == "snapshot-too-old"


def test_a_renewed_header_makes_the_data_fresh_again(asked: Asked):
    asked.clock.advance(hours=25)
    asked.look()
    now = asked.clock.now()
    renewed = header(2, release=asked.edge.view.header.release, computed_at=now)

    publish_changes(asked.city.settings.snapshot, everyone("green", 0), renewed)
    asked.look()

    assert asked.get("/health").data["age_seconds"] == 0
    assert "late" not in asked.make(GREEN).data


def test_a_snapshot_that_vanishes_is_said_and_the_last_one_serves(asked: Asked):
    (asked.city.settings.snapshot / "current").unlink()

    asked.look()

    assert asked.make(YELLOW).data["colour"] == "yellow"
    assert asked.get("/health").data["problem"] == "no-snapshot"


def test_one_sign_in_may_ask_only_so_often_and_others_do_not_feel_it(open_edge):
    asked = open_edge(token_limit=3)

    statuses = [asked.make(GREEN).status for _ in range(5)]

    assert statuses == [200, 200, 200, 429, 429]
    assert asked.make(GREEN).headers["retry-after"]
    assert asked.make(YELLOW).status == 200
    asked.edge.desk.renew_limits()
    assert asked.make(GREEN).status == 200


def test_a_network_that_guesses_tokens_is_stopped_and_its_neighbours_with_tokens_are_not(open_edge):
    asked = open_edge(network_limit=4)

    guesses = [asked.get("/v1/make", token="A" * 43, client=f"192.0.2.{n}:1").status for n in range(6)]

    assert guesses == [401, 401, 401, 401, 429, 429]
    assert asked.make(GREEN, client="192.0.2.9:1").status == 200
    assert asked.get("/v1/make", token="A" * 43, client="198.51.100.1:1").status == 401


@pytest.mark.parametrize(
    ("client", "forwarded", "network"),
    [
        ("192.0.2.7:4711", None, "192.0.2.0/24"),
        ("[2001:db8:1:2::3]:80", None, "2001:db8:1::/48"),
        ("2001:db8:1:2::3", None, "2001:db8:1::/48"),
        ("::ffff:192.0.2.7", None, "192.0.2.0/24"),
        ("192.0.2.7:1", "198.51.100.4", "192.0.2.0/24"),
        ("10.0.0.1:1", "198.51.100.4", "198.51.100.0/24"),
        ("10.0.0.1:1", "203.0.113.9, 198.51.100.4, 10.0.0.2", "198.51.100.0/24"),
        ("10.0.0.1:1", "nonsense", "10.0.0.0/24"),
        ("nonsense", "198.51.100.4", "unknown"),
        ("", None, "unknown"),
    ],
)
def test_only_our_own_proxies_are_believed_about_who_asks(client: str, forwarded: str | None, network: str):
    assert network_of(client, forwarded, PROXIES) == network


def test_counting_is_bounded_and_newcomers_are_let_in_rather_than_refused():
    limiter = Limiter(1)
    for number in range(MOST):
        limiter.allows(str(number))

    assert not limiter.allows("0")
    assert all(limiter.allows("a newcomer") for _ in range(3))


def test_what_is_kept_is_bounded_and_what_is_asked_for_again_survives():
    kept: Kept[int] = Kept(100)
    for number in range(1_000):
        kept.put(str(number), number)
        kept.get("0")

    assert len(kept) <= 100
    assert kept.get("0") == 0
    assert kept.get("500") is None


def test_under_pressure_a_kept_code_is_given_and_a_new_one_is_put_off(asked: Asked, monkeypatch):
    asked.make(GREEN)
    asked.clock.advance(minutes=8)
    monkeypatch.setattr(asked.edge.pulse, "due", pulse.monotonic() - pulse.HEAVY - 0.01)

    kept, put_off = asked.make(GREEN), asked.make(YELLOW)

    assert kept.status == 200
    assert (put_off.status, put_off.data["refused"]) == (503, "edge-busy")
    assert put_off.headers["retry-after"]
    assert next(iter(put_off.data)) == "care"


def test_far_behind_everybody_is_put_off_at_once_but_not_those_who_watch(asked: Asked, monkeypatch):
    monkeypatch.setattr(asked.edge.pulse, "due", pulse.monotonic() - pulse.LIGHT - 0.01)

    assert asked.make(GREEN).status == 503
    assert asked.get("/health").status == 200
    assert asked.edge.tally.counts["shed"] == 1


def test_without_words_or_keys_the_edge_says_what_is_missing_before_it_starts(open_edge, tmp_path):
    asked = open_edge()
    for file in (asked.city.settings.public / "words").iterdir():
        file.unlink()

    with pytest.raises(EdgeNotReady, match="words"):
        View(asked.city.settings, NOON + timedelta(minutes=1))


def test_a_fixed_clock_serves_no_decisions_of_later_days_safety_12(asked: Asked):
    earlier = Config(demonstration_now=NOON - timedelta(days=1))

    assert try_out(asked.city.settings, Config(demonstration_now=NOON)).people == PEOPLE
    with pytest.raises(EdgeNotReady, match="later moment"):
        try_out(asked.city.settings, earlier)
