"""The folder a demonstration city is put into: whole or not at all, and never over anybody else's files."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lianfang.facts.schemas import TABLES
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

MARKER = "demo.json"
PEOPLE_FILE = "demo_people.json"
OURS = frozenset({MARKER, PEOPLE_FILE, *(f"{name}.parquet" for name in TABLES)})


class FolderNotEmpty(Refusal):
    code = "demo-folder-not-empty"
    says = Words(
        "“{path}”里有别的文件（{example}），没有写入演示城市。",
        "“{path}” holds other files ({example}); the demonstration city was not written.",
    )
    remedy = Words(
        "请换一个空文件夹或新文件夹。里面只有旧的演示城市时，才会替换它。",
        "Choose an empty or a new folder. A former demonstration city is replaced when nothing else is with it.",
    )


class FolderNotWritable(Refusal):
    code = "demo-folder-not-writable"
    says = Words(
        "演示城市写不进“{path}”（{why}）。", "The demonstration city could not be written to “{path}” ({why})."
    )
    remedy = Words(
        "请换一个可以写入、空间足够的文件夹。原处没有留下写了一半的东西。",
        "Choose a folder that can be written to, with enough free space. Nothing half-written was left there.",
    )


def is_demo_city(folder: Path) -> bool:
    """Whether a folder says it holds a demonstration city. Demonstration mode insists on this."""
    try:
        marker = json.loads((folder / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(marker, dict) and marker.get("demo") is True


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder to write in, put in the place of `out` when all went well and thrown away otherwise.

    Raises FolderNotEmpty, FolderNotWritable.
    """
    out = out.resolve()
    _check_free(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{out.name}.making-", dir=out.parent))
    except OSError as error:
        raise FolderNotWritable(path=out, why=reason(error)) from None
    try:
        yield making
        making.chmod(0o755)
        _put_in_place(making, out)
    except OSError as error:
        raise FolderNotWritable(path=out, why=reason(error)) from error
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _check_free(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise FolderNotEmpty(path=out, example=out.name)
    try:
        names = sorted(entry.name for entry in out.iterdir())
    except OSError as error:
        raise FolderNotWritable(path=out, why=reason(error)) from None
    others = [name for name in names if name not in OURS]
    if others or (names and not is_demo_city(out)):
        raise FolderNotEmpty(path=out, example=(others or names)[0])


def _put_in_place(making: Path, out: Path) -> None:
    """Two renames; should the second fail, the former city is put back."""
    _check_free(out)
    if not out.exists():
        making.rename(out)
        return
    former = Path(tempfile.mkdtemp(prefix=f".{out.name}.former-", dir=out.parent))
    out.replace(former)
    try:
        making.rename(out)
    except BaseException:
        former.replace(out)
        raise
    shutil.rmtree(former, ignore_errors=True)
