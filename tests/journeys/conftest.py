"""A browser and a served demonstration city, for stories that go through the pages."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from socket import socket
from time import monotonic, sleep
from typing import Any

import pytest

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SERVE = "import typer; from lianfang.cli.serve import add_to; app = typer.Typer(); add_to(app); app()"
READY_WITHIN = 120.0
PEOPLE = "2000"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a freshly made demonstration city, served by the real command."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    options = ["--data", str(folder), "--port", str(port), "--people", PEOPLE]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANFANG_")}
    server = subprocess.Popen([sys.executable, "-c", SERVE, *options], env=environment)
    try:
        _wait_until_well(server, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, address: str) -> Any:
    """A way to open a fresh browser window: visit(width=390, dark=False, large=False, language="zh", scripts=True)."""

    @contextmanager
    def opened(
        *, width: int = 390, dark: bool = False, large: bool = False, language: str = "zh", scripts: bool = True
    ) -> Iterator[Any]:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            base_url=address,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        context.add_cookies(
            [
                {"name": "lianfang_language", "value": language, "url": address},
                {"name": "lianfang_size", "value": "large" if large else "normal", "url": address},
            ]
        )
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda line: page.faults.append(line.text) if "Content Security" in line.text else None)
        yield page
        context.close()

    return opened


def _wait_until_well(server: subprocess.Popen[bytes], port: int) -> None:
    until = monotonic() + READY_WITHIN
    while monotonic() < until and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        sleep(0.2)
    raise AssertionError("the demonstration city did not become ready")


def vendored_axe() -> str:
    """The accessibility checker's script."""
    return (Path(__file__).parent / "vendor/axe-core-4.14.1/axe.min.js").read_text("utf-8")
