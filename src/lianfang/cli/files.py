"""Files that commands are given by name: read up to a limit, written whole, refused in a sentence."""

from pathlib import Path

from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class FileNotUsable(Refusal):
    code = "file-not-usable"
    says = Words("文件 {file} 不能使用：{why}。", "The file {file} cannot be used: {why}.")
    remedy = Words(
        "请给出可以读取的文件，或可以写入的文件夹。",
        "Name a file that can be read, or a folder that can be written to.",
    )


def read_bytes(file: Path, *, most: int) -> bytes:
    """What a file holds. Raises FileNotUsable, also when it is larger than `most` bytes."""
    try:
        with file.open("rb") as handle:
            data = handle.read(most + 1)
    except OSError as error:
        raise FileNotUsable(file=file, why=reason(error)) from None
    if len(data) > most:
        raise FileNotUsable(file=file, why=Words(f"超过 {most:,} 字节", f"it is larger than {most:,} bytes"))
    return data


def write_bytes(file: Path, data: bytes) -> None:
    """Put `data` into a file. Raises FileNotUsable."""
    try:
        file.write_bytes(data)
    except OSError as error:
        raise FileNotUsable(file=file, why=reason(error)) from None
