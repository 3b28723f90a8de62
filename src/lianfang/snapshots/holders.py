"""Who holds which token: written at sign-in, read by the edge, which has no database and asks nobody.

A token is 32 random bytes that only its holder has. The file keeps its hash, and what the token stands for sealed under
a key made from the token itself: a copy of the file tells nothing about anyone, not even to who has the other keys.
People are found by a keyed hash of their id, so that all their tokens can be taken back.
"""

import os
import struct
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

import lmdb
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianfang.kernel.clock import from_micros, to_micros
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.snapshots import environments
from lianfang.snapshots.environments import Opened, Txn

FILE = "holders.mdb"
TOKENS, PEOPLE, OF_PERSON, REVOKED, COUNTS = DATABASES = (b"tokens", b"people", b"of_person", b"revoked", b"counts")
TOKEN_BYTES, TOKEN_LENGTH, NONCE_BYTES = 32, 43, 12
HASH_USE, SEAL_USE = b"lianfang token", b"lianfang seal"  # two uses of a token, neither tells anything of the other
MARK_BYTES = 16
OPENING = struct.Struct(f"<q{MARK_BYTES}s")  # until (microseconds), the person's mark; then a nonce and what is sealed
ORDINAL = struct.Struct(">I")
NEXT = b"ordinals"
BETWEEN = "\x1f"


class HoldersNotWritten(Refusal):
    code = "holders-not-written"
    says = Words("持码人的存储不能读写：{why}。", "The store of holders could not be written or read: {why}.")
    remedy = Words(
        "请腾出磁盘空间，或检查文件夹的属主和权限；然后重新登录。",
        "Free disk space, or look at the folder's owner and rights; then sign in again.",
    )
    status = 503


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token stands for. `ordinal` counts people from 0: a person's place in status lists is made from it."""

    person_id: Personal[str]
    name: Personal[str]
    masked_id: Personal[str]
    ordinal: int


class Holders:
    """The store of holders in a folder. `key` (32 secret bytes) finds people again; the edge, which only reads, may
    give none.
    """

    def __init__(self, folder: Path, *, key: bytes = b"") -> None:
        """Raises HoldersNotWritten."""
        self._key = key
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._opened: Opened = environments.take(folder / FILE, DATABASES, create=True)
        except (lmdb.Error, OSError) as error:
            raise HoldersNotWritten(why=reason(error)) from None
        self._tokens = self._opened[TOKENS]
        self._pinned: Txn | None = None

    def admit(self, person_id: Personal[str], *, name: Personal[str], masked_id: Personal[str], until: datetime) -> str:
        """A new token for the person, good until `until`. It is shown once and kept nowhere. Raises HoldersNotWritten.

        `name` and `masked_id` are what a gate may see: a surname and a masked id.
        """
        return self.admit_all([(person_id, name, masked_id)], until=until)[0]

    def admit_all(
        self, people: Iterable[tuple[Personal[str], Personal[str], Personal[str]]], *, until: datetime
    ) -> list[str]:
        """Tokens for many people (id, name, masked id), written in one go: all or none. Raises HoldersNotWritten."""
        with self._writing() as txn:
            return [self._admit(txn, *person, until) for person in people]

    def raw(self, hashed: bytes) -> bytes | None:
        """What is kept under a token's hash; None when nobody holds it (any more)."""
        if self._pinned is not None:
            return self._pinned.get(hashed, db=self._tokens)
        with self._opened.env.begin() as txn:
            return txn.get(hashed, db=self._tokens)

    def pin(self) -> None:
        """Answer `raw` and `find` from this one moment until the next `pin`: quicker, but for one thread alone."""
        if self._pinned is not None:
            self._pinned.abort()
        self._pinned = self._opened.env.begin()

    def find(self, token: str, at: datetime) -> Holder | None:
        """Whom the token stands for at `at`; None when it is unknown, revoked or has run out."""
        raw = self.raw(token_hash(token)) if len(token) == TOKEN_LENGTH and token.isascii() else None
        return None if raw is None or run_out(raw, to_micros(at)) else unsealed(token, raw)

    def revoke(self, token: str) -> bool:
        """Take one token back, as at sign-out. False when nobody held it."""
        return self._taken_back([token_hash(token)]) == 1

    def revoke_person(self, person_id: Personal[str]) -> int:
        """Take back every token of the person, as when a phone was lost. Gives how many."""
        mark = self._mark(person_id)
        with self._opened.env.begin() as txn, txn.cursor(self._opened[OF_PERSON]) as cursor:
            found = []
            more = cursor.set_range(mark)
            while more and cursor.key().startswith(mark):
                found.append(cursor.key()[len(mark) :])
                more = cursor.next()
        return self._taken_back(found)

    def revoke_codes(self, person_id: Personal[str], *, revoked: bool = True) -> None:
        """Put the person's codes on the status lists, or take them off again."""
        with self._writing() as txn:
            ordinal = ORDINAL.pack(self._ordinal(txn, self._mark(person_id)))
            if revoked:
                txn.put(ordinal, b"", db=self._opened[REVOKED])
            else:
                txn.delete(ordinal, db=self._opened[REVOKED])

    def revoked_ordinals(self) -> list[int]:
        """The people whose codes are revoked, by ordinal."""
        with self._opened.env.begin() as txn, txn.cursor(self._opened[REVOKED]) as cursor:
            return [ORDINAL.unpack(key)[0] for key in cursor.iternext(keys=True, values=False)]

    def forget_run_out(self, at: datetime) -> int:
        """Remove tokens that have run out. Gives how many."""
        now = to_micros(at)
        with self._opened.env.begin() as txn, txn.cursor(self._tokens) as cursor:
            old = [key for key, value in cursor if run_out(value, now)]
        return self._taken_back(old)

    def state(self) -> int:
        """A number that changes with every change of the store, whoever made it."""
        return int(self._opened.env.info()["last_txnid"])

    def close(self) -> None:
        """Give the file back."""
        if self._pinned is not None:
            self._pinned.abort()
            self._pinned = None
        environments.give_back(self._opened)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _admit(
        self, txn: Txn, person_id: Personal[str], name: Personal[str], masked_id: Personal[str], until: datetime
    ) -> str:
        token = urlsafe_b64encode(os.urandom(TOKEN_BYTES)).rstrip(b"=").decode()
        hashed, mark = token_hash(token), self._mark(person_id)
        holder = Holder(person_id, name, masked_id, self._ordinal(txn, mark))
        txn.put(hashed, OPENING.pack(to_micros(until), mark) + _sealed(token, holder), db=self._tokens)
        txn.put(mark + hashed, b"", db=self._opened[OF_PERSON])
        return token

    def _mark(self, person_id: Personal[str]) -> bytes:
        said = person_id.reveal(Purpose.STORE).encode()
        return blake2b(said, key=self._key, digest_size=MARK_BYTES).digest()

    def _ordinal(self, txn: Txn, mark: bytes) -> int:
        """The person's number: given at the first sign-in, kept ever after."""
        found = txn.get(mark, db=self._opened[PEOPLE])
        if found is None:
            counted = txn.get(NEXT, db=self._opened[COUNTS]) or ORDINAL.pack(0)
            txn.put(mark, counted, db=self._opened[PEOPLE])
            txn.put(NEXT, ORDINAL.pack(ORDINAL.unpack(counted)[0] + 1), db=self._opened[COUNTS])
            found = counted
        return int(ORDINAL.unpack(found)[0])

    def _taken_back(self, hashes: Iterable[bytes]) -> int:
        count = 0
        with self._writing() as txn:
            for hashed in hashes:
                record = txn.pop(hashed, db=self._tokens)
                if record is not None:
                    txn.delete(OPENING.unpack_from(record)[1] + hashed, db=self._opened[OF_PERSON])
                    count += 1
        return count

    @contextmanager
    def _writing(self) -> Iterator[Txn]:
        try:
            with self._opened.env.begin(write=True) as txn:
                yield txn
        except lmdb.Error as error:
            raise HoldersNotWritten(why=reason(error)) from None


def token_hash(token: str) -> bytes:
    """Under what a token is kept."""
    return blake2b(token.encode(), person=HASH_USE, digest_size=16).digest()


def run_out(record: bytes, now: int) -> bool:
    """Whether what is kept under a token's hash is over at `now` (microseconds)."""
    return bool(OPENING.unpack_from(record)[0] <= now)


def ends_at(record: bytes) -> datetime:
    """When what is kept under a token's hash is over."""
    return from_micros(OPENING.unpack_from(record)[0])


def unsealed(token: str, record: bytes) -> Holder | None:
    """Whom the token stands for, by what is kept under its hash; None when the record was changed by somebody."""
    sealed = record[OPENING.size :]
    try:
        text = _cipher(token).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None).decode()
    except InvalidTag:
        return None
    ordinal, person_id, name, masked_id = text.split(BETWEEN)
    return Holder(Personal(person_id), Personal(name), Personal(masked_id), int(ordinal))


def _sealed(token: str, holder: Holder) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    words = [word.reveal(Purpose.STORE) for word in (holder.person_id, holder.name, holder.masked_id)]
    text = BETWEEN.join([str(holder.ordinal), *(word.replace(BETWEEN, "") for word in words)])
    return nonce + _cipher(token).encrypt(nonce, text.encode(), None)


def _cipher(token: str) -> AESGCM:
    return AESGCM(blake2b(token.encode(), person=SEAL_USE, digest_size=32).digest())
