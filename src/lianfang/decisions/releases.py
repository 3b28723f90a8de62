"""Releases in force: immutable folders of packs, and one index that says which is in force from which minute.

The index is the pointer that every channel reads: the worker, the command line, the edge and the rooms. A release is
staged ahead and takes force at its minute by itself, in all of them at once; nothing has to run at that minute.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack
from lianfang.policy.packs import PackFaulty, read_pack, release_of

INDEX, LOCK = "index.json", "index.lock"


class NoRelease(Refusal):
    code = "no-release"
    says = Words(
        "{at} 时没有任何政策版本生效。",
        "No release of the policy is in force at {at}.",
    )
    remedy = Words(
        "请先登记一个版本：lianfang release stage PACK --from T --lake FOLDER。",
        "Stage one: lianfang release stage PACK --from T --lake FOLDER.",
    )
    status = 503


class ReleaseDamaged(Refusal):
    code = "release-damaged"
    says = Words(
        "版本 {release} 与登记时不一致：{why}。",
        "The release {release} is not what was staged: {why}.",
    )
    remedy = Words(
        "请从备份恢复该版本的文件夹，或重新登记同一政策包；在此之前已有判定保持不变。",
        "Put its folder back from a copy, or stage the same pack again; decisions stay as they are until then.",
    )
    status = 503


class ReleaseNotStaged(Refusal):
    code = "release-not-staged"
    says = Words(
        "该版本不能在 {starts} 生效：{why}。",
        "The release cannot take force at {starts}: {why}.",
    )
    remedy = Words(
        "请选择一个尚未到来、且没有其他版本生效的整分钟。",
        "Choose a whole minute that is still to come and at which no other release takes force.",
    )


class ReleaseNotWritten(Refusal):
    code = "release-not-written"
    says = Words(
        "该版本无法写入：{why}。",
        "The release could not be written: {why}.",
    )
    remedy = Words(
        "请腾出磁盘空间或允许写入，然后重新登记；正在生效的版本没有改变。",
        "Free disk space or allow writing there, then stage it again; what is in force has not changed.",
    )
    status = 503


@dataclass(frozen=True, slots=True)
class Release:
    """One entry of the index: in force from `starts` (a whole minute) until the next entry's."""

    release: str
    starts: datetime
    staged_at: datetime
    by: str


class Releases:
    """The releases in a folder. Reading asks the index each time, so a change is seen at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> tuple[Release, ...]:
        """Every release, earliest first. Raises ReleaseDamaged."""
        try:
            text = (self.folder / INDEX).read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise ReleaseDamaged(release=INDEX, why=error.strerror or "it cannot be read") from error
        try:
            return tuple(_entry(row) for row in json.loads(text)["releases"])
        except (ValueError, KeyError, TypeError) as error:
            raise ReleaseDamaged(release=INDEX, why="it is not what this platform wrote") from error

    def at(self, moment: datetime) -> Release:
        """The release in force at a moment. Raises NoRelease."""
        begun = [each for each in self.all() if each.starts <= moment]
        if not begun:
            raise NoRelease(at=moment.isoformat())
        return begun[-1]

    def after(self, moment: datetime) -> Release | None:
        """The next release that takes force after a moment."""
        return next((each for each in self.all() if each.starts > moment), None)

    def pack(self, release: Release) -> Pack:
        """The pack of a release. Raises ReleaseDamaged when it is not the one that was staged."""
        return _pack(self.folder / release.release, release.release)

    def stage(self, pack: Path, *, starts: datetime, by: str, at: datetime) -> Release:
        """Keep a pack that takes force at `starts`. The first release may have begun already; later ones may not.

        Raises PackFaulty, NoPack, ReleaseNotStaged, ReleaseNotWritten.
        """
        read_pack(pack)
        entry = Release(release_of(pack), starts, at, by)
        with self._changing() as entries:
            if starts.second or starts.microsecond:
                raise ReleaseNotStaged(starts=starts.isoformat(), why="it is not a whole minute")
            if entries and starts <= at:
                raise ReleaseNotStaged(starts=starts.isoformat(), why="that minute has passed")
            if any(each.starts == starts for each in entries):
                raise ReleaseNotStaged(starts=starts.isoformat(), why="another release takes force then")
            self._keep(pack, entry.release)
            self._point([*entries, entry])
        return entry

    def withdraw(self, *, starts: datetime, at: datetime) -> Release:
        """Take back a release that has not taken force yet. Raises ReleaseNotStaged."""
        with self._changing() as entries:
            found = next((each for each in entries if each.starts == starts), None)
            if found is None or starts <= at:
                why = "none was staged for it" if found is None else "it is in force, and what was decided stays"
                raise ReleaseNotStaged(starts=starts.isoformat(), why=why)
            self._point([each for each in entries if each is not found])
        return found

    @contextmanager
    def _changing(self) -> Iterator[tuple[Release, ...]]:
        """One change at a time."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with (self.folder / LOCK).open("w", encoding="ascii") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield self.all()
        except OSError as error:
            raise ReleaseNotWritten(why=error.strerror or "refused") from error

    def _keep(self, pack: Path, release: str) -> None:
        """The pack's files, whole or not at all; files of the same name are never written again."""
        target, part = self.folder / release, self.folder / f".{release}.part"
        if target.exists() and release_of(target) == release:
            return
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(pack, part, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        for file in part.rglob("*"):
            _to_disk(file)
        shutil.rmtree(target, ignore_errors=True)
        part.replace(target)
        _to_disk(self.folder)

    def _point(self, entries: Sequence[Release]) -> None:
        rows = [
            {"release": e.release, "from": e.starts.isoformat(), "staged_at": e.staged_at.isoformat(), "by": e.by}
            for e in sorted(entries, key=lambda each: each.starts)
        ]
        part = self.folder / f".{INDEX}.part"
        part.write_text(json.dumps({"releases": rows}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        _to_disk(part)
        part.replace(self.folder / INDEX)
        _to_disk(self.folder)


@lru_cache(maxsize=8)
def _pack(folder: Path, release: str) -> Pack:
    if not folder.is_dir() or release_of(folder) != release:
        raise ReleaseDamaged(release=release, why="its files are missing or were changed")
    try:
        return read_pack(folder)
    except PackFaulty as error:
        raise ReleaseDamaged(release=release, why=str(error)) from error


def _entry(row: dict[str, str]) -> Release:
    starts, staged = datetime.fromisoformat(row["from"]), datetime.fromisoformat(row["staged_at"])
    return Release(row["release"], starts, staged, row["by"])


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
