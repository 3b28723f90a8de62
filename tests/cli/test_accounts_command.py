"""The first account of a city, from the machine's own console."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cli.conftest import Answer

pytestmark = pytest.mark.django_db

Lianfang = Callable[..., Answer]
ASKED = ("accounts", "first", "--username", "zhang.hui", "--name", "张慧", "--area", "110000")


def test_the_first_account_is_invited_at_the_console_and_only_the_first(lianfang: Lianfang) -> None:
    answer = lianfang(*ASKED)
    again = lianfang(*ASKED)

    assert answer.code == 0
    fields = {"username": "zhang.hui", "code": answer.out.strip().lower(), "password": "four unrelated words"}
    assert Client().post("/join/", fields).status_code == 302
    assert again.code == 2
    assert "staff already" in again.err


@pytest.mark.parametrize("wrong", [{"--area": "here"}, {"--username": "Zhang Hui"}, {"--name": ""}])
def test_rubbish_makes_no_account(lianfang: Lianfang, wrong: dict[str, str]) -> None:
    arguments = list(ASKED)
    for option, value in wrong.items():
        arguments[arguments.index(option) + 1] = value

    assert lianfang(*arguments).code == 2
    assert lianfang(*ASKED).code == 0
