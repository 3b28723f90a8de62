"""The two commands say what is missing on a bare machine, and do nothing twice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("sh", "dirname", "cat", "cksum", "rm", "mkdir")


@pytest.fixture
def machine(tmp_path):
    """A copy of the project's locks on a machine with no Python; `run(name)` asks it for an environment."""
    project, programs = tmp_path / "a project", tmp_path / "bin"
    (project / "tools").mkdir(parents=True)
    programs.mkdir()
    for source in [*ROOT.glob("requirements*.lock"), ROOT / "pyproject.toml"]:
        shutil.copy(source, project)
    shutil.copy(ROOT / "tools/environment.sh", project / "tools")
    for name in NEEDED:
        (programs / name).symlink_to(str(shutil.which(name)))

    class Machine:
        folder = project

        def has(self, name: str, script: str) -> None:
            """Put a program on this machine."""
            (programs / name).write_text(f"#!{shutil.which('sh')}\n{script}\n")
            (programs / name).chmod(0o755)

        def run(self, name: str) -> subprocess.CompletedProcess[str]:
            command = [programs / "sh", "tools/environment.sh", name]
            return subprocess.run(
                command, cwd=project, env={"PATH": str(programs)}, capture_output=True, text=True, check=False
            )

    return Machine()


def test_without_python_it_says_which_to_install(machine):
    asked = machine.run("run")

    assert asked.returncode == 2
    assert "Python 3.11 or newer was not found. Install it" in asked.stderr


def test_an_old_python_is_passed_over_for_a_newer_one_by_its_own_name(machine):
    machine.has("python3", "exit 1")
    machine.has("python3.13", 'case "$2" in *executable*) echo /the/newer/python;; esac')

    assert "(with /the/newer/python)" in machine.run("run").stdout


def test_a_python_without_venv_says_what_to_install(machine):
    machine.has("python-without-venv", "echo No module named venv; exit 1")
    machine.has("python3", f'case "$2" in *executable*) echo "{machine.folder.parent}/bin/python-without-venv";; esac')

    asked = machine.run("dev")

    assert asked.returncode == 2
    assert "apt install python3-venv" in asked.stderr
    assert not (machine.folder / ".venv-boot").exists()


def test_when_nothing_changed_nothing_is_done(machine):
    (machine.folder / ".venv/bin").mkdir(parents=True)
    (machine.folder / ".venv/bin/python").symlink_to(sys.executable)
    (machine.folder / ".venv/made-for").write_text(f"{machine.folder}\n")
    stamp = subprocess.run(
        "cat requirements.lock requirements-build.lock pyproject.toml | cksum",
        shell=True, cwd=machine.folder, capture_output=True, check=True,
    ).stdout  # fmt: skip
    (machine.folder / ".venv/installed-run").write_bytes(stamp)

    again = machine.run("run")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    (machine.folder / "requirements.lock").write_text("changed")
    assert machine.run("run").returncode == 2


def test_an_unknown_wish_is_answered_with_what_can_be_installed(machine):
    assert "run, dev, spark, browser, fuzz or tools" in machine.run("everything").stderr
