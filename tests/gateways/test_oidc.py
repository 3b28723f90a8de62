"""The city's own sign-in: a provider on this machine that can be told to lie."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from pytest_django.fixtures import Settings

from lianfang.domains.accounts import commands
from lianfang.domains.accounts.queries import Post
from lianfang.gateways.http import GatewayDown
from lianfang.gateways.oidc import NotBelieved, Provider
from lianfang.kernel.clock import MachineClock
from lianfang.kernel.roles import Role
from tests.given import CITY, NOON, actor

NOW = datetime(2026, 11, 25, 8, tzinfo=UTC)
BACK = "http://localhost/sign-in/city/back/"
RSA, EC = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def number(value: int) -> str:
    return packed(value.to_bytes((value.bit_length() + 7) // 8))


def token(claims: dict[str, Any], *, algorithm: str = "RS256", key: Any = None) -> str:
    """An id token, signed."""
    head = packed(json.dumps({"alg": algorithm, "kid": algorithm}).encode())
    signed = f"{head}.{packed(json.dumps(claims).encode())}"
    if algorithm == "ES256":
        r, s = utils.decode_dss_signature((key or EC).sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"{signed}.{packed(r.to_bytes(32) + s.to_bytes(32))}"
    return f"{signed}.{packed((key or RSA).sign(signed.encode(), padding.PKCS1v15(), SHA256()))}"


class FakeProvider:
    """Answers as a provider does; `claims` and `sign` can be changed."""

    def __init__(self) -> None:
        self.asked: dict[str, list[str]] = {}
        self.changed: dict[str, Any] = {}
        self.sign: dict[str, Any] = {}
        self.nonce = ""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(fake.keys() if self.path == "/keys" else fake.described())

            def do_POST(self) -> None:
                fake.asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say({"id_token": token(fake.claims(), **fake.sign)})

            def _say(self, answer: object) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"

    def described(self) -> dict[str, object]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{end}" for name, end in ends.items()}}

    def keys(self) -> dict[str, object]:
        public, point = RSA.public_key().public_numbers(), EC.public_key().public_numbers()
        return {
            "keys": [
                {"kid": "RS256", "kty": "RSA", "n": number(public.n), "e": number(public.e)},
                {"kid": "ES256", "kty": "EC", "crv": "P-256", "x": number(point.x), "y": number(point.y)},
            ]
        }

    def claims(self) -> dict[str, Any]:
        ends = (MachineClock().now() + timedelta(minutes=5)).timestamp()
        named = {"preferred_username": "li.wei", "amr": ["pwd", "otp"]}
        return {"iss": self.issuer, "aud": "us", "exp": ends, "nonce": self.nonce, **named} | self.changed


@pytest.fixture
def fake() -> Iterator[FakeProvider]:
    made = FakeProvider()
    thread = Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def signed_in(fake: FakeProvider, *, state: str | None = None) -> object:
    provider = Provider(fake.issuer, "us", "secret")
    begun = provider.begin(back=BACK)
    fake.nonce = begun.kept["nonce"]
    return provider.end({"code": "c", "state": state or begun.kept["state"]}, begun.kept, now=NOW)


def test_the_browser_is_sent_with_a_state_a_nonce_and_a_challenge_and_never_with_our_secret(fake: FakeProvider) -> None:
    begun = Provider(fake.issuer, "us", "the-secret").begin(back=BACK)

    asked = parse_qs(urlsplit(begun.url).query)
    assert asked["redirect_uri"] == [BACK]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"] == [begun.kept["state"]]
    assert begun.kept["verifier"] not in begun.url
    assert "the-secret" not in f"{begun!r} {Provider(fake.issuer, 'us', 'the-secret')!r}"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_whom_the_provider_signed_for_is_believed(fake: FakeProvider, algorithm: str) -> None:
    fake.sign = {"algorithm": algorithm}

    who = signed_in(fake)

    assert (who.username, who.strong) == ("li.wei", True)  # type: ignore[attr-defined]
    assert fake.asked["code_verifier"]


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "others"},
        {"aud": ["us", "others"]},
        {"exp": NOW.timestamp() - 1},
        {"exp": "never"},
        {"nonce": "another"},
        {"preferred_username": ""},
        {"preferred_username": None},
    ],
)
def test_an_answer_that_is_not_for_us_now_is_not_believed(fake: FakeProvider, lie: dict[str, object]) -> None:
    fake.changed = lie

    with pytest.raises(NotBelieved):
        signed_in(fake)


@pytest.mark.parametrize(
    "forged",
    [
        {"key": rsa.generate_private_key(65537, 2048)},
        {"algorithm": "ES256", "key": ec.generate_private_key(ec.SECP256R1())},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
    ],
)
def test_an_answer_with_another_signature_is_not_believed(fake: FakeProvider, forged: dict[str, object]) -> None:
    fake.sign = forged

    with pytest.raises(NotBelieved):
        signed_in(fake)


def test_an_answer_to_another_browser_is_not_believed(fake: FakeProvider) -> None:
    with pytest.raises(NotBelieved):
        signed_in(fake, state="another")


def test_a_provider_that_describes_another_issuer_is_not_used(fake: FakeProvider) -> None:
    with pytest.raises(GatewayDown):
        Provider(f"{fake.issuer}/", "us", "secret").begin(back=BACK)


@pytest.fixture
def city_sign_in(fake: FakeProvider, settings: Settings, db: None) -> FakeProvider:
    """A real city with the provider, and Li Wei invited."""
    changes = {"oidc_issuer": fake.issuer, "oidc_client": "us", "oidc_secret": _Secret(), "demonstration": False}
    settings.CONFIG = settings.CONFIG.model_copy(update=changes)
    commands.invite_staff(
        username="li.wei",
        name="李伟",
        post=Post(Role.INSPECTOR, CITY, ""),
        by=actor(Role.HEADQUARTERS, CITY),
        at=NOON,
        now=MachineClock().now(),
    )
    return fake


class _Secret:
    def get_secret_value(self) -> str:
        return "secret"


def come_back(browser: Client, fake: FakeProvider) -> Any:
    asked = parse_qs(urlsplit(browser.get("/sign-in/city/").url).query)
    fake.nonce = asked["nonce"][0]
    return browser.get("/sign-in/city/back/", {"code": "c", "state": asked["state"][0]})


def test_staff_come_in_by_the_citys_own_sign_in_and_an_invitation_is_taken_up(city_sign_in: FakeProvider) -> None:
    browser = Client()

    assert "/sign-in/city/" in browser.get("/sign-in/").content.decode()
    come_back(browser, city_sign_in)

    assert browser.get("/account/").status_code == 200


def test_where_it_asked_for_a_password_alone_our_second_step_follows(city_sign_in: FakeProvider) -> None:
    city_sign_in.changed = {"amr": ["pwd"]}
    browser = Client()

    assert come_back(browser, city_sign_in).url == "/account/second/"
    assert browser.get("/account/").status_code == 302


def test_somebody_without_an_account_does_not_come_in(city_sign_in: FakeProvider) -> None:
    city_sign_in.changed = {"preferred_username": "a.stranger"}

    assert come_back(Client(), city_sign_in).status_code == 422


def test_an_answer_nobody_asked_for_is_refused(city_sign_in: FakeProvider) -> None:
    assert Client().get("/sign-in/city/back/", {"code": "c", "state": "s"}).status_code == 422


def test_without_a_provider_the_door_does_not_exist(db: None) -> None:
    assert Client().get("/sign-in/city/").status_code == 404
    assert "/sign-in/city/" not in Client().get("/sign-in/").content.decode()
