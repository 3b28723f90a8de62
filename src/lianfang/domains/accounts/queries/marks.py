"""Keyed hashes under which things are found that the store must not show."""

from hashlib import sha256

from django.conf import settings

from lianfang.kernel.personal import Personal
from lianfang.kernel.vault import Vault, vault_in


def vault() -> Vault:
    """The vault of this installation. No query."""
    return vault_in(settings.CONFIG.keys_dir)


def mark(value: Personal[str], *, about: str) -> str:
    """The keyed hash of a value. No query."""
    return vault().mark(value, about=about)


def key_mark(secret: str) -> str:
    """The hash of a long random secret, under which it is found. No query."""
    return sha256(secret.encode()).hexdigest()
