"""One person, one row: equal rows of `persons` count once, different rows for one id are bad."""

from collections.abc import Sequence

import duckdb

from lianfang.facts.cells import quoted
from lianfang.facts.report import BadRow, shorten
from lianfang.facts.staging import Staged

OUT_OF_ORDER = """
SELECT 1 FROM (SELECT "person_id" > lag("person_id") OVER () AS "ascends" FROM ({good})) WHERE NOT "ascends" LIMIT 1
"""
CANDIDATES = """
CREATE TABLE "__person_twice" AS
SELECT hash("person_id") AS "h" FROM ({good}) GROUP BY 1 HAVING count(*) > 1
"""
DUPLICATES = """
CREATE TABLE "__person_rows" AS
SELECT "p:person_id" AS "person_id", {plain}, "__file", "__row",
       count(*) OVER (PARTITION BY "p:person_id") AS "times",
       count(DISTINCT hash({values})) OVER (PARTITION BY "p:person_id") AS "versions"
FROM {relation}
WHERE NOT "__bad" AND hash("p:person_id") IN (SELECT "h" FROM "__person_twice")
"""


def settle_persons(connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged]) -> list[BadRow]:
    """Make the persons table speak once of each person, and give back the rows that contradict each other."""
    persons = next((one for one in staged if one.source.table.name == "persons"), None)
    if persons is None:
        return []
    if not connection.execute(OUT_OF_ORDER.format(good=persons.good)).fetchall():
        return []  # each id comes after the one before it: none comes twice
    connection.execute(CANDIDATES.format(good=persons.good))
    if not connection.execute('SELECT 1 FROM "__person_twice" LIMIT 1').fetchall():
        return []
    names = [cell.column.name for cell in persons.cells]
    others = [name for name in names if name != "person_id"]
    connection.execute(
        DUPLICATES.format(
            plain=", ".join(f"{quoted('p:' + name)} AS {quoted(name)}" for name in others),
            values=", ".join(quoted("p:" + name) for name in others),
            relation=persons.relation,
        )
    )
    kept = ", ".join(map(quoted, names))
    settled = '(SELECT "person_id" FROM "__person_rows" WHERE "times" > 1)'
    persons.good = (
        f'SELECT {kept} FROM ({persons.good}) WHERE "person_id" NOT IN {settled}'
        f' UNION ALL SELECT DISTINCT {kept} FROM "__person_rows" WHERE "times" > 1 AND "versions" = 1'
    )
    return _contradictions(connection, persons, names)


def _contradictions(connection: duckdb.DuckDBPyConnection, persons: Staged, names: list[str]) -> list[BadRow]:
    texts = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in names)
    query = f'SELECT "__file", "__row", [{texts}] FROM "__person_rows" WHERE "versions" > 1 ORDER BY 1, 2'
    found = connection.execute(query).fetchall()
    place = persons.source.placer()
    places = [place(file, row) for file, row, _ in found]
    return [
        BadRow(
            table="persons",
            file=file,
            line=line,
            column="person_id",
            value=shorten(values[0]),
            fault="contradiction",
            row=dict(zip(names, values, strict=True)),
            counted_in=persons.source.counted_in,
        )
        for (file, line), (_, _, values) in zip(places, found, strict=True)
    ]
