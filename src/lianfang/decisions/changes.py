"""What of a run is new: its decisions compared with those in force, person by person or in one query for everybody."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lianfang.decisions.history import DECISIONS, HISTORY, SIGNATURE
from lianfang.facts.lake.ledger import MOMENT, RETRACTED
from lianfang.snapshots.comparing import compare
from lianfang.snapshots.reader import Reader


def new_rows(
    decided: pa.Table, asked: Mapping[str, int], in_force: Reader, *, cause: str, run: int
) -> tuple[pa.Table, list[int]]:
    """The rows of the history that a run of some people makes, and the moments from which the restored are free.

    `asked` gives each person's moment (microseconds). People asked about who are not in `decided` have no record any
    more: a row without a colour says so, once.
    """
    batch = decided.combine_chunks().to_batches()[0] if decided.num_rows else pa.RecordBatch.from_pylist([], DECISIONS)
    compared = compare(in_force, batch)
    signatures = [(p.colour, p.entry, p.notices, p.rules) for p in compared.patterns]
    named = np.array([signatures.index(each) for each in signatures], dtype=np.int64)
    barred = np.array([restricted(p.colour, p.entry, p.notices) for p in compared.patterns], dtype=bool)
    kept = np.flatnonzero(~compared.same)
    alike = named[compared.before] == named[compared.after] if len(named) else compared.same
    renewals = (compared.there & alike & compared.until)[kept]
    freed = compared.there & barred[compared.before] & ~barred[compared.after] if len(barred) else compared.same
    people = decided.column("person_id").to_pylist()
    lost = _lost(asked, set(people), in_force)
    rows = pa.concat_tables([decided.take(pa.array(kept)), _nobody(lost)])
    rows = _numbered(rows, asked, cause, run, [*renewals.tolist(), *([False] * len(lost))], len(lost))
    return rows, [asked[people[at]] for at in np.flatnonzero(freed)]


def _lost(asked: Mapping[str, int], there: set[str], in_force: Reader) -> list[str]:
    """The people asked about of whom nothing is known any more, and something was."""
    absent = [person for person in asked if person not in there]
    found = in_force.raws([person.encode() for person in absent])
    return [person for person, value in zip(absent, found, strict=True) if value is not None]


def _numbered(
    rows: pa.Table, asked: Mapping[str, int], cause: str, run: int, renewals: list[bool], lost: int
) -> pa.Table:
    """Decisions with what the history says beside them; the last `lost` rows take people out."""
    people = rows.column("person_id").to_pylist()
    more: dict[str, pa.Array] = {
        "at": pa.array([asked[person] for person in people], MOMENT),
        "cause": pa.repeat(pa.scalar(cause), len(people)),
        "run": pa.repeat(pa.scalar(run, pa.int64()), len(people)),
        "number": pa.array(range(len(people)), pa.int64()),
        "renewal": pa.array(renewals, pa.bool_()),
        RETRACTED: pa.array([False] * (len(people) - lost) + [True] * lost, pa.bool_()),
    }
    for name, values in more.items():
        rows = rows.append_column(name, values)
    return rows.cast(HISTORY)


def of_everybody(decided: str, known: str, *, cause: str, run: int, at: int) -> str:
    """SQL: the same for a run of everybody, sorted by person; `decided` and `known` are queries of DECISIONS."""
    same = " AND ".join(f'd."{name}" IS NOT DISTINCT FROM k."{name}"' for name in SIGNATURE)
    lasts = 'd."holds_until" IS NOT DISTINCT FROM k."holds_until"'
    whole = f'{same} AND {lasts} AND d."unknown" IS NOT DISTINCT FROM k."unknown"'
    names = ", ".join(f'd."{name}"' for name in DECISIONS.names)
    nobody = ", ".join('k."person_id"' if name == "person_id" else f'NULL AS "{name}"' for name in DECISIONS.names)
    there = 'k."person_id" IS NOT NULL'
    free = f"{there} AND {_restricted('k')} AND NOT {_restricted('d')}"
    return f"""
        WITH d AS ({decided}), k AS ({known}), new AS (
            SELECT {names}, {there} AND {same} AS "renewal", false AS "{RETRACTED}", {free} AS "__restored",
                   NOT ({there} AND {same} AND {lasts}) AS "__differs"
            FROM d LEFT JOIN k USING ("person_id") WHERE NOT ({there} AND {whole})
            UNION ALL BY NAME
            SELECT {nobody}, false AS "renewal", true AS "{RETRACTED}", false AS "__restored", true AS "__differs"
            FROM k ANTI JOIN d USING ("person_id")
        )
        SELECT *, make_timestamptz({at}) AS "at", '{cause}' AS "cause", {run}::BIGINT AS "run",
               row_number() OVER (ORDER BY "person_id") - 1 AS "number"
        FROM new ORDER BY "person_id"
    """


def restricted(colour: str | None, entry: str | None, notices: Sequence[str] | None) -> bool:
    """Whether a decision stands in somebody's way."""
    return colour in ("yellow", "red") or bool(notices) or entry in ("deferred", "refused")


def _restricted(table: str) -> str:
    colour, entry, notices = (f'{table}."{name}"' for name in ("colour", "entry", "notices"))
    return (
        f"({colour} IN ('yellow', 'red') OR len({notices}) > 0 OR coalesce({entry} IN ('deferred', 'refused'), false))"
    )


def _nobody(people: Sequence[str]) -> pa.Table:
    empty = {field.name: pa.nulls(len(people), field.type) for field in DECISIONS}
    return pa.table({**empty, "person_id": pa.array(people, pa.string())}, schema=DECISIONS)


def standing(rows: pa.Table) -> pa.Table:
    """The rows of people of whom something is known."""
    return rows.filter(pc.invert(rows.column(RETRACTED)))


def gone(rows: pa.Table) -> list[str]:
    """The people of whom nothing is known any more."""
    return [str(each) for each in rows.filter(rows.column(RETRACTED)).column("person_id").to_pylist()]


def holds(rows: pa.Table) -> list[tuple[int, str]]:
    """When each of the rows is to be looked at again: (moment, person)."""
    moments = rows.column("holds_until").cast(pa.int64()).to_pylist()
    people = rows.column("person_id").to_pylist()
    return [(moment, person) for moment, person in zip(moments, people, strict=True) if moment is not None]
