"""The key of the audit log: it marks rows and signs the ends of the chains and exports. Made at the first start."""

import hmac
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lianfang.kernel.keys import kept_key
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class WrongAuditKey(Refusal):
    code = "not-an-audit-key"
    says = Words("审计日志的密钥不能使用：{why}。", "The audit log's key cannot be used: {why}.")
    remedy = Words(
        "平台需要自己的 Ed25519 私钥（LIANFANG_AUDIT_KEY），外人核验用公钥；都应是 PEM 格式。",
        "The platform needs its Ed25519 private key (LIANFANG_AUDIT_KEY), a stranger the public one; both in PEM form.",
    )
    status = 500


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """The private key, and the secret of the marks that is derived from it."""

    private: Ed25519PrivateKey = field(repr=False)
    secret: bytes = field(repr=False)


@cache
def ledger_key(file: Path) -> LedgerKey:
    """The key in `file`, made when there is none. Raises WrongAuditKey, and KeyNotSafe when others may read it."""
    text = kept_key(file, _new)
    try:
        private = serialization.load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise WrongAuditKey(why="it is not a private key in PEM form without a password") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise WrongAuditKey(why="it is a key of another kind")
    return LedgerKey(private, hmac.new(private.private_bytes_raw(), b"audit mark", sha256).digest())


def public_key_in(file: Path) -> Ed25519PublicKey:
    """The public key that somebody outside was given. Raises WrongAuditKey."""
    try:
        public = serialization.load_pem_public_key(file.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise WrongAuditKey(why=f"{file.name} is not a public key in PEM form") from None
    if not isinstance(public, Ed25519PublicKey):
        raise WrongAuditKey(why="it is a key of another kind")
    return public


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
