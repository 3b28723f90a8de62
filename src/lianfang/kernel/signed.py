"""A statement and its signature in one line of JSON, which a stranger can check with the public key alone.

What is signed are the bytes of the statement as JSON in ASCII, keys sorted, without spaces (`canonical`).
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class NotSigned(ValueError):
    """Says why a text is not a statement that this key signed, without repeating it."""


def canonical(statement: Mapping[str, object]) -> bytes:
    """The bytes that are signed."""
    return json.dumps(statement, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def signed(statement: Mapping[str, object], key: Ed25519PrivateKey) -> str:
    """One line: the statement, the public key (hexadecimal) and the signature (base64)."""
    signature = base64.b64encode(key.sign(canonical(statement))).decode()
    envelope = {"statement": statement, "key": key.public_key().public_bytes_raw().hex(), "signature": signature}
    return json.dumps(envelope, ensure_ascii=False)


def opened(text: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """The statement, when `key` signed exactly it. Raises NotSigned."""
    try:
        envelope = json.loads(text)
        statement, signature = envelope["statement"], base64.b64decode(envelope["signature"], validate=True)
        key.verify(signature, canonical(statement))
    except InvalidSignature:
        raise NotSigned("it was edited, or signed with another key") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotSigned("it is not a signed statement") from None
    if not isinstance(statement, dict):
        raise NotSigned("it is not a signed statement")
    return statement
