"""Issuers that the reader is told to trust: certificates, bare public keys and JSON Web Keys."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from lianfang.credentials.algorithms import PublicKey, algorithm_of

KID_BYTES = 8
LONGEST_ENTRY = 16_384
# What a certificate may sign, by extended key usage; both arcs were issued.
USAGES = {
    f"{arc}.{number}": group
    for arc in ("1.3.6.1.4.1.1847.2021.1", "1.3.6.1.4.1.0.1847.2021.1")
    for number, group in ((1, "t"), (2, "v"), (3, "r"))
}


@dataclass(frozen=True, slots=True)
class Issuer:
    """A key that may have signed a paper. `digest` is the SHA-256 its id is taken from; `thumbprint` a JWK's id.

    `usages`: the kinds of paper its certificate allows (v, t, r); empty when it says nothing.
    """

    key: PublicKey
    digest: bytes
    thumbprint: str = ""
    usages: frozenset[str] = frozenset()
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def has_id(self, kid: object) -> bool:
        """Whether `kid` is this key's: the first bytes of its digest, at least eight."""
        return isinstance(kid, bytes) and len(kid) >= KID_BYTES and self.digest.startswith(kid)

    def may_sign(self, groups: Iterable[str]) -> bool:
        """Whether the certificate allows papers of these kinds."""
        return not self.usages or self.usages.issuperset(groups)


class NotAnIssuer(ValueError):
    """Neither a certificate nor a public key that papers are signed with."""


def issuers_in(entries: Iterable[object]) -> list[Issuer]:
    """The issuers in a list of base64 DER (certificate or public key), JWKs, JWK sets and key rings (ring_file).

    Raises NotAnIssuer for an entry that is none.
    """
    found: list[Issuer] = []
    for entry in entries:
        if isinstance(entry, Mapping):
            found += [_of_text(str(key["public"])) if "public" in key else _of_jwk(key) for key in _keys(entry)]
        elif isinstance(entry, str):
            found.append(_of_text(entry))
        else:
            raise NotAnIssuer("an entry is neither text nor a key")
    return found


def _keys(entry: Mapping[str, object]) -> list[Mapping[str, object]]:
    keys = entry.get("keys", [entry])
    if not isinstance(keys, list) or not all(isinstance(key, Mapping) for key in keys):
        raise NotAnIssuer("not a JWK set")
    return keys


@lru_cache(maxsize=1024)
def _of_text(text: str) -> Issuer:
    """The same few certificates come with thousands of papers: each is parsed once."""
    if len(text) > LONGEST_ENTRY:
        raise NotAnIssuer("too long for a certificate")
    try:
        der = _der(base64.b64decode("".join(text.split()), validate=True))
    except ValueError:
        raise NotAnIssuer("not base64") from None
    try:
        return _of_certificate(x509.load_der_x509_certificate(der), der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return _of_public_key(der)


def _der(data: bytes) -> bytes:
    """DER as it is, or out of PEM: the lines between the first and the last."""
    if not data.startswith(b"-----"):
        return data
    return base64.b64decode(
        b"".join(line for line in data.splitlines() if not line.startswith(b"-----")), validate=True
    )


def _of_certificate(certificate: x509.Certificate, der: bytes) -> Issuer:
    return Issuer(
        key=_known(certificate.public_key()),
        digest=sha256(der).digest(),
        usages=_usages(certificate),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def _usages(certificate: x509.Certificate) -> frozenset[str]:
    try:
        told = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return frozenset()  # nothing said, or nothing that can be read: issuers write an empty list now and then
    return frozenset(USAGES[oid.dotted_string] for oid in told if oid.dotted_string in USAGES)


def _of_public_key(der: bytes) -> Issuer:
    try:
        return Issuer(key=_known(load_der_public_key(der)), digest=sha256(der).digest())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NotAnIssuer("neither a certificate nor a public key in DER") from None


def _of_jwk(jwk: Mapping[str, object]) -> Issuer:
    """A P-256 key as a JWK; its id is worked out, not believed (RFC 7638)."""
    names = ("crv", "kty", "x", "y")
    told = {name: jwk.get(name) for name in names}
    if told["kty"] != "EC" or told["crv"] != "P-256":
        raise NotAnIssuer("not a P-256 key")
    try:
        x, y = (int.from_bytes(from_base64url(str(told[name]))) for name in ("x", "y"))
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    except ValueError:
        raise NotAnIssuer("not a point of P-256") from None
    digest = sha256(json.dumps(told, separators=(",", ":"), sort_keys=True).encode()).digest()
    return Issuer(key=key, digest=digest, thumbprint=base64.urlsafe_b64encode(digest).rstrip(b"=").decode())


def from_base64url(text: str) -> bytes:
    """Bytes of base64url without padding (RFC 7515). Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _known(key: object) -> PublicKey:
    if algorithm_of(key) is None:
        raise NotAnIssuer("a key of a kind that signs no papers")
    return key  # type: ignore[return-value]
