"""Whether a name and a document belong together, asked of the city's identity service."""

from dataclasses import dataclass, field
from typing import Protocol

from lianfang.gateways.http import ask
from lianfang.kernel.config import Config
from lianfang.kernel.documents import Document
from lianfang.kernel.personal import Personal, Purpose


class Identity(Protocol):
    """Says yes only when the service confirmed this very person at this very moment."""

    def confirms(self, document: Document, name: Personal[str], proof: Personal[str], *, once: str) -> bool:
        """Whether the holder of `document` is called `name` and gave `proof` (what the service's own app issued)."""


@dataclass(frozen=True)
class HttpIdentity:
    """The service at `url`: POST {"kind", "number", "name", "proof"} → {"confirmed": true}."""

    url: str
    token: str = field(repr=False)

    def confirms(self, document: Document, name: Personal[str], proof: Personal[str], *, once: str) -> bool:
        body = {
            "kind": document.kind.value,
            "number": document.number.reveal(Purpose.DECIDE),
            "name": name.reveal(Purpose.DECIDE),
            "proof": proof.reveal(Purpose.DECIDE),
        }
        return ask(self.url, body, token=self.token, what="identity", once=once).get("confirmed") is True


class NoIdentity:
    """No service is connected: nobody is confirmed, and a desk with the document is the way."""

    def confirms(self, document: Document, name: Personal[str], proof: Personal[str], *, once: str) -> bool:  # noqa: ARG002 — nothing leaves
        return False


@dataclass(frozen=True)
class ExampleIdentity:
    """The demonstration's: confirms whoever gives the proof that its page shows."""

    proof: str = "123456"

    def confirms(self, document: Document, name: Personal[str], proof: Personal[str], *, once: str) -> bool:  # noqa: ARG002 — nothing leaves
        return proof.reveal(Purpose.DECIDE) == self.proof and bool(name.reveal(Purpose.DECIDE).strip())


def identity_of(config: Config) -> Identity:
    """The service of an installation."""
    if config.demonstration:
        return ExampleIdentity()
    if config.identity_url is None:
        return NoIdentity()
    return HttpIdentity(config.identity_url, config.identity_token.get_secret_value() if config.identity_token else "")
