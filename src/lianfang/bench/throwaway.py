"""Other people's engines, each in an environment of its own that is made for one run and removed after it.

None of them is ever imported by us or locked: OpenFisca-core is AGPL. Without them the run goes on.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

from lianfang.bench.measure import Withdrawn

PATIENCE = 180  # seconds to install one engine
TURN_LIMIT = 900  # seconds for one turn


@dataclass(frozen=True, slots=True)
class Engine:
    """Another engine: what to install, and the script of the folder `peers` that knows how to ask it."""

    key: str
    title: str
    requirement: str
    script: str


ENGINES = (
    Engine("zen", "zen-engine decision table", "zen-engine==2.1.3", "zen_table.py"),
    Engine("openfisca", "OpenFisca-core", "openfisca-core==46.0.1", "openfisca_rules.py"),
)


def install(engine: Engine, folder: Path) -> Path:
    """The Python of a new environment in `folder` that holds the engine. Raises Withdrawn."""
    python = folder / "bin" / "python"
    wanted = [engine.requirement, f"pyarrow=={version('pyarrow')}"]
    uv = _uv()
    if uv is not None:
        steps = [[uv, "venv", "--quiet", "--python", sys.executable, str(folder)]]
        steps.append([uv, "pip", "install", "--quiet", "--python", str(python), *wanted])
    else:
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        steps = [[sys.executable, "-m", "venv", str(folder)], [*pip, "--retries", "1", "--timeout", "15", *wanted]]
    for step in steps:
        _step(engine, step)
    return python


def _uv() -> str | None:
    """Uv, when the machine or the environment beside ours has it: it shares what is already downloaded."""
    return shutil.which("uv") or shutil.which("uv", path=str(Path(sys.prefix).parent / ".venv-boot" / "bin"))


def _step(engine: Engine, command: Sequence[str]) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError):
        raise Withdrawn(
            f"{engine.title} is skipped: {engine.requirement} could not be installed into a throw-away environment. "
            "Check that this machine reaches its package index."
        ) from None


class Peer:
    """An engine that waits in its own process for rounds."""

    def __init__(self, engine: Engine, process: "subprocess.Popen[str]") -> None:
        self._engine, self._process = engine, process

    def turn(self) -> float:
        """Have it decide for every row; gives the seconds it needed. Raises Withdrawn when it stops."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("go\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):  # it has ended, or was ended
            raise self._stopped() from None
        return float(self.answer()["seconds"])

    def answer(self) -> dict[str, float]:
        """Its next line. Raises Withdrawn when there is none in time."""
        assert self._process.stdout is not None
        too_long = threading.Timer(TURN_LIMIT, self._process.kill)
        too_long.start()
        try:
            line = self._process.stdout.readline()
        finally:
            too_long.cancel()
        if not line:
            raise self._stopped()
        answer: dict[str, float] = json.loads(line)
        return answer

    def _stopped(self) -> Withdrawn:
        return Withdrawn(f"{self._engine.title} is skipped: it stopped, or took more than {TURN_LIMIT} s for a turn.")


@contextmanager
def waiting(engine: Engine, python: Path, rows: Path, colours: Path) -> Iterator[Peer]:
    """The engine started and ready. It reads `rows` and writes `colours`; it ends with the block."""
    with as_file(files("lianfang.bench") / "peers") as scripts:
        command = [str(python), "-I", str(scripts / "serve.py"), str(scripts / engine.script), str(rows), str(colours)]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        with process:
            try:
                peer = Peer(engine, process)
                peer.answer()
                yield peer
            finally:
                process.kill()
                with suppress(BrokenPipeError):
                    process.communicate()
