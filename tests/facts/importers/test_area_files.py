"""State-Council snapshots and spells: codes, moments and counts as the files have them."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from lianfang.facts.importers.report import Weight
from lianfang.kernel.clock import CITY_ZONE

HEADER = "area_name,province,city,county,gb2260,level,from,to_last_listed,first_day_not_listed\n"


def entry(province: str, city: str, county: str, *communities: str) -> dict[str, object]:
    return {"province": province, "city": city, "county": county, "communitys": list(communities)}


def snapshot(high: list[object], medium: list[object], *, hcount: int, mcount: int) -> str:
    data = {"end_update_time": "2022-04-15 11时", "hcount": hcount, "mcount": mcount}
    return json.dumps({"data": {**data, "highlist": high, "middlelist": medium}}, ensure_ascii=False, indent=1)


def in_force(rows, at: datetime) -> list[dict[str, object]]:
    return [row for row in rows if row["from_at"] <= at and (row["until_at"] is None or at < row["until_at"])]


def test_a_snapshot_finds_beijings_district_under_city_and_zones_under_their_city(importing, rows, written) -> None:
    high = [entry("北京市", "朝阳区", "酒仙桥街道", "二街坊"), entry("上海市", "上海市", "闵行区", "华漕镇", "吴泾镇")]
    medium = [entry("吉林省", "长春市", "净月区", "德容街道")]

    report = importing("snapshot", written("s.json", snapshot(high, medium, hcount=3, mcount=1)))

    assert report.exit_code == 0
    assert [(row["area"], row["area_name"], row["level"]) for row in rows("area_levels")] == [
        ("110105", "酒仙桥街道二街坊", "high"),
        ("220100", "净月区德容街道", "medium"),
        ("310112", "华漕镇", "high"),
        ("310112", "吴泾镇", "high"),
    ]
    assert rows("area_levels")[0]["from_at"] == datetime(2022, 4, 15, 11, tzinfo=CITY_ZONE)


def test_a_snapshot_short_of_its_own_count_is_refused(importing, rows, written) -> None:
    text = snapshot([entry("北京市", "朝阳区", "酒仙桥街道", "二街坊")], [], hcount=2, mcount=0)

    assert importing("state-council", written("s.json", text)).exit_code == 2
    assert rows("area_levels") == []


def test_an_entry_without_a_place_is_left_out_with_its_line(importing, rows, written) -> None:
    high = [entry("北京市", "朝阳区", "酒仙桥街道", "二街坊"), entry("某某省", "某某市", "某某区", "某某小区")]
    text = snapshot(high, [], hcount=2, mcount=0)

    report = importing("snapshot", written("s.json", text))

    lost = [one for one in report.files[0].remarks if one.weight is Weight.LEFT_OUT]
    assert report.exit_code == 1
    assert [text.splitlines()[one.line - 1].strip(' ",') for one in lost] == ["某某小区"]
    assert len(rows("area_levels")) == 1


@pytest.mark.parametrize(("name", "areas"), [("2022041511", 203), ("2022060109", 23), ("2022070100", 4)])
def test_every_real_snapshot_is_read_whole(shared: Path, importing, rows, name: str, areas: int) -> None:
    [path] = (shared / "data" / "risk_areas").glob(f"{name}*.json")

    assert importing("risk-snapshot", path).exit_code == 0
    assert len(rows("area_levels")) == areas


def test_spells_run_from_midnight_to_midnight_and_stay_open_without_an_end(importing, rows, written) -> None:
    text = HEADER + "甲小区,江苏省,南京市,江宁区,320115,medium,2021-08-01,2021-08-04,2021-08-05\n"
    text += "全域,江苏省,扬州市,,321000,high,2021-08-03,,\n"

    report = importing("risk-spells", written("s.csv", text))

    assert report.exit_code == 0
    assert [(row["area_id"], row["from_at"].hour, row["until_at"]) for row in rows("area_levels")] == [
        ("320115-甲小区", 0, datetime(2021, 8, 5, tzinfo=CITY_ZONE)),
        ("321000-全域", 0, None),
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("甲,某省,某市,,,medium,2021-08-01,,", "gb2260"),
        ("甲,,,,3201,medium,2021-08-01,,", "gb2260"),
        ("甲,,,,320115,severe,2021-08-01,,", "level"),
        ("甲,,,,320115,medium,2021-02-30,,", "from"),
        ("甲,,,,320115,medium,2021-08-01,,2021-07-01", "first_day_not_listed"),
        ("甲,,,,320115,medium,2021-08-01,,soon", "first_day_not_listed"),
    ],
)
def test_a_spell_with_a_flaw_is_left_out_with_line_and_column(importing, rows, written, row: str, column: str) -> None:
    good = "乙,,,,320115,medium,2021-08-01,,\n"

    report = importing("spells", written("s.csv", HEADER + good + row + "\n"))

    lost = [one for one in report.files[0].remarks if one.weight is Weight.LEFT_OUT]
    assert report.exit_code == 1
    assert [(one.line, one.column) for one in lost] == [(3, column)]
    assert [row["area_name"] for row in rows("area_levels")] == ["乙"]


def test_the_real_spells_put_46_counties_and_9_cities_at_risk_on_11_august_2021(shared: Path, importing, rows) -> None:
    report = importing("risk-spells", shared / "data" / "risk_areas" / "spells_2020-07_2021-09.csv")

    found = in_force(rows("area_levels"), datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE))
    codes = {str(row["area"]) for row in found if not str(row["area"]).startswith("11")}
    assert report.exit_code == 0
    assert len(rows("area_levels")) == 1094
    assert (len(codes), sum(code.endswith("00") for code in codes)) == (55, 9)


def test_the_spell_without_a_code_is_found_by_its_name_and_said(shared: Path, importing) -> None:
    report = importing("spells", shared / "data" / "risk_areas" / "spells_2020-07_2021-09.csv")

    said = [(one.line, one.column, one.value) for one in report.files[0].remarks]
    assert said == [(258, "gb2260", "220700")]


def test_real_notices_and_real_spells_agree_on_the_counties_of_a_day(shared: Path, importing, rows, folder) -> None:
    at = datetime(2021, 8, 6, 12, tzinfo=CITY_ZONE)
    importing("spells", shared / "data" / "risk_areas" / "spells_2020-07_2021-09.csv")
    of_spells = {row["area"] for row in in_force(rows("area_levels"), at)}
    for path in folder.iterdir():
        path.unlink()

    importing("notice", *sorted((shared / "data" / "notices").glob("*.txt")), accept_incomplete=True)

    assert {row["area"] for row in in_force(rows("area_levels"), at)} == of_spells
