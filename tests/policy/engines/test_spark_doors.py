"""What a person is told who asks for a Spark that is not there."""

from importlib.util import find_spec

import pytest

from lianfang.kernel.refusals import Refusal
from lianfang.policy.engines.spark import open_spark
from lianfang.policy.engines.spark_refusals import (
    ClassicSparkNotInstalled,
    NotASparkMaster,
    SparkNotInstalled,
    SparkUnreachable,
)

NOBODY_LISTENS = "sc://127.0.0.1:9"


@pytest.mark.skipif(find_spec("pysail") is not None, reason="the embedded Spark is installed here")
def test_without_the_extra_the_way_to_install_it_is_told() -> None:
    with pytest.raises(SparkNotInstalled) as refused:
        open_spark()

    assert "pip install 'lianfang[spark]'" in refused.value.next_step()


@pytest.mark.skipif(find_spec("py4j") is not None, reason="classic Spark is installed here")
@pytest.mark.parametrize("master", ["local", "local[*]", "local[2]", "spark://host:7077", "yarn"])
def test_classic_spark_needs_an_environment_of_its_own(master: str) -> None:
    with pytest.raises(ClassicSparkNotInstalled) as refused:
        open_spark(master)

    assert master in str(refused.value)
    assert "pyspark" in refused.value.next_step()


@pytest.mark.parametrize("master", ["", "localhost:7077", "http://host", "local[2]; rm", "SC://host"])
def test_what_is_no_address_of_a_spark_is_refused(master: str) -> None:
    with pytest.raises(NotASparkMaster) as refused:
        open_spark(master)

    assert "sc://" in refused.value.next_step()


@pytest.mark.spark
@pytest.mark.parametrize("master", [NOBODY_LISTENS, "sc://", "sc://127.0.0.1:port"])
def test_a_server_that_does_not_answer_is_told_at_once(master: str) -> None:
    with pytest.raises(SparkUnreachable) as refused:
        open_spark(master)

    assert master in str(refused.value)


def test_a_server_that_does_not_answer_is_a_refusal_even_without_the_extra() -> None:
    with pytest.raises(Refusal):
        open_spark(NOBODY_LISTENS)
