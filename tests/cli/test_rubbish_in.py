"""Whatever stands in the folder of facts, the answer is a sentence and a next step, exit code 2, no traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer

STAYS = "person_id,area,arrived_at,left_at\n"


def _truncated_parquet(folder: Path) -> None:
    (folder / "stays.parquet").write_bytes(b"PAR1" + b"\x00" * 40)


def _gbk(folder: Path) -> None:
    (folder / "area_levels.csv").write_bytes(
        "area_id,area_name,area,level,from_at,until_at\na1,禄口街道,320115,high,2021-07-30,\n".encode("gbk")
    )


RUBBISH: dict[str, Callable[[Path], None]] = {
    "a truncated Parquet file": _truncated_parquet,
    "a NUL byte": lambda d: (d / "stays.csv").write_bytes(f"{STAYS}p1,3201\x0015,2021-08-01,\n".encode()) and None,
    "text in GBK": _gbk,
    "a cell of ten megabytes": lambda d: (
        (d / "stays.csv").write_text(f"{STAYS}p1,{'9' * 10_000_000},2021-08-01,\n") and None
    ),
    "a time in 9999": lambda d: (d / "stays.csv").write_text(f"{STAYS}p1,320115,2021-08-01,9999-12-31\n") and None,
    "a malformed area": lambda d: (d / "stays.csv").write_text(f"{STAYS}p1,32011,2021-08-01,\n") and None,
    "left before arrived": lambda d: (d / "stays.csv").write_text(f"{STAYS}p1,320115,2021-08-02,2021-08-01\n") and None,
    "two people of one id": lambda d: (
        (d / "persons.csv").write_text("person_id,birth_date,home_area\np1,1990-01-01,110105\np1,1991-01-01,110105\n")
        and None
    ),
    "no such folder": lambda d: d.rmdir(),
}


@pytest.mark.parametrize("what", RUBBISH)
def test_rubbish_is_answered_with_a_sentence_and_a_next_step(
    what: str, tmp_path: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    facts = tmp_path / "facts"
    facts.mkdir()
    RUBBISH[what](facts)
    out = tmp_path / "out.parquet"

    answer = lianfang("evaluate", "--pack", pack, "--facts", facts, "--at", "2021-08-11T12:00", "--out", out)

    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert len([line for line in answer.err.splitlines() if line.strip()]) >= 2, "a sentence and a next step"
    assert not out.exists()


def test_a_byte_order_mark_is_no_rubbish(tmp_path: Path, lianfang: Callable[..., Answer], pack: Path) -> None:
    facts = tmp_path / "facts"
    facts.mkdir()
    (facts / "persons.csv").write_bytes(b"\xef\xbb\xbfperson_id,birth_date,home_area\r\np1,,110105\r\n")

    answer = lianfang(
        "evaluate", "--pack", pack, "--facts", facts, "--at", "2021-08-11", "--out", tmp_path / "o.parquet", "--json"
    )

    assert answer.code == 0
    assert answer.data["people"] == 1


def test_bad_rows_are_set_aside_when_asked_and_counted(
    tmp_path: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    facts, aside = tmp_path / "facts", tmp_path / "aside.csv"
    facts.mkdir()
    (facts / "stays.csv").write_text(f"{STAYS}p1,320115,2021-08-01,\np2,32,2021-08-01,\n")

    answer = lianfang(
        "evaluate", "--pack", pack, "--facts", facts, "--at", "2021-08-11", "--out", tmp_path / "o.parquet",
        "--quarantine", aside, "--json",
    )  # fmt: skip

    assert answer.code == 0
    assert answer.data["left_out"] == {"stays": 1}
    assert "1 row" in answer.err
    assert "32" in aside.read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ("evaluate",),
        ("evaluate", "--pack", "nowhere", "--facts", ".", "--at", "2021-08-11", "--out", "o.parquet"),
        ("nonsense",),
        ("places", "--pack", "{pack}", "--facts", ".", "--at", "yesterday"),
        ("evaluate", "--pack", "{pack}", "--facts", "{tmp}", "--at", "2021-08-11", "--out", "{tmp}/no/such/o.parquet"),
        ("evaluate", "--pack", "{pack}", "--facts", "{tmp}", "--at", "2021-08-11", "--out", "o", "--engine", "abacus"),
    ],
)
def test_a_wrong_call_is_refused_without_a_traceback(
    arguments: tuple[str, ...], tmp_path: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    answer = lianfang(*(argument.format(pack=pack, tmp=tmp_path) for argument in arguments))

    assert answer.code == 2
    assert answer.err.strip()
    assert "Traceback" not in answer.err
