"""Words for people, in the languages of the city."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Words:
    """One text in Chinese and in English."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `language`; Chinese when the language is not one of ours."""
        return self.en if language == "en" else self.zh

    def filled(self, language: str, details: Mapping[str, object]) -> str:
        """The text in `language` with its blanks filled; a detail that is `Words` is put in that language first."""
        return self.in_(language).format(**{name: told(value, language) for name, value in details.items()})


def told(value: object, language: str) -> object:
    """A value as it is told in `language`: only `Words` differ."""
    return value.in_(language) if isinstance(value, Words) else value
