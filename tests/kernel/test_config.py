import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lianfang.kernel.config import PREFIX, Config, Misconfigured, is_this_machine, load

SECRET = "a-secret-that-must-never-be-shown-to-anybody"


@pytest.fixture
def setting(monkeypatch):
    """Sets LIANFANG_… in an environment that has none."""
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        monkeypatch.delenv(name)
    return lambda **values: [monkeypatch.setenv(PREFIX + name.upper(), value) for name, value in values.items()]


def test_without_any_setting_it_is_a_demonstration_on_this_machine(setting):
    config = load()

    assert (config.demonstration, config.host, config.port, config.data_dir) == (True, "127.0.0.1", 8000, Path("var"))
    assert config.demonstration_now == datetime(2021, 8, 11, 4, tzinfo=UTC)
    assert config.city_zone.key == "Asia/Shanghai"
    assert config.memory_limit == 3 * 2**30
    assert config.threads >= 1


def test_settings_are_read_from_the_environment(setting):
    setting(
        port="9000", memory_limit="2GiB", threads="2", allowed_hosts="a.example, b.example", data_dir="/srv/lianfang"
    )

    config = load()

    assert (config.port, config.memory_limit, config.threads) == (9000, 2**31, 2)
    assert config.allowed_hosts == ("a.example", "b.example")
    assert config.data_dir == Path("/srv/lianfang")


def test_a_moment_without_an_offset_is_the_citys(setting):
    setting(demonstration_now="2021-08-12T00:00", city_zone="Asia/Tokyo")

    assert load().demonstration_now == datetime(2021, 8, 11, 15, tzinfo=UTC)


def test_all_problems_are_told_at_once_and_no_value_is_shown(setting):
    setting(
        demonstration="no", port="0", city_zone="Mars/Base", demonstration_now="soon", memory_limit="much",
        secret_key="too-short", allowed_hosts=",", prot="1",
    )  # fmt: skip

    with pytest.raises(Misconfigured) as refused:
        load()

    lines = str(refused.value).splitlines()
    assert lines[0] == "The platform cannot start:"
    named = {line.strip().partition(":")[0].removeprefix(PREFIX) for line in lines[1:]}
    assert named == {
        "PORT", "CITY_ZONE", "DEMONSTRATION_NOW", "MEMORY_LIMIT", "SECRET_KEY", "ALLOWED_HOSTS", "PROT",
    }  # fmt: skip
    assert "too-short" not in str(refused.value)


def test_a_misspelt_setting_is_named_with_the_nearest_that_exists(setting):
    setting(prot="9000")

    with pytest.raises(Misconfigured, match=r"LIANFANG_PROT: no such setting\. Did you mean LIANFANG_PORT\?"):
        load()


def test_outside_demonstration_a_secret_key_is_required(setting):
    setting(demonstration="false")

    with pytest.raises(Misconfigured, match="LIANFANG_SECRET_KEY: required outside demonstration mode"):
        load()


def test_a_secret_does_not_print(setting):
    setting(demonstration="false", secret_key=SECRET, host="0.0.0.0")

    config = load()

    assert SECRET not in repr(config) + str(config.model_dump())
    assert config.secret_key is not None
    assert config.secret_key.get_secret_value() == SECRET


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_safety_12_a_demonstration_is_never_reachable_from_elsewhere(setting, host):
    assert not is_this_machine(host)
    if host:
        setting(host=host)
        with pytest.raises(Misconfigured, match="LIANFANG_HOST: demonstration mode listens on this machine only"):
            load()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "[::1]", "localhost"])
def test_a_demonstration_may_use_any_name_of_this_machine(setting, host):
    setting(host=host)

    assert load().host == host


def test_settings_cannot_be_changed_once_read(setting):
    with pytest.raises(ValueError, match="frozen"):
        load().port = 9000  # type: ignore[misc]


def test_every_setting_says_what_it_is_for():
    assert [name for name, field in Config.model_fields.items() if not (field.description or "").endswith(".")] == []
