"""The trust list: which keys gates believe, signed by a root that is kept off every network."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import cbor2

from lianfang.credentials.algorithms import PublicKey
from lianfang.credentials.cbor import NotCbor, read
from lianfang.credentials.cose import TYP, NotCose, Sign1, read_sign1
from lianfang.credentials.lifetime import seconds
from lianfang.credentials.signer import Signer
from lianfang.credentials.trust import NotAKey, Trust, TrustedKey, from_spki, kid_of, spki, trust_in
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

ISS, EXP, IAT, KEYS = 1, 4, 6, -65539
TYPE = "application/vnd.lianfang.trust-list+cwt"
LARGEST = 1 << 16


class TrustListNotGood(Refusal):
    code = "trust-list-not-good"
    says = Words("这份信任名单不能使用：{why}。", "This trust list cannot be used: {why}.")
    remedy = Words(
        "有效期内请先用手上的，并向签发城市获取最新的名单。",
        "Keep the one you have while it lasts, and fetch the newest from the city that issues the codes.",
    )


@dataclass(frozen=True, slots=True)
class TrustList:
    """The keys of one issuer, as its root signed them. Times in seconds since 1970."""

    issuer: str
    issued: int
    until: int
    keys: Trust


def write_trust_list(
    root: Signer, keys: Iterable[TrustedKey], *, issuer: str, issued: datetime, until: datetime
) -> bytes:
    """The list signed by `root`; public, so it may be copied and cached anywhere."""
    listed = [[key.kid, spki(key.key), key.signs_from, key.signs_until] for key in keys]
    payload = {ISS: issuer, EXP: seconds(until), IAT: seconds(issued), KEYS: listed}
    return root.sign_payload(cbor2.dumps(payload), kind=TYPE)


def read_trust_list(
    data: bytes, *, roots: Iterable[PublicKey], at: datetime, newer_than: TrustList | None = None
) -> TrustList:
    """The list in `data`, when one of `roots` signed it and it holds at `at`. Raises TrustListNotGood.

    `newer_than`: the list held already; an older one is refused, so that nobody can bring a retired key back.
    """
    try:
        envelope = read_sign1(data[:LARGEST])
        _must_be_by(envelope, roots)
        found = _list(read(envelope.payload))
    except (NotCose, NotCbor, NotAKey) as fault:
        raise TrustListNotGood(why=reason(fault)) from None
    if seconds(at) >= found.until:
        raise TrustListNotGood(why=Words("它已过期", "it has run out"))
    if newer_than is not None and found.issued < newer_than.issued:
        raise TrustListNotGood(why=Words("它比手上的更旧", "it is older than the one that is held"))
    return found


def _must_be_by(envelope: Sign1, roots: Iterable[PublicKey]) -> None:
    if envelope.protected.get(TYP) != TYPE:
        raise NotCose("it does not say that it is a trust list")
    if not any(envelope.kid == kid_of(root) and envelope.is_by(root) for root in roots):
        raise NotCose("no root we know signed it")


def _list(payload: object) -> TrustList:
    match payload:
        case {1: str(issuer), 4: int(until), 6: int(issued), -65539: [*listed]}:
            return TrustList(issuer, issued, until, trust_in(_key(entry) for entry in listed))
    raise NotCose("its payload is not a trust list")


def _key(entry: object) -> TrustedKey:
    match entry:
        case [bytes(kid), bytes(public), int(since), None | int() as until]:
            key = from_spki(public)
            if kid_of(key) != kid:
                raise NotAKey("an id that is not its key's")
            return TrustedKey(kid, key, since, until)
    raise NotCose("an entry that is not a key")
