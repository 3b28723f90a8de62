"""What the edge sees at this moment: the snapshot, who holds tokens, the release's words, the key that signs.

Looked at many times a second by `look`; between two looks nothing here changes, so that an answer is of one piece.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from lianfang.credentials.keyring import KeyRing, NoSigningKey, ring_in
from lianfang.credentials.signer import Signer
from lianfang.edge.refusals import EdgeNotReady
from lianfang.edge.settings import EdgeSettings
from lianfang.edge.wordbook import Period, WordBook, read_book
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.snapshots.holders import Holders
from lianfang.snapshots.model import Header
from lianfang.snapshots.reader import Reader

log = logging.getLogger("lianfang.edge")


@dataclass(frozen=True, slots=True)
class Terms:
    """What every code signed now has in common."""

    release: str
    next_release_at: datetime | None
    period: Period
    signer: Signer
    stale: bool


class View:
    """The snapshot and all that is needed to sign from it. Not for several threads."""

    def __init__(self, settings: EdgeSettings, now: datetime) -> None:
        """Raises NoSnapshot, NoSigningKey, EdgeNotReady: whatever keeps the edge from its first answer."""
        self.settings = settings
        self.reader = Reader(settings.snapshot)
        self.holders = Holders(settings.holders)
        self.ring: KeyRing = ring_in(settings.code_keys)
        self.problem: str | None = None
        self.signs = True
        self._book: WordBook | None = None
        self._terms: Terms | None = None
        self._moments: object = None
        self.seen = object()
        self._pin()
        self.header: Header = self.reader.open_header()
        self.terms = self._terms_at(now)

    def look(self, now: datetime) -> None:
        """Look at everything again. What cannot be read any more leaves the last good one in place, and is said; but
        without a key in use nothing is signed, and what was signed by one that is retired is given to nobody.
        """
        try:
            self.reader.refresh()
            self._pin()
            self.header = self.reader.open_header()
            self.terms = self._terms_at(now)
            self._say(None)
        except NoSigningKey as refusal:
            self._terms, self.terms, self.signs = None, replace(self.terms), False
            self._say(refusal.code)
        except Refusal as refusal:
            self._say(refusal.code)

    def look_at_keys(self) -> None:
        """Read the key ring again: another process rotates and retires."""
        try:
            self.ring = ring_in(self.settings.code_keys)
        except Refusal as refusal:
            self._say(refusal.code)

    def age(self, now: datetime) -> timedelta:
        """How long ago the decisions were computed."""
        return now - self.header.computed_at

    def too_old(self, now: datetime) -> bool:
        """Whether nothing may be signed any more."""
        return self.age(now) > self.settings.refuse_after

    def close(self) -> None:
        """Give the files back."""
        self.reader.close()
        self.holders.close()

    def _pin(self) -> None:
        """`seen` is another object as soon as anything was published or written."""
        self.reader.pin()
        self.holders.pin()
        moments = self.reader.moment, self.holders.moment
        if moments != self._moments:
            self._moments, self.seen = moments, object()

    def _terms_at(self, now: datetime) -> Terms:
        """The same object for as long as they are the same."""
        found = Terms(
            self.header.release,
            self.header.next_release_at,
            self._period(now),
            self._signer(now),
            self.age(now) > self.settings.stale_after,
        )
        if found != self._terms:
            self._terms = found
        self.signs = True
        return self._terms

    def _period(self, now: datetime) -> Period:
        release = self.header.release
        if self._book is None or self._book.release != release:
            self._book = read_book(self.settings.public, release) or self._book
        if self._book is None:
            name, command = release[:12], "lianfang edge prepare --pack PACK"
            raise EdgeNotReady(
                why=Words(f"缺少版本 {name} 的文字", f"the words of release {name} are not there"),
                remedy=Words(f"请生成：{command}。", f"Make them: {command}."),
            )
        return self._book.at(now)

    def _signer(self, now: datetime) -> Signer:
        if self._terms is not None and self._terms.signer.kid == self.ring.in_use(now).kid:
            return self._terms.signer
        return self.ring.signer(now)

    def _say(self, problem: str | None) -> None:
        if problem is not None and problem != self.problem:
            log.warning("edge.view %s", problem)
        self.problem = problem
