"""The data dictionary says what the schemas say."""

from pathlib import Path

import pytest

from lianfang.facts.dictionary import PAGES, data_dictionary
from lianfang.facts.schemas import TABLES
from lianfang.kernel.words import LANGUAGES

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_keeps_up_with_the_schemas(language):
    page = (REFERENCE / PAGES[language]).read_text(encoding="utf-8")
    assert page == data_dictionary(language), "run: python -m lianfang.facts.dictionary docs/reference"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_and_every_word_is_in_the_dictionary(language):
    sections = dict(part.split("\n", 1) for part in data_dictionary(language).split("\n## ")[1:])
    assert list(sections) == list(TABLES)
    for table in TABLES.values():
        for column in table.columns:
            assert f"| `{column.name}` | {column.title.in_(language)} |" in sections[table.name]
            assert all(f"`{word}`" in sections[table.name] for word in column.words)
