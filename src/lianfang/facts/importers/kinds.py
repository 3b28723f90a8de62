"""The kinds of files that can be imported, and what reading one of them gives."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from lianfang.facts.importers.fhir_doses import KnownDose
from lianfang.facts.importers.listing import Listing, check_counts, check_repeats
from lianfang.facts.importers.notice import moment_words, read_notice
from lianfang.facts.importers.places import Register
from lianfang.facts.importers.refusals import IncompleteList, NoMoment, UnknownImportKind
from lianfang.facts.importers.report import Remarks, listing
from lianfang.facts.importers.snapshots import ListedArea, Snapshot
from lianfang.facts.importers.sormas_contact import read_contacts
from lianfang.facts.importers.sormas_travel import read_travel
from lianfang.facts.importers.spells import read_spells
from lianfang.facts.importers.state_council import read_state_council
from lianfang.kernel.clock import EARLIEST_YEAR, LATEST_YEAR

NATIONAL = "national"

Rows = dict[str, list[tuple[int, Mapping[str, object]]]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person who imports decides. `source` keeps apart lists that do not continue one another."""

    register: Register
    zone: ZoneInfo
    source: str = NATIONAL
    as_of: datetime | None = None
    accept_incomplete: bool = False
    known_doses: Iterable[KnownDose] = ()


@dataclass(slots=True)
class Reading:
    """What one file says: rows by table with their lines, or a list of risk areas. `count` rows were looked at."""

    rows: Rows = field(default_factory=dict)
    snapshot: Snapshot | None = None
    count: int = 0


Reader = Callable[[str, str, Settings, Remarks], Reading]


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file. `about_people`: its file names and cells may identify someone."""

    name: str
    aliases: tuple[str, ...]
    read: Reader
    about_people: bool = False


def _notice(text: str, file: str, settings: Settings, remarks: Remarks) -> Reading:
    found = read_notice(
        text, file=file, register=settings.register, zone=settings.zone, as_of=settings.as_of, remarks=remarks
    )
    return _of_list(found, file, settings, remarks)


def _state_council(text: str, file: str, settings: Settings, remarks: Remarks) -> Reading:
    found = read_state_council(
        text, file=file, register=settings.register, zone=settings.zone, as_of=settings.as_of, remarks=remarks
    )
    return _of_list(found, file, settings, remarks)


def _of_list(found: Listing, file: str, settings: Settings, remarks: Remarks) -> Reading:
    """Raises IncompleteList unless the list is whole or that was accepted, NoMoment for a wild year."""
    if not EARLIEST_YEAR <= found.as_of.year <= LATEST_YEAR:
        raise NoMoment(file=file)
    remarks.note(moment_words(found.as_of))
    missing = check_counts(found, remarks)
    check_repeats(found, remarks)
    if missing and not settings.accept_incomplete:
        raise IncompleteList(file=file, why=missing)
    areas: dict[tuple[str, str], ListedArea] = {}
    for one in found.areas:
        area = ListedArea(one.place.area_id, one.place.name, one.place.code, one.level)
        areas.setdefault(area.key, area)
    snapshot = Snapshot(settings.source, found.as_of, not missing, tuple(areas.values()))
    return Reading(snapshot=snapshot, count=sum(found.items.values()))


def _spells(text: str, file: str, settings: Settings, remarks: Remarks) -> Reading:
    rows = list(read_spells(text, file=file, register=settings.register, zone=settings.zone, remarks=remarks))
    return Reading({"area_levels": rows}, count=len(rows) + remarks.lost)


def _fhir(text: str, file: str, settings: Settings, remarks: Remarks) -> Reading:
    from lianfang.facts.importers.fhir import read_fhir  # the FHIR models are slow to load; lists do not need them

    rows, count = read_fhir(text, file=file, zone=settings.zone, remarks=remarks, known_doses=settings.known_doses)
    return Reading(rows, count=count)


def _travel(text: str, file: str, settings: Settings, remarks: Remarks) -> Reading:
    rows, count = read_travel(text, file=file, zone=settings.zone, remarks=remarks)
    return Reading(rows, count=count)


def _contacts(text: str, file: str, settings: Settings, remarks: Remarks) -> Reading:
    rows, count = read_contacts(text, file=file, zone=settings.zone, remarks=remarks)
    return Reading(rows, count=count)


KINDS = (
    ImportKind("risk-notice", ("notice", "notices"), _notice),
    ImportKind("risk-snapshot", ("state-council", "snapshot"), _state_council),
    ImportKind("risk-spells", ("spells",), _spells),
    ImportKind("fhir", (), _fhir, about_people=True),
    ImportKind("sormas-travel-entry", ("travel-entry",), _travel, about_people=True),
    ImportKind("sormas-contact", ("contact",), _contacts, about_people=True),
)


def kind_named(name: str) -> ImportKind:
    """The kind of that name or alias. Raises UnknownImportKind, which lists them."""
    wanted = name.strip().casefold().replace("_", "-")
    for kind in KINDS:
        if wanted in (kind.name, *kind.aliases):
            return kind
    raise UnknownImportKind(kind=name[:40], kinds=listing([kind.name for kind in KINDS]))
