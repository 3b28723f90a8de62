"""An EU certificate's content in words. No names: whoever looks at the paper sees them there."""

from collections.abc import Mapping
from typing import Any

from lianfang.kernel.words import Words

# Names of the products most often met, from the European value sets of 2022; other codes are shown as they are.
PRODUCTS = {
    "EU/1/20/1528": "Comirnaty",
    "EU/1/20/1507": "Spikevax",
    "EU/1/21/1529": "Vaxzevria",
    "EU/1/20/1525": "Jcovden",
    "EU/1/21/1618": "Nuvaxovid",
    "BBIBP-CorV": "BBIBP-CorV",
    "CoronaVac": "CoronaVac",
}
KINDS = {
    "LP6464-4": Words("核酸检测", "a nucleic acid test"),
    "LP217198-3": Words("快速抗原检测", "a rapid antigen test"),
}
RESULTS = {
    "260415000": Words("未检出", "not detected"),
    "260373001": Words("检出", "detected"),
}
DISEASES = {"840539006": Words("新冠", "COVID-19")}


def told(paper: Mapping[str, Any], issuer: str) -> Words:
    """One sentence for the one entry of a paper that fits the schema."""
    group = next(group for group in "vtr" if paper.get(group))
    entry = paper[group][0]
    said = {"v": _vaccination, "t": _test, "r": _recovery}[group](entry)
    where = Words(f"（{entry['co']}，{entry['is']}）", f" ({entry['co']}, {entry['is']}")
    by = f"; issued by {issuer})." if issuer and issuer != entry["co"] else ")."
    return Words(f"{said.zh}{where.zh}。", f"{said.en}{where.en}{by}")


def _named(known: Mapping[str, Words], code: object) -> Words:
    return known.get(str(code), Words(str(code), str(code)))


def _vaccination(entry: Mapping[str, Any]) -> Words:
    product, disease = PRODUCTS.get(entry["mp"], entry["mp"]), _named(DISEASES, entry["tg"])
    done, of, day = int(entry["dn"]), int(entry["sd"]), entry["dt"][:10]
    return Words(
        f"{disease.zh}疫苗接种：{product}，第 {done} 剂（共 {of} 剂），{day}",
        f"Vaccination against {disease.en}: {product}, dose {done} of {of}, {day}",
    )


def _test(entry: Mapping[str, Any]) -> Words:
    kind, result, disease = (
        _named(KINDS, entry["tt"]),
        _named(RESULTS, entry["tr"]),
        _named(DISEASES, entry["tg"]),
    )
    return Words(
        f"{disease.zh}{kind.zh}：{result.zh}，采样 {entry['sc']}",
        f"{disease.en}, {kind.en}: {result.en}, sample taken {entry['sc']}",
    )


def _recovery(entry: Mapping[str, Any]) -> Words:
    disease = _named(DISEASES, entry["tg"])
    first, since, until = (entry[name][:10] for name in ("fr", "df", "du"))
    return Words(
        f"{disease.zh}康复：首次阳性 {first}，证明自 {since} 至 {until}",
        f"Recovered from {disease.en}: first positive {first}, good from {since} to {until}",
    )
