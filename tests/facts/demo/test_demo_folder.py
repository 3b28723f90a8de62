"""The folder of a demonstration city: whole or not at all, and never over anybody else's files."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from lianfang.cli.demo_city import add_to
from lianfang.facts.demo import MARKER, PEOPLE_FILE, is_demo_city, make_demo_city
from lianfang.facts.demo.folder import FolderNotEmpty, FolderNotWritable
from lianfang.facts.demo.stories import stories


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def asked(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    return CliRunner().invoke(app, ["demo-city", *arguments])


def run(*arguments: str) -> tuple[int, str, str]:
    result = asked(*arguments)
    return result.exit_code, result.stdout, result.stderr


def test_the_marker_says_what_the_city_is(city: Path) -> None:
    marker = json.loads((city / MARKER).read_text("utf-8"))

    assert (marker["demo"], marker["people"], marker["seed"], marker["now"]) == (
        True,
        50_000,
        7,
        "2021-08-11T12:00:00+08:00",
    )
    assert marker["rows"]["persons"] == 50_000
    assert is_demo_city(city)


def test_the_named_people_are_listed_apart_from_the_tables(city: Path) -> None:
    people = json.loads((city / PEOPLE_FILE).read_text("utf-8"))

    assert [person["person_id"] for person in people] == [story.person_id for story in stories()]
    assert len({person["key"] for person in people}) == len(people) > 24
    assert all(
        person[field]
        for person in people
        for field in ("display_zh", "display_en", "masked_id", "story_zh", "story_en")
    )


def test_a_former_demonstration_city_is_replaced(tmp_path: Path) -> None:
    out = make_demo_city(tmp_path / "city", people=200, seed=1).folder

    make_demo_city(out, people=300, seed=2)

    assert json.loads((out / MARKER).read_text("utf-8"))["people"] == 300
    assert names(tmp_path) == {"city"}


@pytest.mark.parametrize("stranger", ["stays.parquet", "notes.txt"])
def test_a_folder_with_other_files_is_refused_and_left_alone(stranger: str, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / stranger).write_text("precious")

    with pytest.raises(FolderNotEmpty) as refused:
        make_demo_city(tmp_path / "real", people=200, seed=1)

    assert stranger in str(refused.value)
    assert (tmp_path / "real" / stranger).read_text() == "precious"
    assert names(tmp_path) == {"real"}


def test_a_demonstration_city_with_somebodys_file_in_it_is_not_replaced(tmp_path: Path) -> None:
    out = make_demo_city(tmp_path / "city", people=200, seed=1).folder
    (out / "decisions.parquet").write_text("precious")

    with pytest.raises(FolderNotEmpty):
        make_demo_city(out, people=200, seed=1)

    assert (out / "decisions.parquet").read_text() == "precious"


def test_a_place_that_cannot_be_written_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(FolderNotWritable) as refused:
        make_demo_city(tmp_path / "file" / "city", people=200, seed=1)

    assert "could not be written" in str(refused.value)


def test_an_interrupted_run_leaves_nothing_and_the_former_city_whole(tmp_path: Path) -> None:
    out = make_demo_city(tmp_path / "city", people=200, seed=1).folder
    before = {entry.name: entry.read_bytes() for entry in out.iterdir()}

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_demo_city(out, people=300, seed=2, progress=interrupt)

    assert {entry.name: entry.read_bytes() for entry in out.iterdir()} == before
    assert names(tmp_path) == {"city"}


def test_the_command_makes_a_city_and_prints_one_object(tmp_path: Path) -> None:
    code, output, errors = run("--people", "300", "--seed", "4", "--out", str(tmp_path / "city"), "--json")

    assert code == 0
    assert json.loads(output)["rows"]["persons"] == 300
    assert "300 of 300 people" in errors
    assert is_demo_city(tmp_path / "city")


def test_the_command_refuses_with_a_sentence_and_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("")

    result = asked("--people", "300", "--out", str(tmp_path))

    assert isinstance(result.exception, FolderNotEmpty)
    assert (result.stdout, result.stderr) == ("", "")
    assert "notes.txt" in str(result.exception)
    assert "Choose an empty or a new folder." in result.exception.next_step()
