"""Signatures by the algorithms that COSE and JOSE name, on keys that `cryptography` holds."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

EDDSA, ES256, PS256 = -8, -7, -37  # RFC 9053
NAMES = {EDDSA: "Ed25519", ES256: "ES256", PS256: "PS256"}

PublicKey = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey

_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)  # ES256 names a hash; issuers use it on longer curves too
_SHA256 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)  # RFC 6979: no signature hangs on a random number
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=hashes.SHA256.digest_size)


def algorithm_of(key: object) -> int | None:
    """The algorithm a public or private key signs by; None when it is not one we know (another curve, DSA, …)."""
    if isinstance(key, ed25519.Ed25519PublicKey | ed25519.Ed25519PrivateKey):
        return EDDSA
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return ES256 if isinstance(key.curve, _CURVES) else None
    return PS256 if isinstance(key, rsa.RSAPublicKey) else None


def signs_codes(key: object) -> bool:
    """Whether a public or private key is of a kind that our codes are signed with: Ed25519 or P-256."""
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return isinstance(key.curve, ec.SECP256R1)
    return algorithm_of(key) == EDDSA


def sign(key: PrivateKey, data: bytes) -> bytes:
    """The signature over `data`, 64 bytes: Ed25519's own, or the two numbers of ES256 one after the other."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    first, second = utils.decode_dss_signature(key.sign(data, _SHA256))
    side = _side(key.curve)
    return first.to_bytes(side) + second.to_bytes(side)


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
        key.verify(_in_der(signature, _side(key.curve)), data, _SHA256)


def _side(curve: ec.EllipticCurve) -> int:
    """Bytes of each of the two numbers of a signature."""
    return (curve.key_size + 7) // 8


def _in_der(signature: bytes, side: int) -> bytes:
    if len(signature) != 2 * side:
        raise ValueError("the signature has another length")
    return utils.encode_dss_signature(int.from_bytes(signature[:side]), int.from_bytes(signature[side:]))
