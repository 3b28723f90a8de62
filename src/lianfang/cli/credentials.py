"""`lianfang credentials`: read a code or another issuer's paper and say, step by step, what it is worth."""

import base64
import dataclasses
import json
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from lianfang.cli.common import FAULTS, JsonOption
from lianfang.cli.files import FileNotUsable, read_bytes
from lianfang.cli.speaking import OWN, LangOption
from lianfang.credentials.reading import lines, words
from lianfang.credentials.reading.pictures import texts_in
from lianfang.credentials.reading.reader import read_paper
from lianfang.credentials.reading.result import Reading, Steps
from lianfang.credentials.reading.shc import PREFIX as CARD
from lianfang.credentials.reading.trusted import Issuer, issuers_in
from lianfang.credentials.verdict import Verdict
from lianfang.kernel.clock import MachineClock
from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

LARGEST_TRUST = 4 << 20

credentials_app = typer.Typer(help="Codes and papers: read.", no_args_is_help=True)


class TrustNotReadable(Refusal):
    code = "trust-not-readable"
    says = Words("信任文件 {file} 不能使用：{why}。", "The file of trust {file} cannot be used: {why}.")
    remedy = Words(
        "请给出证书或公钥（DER 或 PEM），或 JWK 集合。", "Give certificates or public keys (DER or PEM), or a JWK set."
    )


class OneSourceOnly(Refusal):
    code = "one-source-only"
    says = Words("--text、--image、--jsonl 三者只能给一个。", "Name exactly one of --text, --image and --jsonl.")
    remedy = Words(
        "例如：lianfang credentials read --text 'HC1:…' --trust issuer.der",
        "For instance: lianfang credentials read --text 'HC1:…' --trust issuer.der",
    )


TextOption = Annotated[str | None, typer.Option("--text", help="The text of one code or paper.")]
ImageOption = Annotated[Path | None, typer.Option("--image", help="A picture of its QR symbols.")]
JsonlOption = Annotated[
    Path | None,
    typer.Option("--jsonl", help='Lines of {"text", "trust", "at"}; one answer to each. - reads from a pipe.'),
]
TrustOption = Annotated[
    list[Path] | None, typer.Option("--trust", help="Certificate, public key or JWK set to trust; may come again.")
]
AtOption = Annotated[str | None, typer.Option("--at", help="Moment; now when not given. Without an offset: UTC.")]


@credentials_app.callback()
def credentials() -> None:
    """Codes and papers."""


@credentials_app.command()
def read(
    text: TextOption = None,
    image: ImageOption = None,
    jsonl: JsonlOption = None,
    trust: TrustOption = None,
    at: AtOption = None,
    as_data: JsonOption = False,
    lang: LangOption = OWN,
) -> None:
    """Read a code of ours (LF1:), an EU certificate (HC1:) or a SMART Health Card (shc:/). Exit 1: not valid."""
    if [text, image, jsonl].count(None) != 2:
        raise OneSourceOnly
    when = lines.moment_of_question(at, MachineClock().now())
    issuers = [issuer for file in trust or [] for issuer in _issuers(file)]
    if jsonl is not None:
        _answer_lines(jsonl, issuers, when)
        return
    texts = [text] if text is not None else _joined(texts_in(image)) if image else []
    found = _most_telling([read_paper(one, trust=issuers, at=when) for one in texts])
    print(lines.as_json(found) if as_data else _told(found, lang.value))
    if found.verdict is not Verdict.VALID:
        raise typer.Exit(FAULTS)


def _answer_lines(file: Path, trust: list[Issuer], now: datetime) -> None:
    with ExitStack() as stack:
        source: BinaryIO = sys.stdin.buffer if str(file) == "-" else stack.enter_context(_opened(file))
        for answer in lines.answers(source, now=now, trust=trust):
            print(lines.as_json(answer))


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise FileNotUsable(file=file, why=reason(error)) from None


def _most_telling(readings: list[Reading]) -> Reading:
    """Of all symbols on a picture, the first that is a paper at all."""
    if not readings:
        return Reading(Verdict.UNREADABLE, Steps(), words.NO_SYMBOL)
    return next((one for one in readings if one.steps.prefix), readings[0])


def _joined(texts: list[str]) -> list[str]:
    """The parts of a health card belong together, on one picture or several."""
    parts = [text for text in texts if text.startswith(CARD)]
    return [*([" ".join(parts)] if parts else []), *(text for text in texts if text not in parts)]


def _issuers(file: Path) -> list[Issuer]:
    data = read_bytes(file, most=LARGEST_TRUST)
    try:
        told = json.loads(data) if data.lstrip().startswith(b"{") else base64.b64encode(data).decode()
        return issuers_in([told])
    except (ValueError, RecursionError) as fault:
        raise TrustNotReadable(file=file.name, why=reason(fault)) from None


def _told(reading: Reading, lang: str) -> str:
    marks = {True: "✓", False: "✗", None: "·"}
    steps = "  ".join(f"{marks[done]} {name}" for name, done in dataclasses.asdict(reading.steps).items())
    return f"{reading.verdict.value}: {reading.says.in_(lang)}\n{steps}"
