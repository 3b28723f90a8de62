"""Private and public keys as PEM files: what OpenSSL and the city's other tools read."""

from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from lianfang.credentials.algorithms import PrivateKey, PublicKey, signs_codes
from lianfang.kernel.keys import KeyNotSafe, kept_key
from lianfang.kernel.words import Words

MAKERS: dict[str, Callable[[], PrivateKey]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
}


TAKEN = Words("那里已有另一把密钥；密钥从不覆盖", "another key is kept there; keys are never written over")
MISSING = Words("没有这个文件", "there is no such file")
NO_PRIVATE = Words("里面没有 PEM 形式的私钥", "it holds no private key in PEM form")
NO_PUBLIC = Words("里面没有 PEM 形式的公钥", "it holds no public key in PEM form")
OTHER_KIND = Words("它既不是 Ed25519 也不是 P-256 密钥", "it is neither an Ed25519 nor a P-256 key")


def in_pem(key: PrivateKey) -> bytes:
    """A private key as PKCS 8."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_in_pem(key: PublicKey) -> bytes:
    """A public key as SubjectPublicKeyInfo."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def keep(file: Path, key: PrivateKey) -> None:
    """Put `key` into a new file with mode 0600. A file that is there already is left as it is, and refused."""
    if kept_key(file, lambda: in_pem(key)) != in_pem(key):
        raise KeyNotSafe(file=file.name, why=TAKEN)


def private_key_in(file: Path) -> PrivateKey:
    """The private key kept in `file`. Raises KeyNotSafe when others may read it or it is not a key we sign with."""
    if not file.is_file():
        raise KeyNotSafe(file=file.name, why=MISSING)
    try:
        key = load_pem_private_key(kept_key(file, lambda: b""), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyNotSafe(file=file.name, why=NO_PRIVATE) from None
    if not signs_codes(key):
        raise KeyNotSafe(file=file.name, why=OTHER_KIND)
    return key  # type: ignore[return-value]


def public_key_in(file: Path) -> PublicKey:
    """The public key in `file`. Raises KeyNotSafe when there is none."""
    try:
        key = load_pem_public_key(file.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise KeyNotSafe(file=file.name, why=NO_PUBLIC) from None
    if not signs_codes(key):
        raise KeyNotSafe(file=file.name, why=OTHER_KIND)
    return key  # type: ignore[return-value]
