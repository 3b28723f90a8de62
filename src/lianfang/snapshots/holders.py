"""Who holds which token: written at sign-in, read by the edge, which has no database and asks nobody.

A token is 32 random bytes that only its holder has. The file keeps its hash, and what the token stands for sealed under
a key made from the token itself: a copy of the file tells nothing about anyone, not even to who has the other keys.
People are found by a keyed hash of their id, so that all their tokens can be taken back.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

import lmdb

from lianfang.kernel.clock import to_micros
from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.snapshots import environments
from lianfang.snapshots.environments import Opened, Txn
from lianfang.snapshots.ledger import CHANGES, COUNTS, SHIPPED, STORE, Ledger, sequence_of
from lianfang.snapshots.tokens import (
    MARK_BYTES,
    OPENING,
    TOKEN_LENGTH,
    Holder,
    new_token,
    run_out,
    sealed,
    token_hash,
    unsealed,
)

FILE = "holders.mdb"
TOKENS, REVOKED = SHIPPED
PEOPLE, OF_PERSON = b"people", b"of_person"
DATABASES = (TOKENS, REVOKED, PEOPLE, OF_PERSON, COUNTS, CHANGES)
ORDINAL = struct.Struct(">I")
NEXT = b"ordinals"


class HoldersNotWritten(Refusal):
    code = "holders-not-written"
    says = Words("持码人的存储不能读写：{why}。", "The store of holders could not be written or read: {why}.")
    remedy = Words(
        "请腾出磁盘空间，或检查文件夹的属主和权限；然后重新登录。",
        "Free disk space, or look at the folder's owner and rights; then sign in again.",
    )
    status = 503


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
            self._name()
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
        with self._writing() as ledger:
            return [self._admit(ledger, *person, until) for person in people]

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

    @property
    def moment(self) -> int:
        """Which moment is pinned: another as soon as anything was written."""
        return 0 if self._pinned is None else self._pinned.id()

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
        with self._writing() as ledger:
            ordinal = ORDINAL.pack(self._ordinal(ledger, self._mark(person_id)))
            if revoked:
                ledger.put(REVOKED, ordinal, b"")
            else:
                ledger.pop(REVOKED, ordinal)

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

    def count(self) -> int:
        """How many tokens are held."""
        with self._opened.env.begin() as txn:
            return int(txn.stat(self._tokens)["entries"])

    def sequence(self) -> int:
        """How many changes were made to what edges read."""
        with self._opened.env.begin() as txn:
            return sequence_of(txn, self._opened)

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
        self, ledger: Ledger, person_id: Personal[str], name: Personal[str], masked_id: Personal[str], until: datetime
    ) -> str:
        token = new_token()
        hashed, mark = token_hash(token), self._mark(person_id)
        holder = Holder(person_id, name, masked_id, self._ordinal(ledger, mark))
        ledger.put(TOKENS, hashed, OPENING.pack(to_micros(until), mark) + sealed(token, holder))
        ledger.put(OF_PERSON, mark + hashed, b"")
        return token

    def _mark(self, person_id: Personal[str]) -> bytes:
        said = person_id.reveal(Purpose.STORE).encode()
        return blake2b(said, key=self._key, digest_size=MARK_BYTES).digest()

    def _ordinal(self, ledger: Ledger, mark: bytes) -> int:
        """The person's number: given at the first sign-in, kept ever after."""
        found = ledger.get(PEOPLE, mark)
        if found is None:
            found = ledger.get(COUNTS, NEXT) or ORDINAL.pack(0)
            ledger.put(PEOPLE, mark, found)
            ledger.put(COUNTS, NEXT, ORDINAL.pack(ORDINAL.unpack(found)[0] + 1))
        return int(ORDINAL.unpack(found)[0])

    def _taken_back(self, hashes: Iterable[bytes]) -> int:
        count = 0
        with self._writing() as ledger:
            for hashed in hashes:
                record = ledger.pop(TOKENS, hashed)
                if record is not None:
                    ledger.pop(OF_PERSON, OPENING.unpack_from(record)[1] + hashed)
                    count += 1
        return count

    def _name(self) -> None:
        """Give a new store its own id."""
        with self._opened.env.begin() as txn:
            named = txn.get(STORE, db=self._opened[COUNTS])
        if named is None:
            with self._opened.env.begin(write=True) as txn:
                txn.put(STORE, os.urandom(8), overwrite=False, db=self._opened[COUNTS])

    @contextmanager
    def _writing(self) -> Iterator[Ledger]:
        try:
            with self._opened.env.begin(write=True) as txn:
                ledger = Ledger(txn, self._opened)
                yield ledger
                ledger.close()
        except lmdb.Error as error:
            raise HoldersNotWritten(why=reason(error)) from None
