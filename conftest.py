"""What tests in `src` and in `tests` share: Django on its own store, and a sentence where PostgreSQL is asked for."""

import os

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.web.settings")

ON_POSTGRES = os.environ.get("LIANFANG_DATABASE_URL", "").startswith("postgres")
SENTENCE = "needs PostgreSQL: LIANFANG_DATABASE_URL=postgresql://postgres@127.0.0.1:5432/postgres"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs PostgreSQL, saying so, when the store is SQLite."""
    if not ON_POSTGRES:
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason=SENTENCE))
