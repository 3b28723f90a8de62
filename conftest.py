"""What tests in `src` and `tests` share: Django on its own store, how thorough a run is, why a test is skipped."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import django
import pytest
from hypothesis import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianfang.web.settings")
os.environ["LC_ALL"] = "C.UTF-8"  # the command line speaks English in tests, on any machine
_WRITTEN = TemporaryDirectory(prefix="lianfang-tests-")  # what the rooms write beside the store: keys, signed heads
with patch.dict(os.environ, {"LIANFANG_DATA_DIR": _WRITTEN.name}):
    django.setup()

from django.test import Client  # noqa: E402 — needs the settings first

ROOT = Path(__file__).parent
ON_POSTGRES = os.environ.get("LIANFANG_DATABASE_URL", "").startswith("postgres")
SENTENCES = {
    "postgres": "needs PostgreSQL: LIANFANG_DATABASE_URL=postgresql://postgres@127.0.0.1:5432/postgres",
    "thorough": "a long proof, whose short version has run: pytest --thorough runs it, and so does .ci/run",
}

settings.register_profile("lianfang", deadline=None, print_blob=True)
settings.register_profile("thorough", parent=settings.get_profile("lianfang"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option: how thorough the run is."""
    parser.addoption("--thorough", action="store_true", help="run the long proofs too, and draw all their examples")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples are drawn, before any test is read."""
    settings.load_profile("thorough" if config.getoption("--thorough") else "lianfang")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, saying why, what needs PostgreSQL when the store is SQLite, and long proofs nobody asked for."""
    runs = {"postgres": ON_POSTGRES, "thorough": config.getoption("--thorough")}
    for marker, sentence in SENTENCES.items():
        for item in [] if runs[marker] else items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=sentence))


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
