"""--lang is taken by every command; without it the command line speaks the language of the machine."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lianfang.cli.main import app
from lianfang.cli.speaking import of_machine, with_language
from tests.cli.conftest import Answer

Call = Callable[..., Answer]


def commands(command: Any, name: str = "lianfang") -> Iterator[tuple[str, Any]]:
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
    for word, one in (below or {}).items():
        yield from commands(one, f"{name} {word}")


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*each, id=each[0]) for each in commands(with_language(app))]
)
def test_every_command_takes_lang_once(name: str, command: Any) -> None:
    assert [parameter.opts for parameter in command.params if parameter.name == "lang"] == [["--lang"]]


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_machine_decides_where_nothing_is_said(environment: dict[str, str], language: str) -> None:
    assert of_machine(environment) == language


def test_a_refusal_is_said_in_the_language_that_was_asked_for(lianfang: Call, tmp_path: Path) -> None:
    arguments = ("policy", "check", tmp_path / "nowhere")

    assert lianfang(*arguments).err.startswith("There is no policy pack at")
    assert lianfang(*arguments, "--lang", "zh").err.startswith(
        f"{tmp_path / 'nowhere'} 没有政策包。\n请给出含有 pack.yaml"
    )
    assert lianfang(*arguments).err.startswith("There is no policy pack at"), "each command anew"


def test_a_command_without_a_report_in_words_refuses_in_chinese_too(lianfang: Call, tmp_path: Path) -> None:
    answer = lianfang("snapshot", "status", tmp_path, "--lang", "zh")

    assert answer.code == 2
    assert "没有快照" in answer.err


def test_bad_rows_are_told_in_chinese_to_the_last_word(lianfang: Call, pack: Path, tmp_path: Path) -> None:
    (tmp_path / "stays.csv").write_text("person_id,area,arrived_at,left_at\np1,nowhere,2021-08-01T08:00,\n")

    answer = lianfang(
        "evaluate", "--pack", pack, "--facts", tmp_path, "--at", "2021-08-11", "--out", tmp_path / "o", "--lang", "zh"
    )

    assert answer.code == 2
    assert "有 1 行读不出来。stays.csv 第 2 行：" in answer.err


def test_a_machine_that_speaks_chinese_is_answered_in_chinese(tmp_path: Path) -> None:
    program = "import sys; from lianfang.cli.main import run; sys.exit(run())"
    command = [sys.executable, "-c", program, "facts", "check", str(tmp_path / "nowhere")]

    answer = subprocess.run(
        command,
        env=os.environ | {"LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 2
    assert "不是可以读取的文件夹" in answer.stderr
