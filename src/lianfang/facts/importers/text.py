"""Bytes of another agency's file as text: which encoding it is in, and how sure we are."""

import codecs
from dataclasses import dataclass
from itertools import pairwise

from charset_normalizer import from_bytes

from lianfang.facts.importers.refusals import FileEmpty, NotText
from lianfang.kernel.words import Words

SAMPLE = 200_000
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (
    (b"PK\x03\x04", Words("Excel 工作簿或 ZIP 压缩包", "an Excel workbook or a ZIP archive")),
    (b"%PDF", Words("PDF 文件", "a PDF document")),
    (b"\xd0\xcf\x11\xe0", Words("旧版 Excel 或 Word 文件", "an old Excel or Word file")),
    (b"\x1f\x8b", Words("gzip 压缩包", "a gzip archive")),
    (b"\x89PNG", Words("图片", "a picture")),
    (b"\xff\xd8\xff", Words("图片", "a picture")),
    (b"PAR1", Words("Parquet 文件", "a Parquet file")),
    (b"SQLite format 3", Words("SQLite 数据库", "a SQLite database")),
)
MOSTLY_CONTROL = 0.02
CJK_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text. `certain`: the encoding follows from the bytes themselves and was not guessed."""

    text: str
    encoding: str
    certain: bool


def decode(data: bytes, *, file: str) -> Decoded:
    """The text of `data`, without its byte order mark; line ends become \\n.

    Preference: byte order mark, UTF-8, UTF-16 by its zero bytes, then a guess among GB18030 and Windows-1252.
    Raises FileEmpty, or NotText when the bytes are no text in any of these.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise FileEmpty(file=file)
    for magic, name in MAGIC:
        if data.startswith(magic):
            raise NotText(file=file, looks_like=name)
    found = _by_mark(data) or _as("utf-8", data, certain=True) or _wide(data) or _guessed(data)
    if found is None or not _is_text(found.text):
        raise NotText(file=file, looks_like=Words("二进制数据", "binary data"))
    if not found.text.strip():
        raise FileEmpty(file=file)
    return Decoded(found.text.replace("\r\n", "\n").replace("\r", "\n"), found.encoding, found.certain)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _as(encoding, data, certain=True)
    return None


def _as(encoding: str, data: bytes, *, certain: bool) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding, certain)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: every other byte of plain text is zero."""
    sample = data[:SAMPLE]
    zeros = (sample[::2].count(0), sample[1::2].count(0))
    if max(zeros) * 4 < len(sample):
        return None
    return _as("utf-16-be" if zeros[0] > zeros[1] else "utf-16-le", data, certain=False)


def _guessed(data: bytes) -> Decoded | None:
    """GB18030 when it decodes and reads as Chinese; else what charset-normalizer finds; else Windows-1252."""
    chinese = _as("gb18030", data, certain=False)
    if chinese is not None and _reads_as_chinese(chinese.text):
        return chinese
    best = from_bytes(data[:SAMPLE], cp_isolation=["cp1252", "iso8859_1", "iso8859_15", "cp1250", "iso8859_2"]).best()
    named = _as(best.encoding, data, certain=False) if best is not None else None
    if named is not None and named.encoding in {"cp1252", "iso8859_1", "iso8859_15", "latin_1"}:
        return named
    return _as("cp1252", data, certain=False) or named


def _reads_as_chinese(text: str) -> bool:
    """Whether the letters beyond ASCII are common Chinese ones, which misread European text is not."""
    beyond = [char for char in text[:SAMPLE] if ord(char) > 127]
    common = sum(("\u4e00" <= char <= "\u9fa5" and _is_gb2312(char)) or "\u3000" <= char <= "\u303f" for char in beyond)
    pairs = sum(min(ord(left), ord(right)) > 127 for left, right in pairwise(text[:SAMPLE]))
    return bool(beyond) and common / len(beyond) > 1 - CJK_SHARE and pairs > len(beyond) * CJK_SHARE


def _is_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _is_text(text: str) -> bool:
    sample = text[:SAMPLE]
    control = sum((ord(char) < 32 and char not in "\t\n\r\f\x1a") or char == "\ufffd" for char in sample)
    return control <= len(sample) * MOSTLY_CONTROL
