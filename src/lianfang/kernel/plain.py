"""Data of ours as JSON can carry it."""

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

from lianfang.kernel.words import Words


def plain(value: object) -> object:
    """Data as JSON can carry it: moments as ISO 8601, enumerations as their words, words as {zh, en}."""
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)
