"""How fast codes are signed and verified, against the bare signature; how large and how fast status lists are."""

import random
import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lianfang.bench.measure import Contestant, Say, Timing, alternate, timed
from lianfang.credentials.algorithms import PrivateKey, is_signed, sign
from lianfang.credentials.claims import Claims, release_mark
from lianfang.credentials.cose import to_be_signed
from lianfang.credentials.lifetime import lifetime
from lianfang.credentials.pem import MAKERS
from lianfang.credentials.places import Places
from lianfang.credentials.signer import Signer
from lianfang.credentials.status import read_list, write_list
from lianfang.credentials.trust import TrustedKey, kid_of, trust_in
from lianfang.credentials.verifier import envelope_in, verify
from lianfang.kernel.personal import Personal

AT = datetime(2021, 8, 11, 4, tzinfo=UTC)
RELEASE = release_mark("0123456789abcdef0123456789abcdef")
CITY, LIST_PLACES = 22_000_000, 1 << 25
REVOKED = (0, 1_000, 100_000)
TURN = 500  # codes in one turn


@dataclass(frozen=True, slots=True)
class ListSize:
    """A status list for a city: how many are revoked, bytes of the signed list, seconds to write and to read it."""

    revoked: int
    bytes: int
    write_seconds: float
    read_seconds: float


@dataclass(frozen=True, slots=True)
class CodesReport:
    """`timings`: seconds for TURN pieces of work each."""

    rounds: int
    characters: int
    peak_rss_mb: int
    timings: list[Timing]
    lists: list[ListSize]


def bench_codes(*, rounds: int, say: Say) -> CodesReport:
    """Time everything in turns, one thread, no network."""
    contestants = [one for name in MAKERS for one in _of(name, MAKERS[name]())]
    contestants.append(_turn("place", "a place in a status list", _place))
    timings, _ = alternate(contestants, rounds=rounds, say=say)
    signer = _signer(MAKERS["Ed25519"]())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    characters, lists = len(signer.sign(_claims())), [_list(signer, number) for number in REVOKED]
    return CodesReport(rounds, characters, memory, timings, lists)


def _of(name: str, key: PrivateKey) -> list[Contestant]:
    signer, public = _signer(key), key.public_key()
    text = signer.sign(_claims())
    envelope = envelope_in(text)
    assert envelope is not None
    data, signature = to_be_signed(envelope.raw_header, envelope.payload), envelope.signature
    algorithm = envelope.algorithm
    assert isinstance(algorithm, int)
    trust = trust_in([TrustedKey(signer.kid, public, 0)])
    return [
        _turn(f"{name}-sign", f"{name}: sign a code", lambda: signer.sign(_claims())),
        _turn(f"{name}-bare-sign", f"{name}: the bare signature", lambda: sign(key, data)),
        _turn(f"{name}-verify", f"{name}: verify a code", lambda: verify(text, trust=trust, at=AT)),
        _turn(
            f"{name}-bare-verify",
            f"{name}: the bare verification",
            lambda: is_signed(public, algorithm, signature, data),
        ),
    ]


def _turn(key: str, title: str, work: Callable[[], object]) -> Contestant:
    def run() -> float:
        return timed(lambda: [work() for _ in range(TURN)])

    return Contestant(key, title, TURN, run)


def _signer(key: PrivateKey) -> Signer:
    return Signer(key, kid_of(key.public_key()))


def _claims() -> Claims:
    """A code with everything most codes have; the id is drawn anew."""
    life = lifetime(AT, fresh=timedelta(minutes=10), offline=timedelta(hours=24), holds_until=None, next_release=None)
    return Claims(
        Personal("王"),
        Personal("110***********0012"),
        *life,
        release=RELEASE,
        colour="green",
        rules=("E6.test_after_arrival",),
        status=(18850, 12_345_678),
    )


def _place() -> int:
    return Places(b"k" * 32, LIST_PLACES).place(random.randrange(CITY), number=18850)  # noqa: S311 — not a secret


def _list(signer: Signer, revoked: int) -> ListSize:
    places = random.Random(revoked).sample(range(LIST_PLACES), revoked)  # noqa: S311 — not a secret
    written: list[bytes] = []
    until = AT + timedelta(hours=1)
    write = timed(
        lambda: written.append(
            write_list(signer, number=18850, places=LIST_PLACES, revoked=places, issued=AT, until=until)
        )
    )
    return ListSize(revoked, len(written[0]), write, timed(lambda: read_list(written[0], trust=_trusting(signer))))


def _trusting(signer: Signer) -> dict[bytes, TrustedKey]:
    return {signer.kid: TrustedKey(signer.kid, signer.public, 0)}
