"""Which kind a file looks like, for the sentence that says it was given as another."""

import re

CLUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("risk-notice", re.compile(r"^\s*\{\s*'.*'(?:high|middle)list'", re.DOTALL)),
    ("risk-snapshot", re.compile(r'"(?:high|middle)list"')),
    ("fhir", re.compile(r'"resourceType"\s*:')),
    ("risk-notice", re.compile(r"[高中]风险地区")),
    ("risk-spells", re.compile(r"^.*\bgb2260\b.*\bfirst_day_not_listed\b", re.MULTILINE)),
    ("sormas-travel-entry", re.compile(r"\b(?:einreisedatum|dateofarrival)\b", re.IGNORECASE)),
    ("sormas-contact", re.compile(r"\blastcontactdate\b", re.IGNORECASE)),
)
HEAD = 200_000


def looks_like(text: str) -> str | None:
    """The name of the kind that the text looks like; None when it looks like none."""
    head = text[:HEAD]
    return next((kind for kind, clue in CLUES if clue.search(head)), None)
