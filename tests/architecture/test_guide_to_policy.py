"""The worked example of the guide to writing a policy works as it is written."""

import re
import shutil
from pathlib import Path

import pytest

from lianfang.policy.checks import check

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guides" / "writing-a-policy.md").read_text(encoding="utf-8")


def block_of(step: str) -> str:
    """The YAML block that follows a step of the example."""
    _, found, rest = GUIDE.partition(f"**{step}")
    assert found, step
    block = re.search(r"```yaml\n(.*?)```", rest, re.DOTALL)
    assert block is not None, step
    return block[1]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """Beijing's pack with the document and the steps of the example, without its cases."""
    root = tmp_path / "draft"
    shutil.copytree(ROOT / "policies" / "beijing", root)
    put(root / "pack.yaml", before="  own_reading:\n", what=block_of("1. Name the document"))
    put(root / "values" / "entry_window_days.yaml", before="  - from: 2022-07-06\n", what=block_of("2. Add the steps"))
    return root


def put(path: Path, *, before: str, what: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, what + before), encoding="utf-8")


def test_without_cases_the_check_says_the_faults_the_guide_shows(draft: Path):
    said = [str(fault) for fault in check(draft).faults]

    shown = re.findall(r"^((?:measures|values)/\S+:\d+: [^.]*\.)", GUIDE, re.MULTILINE)
    assert len(said) == 5
    assert len(shown) == 2
    assert [part for part in shown if not any(line.startswith(part) for line in said)] == []


def test_with_its_cases_nothing_is_wrong(draft: Path):
    (draft / "cases" / "trial_order.yaml").write_text(block_of("4. Write the cases"), encoding="utf-8")

    report = check(draft)

    assert [str(fault) for fault in report.faults] == []
    assert report.covered == report.boundaries


def test_a_case_that_promises_another_day_is_a_fault(draft: Path):
    cases = block_of("4. Write the cases").replace("until: 2021-09-11", "until: 2021-09-12")
    (draft / "cases" / "trial_order.yaml").write_text(cases, encoding="utf-8")

    assert ["2021-09-12" in str(fault) for fault in check(draft).faults] == [True]
