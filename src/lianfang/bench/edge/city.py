"""An invented city for an edge: a snapshot, people who hold tokens, keys, lists and words. Nothing of it is real."""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from lianfang.credentials import keyring
from lianfang.credentials.pem import MAKERS
from lianfang.credentials.signer import Signer
from lianfang.credentials.trust import kid_of
from lianfang.credentials.trust_list import write_trust_list
from lianfang.edge.preparing import prepare
from lianfang.edge.public import TRUST_LIST
from lianfang.edge.settings import EdgeSettings
from lianfang.kernel.personal import Personal
from lianfang.policy.model import Pack
from lianfang.snapshots.holders import Holders
from lianfang.snapshots.model import Header
from lianfang.snapshots.publish import publish_changes, publish_whole

BATCH = 100_000
ALGORITHM = "Ed25519"
WORDS, MOMENT = pa.list_(pa.string()), pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("person_id", "colour", "entry")),
        *((name, WORDS) for name in ("notices", "rules", "unknown")),
        *((name, MOMENT) for name in ("until", "holds_until")),
    ]
)
TOKENS = "tokens.json"


@dataclass(frozen=True, slots=True)
class InventedCity:
    """Where it lies, and whom the tokens stand for: the first are people of the snapshot, the last has no record."""

    settings: EdgeSettings
    people: int
    tokens: Sequence[str]
    stranger: str


def person(number: int) -> str:
    """The id of an invented person."""
    return f"invented-{number:012d}"


def colour_of(number: int) -> str:
    """The colour of an invented person, until somebody publishes another."""
    return "yellow" if number % 20 == 7 else "green"


def settings_in(folder: Path, **more: object) -> EdgeSettings:
    """Settings of an edge that has all its files below `folder`."""
    keys = folder / "keys"
    return EdgeSettings(
        snapshot=folder / "snapshot",
        holders=folder / "holders",
        public=folder / "edge",
        code_keys=keys / "codes",
        places_key=keys / "places.key",
        **more,  # type: ignore[arg-type]
    )


def make_city(pack: Pack, folder: Path, *, people: int, tokens: int, at: datetime) -> InventedCity:
    """Make the city below `folder`, which must not hold one yet."""
    settings = settings_in(folder)
    publish_whole(settings.snapshot, _batches(people), header_of(pack, at, 1))
    keyring.make_key(settings.code_keys, algorithm=ALGORITHM, signs_from=at - timedelta(days=1))
    prepare(pack, settings.public)
    _sign_trust_list(settings, at)
    held = _admit(settings, min(tokens, people), at)
    colours = [*(colour_of(number) for number in range(len(held) - 1)), None]
    told = [{"token": token, "colour": colour} for token, colour in zip(held, colours, strict=True)]
    (folder / TOKENS).write_text(json.dumps(told), encoding="utf-8")
    return InventedCity(settings, people, held[:-1], held[-1])


def header_of(pack: Pack, at: datetime, sequence: int) -> Header:
    """The header of the city's snapshot number `sequence`."""
    return Header(pack.release, f"invented-{sequence}", at.replace(second=0, microsecond=0), sequence)


def decided(numbers: Sequence[int], colour: str | None = None) -> pa.RecordBatch:
    """Decisions of some people. Of twenty, one is yellow by a rule and one has a duty, unless all have one `colour`."""
    shades = [colour or colour_of(number) for number in numbers]
    entries = [
        "deferred" if shade == "yellow" else "conditional" if n % 20 == 9 else None
        for n, shade in zip(numbers, shades, strict=True)
    ]
    rules = [
        ["C8.in_risk_county"] if entry == "deferred" else ["E2.same_prefecture"] if entry else [] for entry in entries
    ]
    none = [None] * len(numbers)
    columns = [
        [person(n) for n in numbers],
        shades,
        entries,
        [[]] * len(numbers),
        rules,
        [[]] * len(numbers),
        none,
        none,
    ]
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def recolour(
    city: InventedCity, pack: Pack, numbers: Sequence[int], colour: str, *, at: datetime, sequence: int
) -> None:
    """Publish another colour for some people."""
    publish_changes(city.settings.snapshot, decided(numbers, colour), header_of(pack, at, sequence))


def _batches(people: int) -> Iterator[pa.RecordBatch]:
    for begin in range(0, people, BATCH):
        yield decided(range(begin, min(begin + BATCH, people)))


def _sign_trust_list(settings: EdgeSettings, at: datetime) -> None:
    root = MAKERS[ALGORITHM]()
    signed = write_trust_list(
        Signer(root, kid_of(root.public_key())),
        keyring.ring_in(settings.code_keys).trusted(),
        issuer="Invented city",
        issued=at,
        until=at + timedelta(days=30),
    )
    settings.public.mkdir(parents=True, exist_ok=True)
    (settings.public / TRUST_LIST).write_bytes(signed)


def _admit(settings: EdgeSettings, count: int, at: datetime) -> list[str]:
    """Sign in the first `count` people and one more, whom nothing is recorded about."""
    until = at + timedelta(days=30)
    names = [person(number) for number in range(count)] + ["invented-stranger"]
    with Holders(settings.holders, key=os.urandom(32)) as holders:
        return holders.admit_all(
            [(Personal(name), Personal("王"), Personal("110***********0000")) for name in names], until=until
        )
