"""Decisions as a run writes them, and a folder to publish to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lianfang.snapshots.model import Header

NOON = datetime(2021, 8, 11, 4, 0, tzinfo=UTC)
WORDS = pa.list_(pa.string())
MOMENT = pa.timestamp("us", tz="UTC")
SCHEMA = pa.schema(
    [
        ("person_id", pa.string()),
        ("colour", pa.string()),
        ("entry", pa.string()),
        ("notices", WORDS),
        ("rules", WORDS),
        ("until", MOMENT),
        ("holds_until", MOMENT),
        ("unknown", WORDS),
        ("release", pa.string()),
    ]
)
GREEN: Mapping[str, Any] = {
    "colour": "green",
    "entry": None,
    "notices": [],
    "rules": [],
    "until": None,
    "holds_until": None,
    "unknown": [],
    "release": "r1",
}


def decided(*people: Mapping[str, Any]) -> pa.RecordBatch:
    """Rows with the columns of a run; what a row does not say is as for someone green."""
    return pa.RecordBatch.from_pylist([{**GREEN, **person} for person in people], schema=SCHEMA)


def everyone(colour: str, people: int = 3) -> pa.RecordBatch:
    return decided(*({"person_id": f"p{number:06d}", "colour": colour} for number in range(people)))


def header(sequence: int, **changes: Any) -> Header:
    return Header(
        **{
            "release": "r1",
            "data_version": f"d{sequence}",
            "computed_at": NOON + timedelta(minutes=sequence),
            "sequence": sequence,
            **changes,
        }
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshot"
