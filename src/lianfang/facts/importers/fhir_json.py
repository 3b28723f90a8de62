"""FHIR resources in a file: a bundle, one resource, or one resource per line, each with the line it begins on."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lianfang.facts.importers.refusals import WrongKind
from lianfang.facts.importers.report import Remarks
from lianfang.kernel.words import Words

SPACE = " \t\n\r"
DECODER = json.JSONDecoder()
DAMAGED_LINE = Words("这一行不是完整的JSON", "this line is no complete JSON")
NO_RESOURCE = Words("没有资源", "there is no resource in it")


@dataclass(frozen=True, slots=True)
class Found:
    """One resource: the line it begins on, where it is in the file, the bundle's name for it, and its content.

    `entry_lines`: of a bundle that is the whole file, the lines on which its entries begin.
    """

    line: int
    path: str
    full_url: str
    resource: Mapping[str, object]
    entry_lines: tuple[int, ...] = ()

    @property
    def type(self) -> str:
        """Its resource type; empty when it has none."""
        return str(self.resource.get("resourceType") or "")


def read_resources(text: str, *, file: str, remarks: Remarks) -> list[Found]:
    """All resources of the file, nested bundles opened. Raises WrongKind when there is no JSON or no resource in it."""
    try:
        whole = _whole(text)
    except (ValueError, RecursionError):
        whole = None
    found = list(_opened(whole)) if whole is not None else list(_by_line(text, remarks))
    if not found:
        empty = Words("里面没有 FHIR 资源", "it holds no FHIR resource")
        why = empty if whole is not None else Words("不是完整的 JSON", "it is no complete JSON")
        hint = Words(
            "请给出 FHIR R4 的 Bundle、单个资源，或每行一个资源，格式为 JSON。",
            "Give a FHIR R4 bundle, a single resource, or one resource per line, as JSON.",
        )
        raise WrongKind(file=file, kind="fhir", why=why, hint=hint)
    return found


def _whole(text: str) -> Found | None:
    """The file as one JSON value; None when there is more than one."""
    start = _skip(text, 0)
    value, end = DECODER.raw_decode(text, start)
    if text[end:].strip() or not isinstance(value, dict):
        return None
    kind = str(value.get("resourceType") or "file")
    lines = tuple(_entry_lines(text, start)) if kind == "Bundle" else ()
    return Found(_line(text, start), kind, "", value, lines)


def _by_line(text: str, remarks: Remarks) -> Iterator[Found]:
    """NDJSON. Lines that are no JSON are said; the others are kept. Nothing when no line is a resource."""
    found: list[Found] = []
    damaged: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            damaged.append(number)
            continue
        if isinstance(value, dict) and value.get("resourceType"):
            found.extend(_opened(Found(number, f"{value['resourceType']}", "", value)))
        else:
            damaged.append(number)
    for number in damaged if found else []:
        remarks.left_out(DAMAGED_LINE, line=number)
    yield from found


def _opened(found: Found) -> Iterator[Found]:
    """The resource itself, or those of a bundle."""
    if found.type != "Bundle":
        if found.type:
            yield found
        return
    entries = found.resource.get("entry")
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        fields = entry if isinstance(entry, dict) else {}
        resource = fields.get("resource")
        line = found.entry_lines[index] if index < len(found.entry_lines) else found.line
        path = f"{found.path}.entry[{index}]"
        content = resource if isinstance(resource, dict) else {}
        one = Found(
            line, f"{path}.{content.get('resourceType') or 'resource'}", str(fields.get("fullUrl") or ""), content
        )
        yield from _opened(one) if one.type == "Bundle" else (one,)


def _entry_lines(text: str, start: int) -> list[int]:
    """The lines on which the entries of a top-level bundle begin."""
    at = _skip(text, start + 1)
    while at < len(text) and text[at] == '"':
        key, at = DECODER.raw_decode(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == "entry" and text[at] == "[":
            return list(_elements(text, at + 1))
        _, at = DECODER.raw_decode(text, at)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else len(text)
    return []


def _elements(text: str, at: int) -> Iterator[int]:
    line, counted = _line(text, at), at
    at = _skip(text, at)
    while text[at] != "]":
        line += text.count("\n", counted, at)
        counted = at
        yield line
        _, at = DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in SPACE:
        at += 1
    return at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
