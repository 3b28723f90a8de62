"""What all tests share: where the real data is, and sentences for what this machine lacks."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from lianfang.cli.speaking import OWN, speak

ROOT = Path(__file__).parents[1]

# What a marked test needs, whether it is here, and what to say when it is not.
NEEDS = {
    "spark": (
        lambda: find_spec("pysail") is not None or bool(os.environ.get("SPARK_OF_TESTS")),
        "the Spark engine is not installed: sh tools/environment.sh spark (requirements-spark.lock)",
    ),
    "fuzz": (
        lambda: find_spec("atheris") is not None,
        "the fuzzer is not installed: sh tools/environment.sh fuzz (requirements-fuzz.lock)",
    ),
    "browser": (
        lambda: find_spec("playwright") is not None and shutil.which("chromium") is not None,
        "no browser: apt-get install chromium, and sh tools/environment.sh browser (requirements-browser.lock)",
    ),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for marker, (is_here, sentence) in NEEDS.items():
        marked = [item for item in items if item.get_closest_marker(marker)]
        if marked and not is_here():
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=sentence))


@pytest.fixture(autouse=True)
def _english() -> None:
    """Each test begins with a command line that speaks English, whatever the one before asked for."""
    speak(OWN)
