"""What a file is, by its content. Its name says nothing; a name is kept only to be shown."""

import io
import re
import zipfile
from dataclasses import dataclass

from lianfang.kernel.words import Words

SIGNATURES = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
ZIP = b"PK\x03\x04"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ENDINGS = {"pdf": "pdf", "png": "png", "jpeg": "jpg", "docx": "docx", "xlsx": "xlsx"}
OFFICE_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
MACROS = re.compile(r"vbaProject|vbaData|macrosheets/|/activeX|/embeddings/", re.IGNORECASE)
MOST_PARTS = 5_000
NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Content:
    """What a file is: its ending and its type."""

    ending: str
    type: str


def content_of(data: bytes) -> Content | Words:
    """What `data` is, or why it is not taken."""
    found: str | Words | None = next((name for start, name in SIGNATURES.items() if data.startswith(start)), None)
    if found is None and data.startswith(ZIP):
        found = _office(data)
    if isinstance(found, Words):
        return found
    if found is None:
        return Words(
            "内容不是可以收的类型，与文件名无关", "its content is not of a kind that is taken, whatever its name says"
        )
    return Content(ENDINGS[found], TYPES[found])


def name_of(given: str, content: Content) -> str:
    """A name that is safe to show and to save under, with the ending of what the file is."""
    base = NOT_IN_A_NAME.sub(" ", given.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem = base.rsplit(".", 1)[0].strip(" .") if "." in base else base
    return f"{' '.join(stem.split())[:LONGEST_NAME] or 'file'}.{content.ending}"


def _office(data: bytes) -> str | Words:
    """`docx` or `xlsx`, or why a packed file is not taken. Only its list of parts is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError):
        return Words("压缩内容读不开", "it is packed and cannot be read")
    if len(parts) > MOST_PARTS or any(MACROS.search(part) for part in parts):
        return Words("含有宏或嵌入的文件", "it holds macros or other files")
    found = {kind for part, kind in OFFICE_PARTS.items() if part in parts}
    if len(found) != 1 or "[Content_Types].xml" not in parts:
        return Words("是压缩包，但不是办公文档", "it is packed, and not an office document")
    return found.pop()
