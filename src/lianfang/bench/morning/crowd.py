"""Who comes on a worst morning, and what each of them does. Every answer is looked at; a wrong one counts as such."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Sequence
from time import perf_counter

from lianfang.bench.morning.score import Score
from lianfang.bench.morning.target import Person, Target
from lianfang.bench.morning.wire import Answer, Broken, Wires, request

KINDS = {  # of a hundred arrivals
    "asks again": 58,
    "asks first": 20,
    "asks plainly": 6,
    "is verified": 4,
    "shows a bad token": 5,
    "is a bot": 3,
    "sends slowly": 2,
    "hangs up": 2,
}
RETRIES, LONGEST_WAIT, BOT_ASKS = 2, 5.0, 10
PATIENT = 0.8  # of those who are put off; the others ask again at once
RECENT = 20_000


class Crowd:
    """A crowd before one edge."""

    def __init__(self, target: Target, people: Sequence[Person], score: Score, seed: int) -> None:
        self._wires = Wires(target)
        self._people = people
        self._recent: deque[Person] = deque(maxlen=RECENT)
        self._score = score
        self._draw = random.Random(seed)  # noqa: S311 — a rehearsal that can be played again, no secret

    def next_kind(self) -> str:
        """Who comes next."""
        return self._draw.choices(list(KINDS), weights=list(KINDS.values()))[0]

    async def play(self, kind: str) -> None:
        """One arrival, from the first question to the last."""
        self._score.kinds[kind] += 1
        match kind:
            case "shows a bad token":
                await self._bad_token()
            case "is a bot":
                await self._bot()
            case "is verified":
                await self._verified()
            case "hangs up":
                await self._hangs_up()
            case "asks again" if self._recent:
                await self._asks(self._draw.choice(self._recent))
            case _:
                person = self._draw.choice(self._people)
                self._recent.append(person)
                await self._asks(person, plainly=kind == "asks plainly", slowly=kind == "sends slowly", new=True)

    async def close(self) -> None:
        """Everybody goes home."""
        await self._wires.close()

    async def _asks(self, person: Person, *, plainly: bool = False, slowly: bool = False, new: bool = False) -> None:
        """Ask; when put off, wait as told (most do) and ask again."""
        for attempt in range(RETRIES + 1):
            answer = await self._ask_once(person, plainly=plainly, slowly=slowly, new=new)
            if answer is None or answer.status != 503:
                return
            if attempt < RETRIES:
                self._score.retried += 1
                patient = self._draw.random() < PATIENT
                wait = min(float(answer.headers.get("retry-after", "1")), LONGEST_WAIT) if patient else 0.05
                await asyncio.sleep(wait * self._draw.uniform(0.5, 1.5))

    async def _ask_once(self, person: Person, *, plainly: bool, slowly: bool, new: bool) -> Answer | None:
        headers = {"authorization": f"Bearer {person.token}"}
        if person.etag and not plainly:
            headers["if-none-match"] = person.etag
        path = "/v1/query" if plainly else "/v1/make"
        answer = await self._send(request("GET", path, headers), new=new, slowly=slowly)
        if answer is not None and answer.status == 200:
            self._look_at(person, answer, plainly=plainly)
        elif answer is not None and answer.status not in {304, 429, 503}:
            self._score.wrong += 1
        return answer

    def _look_at(self, person: Person, answer: Answer, *, plainly: bool) -> None:
        """Whether the edge told this person the truth."""
        told = json.loads(answer.body)
        expected = {"no_record"} if person.colour is None else {"standing" if plainly else "code"}
        if told.get("answer") not in expected or told.get("colour") != person.colour:
            self._score.wrong += 1
        if not plainly and person.colour is not None:
            person.etag, person.code = answer.headers.get("etag"), told.get("code")

    async def _bad_token(self) -> None:
        token = "".join(self._draw.choices("ABCDEFGHabcdefgh0123456789_-", k=43))
        answer = await self._send(request("GET", "/v1/make", {"authorization": f"Bearer {token}"}))
        if answer is not None and answer.status not in {401, 429, 503}:
            self._score.wrong += 1

    async def _bot(self) -> None:
        """One sign-in that asks and asks."""
        person = self._people[0]
        for _ in range(BOT_ASKS):
            await self._ask_once(person, plainly=False, slowly=False, new=False)

    async def _verified(self) -> None:
        code = next((person.code for person in reversed(self._recent) if person.code), None)
        body = json.dumps({"code": code or "LF1:NOT A CODE"}).encode()
        answer = await self._send(request("POST", "/v1/verify", {}, body))
        if answer is not None and answer.status == 200:
            verdict = json.loads(answer.body)["verdict"]
            self._score.wrong += verdict not in ({"valid", "stale"} if code else {"unreadable"})

    async def _hangs_up(self) -> None:
        """Sends half a request and goes."""
        try:
            wire = await self._wires.take(new=True)
            wire.writer.write(b"GET /v1/make HTTP/1.1\r\nhost: edge\r\nauthoriz")
            await asyncio.sleep(self._draw.uniform(0, 0.5))
            wire.close()
        except (Broken, OSError):
            self._score.outcomes["broken"] += 1

    async def _send(self, said: bytes, *, new: bool = False, slowly: bool = False) -> Answer | None:
        self._score.sent += 1
        began = perf_counter()
        try:
            wire = await self._wires.take(new=new)
            answer = await wire.ask(said, pieces=10 if slowly else 1, pause=0.1 if slowly else 0.0)
        except Broken:
            self._score.outcomes["broken"] += 1
            return None
        self._wires.give_back(wire)
        if slowly:
            self._score.outcomes["slow"] += 1  # their own time is not the edge's
        else:
            self._score.answered(outcome_of(answer.status), perf_counter() - began)
        return answer


def outcome_of(status: int) -> str:
    """A status in words."""
    known = {200: "answered", 304: "unchanged", 401: "not known", 429: "too often", 503: "put off"}
    return known.get(status, f"status {status}")
