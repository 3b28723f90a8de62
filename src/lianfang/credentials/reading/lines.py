"""Papers as lines of JSON, one answer to a line, whatever a line holds: `lianfang credentials read --jsonl`."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from lianfang.credentials.reading import words
from lianfang.credentials.reading.reader import read_paper
from lianfang.credentials.reading.result import Reading, Steps
from lianfang.credentials.reading.trusted import Issuer, NotAnIssuer, issuers_in
from lianfang.credentials.verdict import Verdict
from lianfang.kernel.clock import NotAMoment, parse_moment
from lianfang.kernel.words import Words

LONGEST_LINE = 4 << 20


def answers(lines: BinaryIO, *, now: datetime, trust: Sequence[Issuer] = ()) -> Iterator[Reading]:
    """The reading of each line, in order; a line that is no question is answered too.

    `now` is for lines that name no moment; `trust` is trusted beside what each line names.
    """
    while line := lines.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _skip(lines)
            yield _not_a_question(words.BAD_LINE)
        else:
            yield _answer(line, now, trust)


def as_json(reading: Reading) -> str:
    """An answer as one line of JSON. Half a character in a paper stays an escape."""
    told = {
        "verdict": reading.verdict.value,
        "steps": dataclasses.asdict(reading.steps),
        "says": {"zh": reading.says.zh, "en": reading.says.en},
        "payload": reading.payload,
    }
    return json.dumps(told, ensure_ascii=False).encode(errors="backslashreplace").decode()


def _answer(line: bytes, now: datetime, always: Sequence[Issuer]) -> Reading:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        return _not_a_question(words.BAD_LINE)
    try:
        at = moment_of_question(told.get("at"), now)
    except NotAMoment:
        return _not_a_question(words.BAD_MOMENT)
    trust, left_out = _trust(told)
    reading = read_paper(told["text"], trust=[*trust, *always], at=at)
    return dataclasses.replace(reading, says=words.joined(reading.says, words.BAD_TRUST)) if left_out else reading


def moment_of_question(at: object, now: datetime) -> datetime:
    """The moment a question is about; without an offset it is UTC: papers come from everywhere. Raises NotAMoment."""
    if at is None:
        return now
    if not isinstance(at, str):
        raise NotAMoment(text=str(at)[:40])
    return parse_moment(at.upper(), zone=UTC)


def _trust(told: Mapping[str, Any]) -> tuple[list[Issuer], bool]:
    """The issuers of a line, and whether an entry was none and left out."""
    entries = told.get("trust")
    trust: list[Issuer] = []
    left_out = not isinstance(entries, list | None)
    for entry in entries if isinstance(entries, list) else []:
        try:
            trust += issuers_in([entry])
        except NotAnIssuer:
            left_out = True
    return trust, left_out


def _not_a_question(why: Words) -> Reading:
    return Reading(Verdict.UNREADABLE, Steps(), why)


def _skip(lines: BinaryIO) -> None:
    """Pass over the rest of a line too long to hold."""
    while (more := lines.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
        pass
