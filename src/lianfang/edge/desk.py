"""Answers people who show a token: their code, signed, or what is decided for them, in words.

Each answer rests on the snapshot as it is at that moment: a kept code is given again only while the token, the decision
and the terms it was signed under are the same, to the byte.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b

from lianfang.credentials.lifetime import DecisionIsOver
from lianfang.credentials.places import Places
from lianfang.edge import refusals
from lianfang.edge.issuing import closing, issue, no_record, telling
from lianfang.edge.kept import Kept
from lianfang.edge.limits import Limiter
from lianfang.edge.pulse import HEAVY, Pulse
from lianfang.edge.saying import encoded, refused
from lianfang.edge.view import Terms, View
from lianfang.kernel.personal import Purpose
from lianfang.kernel.refusals import Refusal
from lianfang.snapshots.model import Header
from lianfang.snapshots.tokens import TOKEN_LENGTH, Holder, ends_at, token_hash, unsealed
from lianfang.snapshots.values import WITH_UNTIL

Headers = list[tuple[str, str]]
Answer = tuple[int, Headers, bytes]

NEVER = datetime(1, 1, 1, tzinfo=UTC)
JSON = ("content-type", "application/json; charset=utf-8")
PRIVATE = ("cache-control", "private, no-cache")
NEVER_KEPT = ("cache-control", "no-store")
STANDING_HEADERS: Headers = [JSON, NEVER_KEPT]
RETRY: dict[type[Refusal], str] = {
    refusals.EdgeBusy: "5",
    refusals.DecidedAnew: "5",
    refusals.TooManyQuestions: "60",
    refusals.SnapshotTooOld: "60",
    refusals.NothingSigns: "60",
}
KINDS: tuple[type[Refusal], ...] = (
    refusals.TokenNotKnown,
    refusals.TooManyQuestions,
    refusals.EdgeBusy,
    refusals.SnapshotTooOld,
    refusals.NothingSigns,
    refusals.DecidedAnew,
    refusals.NotPublishedYet,
    refusals.NoSuchDoor,
    refusals.DoorOpensOtherwise,
    refusals.BodyNotUnderstood,
    refusals.NotForYou,
)
COUNTED_AS: dict[type[Refusal], str] = {
    refusals.TokenNotKnown: "token_not_known",
    refusals.TooManyQuestions: "too_many",
    refusals.EdgeBusy: "shed",
    refusals.SnapshotTooOld: "too_old",
    refusals.DecidedAnew: "decided_anew",
}


@dataclass(slots=True)
class Known:
    """A holder as last seen, and the code last signed for them under what was true then."""

    token: str
    hashed: bytes
    record: bytes
    ends: datetime
    holder: Holder
    key: bytes
    value: bytes | None = None
    terms: Terms | None = None
    seen: object = None
    body: bytes = b""
    renew_at: datetime = NEVER
    fresh_until: datetime = NEVER
    etag: str = ""
    headers: Headers = field(default_factory=list)


class Desk:
    """Answers from a view. `counts` is added to; `pulse` tells whether the process is behind."""

    def __init__(self, view: View, places: Places, counts: dict[str, int], pulse: Pulse) -> None:
        settings = view.settings
        self._view = view
        self._places = places
        self._counts = counts
        self._pulse = pulse
        self._known: Kept[Known] = Kept(settings.kept)
        self._tokens, self._networks = Limiter(settings.token_limit), Limiter(settings.network_limit)
        self._no_record = no_record(settings.platform)
        self._heads: dict[bytes, bytes] = {}
        self._tail: tuple[Terms, Header, bytes] | None = None

    def code(self, token: str | None, etag: str | None, network: Callable[[], str], now: datetime) -> Answer:
        """The holder's signed code; 304 when they have it already."""
        known = self._known.get(token) if token else None
        if known is not None and now < known.renew_at and self._still_true(known) and self._tokens.allows(known.token):
            return self._again(known, etag)
        known = self._holder(token, now)
        if known is None or not self._tokens.allows(known.token):
            return self._turned_away(known, network)
        value = self._view.reader.raw(known.key)
        if value is None:
            return self._without_record()
        if now < known.fresh_until and self._still_true(known) and self._pulse.is_late(HEAVY):
            return self._again(known, etag)  # in a rush for all its fresh time, else for half of it
        return self._signed(known, value, now)

    def standing(self, token: str | None, network: Callable[[], str], now: datetime) -> Answer:
        """What is decided for the holder, in ids and words, without a signature."""
        known = self._holder(token, now)
        if known is None or not self._tokens.allows(known.token):
            return self._turned_away(known, network)
        value = self._view.reader.raw(known.key)
        if value is None:
            return self._without_record()
        self._counts["standing"] += 1
        return 200, STANDING_HEADERS, self._told(value)

    def renew_limits(self) -> None:
        """Begin to count questions anew."""
        self._tokens.renew()
        self._networks.renew()

    def stranger_may_ask(self, network: str) -> bool:
        """Count a question that shows no token we know."""
        return self._networks.allows(network)

    def __len__(self) -> int:
        return len(self._known)

    def _holder(self, token: str | None, now: datetime) -> Known | None:
        known = self._known.get(token) if token else None
        if known is not None and now < known.ends and self._view.holders.raw(known.hashed) == known.record:
            return known
        return self._met(token, now) if token else None

    def _met(self, token: str, now: datetime) -> Known | None:
        """A holder seen for the first time, or whose record changed."""
        if len(token) != TOKEN_LENGTH or not token.isascii():
            return None
        hashed = token_hash(token)
        record = self._view.holders.raw(hashed)
        holder = None if record is None else unsealed(token, record)
        if record is None or holder is None or ends_at(record) <= now:
            self._known.drop(token)
            return None
        key = holder.person_id.reveal(Purpose.SHOW_TO_SELF).encode()
        known = Known(token, hashed, record, ends_at(record), holder, key)
        self._known.put(token, known)
        return known

    def _still_true(self, known: Known) -> bool:
        """Whether token, decision and terms are what the kept code was signed for, to the byte."""
        view = self._view
        if known.terms is not view.terms:
            return False
        if known.seen is view.seen:
            return True
        same = view.reader.raw(known.key) == known.value and view.holders.raw(known.hashed) == known.record
        known.seen = view.seen if same else None
        return same

    def _again(self, known: Known, etag: str | None) -> Answer:
        if etag == known.etag:
            self._counts["not_modified"] += 1
            return 304, known.headers, b""
        self._counts["kept"] += 1
        return 200, known.headers, known.body

    def _signed(self, known: Known, value: bytes, now: datetime) -> Answer:
        view = self._view
        if view.too_old(now):
            return self.refuse(refusals.SnapshotTooOld)
        if not view.signs:
            return self.refuse(refusals.NothingSigns)
        if self._pulse.is_late(HEAVY):
            return self.refuse(refusals.EdgeBusy)
        standing = view.reader.standing(value)
        try:
            issued = issue(known.holder, standing, view.terms, self._places, header=view.header, at=now)
        except DecisionIsOver:
            return self.refuse(refusals.DecidedAnew)
        known.value, known.terms, known.body, known.seen = value, view.terms, issued.body, None
        known.renew_at, known.fresh_until = min(issued.renew_at, known.ends), min(issued.fresh_until, known.ends)
        known.etag = f'"{blake2b(issued.body, digest_size=12).hexdigest()}"'
        known.headers = [JSON, PRIVATE, ("etag", known.etag)]
        self._counts["signed"] += 1
        return 200, known.headers, issued.body

    def _told(self, value: bytes) -> bytes:
        """Few patterns exist, so each is put into words once; moments are added."""
        view, number = self._view, value[:4]
        if self._tail is None or self._tail[0] is not view.terms or self._tail[1] is not view.header:
            self._heads.clear()
            self._tail = view.terms, view.header, encoded(closing(view.terms, view.header))[1:]
        head = self._heads.get(number)
        if head is None:
            told = telling(view.reader.standing(value), view.terms.period)
            head = self._heads[number] = encoded(told)[:-1] + b',"until":'
        until = view.reader.standing(value).until if len(value) == WITH_UNTIL else None
        said = b"null" if until is None else f'"{until.isoformat()}"'.encode()
        return head + said + b"," + self._tail[2]

    def _without_record(self) -> Answer:
        self._counts["no_record"] += 1
        return 200, STANDING_HEADERS, self._no_record

    def _turned_away(self, known: Known | None, network: Callable[[], str]) -> Answer:
        if known is None and self._networks.allows(network()):
            return self.refuse(refusals.TokenNotKnown)
        return self.refuse(refusals.TooManyQuestions)

    def refuse(self, kind: type[Refusal]) -> Answer:
        """A refusal as an answer."""
        counted = COUNTED_AS.get(kind, "refused")
        self._counts[counted] += 1
        return BUSY[self._counts[counted] % len(BUSY)] if kind is refusals.EdgeBusy else REFUSED[kind]


def _refusal(kind: type[Refusal], retry: str | None = None) -> Answer:
    headers = [JSON, NEVER_KEPT]
    if retry is not None:
        headers.append(("retry-after", retry))
    if kind is refusals.TokenNotKnown:
        headers.append(("www-authenticate", "Bearer"))
    return kind.status, headers, refused(kind)


REFUSED: dict[type[Refusal], Answer] = {kind: _refusal(kind, RETRY.get(kind)) for kind in KINDS}
# Not all at once: those who are put off together come back one after the other.
BUSY = [_refusal(refusals.EdgeBusy, str(seconds)) for seconds in range(3, 11)]
