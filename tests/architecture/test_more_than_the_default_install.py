"""What only .ci/run installs works where it is installed; elsewhere these say that they are skipped."""

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


@pytest.mark.browser
def test_a_browser_shows_chinese_on_this_machine():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.set_content("<title>联防</title>")

        assert page.title() == "联防"
        browser.close()
