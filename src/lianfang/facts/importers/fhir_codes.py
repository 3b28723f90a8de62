"""Which codes mean a SARS-CoV-2 test, its result, and a COVID-19 vaccine. LOINC, SNOMED CT, CVX, ATC."""

import re
from collections.abc import Mapping
from typing import Literal

Method = Literal["pcr", "antigen"]
Result = Literal["negative", "positive", "inconclusive"]

LOINC, SNOMED, CVX, ATC = "loinc.org", "snomed.info/sct", "sid/cvx", "whocc.no/atc"

# Nucleic acid: panels, RNA, and single genes. Antibody tests are no proof of being free of infection and are absent.
PCR_CODES = frozenset(
    [
        "94306-8",
        "94307-6",
        "94308-4",
        "94309-2",
        "94314-2",
        "94315-9",
        "94316-7",
        "94500-6",
        "94531-1",
        "94533-7",
        "94534-5",
        "94559-2",
        "94565-9",
        "94639-2",
        "94640-0",
        "94641-8",
        "94660-8",
        "94756-4",
        "94757-2",
        "94758-0",
        "94759-8",
        "94760-6",
        "94766-3",
        "94767-1",
        "94845-5",
        "95406-5",
        "95409-9",
        "95425-5",
        "95608-6",
        "95609-4",
        "96091-4",
        "96123-5",
        "96448-6",
        "96763-8",
        "96765-3",
        "96797-6",
        "96986-5",
    ]
)
ANTIGEN_CODES = frozenset(["94558-4", "95209-3", "96119-3", "97097-0"])

# A finding by itself, or the value of an observation.
RESULT_CODES: Mapping[str, Result] = {
    "260373001": "positive",  # Detected
    "10828004": "positive",  # Positive
    "1240581000000104": "positive",  # SARS-CoV-2 detected
    "260415000": "negative",  # Not detected
    "260385009": "negative",  # Negative
    "1240591000000102": "negative",  # SARS-CoV-2 not detected
    "419984006": "inconclusive",  # Inconclusive
    "82334004": "inconclusive",  # Indeterminate
    "42425007": "inconclusive",  # Equivocal
    "LA11882-0": "positive",
    "LA6576-8": "positive",
    "LA11883-8": "negative",
    "LA6577-6": "negative",
    "LA9663-1": "inconclusive",
    "LA11884-6": "inconclusive",
    "LA11885-3": "inconclusive",
    "LA15841-2": "inconclusive",
    "POS": "positive",
    "DET": "positive",
    "NEG": "negative",
    "ND": "negative",
    "IND": "inconclusive",
    "E": "inconclusive",
}
RESULT_TEXTS: tuple[tuple[re.Pattern[str], Result], ...] = (
    (
        re.compile(
            r"(sars-cov-2\s+)?(not\s+detected|non[- ]?reactive|negative?|nicht nachgewiesen|阴性|未检出)\b.*",
            re.IGNORECASE,
        ),
        "negative",
    ),
    (
        re.compile(r"(sars-cov-2\s+)?(detected|reactive|positive?|nachgewiesen|阳性|检出)\b.*", re.IGNORECASE),
        "positive",
    ),
    (
        re.compile(r"(inconclusive|indeterminate|equivocal|invalid|unklar|ungültig|可疑|无效|灰区)\b.*", re.IGNORECASE),
        "inconclusive",
    ),
)

CVX_CODES = frozenset(
    [
        "207",
        "208",
        "210",
        "211",
        "212",
        "213",
        "217",
        "218",
        "219",
        "221",
        "225",
        "226",
        "227",
        "228",
        "229",
        "230",
        "300",
        "301",
        "302",
        "308",
        "309",
        "310",
        "311",
        "312",
        "313",
        "500",
        "501",
        "502",
        "503",
        "504",
        "505",
        "506",
        "507",
        "508",
        "509",
        "510",
        "511",
        "512",
        "513",
        "514",
        "515",
        "516",
        "517",
        "518",
        "519",
        "520",
        "521",
    ]
)
SNOMED_VACCINES = frozenset(
    [
        "28531000087107",
        "1119305005",
        "1119349007",
        "1157024006",
        "1162643001",
        "29061000087103",
        "30141000087107",
        "840534001",
        "39114911000001105",
        "39115611000001103",
        "39326911000001101",
    ]
)
ATC_PREFIXES = ("J07BX03", "J07BN")


def method_of(codings: list[tuple[str, str]]) -> Method | None:
    """The method of a test with these (system, code) pairs; None when it is no SARS-CoV-2 test."""
    codes = {code for system, code in codings if LOINC in system or not system}
    if codes & ANTIGEN_CODES:
        return "antigen"
    return "pcr" if codes & PCR_CODES else None


def result_of(codings: list[tuple[str, str]], texts: list[str]) -> Result | None:
    """What coded values, else texts, say; None when they say nothing known or contradict each other."""
    coded = {RESULT_CODES[code] for _, code in codings if code in RESULT_CODES}
    if coded:
        return coded.pop() if len(coded) == 1 else None
    told = {result for text in texts if (result := _of_text(text)) is not None}
    return told.pop() if len(told) == 1 else None


def _of_text(text: str) -> Result | None:
    for pattern, result in RESULT_TEXTS:
        if pattern.fullmatch(text.strip()):
            return result
    return None


def is_covid_vaccine(codings: list[tuple[str, str]]) -> bool:
    """Whether one of the (system, code) pairs is a COVID-19 vaccine."""
    return any(
        (CVX in system and code in CVX_CODES)
        or (SNOMED in system and code in SNOMED_VACCINES)
        or ((ATC in system or "2.16.840.1.113883.6.73" in system) and code.startswith(ATC_PREFIXES))
        for system, code in codings
    )
