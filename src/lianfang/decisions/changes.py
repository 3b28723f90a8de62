"""What of a run is new: its decisions compared with those in force, person by person or in one query for everybody."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lianfang.decisions.history import DECISIONS, HISTORY, SIGNATURE
from lianfang.facts.lake.ledger import MOMENT, RETRACTED
from lianfang.snapshots.model import Standing

InForce = Callable[[str], Standing | None]
Row = tuple[Any, ...]


def new_rows(
    decided: pa.Table, asked: Mapping[str, int], in_force: InForce, *, cause: str, run: int
) -> tuple[pa.Table, list[int]]:
    """The rows of the history that a run of some people makes, and the moments from which the restored are free.

    `asked` gives each person's moment (microseconds). People asked about who are not in `decided` have no record any
    more: a row without a colour says so, once.
    """
    columns = {name: decided.column(name).to_pylist() for name in DECISIONS.names}
    kept, renewals, restored = [], [], []
    for at, person in enumerate(columns["person_id"]):
        now, before = _told({name: column[at] for name, column in columns.items()}), in_force(person)
        then = None if before is None else _standing(before)
        if now == then:
            continue
        kept.append(at)
        renewals.append(then is not None and now[: len(SIGNATURE)] == then[: len(SIGNATURE)])
        if then is not None and restricted(*then[:3]) and not restricted(*now[:3]):
            restored.append(asked[person])
    there = set(columns["person_id"])
    gone = [person for person in asked if person not in there and in_force(person) is not None]
    people = [columns["person_id"][at] for at in kept] + gone
    rows = pa.concat_tables([decided.take(pa.array(kept, pa.int64())), _nobody(gone)])
    more: dict[str, pa.Array] = {
        "at": pa.array([asked[person] for person in people], MOMENT),
        "cause": pa.repeat(pa.scalar(cause), len(people)),
        "run": pa.repeat(pa.scalar(run, pa.int64()), len(people)),
        "number": pa.array(range(len(people)), pa.int64()),
        "renewal": pa.array(renewals + [False] * len(gone), pa.bool_()),
        RETRACTED: pa.array([False] * len(kept) + [True] * len(gone), pa.bool_()),
    }
    for name, values in more.items():
        rows = rows.append_column(name, values)
    return rows.cast(HISTORY), restored


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


def _told(row: Mapping[str, Any]) -> Row:
    """A decision as it is compared: the signature first."""
    lists = (tuple(row["notices"]), tuple(row["rules"]))
    return (row["colour"], row["entry"], *lists, row["until"], row["holds_until"], tuple(row["unknown"]))


def _standing(there: Standing) -> Row:
    return (there.colour, there.entry, there.notices, there.rules, there.until, there.holds_until, there.unknown)


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
