"""What the lake keeps it keeps whole: through kills, full disks, damaged files and second writers; and not too long."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from lianfang.facts.lake.lake import Lake, make_lake
from lianfang.facts.lake.loading import load_folder
from lianfang.facts.lake.refusals import LakeBusy, LakeDamaged, LakeNotWritten, NoLake
from lianfang.facts.lake.retention import retain
from lianfang.facts.lake.writer import LakeWriter
from lianfang.facts.store import open_store
from lianfang.kernel.clock import CITY_ZONE
from tests.facts.lake.conftest import NOON, known, stay

KILLED_WHILE_APPENDING = """
import sys
from datetime import timedelta
from pathlib import Path
from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.writer import LakeWriter
from lianfang.kernel.clock import CITY_ZONE
from tests.facts.lake.conftest import NOON, stay
with LakeWriter(Path(sys.argv[1]), zone=CITY_ZONE, who="the one killed") as lake:
    for number in range(int(sys.argv[2]), 10_000):
        lake.append([Delivery("stays", [stay(f"p{number}")], "lab", f"b{number}"),
                     Delivery("persons", [{"person_id": f"p{number}"}], "lab", f"b{number}")], at=NOON)
        print(number, flush=True)
        if number % 5 == 4:
            lake.ledgers["stays"].settle(lake.connection)
        elif number % 5 == 2:
            lake.ledgers["persons"].merge_tail()
"""


def appended_until_killed(place: Path, begin: int, moment: float) -> int:
    """Append from `begin` on in another process, kill it `moment` seconds after its first; the last that was told."""
    command = [sys.executable, "-c", KILLED_WHILE_APPENDING, str(place), str(begin)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        told = [first, *process.stdout.readlines()]
    return int([line for line in told if line.endswith("\n")][-1])


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.thorough)])
def test_a_kill_loses_nothing_told_and_leaves_nothing_torn(kills, place):
    begin = 0
    for kill in range(kills):
        last = appended_until_killed(place, begin, 0.05 + 0.37 * ((kill * 7) % 10) / 10)
        with LakeWriter(place, zone=CITY_ZONE, who="the next") as lake:
            stays = {row[0] for row in known(lake, "stays")}
            assert stays >= {f"p{number}" for number in range(last + 1)}
            assert {row[0] for row in lake.index.rows_of(stays)["stays"]} == stays
            query = f'SELECT batch, "table", count(*) FROM ({lake.lineage.every(lake.connection)}) GROUP BY ALL'
            lineage = {(batch, table): n for batch, table, n in lake.connection.execute(query).fetchall()}
            assert set(lineage.values()) == {1}
            assert {f"b{person[1:]}" for person in stays} == {batch for batch, table in lineage if table == "stays"}
            people = {f"b{row[0][1:]}" for row in known(lake, "persons")}
            assert people == {batch for batch, table in lineage if table == "persons"}
        begin = last + 1


def test_a_second_writer_is_told_who_is_first_and_readers_go_on(lake, place, receive):
    receive("stays", stay("p1"), batch="b1")

    with pytest.raises(LakeBusy) as refused:
        LakeWriter(place, zone=CITY_ZONE, who="the second")

    assert f"a test, process {os.getpid()}" in str(refused.value)
    with Lake(place, zone=CITY_ZONE) as reader:
        assert len(known(reader, "stays")) == 1


def test_a_full_disk_is_a_sentence_and_nothing_is_half_received(lake, receive):
    receive("stays", stay("p1"), batch="b1")
    many = [stay(f"q{number}-{os.urandom(40).hex()}") for number in range(4000)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        with pytest.raises(LakeNotWritten) as refused:
            receive("stays", *many, batch="b2")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert "what was received is kept" in refused.value.next_step()
    assert [row[0] for row in known(lake, "stays")] == ["p1"]
    assert receive("stays", *many, batch="b2").receipts[0].new
    assert len(known(lake, "stays")) == 4001


def test_a_damaged_file_is_named_and_never_read_as_less(lake, receive, place):
    receive("stays", stay("p1"), batch="b1")
    (file,) = (place / "facts" / "stays").rglob("*.parquet")
    whole = file.read_bytes()
    for damage in (whole[: len(whole) // 2], b"", None):
        file.write_bytes(damage) if damage is not None else file.unlink()
        with pytest.raises(LakeDamaged), Lake(place, zone=CITY_ZONE) as reader:
            known(reader, "stays")
        file.write_bytes(whole)
    assert len(known(lake, "stays")) == 1
    (place / "facts" / "stays" / "_delta_log" / "00000000000000000000.json").write_text("{")
    with pytest.raises(LakeDamaged), Lake(place, zone=CITY_ZONE) as reader:
        known(reader, "stays")


def test_what_is_no_lake_is_said_to_be_none(tmp_path):
    with pytest.raises(NoLake):
        Lake(tmp_path, zone=CITY_ZONE)
    make_lake(tmp_path)
    (tmp_path / "lake.json").write_text("[]")
    with pytest.raises(LakeDamaged):
        Lake(tmp_path, zone=CITY_ZONE)


def test_a_folder_of_tables_becomes_a_lake_that_knows_the_same(folder, a_csv, place, monkeypatch):
    monkeypatch.setattr("lianfang.facts.lake.building.AT_ONCE", 3)
    rows = [f"p{number},110105,2021-08-01,," for number in range(9)]
    a_csv("stays", *rows, header="person_id,area,arrived_at,left_at,x")
    a_csv("persons", "p1,1990-01-02,110105", "p2,,")
    a_csv("area_levels", "a1,,110105,high,2021-08-01,")
    with LakeWriter(place, zone=CITY_ZONE, who="a test") as lake, open_store(folder, zone=CITY_ZONE) as plain:
        receipts = load_folder(lake, folder, source="a folder", at=NOON, progress=lambda what, count: None)

        assert [(r.table, r.rows, r.new) for r in receipts] == [
            ("persons", 2, True),
            ("stays", 9, True),
            ("area_levels", 1, True),
        ]
        for table in ("stays", "persons", "area_levels"):
            rows = sorted(plain.connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
            assert known(lake, table) == rows == known(lake, table, 0)
            assert known(lake, table, people=[f"p{n}" for n in range(9)]) == rows
        again = load_folder(lake, folder, source="a folder", at=NOON, progress=lambda what, count: None)
        assert not any(receipt.new for receipt in again)


def test_what_is_past_its_days_is_erased_with_all_its_versions_and_a_certificate(lake, receive, place):
    receive("stays", stay("p1"), stay("p2"), stay("p3"), batch="b1")
    receive("stays", stay("p1", left="2021-08-02"), batch="b2", minute=1)
    receive("stays", stay("p3"), batch="b3", minute=2, retracted=True)
    later = NOON + timedelta(days=91)

    would, _ = retain(lake, at=later, dry_run=True)
    assert len(known(lake, "stays")) == 2
    did, people = retain(lake, at=later)

    assert would.tables == did.tables
    (erased,) = did.tables
    assert (erased.table, erased.keys, erased.rows, people) == ("stays", 2, 4, ("p1", "p3"))
    assert [row[0] for row in known(lake, "stays")] == ["p2"] == [row[0] for row in known(lake, "stays", 0)]
    assert lake.index.rows_of(["p1", "p2"])["stays"][0][0] == "p2"
    (certificate,) = (place / "certificates").iterdir()
    assert json.loads(certificate.read_text())["tables"][0]["sha256"] == erased.sha256
    files = [file for file in (place / "facts" / "stays").rglob("*") if file.is_file()]
    assert not any(b"p1" in file.read_bytes() for file in files)
    assert retain(lake, at=later)[0].tables == ()
