"""Notices of health commissions: every wording is read, and every contradiction is said with its line."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from lianfang.facts.importers.report import ImportReport, Weight
from lianfang.kernel.clock import CITY_ZONE
from tests.sizes import some_of

LINES = """某省无新增确诊病例。
根据“国务院客户端”APP对全国疫情中高风险地区目录调整的情况，2021年8月10日08时，全国1个高风险地区，{medium}个中风险地区。
高风险地区(1个)
云南:1个
德宏傣族景颇族自治州瑞丽市姐告国门社区
中风险地区({medium}个)
江苏：2个
南京市江宁区禄口街道全域
扬州市经济技术开发区施桥镇（新增）
河南:1个
驻马店遂平县灈阳街道
"""
CONTRADICTING = {
    "guizhou-2021-08-13.txt": {41},
    "guizhou-2021-08-27.txt": {5},
}


def counted(report: ImportReport) -> set[int | None]:
    """Lines whose stated number does not agree with what is listed."""
    return {one.line for one in report.files[0].remarks if "stated" in one.says.en}


def test_headings_with_one_area_per_line_are_read_with_place_and_exact_name(importing, rows, written) -> None:
    report = importing("risk-notice", written("n.txt", LINES.format(medium=3)))

    assert report.exit_code == 0
    assert [(row["area"], row["area_name"], row["level"]) for row in rows("area_levels")] == [
        ("320115", "禄口街道全域", "medium"),
        ("321000", "经济技术开发区施桥镇", "medium"),
        ("411728", "灈阳街道", "medium"),
        ("533102", "姐告国门社区", "high"),
    ]
    assert {row["from_at"] for row in rows("area_levels")} == {datetime(2021, 8, 10, 8, tzinfo=CITY_ZONE)}


def test_running_text_gives_an_item_without_a_county_the_county_named_before_it(importing, rows, written) -> None:
    text = (
        "发布日期：2021-07-23 09:00:12\n"
        "全国现有1个高风险地区，3个中风险地区：高风险地区（1个）：云南省德宏傣族景颇族自治州：瑞丽市姐告国门社区。"
        "中风险地区（3个）：江苏省南京市（3个）：江宁区禄口街道谢村社区，石埝村；溧水区石湫街道。境外仍全部为高风险地区。\n"
    )

    report = importing("notice", written("n.txt", text))

    assert report.exit_code == 0
    found = {(row["area"], row["area_name"]) for row in rows("area_levels") if row["level"] == "medium"}
    assert found == {("320115", "禄口街道谢村社区"), ("320115", "石埝村"), ("320117", "石湫街道")}
    assert rows("area_levels")[0]["from_at"] == datetime(2021, 7, 23, 9, 0, 12, tzinfo=CITY_ZONE)


def test_a_list_short_of_its_own_number_closes_nothing_unless_that_is_accepted(importing, rows, written) -> None:
    short = written("short.txt", LINES.format(medium=4))

    refused = importing("notice", short)

    assert refused.exit_code == 2
    assert not refused.saved
    assert refused.files[0].refused is not None
    assert "line 2 states 4 medium-risk areas, 3 are listed" in refused.files[0].refused.says.en
    assert rows("area_levels") == []
    assert importing("notice", short, accept_incomplete=True).exit_code == 0
    assert len(rows("area_levels")) == 4


def test_a_notice_cut_off_in_the_middle_is_refused(importing, written) -> None:
    whole = LINES.format(medium=3)

    for lines in range(3, 10):
        cut = "\n".join(whole.splitlines()[:lines])
        assert importing("notice", written(f"{lines}.txt", cut)).exit_code == 2


def test_an_area_named_twice_or_at_both_levels_is_said_with_its_lines(importing, rows, written) -> None:
    text = LINES.format(medium=3).replace("驻马店遂平县灈阳街道", "瑞丽市姐告国门社区")
    text = text.replace("扬州市经济技术开发区施桥镇（新增）", "南京市江宁区禄口街道全域（新增）")

    report = importing("notice", written("n.txt", text))

    says = {(one.line, one.says.en) for one in report.files[0].remarks}
    assert (9, "one area is listed 2 times (lines 8, 9)") in says
    assert (11, "listed both as high (line 5) and as medium") in says
    assert len(rows("area_levels")) == 3


def test_a_line_whose_place_is_unknown_is_left_out_and_the_rest_is_kept(importing, rows, written) -> None:
    text = LINES.format(medium=3).replace("驻马店遂平县灈阳街道", "某某市某某街道")

    report = importing("notice", written("n.txt", text))

    assert report.exit_code == 1
    lost = [one for one in report.files[0].remarks if one.weight is Weight.LEFT_OUT]
    assert [(one.line, one.value) for one in lost] == [(11, "某某市某某街道")]
    assert len(rows("area_levels")) == 3


def test_a_list_without_a_moment_needs_one_to_be_given(importing, rows, written) -> None:
    path = written("n.txt", LINES.format(medium=3).replace("2021年8月10日08时，", ""))
    given = datetime(2021, 8, 10, 9, tzinfo=CITY_ZONE)

    assert importing("notice", path).files[0].refused.code == "import-no-moment"
    assert importing("notice", path, as_of=given).exit_code == 0
    assert rows("area_levels")[0]["from_at"] == given


def test_an_archive_literal_is_read_and_nothing_in_it_runs(importing, rows, written) -> None:
    text = (
        "{'end_update_time': '210809', 'hcount': 1, 'mcount': 1, 'highlist': [['云南省', '德宏傣族景颇族自治州', "
        "'瑞丽市', '姐告国门社区']], 'middlelist': [['四川省', '成都市', None, '高新区美洲花园68栋']]}"
    )
    unsafe = "{'end_update_time': '210809', 'highlist': [__import__('os').getcwd()]}"

    assert importing("notice", written("n.txt", text)).exit_code == 0
    assert [row["area"] for row in rows("area_levels")] == ["510100", "533102"]
    assert importing("notice", written("u.txt", unsafe)).files[0].refused.code == "import-wrong-kind"


@pytest.mark.parametrize("province", some_of(["jiangsu", "guizhou", "missed"], every=3))
def test_every_real_notice_is_read_whole_and_only_two_contradict_themselves(
    shared: Path, importing: Callable[..., ImportReport], province: str
) -> None:
    files = sorted((shared / "data" / "notices").glob(f"{province}-*.txt"))
    assert files

    for path in files:
        report = importing("notice", path, accept_incomplete=True)

        assert report.exit_code == 0, path.name
        assert report.files[0].rows > 0
        assert counted(report) == CONTRADICTING.get(path.name, set()), path.name
