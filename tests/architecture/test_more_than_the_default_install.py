"""What only .ci/run installs works where it is installed; elsewhere this says that it is skipped.

That a browser works is shown by the journeys.
"""

import pytest


@pytest.mark.spark
def test_spark_answers_on_this_machine_without_java():
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()

    (row,) = session.sql("select 1 + 1 as two").collect()

    assert row["two"] == 2
    session.stop()
    server.stop()
