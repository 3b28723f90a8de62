"""A copy of the city's pack to break: one thing at a time."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from lianfang.policy.checks import CheckReport, check
from lianfang.policy.faults import Fault

BEIJING = Path(__file__).resolve().parents[2] / "policies" / "beijing"


@dataclass(frozen=True)
class PackCopy:
    """A pack in a folder of its own."""

    root: Path

    def change(self, file: str, old: str, new: str) -> int:
        """Put `new` in place of the first `old`; gives the line it stands on."""
        path = self.root / file
        before, found, after = path.read_text(encoding="utf-8").partition(old)
        assert found, f"{file} has no {old!r}"
        path.write_text(before + new + after, encoding="utf-8")
        return before.count("\n") + 1

    def line(self, file: str, text: str) -> int:
        """The line on which `text` stands first."""
        before, found, _ = (self.root / file).read_text(encoding="utf-8").partition(text)
        assert found, f"{file} has no {text!r}"
        return before.count("\n") + 1

    def add(self, file: str, text: str) -> int:
        """Add text at the end of a file, which may be new; gives its first line."""
        path = self.root / file
        path.parent.mkdir(exist_ok=True)
        former = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(former + text, encoding="utf-8")
        return former.count("\n") + 1

    def check(self) -> CheckReport:
        """What `check` finds."""
        return check(self.root)

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong."""
        return self.check().faults


@pytest.fixture
def copied(tmp_path: Path) -> PackCopy:
    root = tmp_path / "city"
    shutil.copytree(BEIJING, root)
    return PackCopy(root)


@pytest.fixture
def draft(tmp_path: Path) -> PackCopy:
    """The same without its cases: what a first draft looks like, and quickly read."""
    root = tmp_path / "draft"
    shutil.copytree(BEIJING, root, ignore=shutil.ignore_patterns("cases"))
    return PackCopy(root)
