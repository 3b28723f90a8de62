"""Keys in files that only the platform's own user may read. Made whole or not at all; never printed, never logged."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyNotSafe(Refusal):
    code = "key-not-safe"
    says = Words("密钥文件 {file} 不能使用：{why}。", "The key file {file} cannot be used: {why}.")
    remedy = Words(
        "请设为只有平台自己的用户可读（chmod 600），或用封存的副本恢复。",
        "Make it readable by the platform's own user alone (chmod 600), or restore it from the sealed copy.",
    )
    status = 500


def kept_key(file: Path, make: Callable[[], bytes]) -> bytes:
    """The key in `file`; made by `make` at the first start and kept with mode 0600.

    Two processes that begin together end with the same key. Raises KeyNotSafe when others may read the file or it
    cannot be read.
    """
    try:
        if not file.exists():
            _keep(file, make())
        if file.stat().st_mode & OPEN_TO_OTHERS:
            raise KeyNotSafe(
                file=file.name, why=Words("本机的其他用户也能读它", "other users of this machine may read it")
            )
        key = file.read_bytes()
    except OSError as error:
        raise KeyNotSafe(file=file.name, why=reason(error)) from None
    if not key:
        raise KeyNotSafe(file=file.name, why=Words("它是空的", "it is empty"))
    return key


def _keep(file: Path, key: bytes) -> None:
    """Write beside, then link into place: whoever comes second keeps the first one's key."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=".new-key-") as new:
        new.write(key)
        new.flush()
        os.fsync(new.fileno())
        try:
            os.link(new.name, file)
        except FileExistsError:
            return
