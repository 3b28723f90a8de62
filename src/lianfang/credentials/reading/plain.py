"""What a paper holds as JSON can carry it: no tags, no bytes, no numbers that JSON lacks."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from lianfang.credentials.cbor import Tag
from lianfang.kernel.clock import EPOCH

EPOCH_TAG = 1


def plain(item: object) -> object:
    """`item` of CBOR as JSON: a tagged date is its text, bytes are hexadecimal digits, not-a-number is nothing."""
    if isinstance(item, Tag):
        return _moment(item.value) if item.number == EPOCH_TAG else plain(item.value)
    if isinstance(item, Mapping):
        return {key.hex() if isinstance(key, bytes) else str(key): plain(value) for key, value in item.items()}
    if isinstance(item, list):
        return [plain(value) for value in item]
    if isinstance(item, bytes):
        return item.hex()
    return None if isinstance(item, float) and not math.isfinite(item) else item


def _moment(value: object) -> object:
    """A number of seconds as the day and time it stands for; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return plain(value)
    try:
        return (EPOCH + timedelta(seconds=value)).isoformat()
    except (OverflowError, ValueError):
        return plain(value)


def moment_of(value: object) -> datetime | None:
    """The moment a NumericDate names, tagged or not; None when it is none, or too far away for a calendar."""
    if isinstance(value, Tag) and value.number == EPOCH_TAG:
        value = value.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None
