"""Which keys a verifier believes, and when each signed. Read from a trust list (trust_list) or a key ring."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from lianfang.credentials.algorithms import PublicKey, signs_codes

KID_BYTES = 8


class NotAKey(ValueError):
    """Not a public key that codes are signed with."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key that signs codes issued from `signs_from` to `signs_until` (seconds since 1970; None: still signing)."""

    kid: bytes
    key: PublicKey
    signs_from: int
    signs_until: int | None = None

    def signed_at(self, moment: int) -> bool:
        """Whether the key was in use at `moment`."""
        return self.signs_from <= moment and (self.signs_until is None or moment <= self.signs_until)


Trust = Mapping[bytes, TrustedKey]


def trust_in(keys: Iterable[TrustedKey]) -> Trust:
    """Keys by their id."""
    return {key.kid: key for key in keys}


def spki(key: PublicKey) -> bytes:
    """The public key as SubjectPublicKeyInfo in DER: what WebCrypto, OpenSSL and Java import as it is."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def kid_of(key: PublicKey) -> bytes:
    """The id of a key: the first 8 bytes of the SHA-256 of its SubjectPublicKeyInfo."""
    return sha256(spki(key)).digest()[:KID_BYTES]


def from_spki(data: bytes) -> PublicKey:
    """The public key in `data`. Raises NotAKey for anything but Ed25519 and P-256."""
    try:
        key = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise NotAKey("not a public key in DER") from None
    if not signs_codes(key):
        raise NotAKey("neither Ed25519 nor P-256")
    return key  # type: ignore[return-value]
