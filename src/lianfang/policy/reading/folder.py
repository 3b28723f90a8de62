"""A pack as a folder: what is not safe to open, what has no place there, and a zone whose days all have 24 hours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from os import stat_result
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from zoneinfo import ZoneInfo

from lianfang.kernel.reasons import reason
from lianfang.kernel.words import Words
from lianfang.policy.faults import Fault, Faults, Place, closest
from lianfang.policy.reading.sheet import Sheet
from lianfang.policy.yaml_files import LARGEST, MAY_READ

MOST_FILES = 2_000
MOST_BYTES = 4_000_000
DEEPEST_FOLDER = 4
TOO_MUCH = Words(
    f"政策包超过 {MOST_FILES:,} 个文件或 {MOST_BYTES:,} 字节。",
    f"The pack holds more than {MOST_FILES:,} files or {MOST_BYTES:,} bytes.",
)
KEEP_DATA_OUT = Words("政策是文本；请不要把数据放进文件夹。", "A policy is text; keep data out of its folder.")
DIVIDE = Words("请分成几个文件。", "Divide it into several files.")
TOO_DEEP = Words("文件夹在政策包里放得太深。", "The folder is too deep inside the pack.")
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
        unsafe = _unsafe(path, kind, inside)
        if unsafe:
            faults.add(Place(name, 1), *unsafe)
        elif kind is not None and path.suffix == ".yaml":
            total += kind.st_size
        if count > MOST_FILES or total > MOST_BYTES:
            faults.add(Place(name, 1), TOO_MUCH, KEEP_DATA_OUT)
            break
    return tuple(sorted(faults.found))


def _unsafe(path: Path, kind: stat_result | None, inside: Path) -> tuple[Words, Words] | None:
    if kind is None or not (S_ISREG(kind.st_mode) or S_ISDIR(kind.st_mode)):
        return Words("这既不是文件也不是文件夹。", "This is neither a file nor a folder."), Words(
            "请移出政策包。", "Take it out of the pack."
        )
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return Words("这是通到政策包外面的链接。", "This is a link that leads out of the pack."), Words(
            "请把文件本身放在这里。", "Put the file itself here."
        )
    if path.suffix == ".yaml" and S_ISDIR(kind.st_mode):
        return Words("文件夹用了文件的名称。", "A folder has the name of a file."), Words(
            "请去掉名称里的 .yaml。", "Give it a name without .yaml."
        )
    if path.suffix == ".yaml" and kind.st_size > LARGEST:
        return Words(f"文件超过 {LARGEST:,} 字节。", f"The file is larger than {LARGEST:,} bytes."), DIVIDE
    return None


def _everything(folder: Path, faults: Faults, root: Path | None = None, depth: int = 0) -> Iterator[Path]:
    root = root or folder
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        name = folder.relative_to(root).as_posix()
        says = Words("文件夹读不了（{why}）。", "The folder cannot be read ({why}).").filled(why=reason(error))
        faults.add(Place(name, 1), says, MAY_READ)
        return
    for path in found:
        yield path
        if path.is_dir() and not path.is_symlink():
            if depth < DEEPEST_FOLDER:
                yield from _everything(path, faults, root, depth + 1)
            elif any(path.iterdir()):
                name = path.relative_to(root).as_posix()
                faults.add(Place(name, 1), TOO_DEEP, Words("请把里面的文件往上放。", "Put its files higher up."))


def out_of_place(root: Path, measures: tuple[str, ...]) -> list[Fault]:
    """Files and folders that nothing reads: mostly a name that is spelled wrongly. Notes (.md) may be anywhere."""
    faults = Faults()
    for path in _everything(root, faults):
        parts = path.relative_to(root).parts
        if any(part.startswith(".") for part in parts) or path.suffix == ".md" or _has_a_place(path, parts, measures):
            continue
        suggestion = _suggestion(parts, measures)
        kind = Words("文件夹", "folder") if path.is_dir() else Words("文件", "file")
        says = Words("没有什么会读这个{kind}。", "Nothing reads this {kind}.").filled(kind=kind)
        faults.add(Place("/".join(parts), 1), says, suggestion)
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


def _suggestion(parts: tuple[str, ...], measures: tuple[str, ...]) -> Words:
    top, last = parts[0], parts[-1]
    if len(parts) == 1:
        return closest(last, (*_FILES, *_LISTS, "measures"))
    if top == "measures" and parts[1] not in measures:
        named = Words(
            f"请在 pack.yaml 的 measures 里写上 {parts[1]}，或把它移出。",
            f"Name {parts[1]} under measures in pack.yaml, or take it out.",
        )
        return closest(parts[1], measures, named)
    if top == "measures":
        return closest(last, _OF_A_MEASURE)
    if top in _LISTS and last.endswith((".yml", ".yaml.txt", ".json")):
        name = f"{last.partition('.')[0]}.yaml"
        return Words(f"请改名为 {name}。", f"Give it the name {name}.")
    return Words(
        "请移出政策包，或改成以 .yaml 结尾的名称。",
        "Take it out of the pack, or give it a name that ends in .yaml.",
    )


def measure_names(top: Sheet) -> tuple[str, ...]:
    """The measures pack.yaml names: names of folders, never paths."""
    names = top.names("measures")
    for name in names:
        if not _NAME.fullmatch(name):
            top.fault(
                "measures",
                Words(f"“{name}”不能作措施的名称。", f"“{name}” is not a name of a measure."),
                Words("请用小写字母、数字、_ 和 -。", "Use small letters, figures, _ and -."),
            )
    return tuple(dict.fromkeys(name for name in names if _NAME.fullmatch(name)))


@lru_cache
def is_steady(zone: ZoneInfo) -> bool:
    """Whether the zone's offset from UTC never changes from 2019 to 2100."""
    first = datetime(2019, 1, 1, tzinfo=UTC)
    days = (datetime(2101, 1, 1, tzinfo=UTC) - first).days
    offset = first.astimezone(zone).utcoffset()
    return all((first + timedelta(days=day)).astimezone(zone).utcoffset() == offset for day in range(days))
