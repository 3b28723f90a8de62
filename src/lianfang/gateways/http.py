"""How an outside party is asked: one request over https, a time limit, and a refusal that repeats nothing sent."""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from lianfang.kernel.config import is_this_machine
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

WITHIN = 10.0  # seconds
LARGEST = 256 * 1024


class GatewayDown(Refusal):
    code = "gateway-down"
    says = Words("{what}服务没有按约定应答（{why}）。", "The service for {what} did not answer as agreed ({why}).")
    remedy = Words(
        "请过几分钟再试；一直如此，请运行平台的人检查该服务。",
        "Try again in a few minutes. If it goes on, whoever runs the platform looks at that service.",
    )
    status = 503


def ask(url: str, body: Mapping[str, object], *, token: str, what: str, once: str) -> dict[str, Any]:
    """Send `body` as JSON and read the JSON object that comes back. `once` lets the other side know a repetition.

    Raises GatewayDown, also for an address without https that is not on this machine.
    """
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}", "Idempotency-Key": once}
    return _answer(url, json.dumps(body).encode(), headers, what=what)


def ask_form(url: str, fields: Mapping[str, str], *, what: str) -> dict[str, Any]:
    """Send a form and read the JSON object that comes back. Raises GatewayDown."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return _answer(url, urlencode(fields).encode(), headers, what=what)


def get_json(url: str, *, what: str) -> dict[str, Any]:
    """Read the JSON object at an address. Raises GatewayDown."""
    return _answer(url, None, {"Accept": "application/json"}, what=what)


def _answer(url: str, body: bytes | None, headers: dict[str, str], *, what: str) -> dict[str, Any]:
    address = urlsplit(url)
    here = address.scheme == "http" and is_this_machine(address.hostname or "")
    if not (address.scheme == "https" or here):
        raise GatewayDown(what=what, why="its address is not https")
    request = Request(url, body, headers)  # noqa: S310 — checked above
    try:
        with urlopen(request, timeout=WITHIN) as response:  # noqa: S310 — checked above
            answer = json.loads(response.read(LARGEST))
    except HTTPError as error:
        error.close()
        raise GatewayDown(what=what, why=f"status {error.code}") from None
    except (URLError, HTTPException, OSError, ValueError) as error:
        raise GatewayDown(what=what, why=type(error).__name__) from None
    if not isinstance(answer, dict):
        raise GatewayDown(what=what, why="its answer is no object")
    return answer
