"""Signatures by the algorithms that COSE and JOSE name, on keys that `cryptography` holds."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

EDDSA, ES256, PS256 = -8, -7, -37  # RFC 9053
NAMES = {EDDSA: "Ed25519", ES256: "ES256", PS256: "PS256"}
SIDE = 32  # bytes of each of the two numbers of an ES256 signature

PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey

_SHA256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # RFC 6979: no signature hangs on a random number
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size)


def algorithm_of(key: object) -> int | None:
    """The algorithm a public or private key signs by; None when it is not one we know (another curve, DSA, …)."""
    if isinstance(key, ed25519.Ed25519PublicKey | ed25519.Ed25519PrivateKey):
        return EDDSA
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return ES256 if isinstance(key.curve, ec.SECP256R1) else None
    return PS256 if isinstance(key, rsa.RSAPublicKey) else None


def sign(key: PrivateKey, data: bytes) -> bytes:
    """The signature over `data`, 64 bytes: Ed25519's own, or the two numbers of ES256 one after the other."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    first, second = utils.decode_dss_signature(key.sign(data, _SHA256))
    return first.to_bytes(SIDE) + second.to_bytes(SIDE)


def is_signed(key: PublicKey, algorithm: int, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` is by `key`. A key of another kind than `algorithm` has signed nothing."""
    if algorithm_of(key) != algorithm:
        return False
    try:
        _verify(key, signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def _verify(key: PublicKey, signature: bytes, data: bytes) -> None:
    if isinstance(key, ed25519.Ed25519PublicKey):
        key.verify(signature, data)
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, data, _PSS, hashes.SHA256())
    else:
        key.verify(_in_der(signature), data, _SHA256)


def _in_der(signature: bytes) -> bytes:
    if len(signature) != 2 * SIDE:
        raise ValueError("an ES256 signature is 64 bytes")
    return utils.encode_dss_signature(int.from_bytes(signature[:SIDE]), int.from_bytes(signature[SIDE:]))
