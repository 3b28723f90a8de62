"""What an EU Digital COVID Certificate must look like: schema 1.0.0 to 1.3.2, and what no register could hold.

The published schema leaves codes to value sets that changed weekly. We refuse a code only when it cannot be one:
a country that ISO 3166 does not know, an organisation or a device with a number that its register never gave.
Issuers in force wrote longer texts than agreed, a time after a day, and null for what is left out: those pass.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

LONGEST = 240  # three times what was agreed
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
BIRTH = re.compile(r"((19|20)\d\d(-\d\d(-\d\d([T ][0-9:.Z+-]{1,30})?)?)?)?", re.ASCII)
VERSION = re.compile(r"[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}")
TRANSLITERATED = re.compile(r"[A-Z<]*")
COUNTRY = re.compile(r"[A-Z]{1,10}")
ORGANISATION = re.compile(r"ORG-\d{9}")  # numbers of the EMA's register of organisations
ONE_ENTRY, MOST_ENTRIES = (1, 3, 0), 9  # from schema 1.3 on a paper has one entry; before, one or more of a kind
RAPID_TEST = "LP217198-3"
LAST_DEVICE = 4999  # a default: the list of rapid tests of June 2021 that we saw goes to 2183

_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ "
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO "
    "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE "
    "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO "
    "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW "
    "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM "
    "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
)
ISO_3166 = frozenset(_COUNTRIES.split())
EU_USE = frozenset({"EL", "UK", "XK", "EU", "UN"})  # names the Union uses beside ISO 3166

Check = Callable[[object], bool]


def fault_in(paper: object) -> str | None:
    """The name of the first member that is not as it must be; None when all are."""
    if not isinstance(paper, Mapping):
        return "hcert"
    head = {"ver": _fits(VERSION), "nam": _name, "dob": _fits(BIRTH)}
    wrong = _first_wrong(paper, head)
    if wrong:
        return wrong
    groups = groups_of(paper)
    if len(groups) != 1:
        return "v, t, r"
    return _fault_in_entries(groups[0], paper[groups[0]], most=_most_entries(paper["ver"]))


def _most_entries(version: str) -> int:
    return 1 if tuple(map(int, version.split("."))) >= ONE_ENTRY else MOST_ENTRIES


def _fault_in_entries(group: str, entries: object, *, most: int) -> str | None:
    if not isinstance(entries, list) or not 1 <= len(entries) <= most:
        return group
    for entry in entries:
        if not isinstance(entry, Mapping):
            return group
        wrong = _first_wrong(entry, GROUPS[group]) or _first_wrong_of_optional(entry)
        if wrong:
            return f"{group}.{wrong}"
    return None


def groups_of(paper: Mapping[str, object]) -> list[str]:
    """Which kinds of entry a paper has: v (vaccination), t (test), r (recovery); null and an empty list are none."""
    return [group for group in GROUPS if paper.get(group) not in (None, [])]


def _first_wrong(members: Mapping[str, object], checks: Mapping[str, Check]) -> str | None:
    return next((name for name, is_right in checks.items() if not is_right(members.get(name))), None)


def _first_wrong_of_optional(entry: Mapping[str, object]) -> str | None:
    """Members of a test that may be left out, or be null; a rapid test needs no centre."""
    if "tt" in entry and entry["tt"] != RAPID_TEST and entry.get("tc") is None:
        return "tc"
    optional = {"nm": _text, "ma": _maker, "tc": _text}
    return _first_wrong(entry, {name: check for name, check in optional.items() if entry.get(name) is not None})


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST


def _fits(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _name(value: object) -> bool:
    """One of the two transliterated names at least (1.3.2; before, the surname)."""
    if not isinstance(value, Mapping):
        return False
    told = [value.get(name) for name in ("fnt", "gnt") if value.get(name) is not None]
    written = [value.get(name) for name in ("fn", "gn") if value.get(name) is not None]
    return bool(told) and all(map(_text, told + written)) and all(map(_fits(TRANSLITERATED), told))


def _dose(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 1 and float(value).is_integer()


def _day(value: object) -> bool:
    """Begins with a day of the calendar; some issuers add a time."""
    if not isinstance(value, str) or not DATE.match(value):
        return False
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _country(value: object) -> bool:
    if not isinstance(value, str) or not COUNTRY.fullmatch(value):
        return False
    return len(value) != 2 or value in ISO_3166 or value in EU_USE


def _maker(value: object) -> bool:
    """A manufacturer or a device: free text, unless it looks like a number of a register."""
    if not _text(value):
        return False
    text = str(value)
    if text.startswith("ORG-"):
        return ORGANISATION.fullmatch(text) is not None
    return not text.isdecimal() or len(text) > 4 or int(text) <= LAST_DEVICE


_EVERY: Mapping[str, Check] = {"tg": _text, "co": _country, "is": _text, "ci": _text}
GROUPS: Mapping[str, Mapping[str, Check]] = {
    "v": {**_EVERY, "vp": _text, "mp": _text, "ma": _maker, "dn": _dose, "sd": _dose, "dt": _day},
    "t": {**_EVERY, "tt": _text, "sc": _day, "tr": _text},
    "r": {**_EVERY, "fr": _day, "df": _day, "du": _day},
}
