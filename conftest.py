"""What tests in `src` and in `tests` share: Django on its own store, and a sentence for what is not run here."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import django
import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.web.settings")
_WRITTEN = TemporaryDirectory(prefix="lianfang-tests-")  # what the rooms write beside the store: keys, signed heads
with patch.dict(os.environ, {"LIANFANG_DATA_DIR": _WRITTEN.name}):
    django.setup()

from django.test import Client  # noqa: E402 — needs the settings first

ROOT = Path(__file__).parent
ON_POSTGRES = os.environ.get("LIANFANG_DATABASE_URL", "").startswith("postgres")
SENTENCE = "needs PostgreSQL: LIANFANG_DATABASE_URL=postgresql://postgres@127.0.0.1:5432/postgres"
LONG = "a long proof: pytest -m thorough"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, saying so, what needs PostgreSQL when the store is SQLite, and long proofs nobody asked for."""
    if "thorough" not in config.option.markexpr:
        for item in items:
            if item.get_closest_marker("thorough"):
                item.add_marker(pytest.mark.skip(reason=LONG))
    if not ON_POSTGRES:
        for item in items:
            if item.get_closest_marker("postgres"):
                item.add_marker(pytest.mark.skip(reason=SENTENCE))


@pytest.fixture
def signed_in(db: None) -> Callable[..., Client]:  # noqa: ARG001 — the store is opened by it
    """A browser of somebody with a role: `signed_in(Role.INSPECTOR, "110105", organisation="")`, reading Chinese."""
    from tests.given import a_browser

    return a_browser


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; tests read it in place."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("the real data is not beside the project (../shared)")
    return folder
