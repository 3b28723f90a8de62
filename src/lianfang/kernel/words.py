"""Words for people, in the languages of the city."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True, order=True)
class Words:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `language`; Chinese when the language is not one of ours."""
        return self.en if language == "en" else self.zh

    def filled(self, **details: object) -> "Words":
        """The text with its blanks filled, in both languages; details that are `Words` in their language."""
        return Words(*(self.in_(language).format(**_in(language, details)) for language in LANGUAGES))


def joined(texts: Iterable[Words]) -> Words:
    """Texts in a row, with a semicolon between them."""
    found = list(texts)
    return Words("；".join(text.zh for text in found), "; ".join(text.en for text in found))


def _in(language: str, details: Mapping[str, object]) -> dict[str, object]:
    return {name: value.in_(language) if isinstance(value, Words) else value for name, value in details.items()}


# Stands on every code, page and answer that is not plain green (safety 10).
CARE = Words("紧急就医不看健康码：请先拨打 120。", "Emergency care never depends on a code: call 120 first.")
