"""`policy show`, `policy diff`, `preview` and `zones`: sentences, or one object with --json, and one way to refuse."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer

Call = Callable[..., Answer]
NOON = "2021-08-11T12:00"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    folder = tmp_path / "facts"
    folder.mkdir()
    tables = {
        "persons": "person_id,birth_date,home_area\np1,,520103\np2,,110105\n",
        "area_levels": "area_id,area_name,area,level,from_at,until_at\na1,禄口街道,320115,high,2021-07-25,\n",
        "stays": "person_id,area,arrived_at,left_at\np1,320115,2021-07-30T08:00,2021-08-01T09:00\n",
        "zones": "zone_id,kind,from_at,until_at,area\nz1,sealed,2021-07-30T00:00,,110108012\n",
        "residences": "person_id,zone_id,from_at,until_at\np2,z1,2019-05-01,\n",
        "tests": (
            "person_id,sampled_at,reported_at,method,result,pool_id\n"
            "p2,2021-08-12T10:00,2021-08-12T20:00,pcr,negative,\n"
        ),
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def draft(tmp_path: Path, pack: Path) -> Path:
    root = tmp_path / "draft"
    shutil.copytree(pack, root)
    path = root / "values" / "entry_window_days.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 14", "value: 7"), encoding="utf-8")
    return root


def test_show_gives_one_complete_object(lianfang: Call, pack: Path) -> None:
    answer = lianfang("policy", "show", pack, "--at", NOON, "--json")

    assert (answer.code, answer.err) == (0, "")
    data = answer.data
    assert (data["at"], data["rules"]) == ("2021-08-11T12:00:00+08:00", 17)
    rules = {rule["id"]: rule for measure in data["measures"] for rule in measure["rules"]}
    rule = rules["E1.history_outside"]
    assert rule["says"]["en"].startswith("Within the last 14 days")
    assert (rule["entry"], rule["notice"]["id"], rule["since"]) == (
        "deferred",
        "defer_entry",
        "2021-08-07T00:00:00+08:00",
    )
    assert rule["cite"]["source"]["key"] == "press_234"
    assert rule["cite"]["confidence"] in "ABCD"
    assert {value["name"]: value["value"] for value in data["values"]}["entry_window_days"] == 14
    assert data["schedules"]
    assert all(plan["stages"] and plan["cite"] for plan in data["schedules"])
    assert data["checklists"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["17 rules", "[E1.history_outside]", "Within the last 14 days", "Source: ", "Values in force", "14 days"],
        ),
        ("zh", ["规定17条", "[E1.history_outside]", "您14天内", "依据：", "健康监测方案", "14天"]),
    ],
)
def test_show_tells_officials_in_their_language(lianfang: Call, pack: Path, lang: str, words: list[str]) -> None:
    answer = lianfang("policy", "show", pack, "--at", NOON, "--lang", lang)

    assert answer.code == 0
    assert [word for word in words if word not in answer.out] == []
    assert "\x1b" not in answer.out


def test_show_before_the_first_order_says_that_nothing_is_in_force(lianfang: Call, pack: Path) -> None:
    answer = lianfang("policy", "show", pack, "--at", "2019-01-01")

    assert "At this moment no rule is in force." in answer.out


def test_diff_says_in_words_what_changed(lianfang: Call, pack: Path) -> None:
    spoken = lianfang("policy", "diff", pack, "--from", "2022-07-05", "--to", "2022-07-06", "--lang", "zh")
    data = lianfang("policy", "diff", pack, "--from", "2022-07-05", "--to", "2022-07-06", "--json").data

    assert "旅居史追溯天数 (entry_window_days)：14天 → 7天" in spoken.out
    assert "停止 [C8.in_risk_county]" in spoken.out
    assert "C8.in_risk_county" in [rule["id"] for rule in data["rules"]["ended"]]
    window = next(value for value in data["values"] if value["name"] == "entry_window_days")
    assert (window["before"]["value"], window["after"]["value"]) == (14, 7)
    assert data["from"]["release"] == data["to"]["release"]
    assert f"{data['changes']}处变化" in spoken.out


def test_diff_of_a_moment_with_itself_says_that_nothing_changed(lianfang: Call, pack: Path) -> None:
    answer = lianfang("policy", "diff", pack, "--from", NOON, "--to", NOON)

    assert "0 changes" in answer.out
    assert "Nothing changed." in answer.out


def test_preview_prints_one_object_and_its_progress_elsewhere(
    lianfang: Call, pack: Path, draft: Path, facts: Path
) -> None:
    answer = lianfang("preview", "--pack", draft, "--against", pack, "--facts", facts, "--at", NOON, "--json")

    assert answer.code == 0
    data = answer.data
    assert (data["people"], data["changed"], data["seen"]) == (2, 1, 1)
    assert data["entry"] == [{"before": "deferred", "after": "allowed", "people": 1}]
    assert [(d["area"], d["people"]) for d in data["districts"]] == [("520103", 1)]
    assert [sample["person_id"] for sample in data["samples"]] == ["p1"]
    assert data["release"] != data["against"]
    assert [value["name"] for value in data["written"]["values"]] == ["entry_window_days"]
    assert "decided for 2 people" in answer.err


def test_preview_tells_officials_what_changes_and_what_has_no_price(
    lianfang: Call, pack: Path, draft: Path, facts: Path
) -> None:
    answer = lianfang("preview", "--pack", draft, "--against", pack, "--facts", facts, "--at", NOON)

    assert "of 2 people 1 would be decided differently" in answer.out
    assert "Green · Entry deferred · “Entry deferred” → Green · May enter the city" in answer.out
    assert "the pack has no value: daily_tests_per_100_red" in answer.out
    assert "14 days → 7 days" in answer.out


def test_a_draft_that_changes_nobody_says_so(lianfang: Call, pack: Path, facts: Path) -> None:
    answer = lianfang("preview", "--pack", pack, "--against", pack, "--facts", facts, "--at", NOON)

    assert "Nobody changes." in answer.out
    assert "Nothing changed." in answer.out


def test_a_draft_that_cannot_be_read_is_refused(lianfang: Call, pack: Path, draft: Path, facts: Path) -> None:
    path = draft / "values" / "entry_window_days.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 7", "value: a week"), encoding="utf-8")

    answer = lianfang("preview", "--pack", draft, "--against", pack, "--facts", facts, "--at", NOON, "--json")

    assert (answer.code, answer.out) == (2, "")
    assert "entry_window_days.yaml" in answer.err
    assert "policy check" in answer.err


def test_a_price_of_the_draft_is_counted_and_cited(lianfang: Call, pack: Path, draft: Path, facts: Path) -> None:
    (draft / "values" / "daily_visits_per_100_yellow.yaml").write_text(
        "title: {zh: 上门, en: Visits}\nunit: visit\n"
        "history:\n  - {from: 2021-01-01, value: 150, cite: {source: press_234, clause: 草案}}\n",
        encoding="utf-8",
    )

    answer = lianfang("preview", "--pack", draft, "--against", pack, "--facts", facts, "--at", NOON)

    assert "Community visits a day: 2 → 2 (+0)" in answer.out
    assert "daily_visits_per_100_yellow = 150 (1 → 1)" in answer.out


def test_zones_say_what_keeps_a_compound_sealed_and_until_when(lianfang: Call, pack: Path, facts: Path) -> None:
    spoken = lianfang("zones", "--pack", pack, "--facts", facts, "--at", "2021-08-12T22:00")
    data = lianfang("zones", "--pack", pack, "--facts", facts, "--at", "2021-08-12T22:00", "--json").data

    assert "z1 · 北京市海淀区" in spoken.out
    assert "[U1.sealing_days]" in spoken.out
    (zone,) = data["zones"]
    assert (zone["state"], zone["sealed_since"]) == ("kept", "2021-07-30T00:00:00+08:00")
    assert ([reason["rule"] for reason in zone["reasons"]], zone["until"]) == (
        ["U1.sealing_days"],
        "2021-08-13T00:00:00+08:00",
    )
    assert data["counts"] == {"kept": 1, "may_be_assessed": 0, "not_sealed": 0, "no_rules": 0}


@pytest.mark.parametrize(("lang", "words"), [("en", "may be assessed for release"), ("zh", "可以提请评估解封")])
def test_zones_say_when_a_compound_may_be_assessed(
    lianfang: Call, pack: Path, facts: Path, lang: str, words: str
) -> None:
    answer = lianfang("zones", "--pack", pack, "--facts", facts, "--at", "2021-08-13", "--lang", lang)

    assert words in answer.out


def test_zones_without_any_say_so(lianfang: Call, pack: Path, facts: Path) -> None:
    (facts / "zones.csv").unlink()

    answer = lianfang("zones", "--pack", pack, "--facts", facts, "--at", NOON)

    assert "no zone whose control has begun" in answer.out


@pytest.mark.parametrize("command", ["preview", "zones"])
def test_rows_that_cannot_be_read_are_refused_or_put_aside(
    lianfang: Call, pack: Path, facts: Path, tmp_path: Path, command: str
) -> None:
    with (facts / "stays.csv").open("a", encoding="utf-8") as file:
        file.write("p1,nowhere,2021-08-01T08:00,\n")
    arguments = [command, "--pack", pack, "--facts", facts, "--at", NOON, "--json"]
    arguments += ["--against", pack] if command == "preview" else []

    refused = lianfang(*arguments)
    aside = lianfang(*arguments, "--quarantine", tmp_path / "bad.csv")

    assert (refused.code, refused.out) == (2, "")
    assert "Traceback" not in refused.err
    assert aside.code == 0
    assert aside.data
    assert "nowhere" in (tmp_path / "bad.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [
        ("policy", "show", "PACK", "--at", "yesterday"),
        ("policy", "show", "NOWHERE", "--at", NOON),
        ("policy", "diff", "PACK", "--from", NOON, "--to", "soon"),
        ("preview", "--pack", "NOWHERE", "--against", "PACK", "--facts", "FACTS", "--at", NOON),
        ("zones", "--pack", "PACK", "--facts", "NOWHERE", "--at", NOON),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_a_next_step(
    lianfang: Call, pack: Path, facts: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    places = {"PACK": pack, "FACTS": facts, "NOWHERE": tmp_path / "nowhere"}

    answer = lianfang(*(places.get(argument, argument) for argument in arguments))

    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.strip().splitlines()) == 2
    assert "Traceback" not in answer.err
