"""What this installation serves: its settings, its pack, its city of facts and, in demonstration mode, its people."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol

from lianfang.decisions.city import City
from lianfang.decisions.installed import facts_folder, installed_releases, pack_in_force
from lianfang.decisions.releases import Releases
from lianfang.decisions.results import Explanation, Places, ReplayStep
from lianfang.facts.demo import PEOPLE_FILE, is_demo_city
from lianfang.kernel.config import Config
from lianfang.kernel.config import load as load_config
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.policy.model import Pack

STRANGER = "nobody-on-record"

Rows = Mapping[str, list[dict[str, object]]]


class NotDemonstrationData(Refusal):
    code = "not-demonstration-data"
    says = Words(
        "文件夹 {folder} 里的数据没有标明是演示城市。",
        "The folder {folder} holds data that is not marked as a demonstration city.",
    )
    remedy = Words(
        "演示模式会把一切显示给这台机器上的任何人，所以拒绝这样的数据。"
        "请用 --data 换一个文件夹；正式安装请设 LIANFANG_DEMONSTRATION=false。",
        "Demonstration mode shows everything to anyone at this machine, so it refuses such data. Choose another folder "
        "with --data, or set LIANFANG_DEMONSTRATION=false for a real installation.",
    )
    status = 503


class Answers(Protocol):
    """What the pages ask of a city of facts (decisions.city.City is one)."""

    pack: Pack

    def __hash__(self) -> int: ...

    def explain(self, person_id: str, *, at: datetime) -> Explanation: ...

    def what_if(self, rows: Rows, *, at: datetime) -> Explanation: ...

    def what_if_through(self, rows: Rows, *, moments: Sequence[datetime]) -> tuple[Explanation, ...]: ...

    def places(self, *, at: datetime) -> Places: ...

    def own_areas(self, *, at: datetime) -> Mapping[str, int]: ...

    def replay(self, person_id: str, *, start: datetime, end: datetime) -> tuple[ReplayStep, ...]: ...


@dataclass(frozen=True, slots=True)
class ExamplePerson:
    """An invented person of the demonstration city, and the situation they stand for."""

    person_id: str
    name: Mapping[str, str]
    masked_id: str
    story: Mapping[str, str]


@dataclass
class Installation:
    """One running installation. Its facts are opened at the first question, once, whatever the number of threads."""

    config: Config
    _lock: Lock = field(default_factory=Lock)
    _cities: dict[str, City] = field(default_factory=dict)
    _rehearsed: Answers | None = None

    def city_at(self, moment: datetime) -> Answers:
        """The facts under the policy in force at `moment`, ready for questions."""
        if self._rehearsed is not None:
            return self._rehearsed
        pack = self.pack_at(moment)
        with self._lock:
            if pack.release not in self._cities:
                self._cities[pack.release] = self._under(pack)
            return self._cities[pack.release]

    def pack_at(self, moment: datetime) -> Pack:
        """The policy in force at `moment`, which needs no facts."""
        return self._rehearsed.pack if self._rehearsed is not None else pack_in_force(self.config.data_dir, moment)

    @property
    def releases(self) -> Releases:
        """Every release of the policy on this machine."""
        return installed_releases(self.config.data_dir)

    def _under(self, pack: Pack) -> City:
        """The same facts under another policy; read from disk the first time."""
        for city in self._cities.values():
            return city.under(pack)
        folder = facts_folder(self.config.data_dir)
        if self.config.demonstration:
            must_be_demonstration(folder)
        return City(folder, pack)

    def places(self, at: datetime) -> Places:
        """What is in force in places, to the minute: worked out once a minute of the city's time, however many ask."""
        return _places(self.city_at(at), at.replace(second=0, microsecond=0))

    def open_with(self, city: Answers) -> None:
        """Answer from `city` instead of the facts on disk (a rehearsal, a test)."""
        self._rehearsed = city

    @cached_property
    def people(self) -> tuple[ExamplePerson, ...]:
        """The people one may be in the demonstration city; none in a real installation."""
        if not self.config.demonstration:
            return ()
        listed = facts_folder(self.config.data_dir) / PEOPLE_FILE
        rows = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else []
        return tuple(_person(row) for row in rows)


@lru_cache(maxsize=128)
def _places(city: Answers, at: datetime) -> Places:
    return city.places(at=at)


def must_be_demonstration(folder: Path) -> None:
    """Refuse (NotDemonstrationData) a folder without the marker that `demo-city` writes. Safety 12."""
    if not is_demo_city(folder):
        raise NotDemonstrationData(folder=folder)


_here: Installation | None = None
_here_lock = Lock()


def here() -> Installation:
    """The installation this process serves."""
    global _here  # noqa: PLW0603 — one process serves one installation
    with _here_lock:
        if _here is None:
            _here = Installation(load_config())
        return _here


def serve_this(installation: Installation | None) -> None:
    """Serve another installation from now on (tests and rehearsals); None: read the settings again when asked."""
    global _here  # noqa: PLW0603 — see `here`
    with _here_lock:
        _here = installation


def _person(row: Mapping[str, str]) -> ExamplePerson:
    return ExamplePerson(
        person_id=row["person_id"],
        name={"zh": row["display_zh"], "en": row["display_en"]},
        masked_id=row["masked_id"],
        story={"zh": row["story_zh"], "en": row["story_en"]},
    )
