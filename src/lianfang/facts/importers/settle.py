"""When a file speaks of what is known already: what is empty or older never replaces what is known."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

Row = Mapping[str, object]
TestKey = tuple[str, datetime, str]


def settle_persons(rows: Sequence[Row], known: Mapping[str, tuple[date | None, str | None]]) -> list[Row]:
    """One row per person: what the file says, and what was known where the file says nothing."""
    settled: dict[str, dict[str, object]] = {}
    for row in rows:
        person = str(row["person_id"])
        born, home = known.get(person, (None, None))
        one = settled.setdefault(person, {"person_id": person, "birth_date": None, "home_area": None})
        one["birth_date"] = one["birth_date"] or row["birth_date"] or born
        one["home_area"] = one["home_area"] or row["home_area"] or home
    return list(settled.values())


def settle_tests(rows: Sequence[Row], known: Mapping[TestKey, tuple[datetime | None, str]]) -> list[Row]:
    """One row per test: a result beats a pending one, a later report an earlier one, in the file and on disk."""
    settled: dict[TestKey, Row] = {}
    for row in rows:
        key = _key(row)
        if key not in settled or _weight(row["reported_at"], row["result"]) >= _weight(
            settled[key]["reported_at"], settled[key]["result"]
        ):
            settled[key] = row
    return [
        row
        for key, row in settled.items()
        if key not in known or _weight(row["reported_at"], row["result"]) >= _weight(*known[key])
    ]


def _key(row: Row) -> TestKey:
    sampled = row["sampled_at"]
    assert isinstance(sampled, datetime)
    return str(row["person_id"]), sampled, str(row["method"])


def _weight(reported: object, result: object) -> tuple[bool, bool, float]:
    when = reported.timestamp() if isinstance(reported, datetime) else 0.0
    return result != "pending", reported is not None, when
