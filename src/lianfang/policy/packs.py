"""A pack: a folder an official can read, with dates and citations, read into the model."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path, PurePath
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import LANGUAGES, Words
from lianfang.policy.faults import Fault, Place, one_of
from lianfang.policy.model import Measure, Pack, Rule
from lianfang.policy.reading.cases import read_case
from lianfang.policy.reading.facts import Catalogue
from lianfang.policy.reading.folder import is_steady, measure_names, unsafe_to_open
from lianfang.policy.reading.lists import read_checklist, read_measure, read_question, read_schedule, read_source
from lianfang.policy.reading.rules import Lists, read_rule
from lianfang.policy.reading.sheet import Reading, Sheet, sheets_of
from lianfang.policy.reading.values import read_duty, read_notice, read_value
from lianfang.policy.yaml_files import Map, read_yaml

T = TypeVar("T")
ANOTHER_ID = Words("请换一个编号，或先让旧的一步结束。", "Give one another id, or end the older step first.")
_PACK_KEYS = ("title", "jurisdiction", "zone", "languages", "place", "measures", "bodies", "sources", "grounds")


NO_PACK_FILE = Fault(
    Place("pack.yaml", 1), Words("没有 pack.yaml。", "There is no pack.yaml."), Words("请把它放回来。", "Put it back.")
)


class NoPack(Refusal):
    code = "no-pack"
    says = Words("{path} 没有政策包。", "There is no policy pack at {path}.")
    remedy = Words(
        "请给出含有 pack.yaml 的文件夹，如 policies/beijing。",
        "Name a folder that holds pack.yaml, such as policies/beijing.",
    )


class PackFaulty(Refusal):
    code = "pack-faulty"
    says = Words(
        "政策包 {pack} 有 {count} 处问题；第一处：{first}",
        "The policy pack {pack} has {count} faults; the first: {first}",
    )
    remedy = Words(
        "请运行“lianfang policy check {pack}”查看全部问题，逐一改正。",
        "Run “lianfang policy check {pack}” to see all of them, and mend each one.",
    )

    def __init__(self, *, pack: str, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(pack=pack, count=len(faults), first=faults[0].line)


def read_pack(root: Path) -> Pack:
    """The pack in a folder. Raises NoPack, or PackFaulty with every fault found."""
    pack, faults = read_with_faults(root)
    if faults:
        raise PackFaulty(pack=str(root), faults=faults)
    return pack


def read_with_faults(root: Path) -> tuple[Pack, tuple[Fault, ...]]:
    """The pack as far as it can be read, and its faults by file and line.

    Raises NoPack, and PackFaulty when the folder holds what is not safe to open (see reading.folder).
    """
    if not (root / "pack.yaml").is_file():
        raise NoPack(path=root)
    if unsafe := unsafe_to_open(root):
        raise PackFaulty(pack=str(root), faults=unsafe)
    reader = _PackReader(root)
    pack = reader.read()
    return pack, tuple(sorted(reader.reading.faults.found))


def release_of(root: Path) -> str:
    """The name of the release: a hash over the names and contents of the pack's YAML files."""
    return release_of_files({path.relative_to(root): path.read_bytes() for path in root.rglob("*.yaml")})


def release_of_files(files: Mapping[PurePath, bytes]) -> str:
    """The same over files that stand nowhere yet: their paths within the pack and their contents."""
    digest = sha256()
    for path in sorted(path for path in files if path.suffix == ".yaml"):
        content = sha256(files[path].replace(b"\r\n", b"\n")).hexdigest()
        digest.update(f"{path.as_posix()} {content}\n".encode())
    return digest.hexdigest()[:32]


class _PackReader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.reading = Reading()

    def read(self) -> Pack:
        top = self._top()
        values = {path.stem: read_value(self._sheet(path), path.stem) for path in self._files("values")}
        catalogue = Catalogue(self._all("facts", "facts"), self._all("facts", "views"), values, self.reading.zone)
        catalogue.read_all()
        lists = self._lists()
        measures = [self._measure(name) for name in measure_names(top)]
        rules = [rule for measure in measures for rule in self._rules(measure.id, catalogue, lists)]
        self._one_id_at_a_time(rules)
        return Pack(
            root=str(self.root),
            release=release_of(self.root),
            title=top.words("title"),
            jurisdiction=top.text("jurisdiction"),
            zone=str(self.reading.zone),
            languages=self.reading.languages,
            place_fact=_place_fact(top, catalogue),
            bodies=self._named_words(top, "bodies"),
            sources=self.reading.sources,
            values=values,
            facts=catalogue.facts,
            views=catalogue.views,
            notices=lists.notices,
            duties=lists.duties,
            grounds=self._named_words(top, "grounds"),
            measures=tuple(measures),
            rules=tuple(rules),
            schedules=self._every("schedules", read_schedule),
            checklists=self._every("checklists", read_checklist),
            cases=self._every("cases", read_case),
        )

    def _top(self) -> Sheet:
        top = self._sheet(self.root / "pack.yaml")
        top.what = Words("政策包", "the pack")
        top.only(*_PACK_KEYS)
        self._read_languages(top)
        self._read_zone(top)
        sources = top.map.get("sources")
        if isinstance(sources, Map):
            for key in sources:
                sheet = Sheet(sources[key], place=sources.at(key), reading=self.reading, what=Words(key, key))
                self.reading.sources[key] = read_source(sheet, key)
        return top

    def _read_languages(self, top: Sheet) -> None:
        declared = top.names("languages") or LANGUAGES
        for language in dict.fromkeys(declared):
            if language not in LANGUAGES:
                says = Words(f"这里没有“{language}”的文字。", f"There are no words in “{language}” here.")
                top.fault("languages", says, one_of(LANGUAGES))
        self.reading.languages = tuple(name for name in declared if name in LANGUAGES)

    def _read_zone(self, top: Sheet) -> None:
        try:
            self.reading.zone = ZoneInfo(top.text("zone", default=CITY_ZONE.key))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            named = top.map.get("zone")
            top.fault(
                "zone",
                Words(f"没有叫“{named}”的时区。", f"There is no time zone “{named}”."),
                Words("写时区名，如 Asia/Shanghai。", "Write a name such as Asia/Shanghai."),
            )
        if not is_steady(self.reading.zone):
            zone = self.reading.zone.key
            top.fault(
                "zone",
                Words(
                    f"{zone} 有夏令时；天数要按固定的时差来数。",
                    f"The clocks of {zone} change; days are counted at one offset from UTC.",
                ),
                Words(
                    "请写没有夏令时的时区，如 Asia/Shanghai。",
                    "Name a zone without daylight saving, such as Asia/Shanghai.",
                ),
            )

    def _lists(self) -> Lists:
        notices = {notice.id: notice for notice in self._list("notices.yaml", read_notice)}
        return Lists(notices, {duty.id: duty for duty in self._list("duties.yaml", read_duty)})

    def _measure(self, name: str) -> Measure:
        folder = self.root / "measures" / name
        questions = self._list_at(folder / "questions.yaml", read_question)
        return read_measure(self._sheet(folder / "measure.yaml"), name, tuple(questions))

    def _rules(self, measure: str, catalogue: Catalogue, lists: Lists) -> list[Rule]:
        path = self.root / "measures" / measure / "rules.yaml"
        return self._list_at(path, lambda sheet: read_rule(sheet, measure, catalogue, lists))

    def _one_id_at_a_time(self, rules: list[Rule]) -> None:
        for index, rule in enumerate(rules):
            for other in rules[:index]:
                if rule.id != other.id:
                    continue
                apart = (other.ends is not None and other.ends <= rule.starts) or (
                    rule.ends is not None and rule.ends <= other.starts
                )
                if not apart:
                    says = Words(
                        f"编号 {rule.id} 的两条规则同时有效（{other.place}）。",
                        f"Two rules of the id {rule.id} are in force at the same time ({other.place}).",
                    )
                    self.reading.faults.add(rule.place, says, ANOTHER_ID)

    def _every(self, folder: str, read: Callable[[Sheet], T]) -> tuple[T, ...]:
        return tuple(item for path in self._files(folder) for item in self._list_at(path, read))

    def _named_words(self, top: Sheet, key: str) -> dict[str, Words]:
        value = top.map.get(key)
        names = list(value) if isinstance(value, Map) else []
        inner = top.sheet(key, what=Words(key, key)) if names else None
        return {name: inner.words(name) for name in names} if inner else {}

    def _files(self, folder: str) -> list[Path]:
        return sorted((self.root / folder).glob("*.yaml"))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def _sheet(self, path: Path) -> Sheet:
        name = self._name(path)
        return Sheet(self._yaml(path), place=Place(name, 1), reading=self.reading, what=Words(name, name))

    def _yaml(self, path: Path) -> object:
        name = self._name(path)
        if not path.is_file():
            self.reading.faults.add(
                Place(name, 1),
                Words("缺少这个文件。", "The file is missing."),
                Words("请写好它，或把这项措施从 pack.yaml 去掉。", "Write it, or take the measure out of pack.yaml."),
            )
            return Map(Place(name, 1))
        return read_yaml(path, name=name, faults=self.reading.faults)

    def _all(self, folder: str, key: str) -> list[Sheet]:
        found: list[Sheet] = []
        for path in self._files(folder):
            sheet = self._sheet(path)
            sheet.only("facts", "views")
            found.extend(sheet.sheets(key, what=Words(f"{key} 中的一项", f"one of the {key}")))
        return found

    def _list(self, name: str, read: Callable[[Sheet], T]) -> list[T]:
        return self._list_at(self.root / name, read)

    def _list_at(self, path: Path, read: Callable[[Sheet], T]) -> list[T]:
        return list(self._items(path, read)) if path.is_file() else []

    def _items(self, path: Path, read: Callable[[Sheet], T]) -> Iterator[T]:
        name = self._name(path)
        value = self._yaml(path)
        if value is None:
            return
        for sheet in sheets_of(
            value, place=Place(name, 1), reading=self.reading, what=Words(f"{name} 的各项", f"items in {name}")
        ):
            yield read(sheet)


def _place_fact(top: Sheet, catalogue: Catalogue) -> str:
    place = top.text("place", default="")
    if place and place not in catalogue.names("person"):
        says = f"There is no fact “{place}” that says where a person is."
        top.fault("place", Words(f"没有叫“{place}”的、说明人在何处的事实。", says))
    return place
