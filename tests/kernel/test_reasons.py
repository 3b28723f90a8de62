from pathlib import Path

import pytest

from lianfang.kernel.reasons import reason


@pytest.mark.parametrize("path", ["/nowhere/at/all", "/proc/self", "/etc/passwd/below"])
def test_what_the_operating_system_says_is_said_in_chinese_too(path: str) -> None:
    with pytest.raises(OSError, match=path) as failed, Path(path).open(encoding="utf-8"):
        pass

    found = reason(failed.value)

    assert found.en == failed.value.strerror
    assert found.zh != found.en


def test_what_nobody_has_words_for_is_quoted_and_short() -> None:
    assert reason(ValueError("one\ntwo")).zh == "one"
    assert reason(ValueError()).en == "ValueError"
    assert len(reason(ValueError("x" * 500)).en) == 200
