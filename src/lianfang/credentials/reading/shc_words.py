"""A health card's content in words. No names: whoever looks at the card sees them there."""

from collections.abc import Mapping, Sequence
from typing import Any

from lianfang.kernel.words import Words

# CVX codes of the vaccines most often met (CDC); others are shown as they are.
VACCINES = {
    "207": "Moderna",
    "208": "Pfizer-BioNTech",
    "210": "AstraZeneca",
    "211": "Novavax",
    "212": "Janssen",
    "229": "Moderna (bivalent)",
    "300": "Pfizer-BioNTech (bivalent)",
    "510": "BIBP",
    "511": "CoronaVac",
}
MOST_TOLD = 8
TEXT = 80


def told(resources: Sequence[Mapping[str, Any]], issuer: str) -> Words:
    """A sentence of what the card holds, and who issued it."""
    items = [words for one in resources if (words := _item(one))]
    if len(items) > MOST_TOLD:
        left = len(items) - MOST_TOLD
        items = [*items[:MOST_TOLD], Words(f"另有 {left} 项", f"and {left} more")]
    zh = "；".join(item.zh for item in items) or "卡内没有接种或检测记录"
    en = "; ".join(item.en for item in items) or "It holds no vaccination and no test"
    return Words(f"{zh}（签发者 {issuer[:TEXT]}）。", f"{en} (issued by {issuer[:TEXT]}).")


def _item(resource: Mapping[str, Any]) -> Words | None:
    kind = resource.get("resourceType")
    if kind == "Immunization":
        code = _code(resource.get("vaccineCode"))
        name, day = VACCINES.get(code, code), _text(resource.get("occurrenceDateTime"))[:10]
        return Words(f"疫苗接种：{name}，{day}", f"Vaccination: {name}, {day}")
    if kind == "Observation":
        code, value, day = _code(resource.get("code")), _value(resource), _text(resource.get("effectiveDateTime"))[:10]
        return Words(f"检验 {code}：{value}，{day}", f"Test {code}: {value}, {day}")
    return None


def _value(resource: Mapping[str, Any]) -> str:
    quantity = resource.get("valueQuantity")
    if isinstance(quantity, Mapping):
        return f"{_text(quantity.get('value'))} {_text(quantity.get('unit'))}".strip()
    return _text(resource.get("valueString")) or _code(resource.get("valueCodeableConcept")) or "—"


def _code(concept: object) -> str:
    """A coded concept as a text: what it is displayed as, or its code."""
    match concept:
        case {"text": str(text)}:
            return text[:TEXT]
        case {"coding": [{"display": str(text)}, *_]} | {"coding": [{"code": str(text)}, *_]}:
            return text[:TEXT]
    return ""


def _text(value: object) -> str:
    return str(value)[:TEXT] if isinstance(value, str | int | float) else ""
