"""Whom a morning may be played against: an edge on this machine, and the people whose tokens it knows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from lianfang.kernel.config import is_this_machine
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words


class OnlyThisMachine(Refusal):
    code = "only-this-machine"
    says = Words(
        "压力演练只对本机的边缘服务进行，“{address}” 不是。",
        "A morning is played against this machine only, and “{address}” is not it.",
    )
    remedy = Words("请给 http://127.0.0.1:端口 这样的地址。", "Give an address such as http://127.0.0.1:8001.")


class NoTokens(Refusal):
    code = "no-tokens"
    says = Words("{file} 里没有演练用的令牌。", "{file} holds no tokens to play a morning with.")
    remedy = Words(
        "请先造一座虚构的城市：lianfang load city 文件夹。", "Make an invented city first: lianfang load city FOLDER."
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect."""

    host: str
    port: int


@dataclass(slots=True)
class Person:
    """Somebody with a token. `colour` is what the edge must say; None: it must say that there is no record."""

    token: str = field(repr=False)
    colour: str | None
    etag: str | None = None
    code: str | None = None


def target_at(address: str) -> Target:
    """The edge at an address such as http://127.0.0.1:8001. Raises OnlyThisMachine."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or 80
    except ValueError:
        raise OnlyThisMachine(address=address) from None
    if parts.scheme != "http" or not is_this_machine(host):
        raise OnlyThisMachine(address=address)
    return Target("127.0.0.1" if host == "localhost" else host, port)


def people_in(file: Path) -> Sequence[Person]:
    """The people of an invented city (`lianfang load city` wrote the file). Raises NoTokens."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        people = [Person(str(row["token"]), row["colour"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        raise NoTokens(file=file) from None
    if not people:
        raise NoTokens(file=file)
    return people
