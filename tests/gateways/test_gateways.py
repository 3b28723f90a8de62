"""Outside parties: the same promises to a real server on this machine as to the one of the demonstration."""

import json
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from lianfang.gateways.http import GatewayDown, ask
from lianfang.gateways.identity import ExampleIdentity, HttpIdentity, Identity, NoIdentity, identity_of
from lianfang.gateways.messages import HttpMessages, NoMessages, messages_of
from lianfang.kernel.config import Config
from lianfang.kernel.documents import read_document
from lianfang.kernel.personal import Personal

PHONE, TEXT = Personal("+8613800000000"), Personal("您的验证码是 123456")
CARD = read_document("passport", "E12345678", on=date(2021, 8, 11))
NAME = Personal("王小明")
SECRET = "a" * 40


class Service:
    """An outside party: keeps what it was asked, answers what it was told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, object], dict[str, str]]] = []
        self.status, self.answer = 200, b'{"confirmed": true}'
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.asked.append((body, dict(self.headers)))
                self.send_response(service.status)
                self.end_headers()
                self.wfile.write(service.answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    thread = Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def test_a_text_reaches_the_service_with_its_token_and_the_name_of_the_message(service: Service) -> None:
    HttpMessages(service.url, "token").send(PHONE, TEXT, once="message-1")

    body, headers = service.asked[0]
    assert body == {"phone": "+8613800000000", "text": "您的验证码是 123456"}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer token", "message-1")


@pytest.mark.parametrize(
    ("status", "answer"), [(500, b"{}"), (401, b"{}"), (200, b"not json"), (200, b"[]"), (200, b""), (200, b'"x"')]
)
def test_safety_6_a_service_that_fails_is_named_and_what_was_sent_is_not(
    service: Service, status: int, answer: bytes
) -> None:
    service.status, service.answer = status, answer

    with pytest.raises(GatewayDown) as refused:
        HttpMessages(service.url, "token").send(PHONE, TEXT, once="message-1")

    said = f"{refused.value} {refused.value!r} {refused.value.__cause__} {refused.value.__context__}"
    assert "13800000000" not in said
    assert "123456" not in said
    assert "messages" in str(refused.value)


def test_a_service_that_is_not_there_is_a_refusal() -> None:
    with pytest.raises(GatewayDown):
        HttpMessages("http://127.0.0.1:9/", "token").send(PHONE, TEXT, once="message-1")


@pytest.mark.parametrize("url", ["http://sms.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "sms.example", ""])
def test_nothing_is_sent_but_by_https_or_to_this_machine(url: str) -> None:
    with pytest.raises(GatewayDown, match="https"):
        ask(url, {}, token="", what="messages", once="1")


@pytest.mark.parametrize("real", [True, False])
def test_an_identity_service_says_yes_to_the_right_proof_only(service: Service, real: bool) -> None:
    identity: Identity = HttpIdentity(service.url, "token") if real else ExampleIdentity()

    assert identity.confirms(CARD, NAME, Personal("123456"), once="1")
    service.answer = b'{"confirmed": false}'
    assert not identity.confirms(CARD, NAME, Personal("654321"), once="2")


@pytest.mark.parametrize("answer", [b"{}", b'{"confirmed": "yes"}', b'{"confirmed": 1}', b'{"confirmed": null}'])
def test_anything_but_a_plain_yes_is_a_no(service: Service, answer: bytes) -> None:
    service.answer = answer

    assert not HttpIdentity(service.url, "token").confirms(CARD, NAME, Personal("123456"), once="1")


def test_safety_12_the_demonstration_sends_nothing_whatever_is_set() -> None:
    config = Config(messages_url="https://sms.example/", identity_url="https://id.example/")

    assert isinstance(messages_of(config), NoMessages)
    assert isinstance(identity_of(config), ExampleIdentity)


def test_a_real_city_without_a_service_confirms_nobody() -> None:
    real = Config(demonstration=False, secret_key=SECRET)

    assert isinstance(identity_of(real), NoIdentity)
    assert not identity_of(real).confirms(CARD, NAME, Personal("123456"), once="1")


def test_tokens_of_services_do_not_print() -> None:
    assert "token-secret" not in f"{HttpMessages('u', 'token-secret')!r} {HttpIdentity('u', 'token-secret')!r}"
