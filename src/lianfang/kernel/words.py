"""Words for people, in the languages of the city."""

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

    def __str__(self) -> str:
        """The text in English, as in a refusal's own sentence."""
        return self.en
