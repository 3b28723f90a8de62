"""Texts to phones, through the city's own message service."""

from dataclasses import dataclass, field
from typing import Protocol

from lianfang.gateways.http import ask
from lianfang.kernel.config import Config
from lianfang.kernel.personal import Personal, Purpose


class Messages(Protocol):
    """Sends a text. It returns when the service has taken it over; it raises GatewayDown when it has not."""

    def send(self, phone: Personal[str], text: Personal[str], *, once: str) -> None:
        """Send `text` to `phone` (+8613800000000); `once` names the message, so that a repetition is not sent twice."""


@dataclass
class NoMessages:
    """Sends nothing and counts: the demonstration shows codes on its own screen."""

    sent: int = 0

    def send(self, phone: Personal[str], text: Personal[str], *, once: str) -> None:  # noqa: ARG002 — nothing leaves
        self.sent += 1


@dataclass(frozen=True)
class HttpMessages:
    """The service at `url`: POST {"phone", "text"} with a bearer token, answered with a JSON object."""

    url: str
    token: str = field(repr=False)

    def send(self, phone: Personal[str], text: Personal[str], *, once: str) -> None:
        body = {"phone": phone.reveal(Purpose.NOTIFY), "text": text.reveal(Purpose.NOTIFY)}
        ask(self.url, body, token=self.token, what="messages", once=once)


def messages_of(config: Config) -> Messages:
    """The service of an installation; the demonstration sends nothing."""
    if config.demonstration or config.messages_url is None:
        return NoMessages()
    token = config.messages_token.get_secret_value() if config.messages_token else ""
    return HttpMessages(config.messages_url, token)
