"""Rows past their time are erased: from every version of a table, the disk and the index; a certificate says so.

How long a table's rows are kept is a value with a date; a city's own order replaces it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from lianfang.facts.cells import quoted
from lianfang.facts.lake.index import Change
from lianfang.facts.lake.ledger import RETRACTED
from lianfang.facts.lake.refusals import LakeNotWritten
from lianfang.facts.lake.shapes import RECEIVED, plain_cells
from lianfang.facts.lake.writer import LakeWriter
from lianfang.facts.schemas import TABLES, Kind
from lianfang.kernel.clock import to_micros

DEFAULT_SINCE = date(2026, 11, 25)  # no published order names these numbers: they are defaults of this day
DEFAULT_DAYS: Mapping[str, int] = {
    "stays": 90,
    "tests": 90,
    "contacts": 90,
    "isolations": 180,
    "border_entries": 90,
    "city_arrivals": 90,
    "links": 90,
    "screening_orders": 90,
    "residences": 180,
    "exceptions": 180,
}
OPEN_ENDS = ("left_at", "until_at", "cleared_at")  # while these are missing, the row still lasts and is kept


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased from one table, or would be. `keys` are facts, `rows` all their versions; `sha256` is over them.

    `before` is the civil moment before which facts had ended.
    """

    table: str
    days: int
    before: datetime
    keys: int
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a run of retention did at `at`; the dry run says the same of what would be."""

    at: datetime
    dry_run: bool
    tables: tuple[Erased, ...]
    version_before: str
    version_after: str

    def as_json(self) -> str:
        """One object, moments as ISO 8601."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, default=_iso) + "\n"


def retain(
    lake: LakeWriter, *, at: datetime, days: Mapping[str, int] = DEFAULT_DAYS, dry_run: bool = False
) -> tuple[Certificate, tuple[str, ...]]:
    """Erase what is past its days at `at`. Gives the certificate, kept in `certificates/`, and the people concerned.

    A fact goes with all its versions: those that were corrected and those that were taken back. Raises LakeNotWritten.
    """
    before, found, people = lake.data_version(), [], set()
    for name, kept in sorted(days.items()):
        cutoff = at - timedelta(days=kept)
        erased = _find(lake, name, kept, cutoff)
        if not erased.rows:
            continue
        found.append(erased)
        people |= {str(row[0]) for row in lake.connection.execute('SELECT DISTINCT person_id FROM "__past"').fetchall()}
        if not dry_run:
            _erase(lake, name)
    certificate = Certificate(at, dry_run, tuple(found), before, lake.data_version())
    if found and not dry_run:
        _keep(lake.folder, certificate)
    return certificate, tuple(sorted(people))


def _find(lake: LakeWriter, name: str, days: int, cutoff: datetime) -> Erased:
    """Put the keys that are past into the table "__past", and count what they hold."""
    ledger, connection = lake.ledgers[name], lake.connection
    keys, every = _listed(ledger.key), ledger.every(connection)
    last = f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {RECEIVED} DESC) = 1"
    ended = f"({_end(name)}) < make_timestamptz({to_micros(cutoff)})"
    taken = f"{RETRACTED} AND {RECEIVED} < make_timestamptz({to_micros(cutoff)})"
    past = f"SELECT {keys} FROM (SELECT * FROM ({every}) {last}) WHERE ({ended} AND NOT {RETRACTED}) OR ({taken})"
    connection.execute(f'CREATE OR REPLACE TEMP TABLE "__past" AS {past}')
    rows = f'SELECT * FROM ({every}) SEMI JOIN "__past" USING ({keys}) ORDER BY {keys}, {RECEIVED}'
    texts = ", ".join(f"CAST({quoted(column)} AS VARCHAR)" for column in ledger.schema.names)
    digest = f"sha256(coalesce(string_agg(to_json([{texts}])::VARCHAR, '\n'), ''))"
    query = f"SELECT count(*), {digest} FROM ({rows})"
    count, sha256 = connection.execute(query).fetchall()[0]
    (number,) = connection.execute('SELECT count(*) FROM "__past"').fetchall()[0]
    return Erased(name, days, cutoff, number, count, sha256)


def _end(name: str) -> str:
    """SQL: when what a row says had ended; NULL while it lasts."""
    table = TABLES[name]
    lasting = [column.name for column in table.columns if column.name in OPEN_ENDS]
    if lasting:
        return quoted(lasting[0])
    moments = [quoted(column.name) for column in table.columns if column.kind in (Kind.INSTANT, Kind.DAY)]
    return f"greatest({', '.join(moments)})" if len(moments) > 1 else moments[0]


def _erase(lake: LakeWriter, name: str) -> None:
    """From the index first: a kill in between leaves rows in the table that the next run erases."""
    ledger, connection = lake.ledgers[name], lake.connection
    keys = _listed(ledger.key)
    known = f'SELECT * FROM ({ledger.known(connection)}) SEMI JOIN "__past" USING ({keys})'
    rows = connection.sql(f"SELECT {plain_cells(TABLES[name])}, true AS {RETRACTED} FROM ({known})").to_arrow_table()
    lake.index.apply([Change(name, rows)], (), last=lake.last)
    ledger.settle(connection, drop=f'({keys}) IN (SELECT ({keys}) FROM "__past")')


def _keep(folder: Path, certificate: Certificate) -> None:
    try:
        place = folder / "certificates"
        place.mkdir(exist_ok=True)
        name = f"{certificate.at:%Y%m%dT%H%M%S}-{certificate.version_after[:12]}.json"
        part = place / f".{name}.part"
        part.write_text(certificate.as_json(), encoding="utf-8")
        part.replace(place / name)
    except OSError as error:
        raise LakeNotWritten(table="certificates", why=error.strerror or "refused") from error


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names))


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
