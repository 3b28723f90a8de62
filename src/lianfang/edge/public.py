"""What everybody may read, and a content delivery network may carry: trust list, status lists, the bundle for gates.

Built aside, every few minutes and when somebody's code is revoked; lists of one edition have the same bytes in every
process.
"""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from lianfang.credentials.lifetime import seconds
from lianfang.credentials.places import Places
from lianfang.credentials.status import StatusLists, read_list, write_list
from lianfang.credentials.trust import Trust, trust_in
from lianfang.edge.issuing import PLACES, list_number
from lianfang.edge.saying import both, encoded
from lianfang.edge.settings import EdgeSettings
from lianfang.edge.view import Terms, View
from lianfang.kernel.clock import from_micros
from lianfang.kernel.keys import kept_key
from lianfang.kernel.words import CARE
from lianfang.snapshots.model import Header

TRUST_LIST = "trust-list.cwt"
EVERY = 300  # seconds for which one edition of the lists stands
CWT, COSE = "application/cwt", "application/cose"
BUNDLE_KIND = "application/vnd.lianfang.bundle+json"


@dataclass(frozen=True, slots=True)
class Resource:
    """Bytes with their headers."""

    body: bytes
    etag: str
    headers: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Edition:
    """All that is public at one time. `made_of` is what it was made of: the same again needs no new edition."""

    made_of: tuple[object, ...]
    trust_list: Resource | None
    status_lists: Mapping[int, Resource]
    bundle: Resource
    revocations: StatusLists


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What an edition is made of, taken at one moment by the thread that owns the view."""

    terms: Terms
    header: Header
    revoked: tuple[int, ...]
    trust: Trust
    places: Places
    at: datetime


def places_of(settings: EdgeSettings) -> Places:
    """The secret shuffle of places in status lists; its key is made at the first start."""
    return Places(kept_key(settings.places_key, lambda: os.urandom(32)), PLACES)


def ingredients(view: View, places: Places, now: datetime) -> Ingredients:
    """Take what an edition needs. The moment is rounded down, so that processes agree."""
    at = from_micros(seconds(now) // EVERY * EVERY * 1_000_000)
    trust = trust_in(view.ring.trusted())
    return Ingredients(view.terms, view.header, tuple(view.holders.revoked_ordinals()), trust, places, at)


def edition(settings: EdgeSettings, given: Ingredients, former: Edition | None) -> Edition:
    """The edition for these ingredients; the former one when nothing moved. Holds no lock and touches no view."""
    trust = _trust_list(settings)
    made_of = (given.terms, given.revoked, given.at, trust)
    if former is not None and former.made_of == made_of:
        return former
    until = given.at + max(given.terms.period.offline, timedelta(seconds=2 * EVERY))
    signed = _lists(given, until)
    return Edition(
        made_of=made_of,
        trust_list=None if trust is None else _resource(trust, CWT),
        status_lists={number: _resource(data, CWT) for number, data in signed.items()},
        bundle=_resource(_bundle(given, trust, signed, until), COSE),
        revocations=StatusLists({number: read_list(data, trust=given.trust) for number, data in signed.items()}),
    )


def _lists(given: Ingredients, until: datetime) -> dict[int, bytes]:
    """The signed list of each period from which a code may still be in use."""
    newest = list_number(seconds(given.at + timedelta(seconds=EVERY)))
    oldest = list_number(seconds(given.at - given.terms.period.offline))
    return {
        number: write_list(
            given.terms.signer,
            number=number,
            places=PLACES,
            revoked=[given.places.place(ordinal, number=number) for ordinal in given.revoked],
            issued=given.at,
            until=until,
        )
        for number in range(oldest, newest + 1)
    }


def _bundle(given: Ingredients, trust: bytes | None, lists: Mapping[int, bytes], until: datetime) -> bytes:
    """What a gate needs to go on without a network, signed, with the times at which it ends to be fresh and usable."""
    period = given.terms.period
    told = {
        "format": 1,
        "care": both(CARE),
        "issued": given.at.isoformat(),
        "fresh_until": (given.at + period.fresh).isoformat(),
        "usable_until": until.isoformat(),
        "release": given.terms.release,
        "computed_at": given.header.computed_at.isoformat(),
        "sequence": given.header.sequence,
        "rules": period.rules,
        "notices": period.notices,
        "duties": period.duties,
        "trust_list": trust and base64.b64encode(trust).decode(),
        "status_lists": {str(number): base64.b64encode(data).decode() for number, data in lists.items()},
    }
    return given.terms.signer.sign_payload(encoded(told), kind=BUNDLE_KIND)


def _trust_list(settings: EdgeSettings) -> bytes | None:
    try:
        return (settings.public / TRUST_LIST).read_bytes()
    except OSError:
        return None


def _resource(body: bytes, kind: str) -> Resource:
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    keep = f"public, max-age={EVERY // 5}, stale-while-revalidate={EVERY}, stale-if-error=86400"
    return Resource(body, etag, [("content-type", kind), ("cache-control", keep), ("etag", etag)])
