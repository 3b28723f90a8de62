"""A pack as a folder: what is not safe to open, what has no place there, and a zone whose days all have 24 hours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from os import stat_result
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from zoneinfo import ZoneInfo

from lianfang.policy.faults import Fault, Faults, Place, closest
from lianfang.policy.reading.sheet import Sheet
from lianfang.policy.yaml_files import LARGEST

MOST_FILES = 2_000
MOST_BYTES = 4_000_000
DEEPEST_FOLDER = 4
_FILES = ("pack.yaml", "notices.yaml", "duties.yaml")
_LISTS = ("values", "facts", "schedules", "checklists", "cases")
_OF_A_MEASURE = ("measure.yaml", "rules.yaml", "questions.yaml")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,80}")


def unsafe_to_open(root: Path) -> tuple[Fault, ...]:
    """What keeps a pack from being read at all: links that lead out, things that are no files, far too much of it."""
    faults = Faults()
    inside, total = root.resolve(), 0
    for count, path in enumerate(_everything(root, faults), 1):
        name, kind = path.relative_to(root).as_posix(), path.stat() if path.exists() else None
        says, suggestion = _unsafe(path, kind, inside)
        if says:
            faults.add(Place(name, 1), says, suggestion)
        elif kind is not None and path.suffix == ".yaml":
            total += kind.st_size
        if count > MOST_FILES or total > MOST_BYTES:
            says = f"The pack holds more than {MOST_FILES:,} files or {MOST_BYTES:,} bytes."
            faults.add(Place(name, 1), says, "A policy is text; keep data out of its folder.")
            break
    return tuple(sorted(faults.found))


def _unsafe(path: Path, kind: stat_result | None, inside: Path) -> tuple[str, str]:
    if kind is None or not (S_ISREG(kind.st_mode) or S_ISDIR(kind.st_mode)):
        return "This is neither a file nor a folder.", "Take it out of the pack."
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return "This is a link that leads out of the pack.", "Put the file itself here."
    if path.suffix == ".yaml" and S_ISDIR(kind.st_mode):
        return "A folder has the name of a file.", "Give it a name without .yaml."
    if path.suffix == ".yaml" and kind.st_size > LARGEST:
        return f"The file is larger than {LARGEST:,} bytes.", "Divide it into several files."
    return "", ""


def _everything(folder: Path, faults: Faults, root: Path | None = None, depth: int = 0) -> Iterator[Path]:
    root = root or folder
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        name = folder.relative_to(root).as_posix()
        faults.add(Place(name, 1), f"The folder cannot be read ({error.strerror}).", "Check who may read it.")
        return
    for path in found:
        yield path
        if path.is_dir() and not path.is_symlink():
            if depth < DEEPEST_FOLDER:
                yield from _everything(path, faults, root, depth + 1)
            elif any(path.iterdir()):
                name = path.relative_to(root).as_posix()
                faults.add(Place(name, 1), "The folder is too deep inside the pack.", "Put its files higher up.")


def out_of_place(root: Path, measures: tuple[str, ...]) -> list[Fault]:
    """Files and folders that nothing reads: mostly a name that is spelled wrongly. Notes (.md) may be anywhere."""
    faults = Faults()
    for path in _everything(root, faults):
        parts = path.relative_to(root).parts
        if any(part.startswith(".") for part in parts) or path.suffix == ".md" or _has_a_place(path, parts, measures):
            continue
        suggestion = _suggestion(parts, measures)
        kind = "folder" if path.is_dir() else "file"
        faults.add(Place("/".join(parts), 1), f"Nothing reads this {kind}.", suggestion)
    return faults.found


def _has_a_place(path: Path, parts: tuple[str, ...], measures: tuple[str, ...]) -> bool:
    top, depth = parts[0], len(parts)
    if path.is_dir():
        return parts in [("measures",), *((name,) for name in _LISTS), *(("measures", name) for name in measures)]
    if top == "measures":
        return depth == 3 and parts[1] in measures and parts[2] in _OF_A_MEASURE
    if depth == 1:
        return top in _FILES
    return depth == 2 and top in _LISTS and path.suffix == ".yaml"


def _suggestion(parts: tuple[str, ...], measures: tuple[str, ...]) -> str:
    top, last = parts[0], parts[-1]
    if len(parts) == 1:
        return closest(last, (*_FILES, *_LISTS, "measures"))
    if top == "measures" and parts[1] not in measures:
        return closest(parts[1], measures) or f"Name {parts[1]} under measures in pack.yaml, or take it out."
    if top == "measures":
        return closest(last, _OF_A_MEASURE)
    if top in _LISTS and last.endswith((".yml", ".yaml.txt", ".json")):
        return f"Give it the name {last.partition('.')[0]}.yaml."
    return "Take it out of the pack, or give it a name that ends in .yaml."


def measure_names(top: Sheet) -> tuple[str, ...]:
    """The measures pack.yaml names: names of folders, never paths."""
    names = top.names("measures")
    for name in names:
        if not _NAME.fullmatch(name):
            top.fault("measures", f"“{name}” is not a name of a measure.", "Use small letters, figures, _ and -.")
    return tuple(dict.fromkeys(name for name in names if _NAME.fullmatch(name)))


@lru_cache
def is_steady(zone: ZoneInfo) -> bool:
    """Whether the zone's offset from UTC never changes from 2019 to 2100."""
    first = datetime(2019, 1, 1, tzinfo=UTC)
    days = (datetime(2101, 1, 1, tzinfo=UTC) - first).days
    offset = first.astimezone(zone).utcoffset()
    return all((first + timedelta(days=day)).astimezone(zone).utcoffset() == offset for day in range(days))
