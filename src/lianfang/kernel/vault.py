"""Personal data at rest: sealed so that a copy of the store shows nothing, and marked so that it is found exactly.

A seal is AES-256-GCM; a mark is a keyed hash. Both begin with the number of their key, so a new key can be taken into
use while old values are still read; whoever rotates writes every value again under the newest.
"""

import base64
import hmac
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianfang.kernel.keys import kept_key
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

KEY_BYTES, NONCE_BYTES = 32, 12


class NotReadable(Refusal):
    code = "sealed-value-not-readable"
    says = Words(
        "有一项加密内容，用本平台的密钥打不开。", "A sealed value cannot be opened with the keys of this installation."
    )
    remedy = Words(
        "请用封存的副本，把缺少的密钥放回数据文件夹的 keys 里。",
        "Put the missing key back into the data folder's keys, from the sealed copy.",
    )
    status = 500


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals, opens and marks. `about` says what a value is (`accounts.phone`): a seal opens only for the same."""

    keys: Mapping[int, bytes] = field(repr=False)

    @property
    def newest(self) -> int:
        """The number of the key in use."""
        return max(self.keys)

    def seal(self, value: Personal[str], *, about: str) -> str:
        """The value as the store may keep it: `1.` and base64."""
        nonce = os.urandom(NONCE_BYTES)
        text = value.reveal(Purpose.STORE).encode()
        sealed = AESGCM(self._key(self.newest, "seal")).encrypt(nonce, text, about.encode())
        return f"{self.newest}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *, about: str) -> Personal[str]:
        """The value again. Raises NotReadable for another `about`, another key or a changed text."""
        number, _, text = sealed.partition(".")
        try:
            whole = base64.b64decode(text, validate=True)
            key = self._key(int(number), "seal")
            opened = AESGCM(key).decrypt(whole[:NONCE_BYTES], whole[NONCE_BYTES:], about.encode())
        except (ValueError, KeyError, InvalidTag):
            raise NotReadable from None
        return Personal(opened.decode())

    def mark(self, value: Personal[str], *, about: str) -> str:
        """The keyed hash under the newest key: equal for equal values, nothing to be read from it."""
        return self._mark(self.newest, value, about)

    def marks(self, value: Personal[str], *, about: str) -> tuple[str, ...]:
        """The hash under every key, newest first: what to look for while a new key is taken into use."""
        return tuple(self._mark(number, value, about) for number in sorted(self.keys, reverse=True))

    def _mark(self, number: int, value: Personal[str], about: str) -> str:
        text = f"{about}\0{value.reveal(Purpose.STORE)}".encode()
        return f"{number}.{hmac.new(self._key(number, 'mark'), text, sha256).hexdigest()}"

    def _key(self, number: int, use: str) -> bytes:
        """Two uses, two keys: neither tells anything of the other."""
        return hmac.new(self.keys[number], use.encode(), sha256).digest()


@cache
def vault_in(folder: Path) -> Vault:
    """The vault of the keys `personal-N.key` in `folder`; the first is made when there is none (kernel.keys)."""
    return Vault(numbered_keys(folder, "personal"))


def numbered_keys(folder: Path, family: str) -> Mapping[int, bytes]:
    """The keys `FAMILY-N.key` in `folder`, by number; the first is made when there is none."""
    kept_key(folder / f"{family}-1.key", lambda: os.urandom(KEY_BYTES))
    name = re.compile(rf"{family}-([1-9][0-9]{{0,3}})\.key")
    found = {int(match[1]): file for file in folder.iterdir() if (match := name.fullmatch(file.name))}
    return {number: kept_key(file, lambda: b"") for number, file in found.items()}
