"""The keys that sign codes: one in use, the next one ready, the earlier ones still believed until they are retired.

A folder: `KID.pem` holds a private key (mode 0600, pem), `ring.json` says when each signs and its public half.
"""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lianfang.credentials.lifetime import seconds
from lianfang.credentials.pem import MAKERS, keep, private_key_in
from lianfang.credentials.ring_file import KeyEntry, read_ring, write_ring
from lianfang.credentials.signer import Signer
from lianfang.credentials.trust import TrustedKey, kid_of
from lianfang.kernel.refusals import NoSuch, Refusal
from lianfang.kernel.words import Words


class NoSigningKey(Refusal):
    code = "no-signing-key"
    says = Words("本平台在 {at} 没有可用的签码密钥。", "No key of this installation signs codes at {at}.")
    remedy = Words(
        "请用“lianfang keys make”生成一把，用根密钥签发新的信任名单，并交给各处闸机。",
        "Make one with `lianfang keys make`, sign a new trust list with the root, and give it to the gates.",
    )
    status = 503


class KeyInUse(Refusal):
    code = "key-in-use"
    says = Words("密钥 {kid} 从 {since} 起用于签发。", "Key {kid} signs from {since} on.")
    remedy = Words(
        "请用“lianfang keys rotate --from 时间”给出更晚的时间，让密钥一把接一把。",
        "Use `lianfang keys rotate --from MOMENT` with a later moment, so that one key follows the other.",
    )
    status = 409


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of one installation, oldest first. Each change is written whole before it is given back."""

    folder: Path
    entries: Sequence[KeyEntry]

    def in_use(self, at: datetime) -> KeyEntry:
        """The key that signs at `at`. Raises NoSigningKey."""
        signing = [entry for entry in self.entries if entry.signs_at(at)]
        if not signing:
            raise NoSigningKey(at=at.isoformat())
        return signing[-1]

    def signer(self, at: datetime) -> Signer:
        """Signs with the key in use at `at`. Raises NoSigningKey, KeyNotSafe."""
        kid = self.in_use(at).kid
        return Signer(private_key_in(_file(self.folder, kid)), kid)

    def trusted(self) -> list[TrustedKey]:
        """What a trust list names: every key that is not retired."""
        return [
            TrustedKey(entry.kid, entry.public, seconds(entry.signs_from), _end(entry.signs_until))
            for entry in self.entries
            if entry.retired is None
        ]


def ring_in(folder: Path) -> KeyRing:
    """The ring in `folder`; an empty one when there is none. Raises KeyRingNotWhole."""
    return KeyRing(folder, read_ring(folder))


def make_key(folder: Path, *, algorithm: str, signs_from: datetime) -> KeyEntry:
    """The first key of a ring. Raises KeyInUse when another signs then, or later."""
    with _locked(folder):
        ring = ring_in(folder)
        for entry in ring.entries:
            if entry.retired is None and entry.signs_until is None:
                raise KeyInUse(kid=entry.kid.hex(), since=entry.signs_from.isoformat())
        return _added(ring, algorithm, signs_from)


def rotate(folder: Path, *, algorithm: str, signs_from: datetime) -> KeyEntry:
    """A new key that takes over at `signs_from`; codes of the one before stay good. Raises NoSigningKey, KeyInUse."""
    with _locked(folder):
        ring = ring_in(folder)
        last = next((entry for entry in reversed(ring.entries) if entry.open_ended), None)
        if last is None:
            raise NoSigningKey(at=signs_from.isoformat())
        if last.signs_from >= signs_from:
            raise KeyInUse(kid=last.kid.hex(), since=last.signs_from.isoformat())
        ended = [replace(entry, signs_until=signs_from) if entry is last else entry for entry in ring.entries]
        return _added(replace(ring, entries=ended), algorithm, signs_from)


def retire(folder: Path, *, kid: str, at: datetime) -> KeyEntry:
    """Take a key out of trust: nothing signed by it counts once gates have the next trust list. Raises NoSuch."""
    with _locked(folder):
        ring = ring_in(folder)
        found = next((entry for entry in ring.entries if entry.kid.hex() == kid), None)
        if found is None:
            raise NoSuch(what="key", id=kid)
        retired = found if found.retired else replace(found, retired=at)
        write_ring(folder, [retired if entry is found else entry for entry in ring.entries])
        return retired


def _added(ring: KeyRing, algorithm: str, signs_from: datetime) -> KeyEntry:
    """The private key first: a kill in between leaves a key that no ring names, never a name without a key."""
    key = MAKERS[algorithm]()
    kid = kid_of(key.public_key())
    keep(_file(ring.folder, kid), key)
    entry = KeyEntry(kid, algorithm, key.public_key(), signs_from)
    write_ring(ring.folder, [*ring.entries, entry])
    return entry


def _end(moment: datetime | None) -> int | None:
    return None if moment is None else seconds(moment)


def _file(folder: Path, kid: bytes) -> Path:
    return folder / f"{kid.hex()}.pem"


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One change at a time; the lock goes with the process that held it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / ".lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
