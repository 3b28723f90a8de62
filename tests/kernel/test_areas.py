import csv
import gzip
import time

import pytest

from lianfang.kernel.areas import Register, county_of, is_wellformed, prefecture_of, register


@pytest.mark.parametrize("code", ["110105", "320115001", "110101001001", "410100", "820000", "231086"])
def test_county_street_and_community_codes_are_wellformed(code):
    assert is_wellformed(code)


@pytest.mark.parametrize(
    "code", ["", "11", "1101", "11010", "1101050", "100000", "830000", "11010a", "１１０１０５", "-10105"]
)
def test_other_texts_are_not(code):
    assert not is_wellformed(code)


def test_a_longer_code_belongs_to_the_county_and_prefecture_it_begins_with():
    assert county_of("110101001001") == "110101"
    assert prefecture_of("110101001001") == "1101"


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("320115", "江苏省南京市江宁区"),
        ("110105", "北京市朝阳区"),
        ("110000", "北京市"),
        ("110100", "北京市"),
        ("500229", "重庆市城口县"),
        ("441900", "广东省东莞市"),
        ("429004", "湖北省仙桃市"),
        ("410100", "河南省郑州市"),
        ("320115001", "江苏省南京市江宁区东山街道"),
        ("110101001001", "北京市东城区东华门街道多福巷社区居委会"),
        ("810000", "香港特别行政区"),
    ],
)
def test_a_full_name_has_its_parents_once_and_no_placeholders(code, full_name):
    assert register().full_name(code) == full_name


def test_a_code_the_register_lacks_is_kept_and_shown_by_its_nearest_parent():
    areas = register()

    assert is_wellformed("320199")
    assert not areas.known("320199")
    assert areas.name("320199") == "南京市"
    assert areas.full_name("320199") == "江苏省南京市（320199）"
    assert areas.name("720101") == "720101"


def test_a_community_whose_street_is_listed_is_known_though_only_beijings_are_kept():
    areas = register()

    assert areas.known("320115001001")
    assert areas.known("110101001001")
    assert not areas.known("110101001999")
    assert not areas.known("320115999001")


def test_beijings_districts_and_the_provinces_have_english_names():
    areas = register()

    assert areas.name("110105", "en") == "Chaoyang District"
    assert areas.name("320000", "en") == "Jiangsu"
    assert areas.name("320115", "en") == "江宁区"
    assert all(areas.name(code, "en").isascii() for code in areas.counties_of("11"))
    assert len(areas.counties_of("110000")) == 16


def test_children_are_listed_in_order():
    areas = register()

    assert areas.counties_of("3201")[:2] == ("320102", "320104")
    assert areas.counties_of("320100") == areas.counties_of("3201")
    assert areas.streets_of("110101")[0] == "110101001"
    assert areas.communities_of("110101001")[0] == "110101001001"
    assert areas.communities_of("320115001") == ()


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("江苏省", "扬州市", "邗江区"), "321003"),
        (("江苏", "扬州", "邗江"), "321003"),
        (("云南省", "德宏州", "陇川县"), "533124"),
        (("云南省", "德宏傣族景颇族自治州", "瑞丽市"), "533102"),
        (("贵州省", "安顺市", "关岭县"), "520424"),
        (("新疆", "博州", None), "652700"),
        (("北京市", "北京市", "朝阳区"), "110105"),
        (("北京市", "市辖区", "朝阳区"), "110105"),
        (("北京市", "朝阳区", "酒仙桥街道"), "110105"),
        (("重庆市", "县", "城口县"), "500229"),
        (("湖北省", None, "仙桃市"), "429004"),
        (("广东省", "东莞市", "大朗镇"), "441900"),
        (("江苏省", "南京市", "高新区"), "320100"),
        (("黑龙江省", "牡丹江市", "东宁县"), "231086"),
        (("天津市", "天津市", None), "120000"),
        ((None, None, "瑞丽市"), "533102"),
        ((None, None, "鼓楼区"), None),
        (("火星", "奥林帕斯", None), None),
        ((None, None, None), None),
    ],
)
def test_three_columns_of_names_mean_one_county_or_its_city_or_nothing(names, code):
    assert register().find_county(*names) == code


@pytest.mark.parametrize(
    ("address", "code", "rest"),
    [
        ("扬州市邗江区双桥街道武塘社区", "321003", "双桥街道武塘社区"),
        ("江苏省扬州市邗江区双桥街道", "321003", "双桥街道"),
        ("江苏 扬州 邗江区 双桥街道", "321003", "双桥街道"),
        ("瑞丽市勐卯镇团结村委会", "533102", "勐卯镇团结村委会"),
        ("德宏州陇川县章凤镇", "533124", "章凤镇"),
        ("成都市高新区美洲花园68栋", "510100", "高新区美洲花园68栋"),
        ("张家界市定区子午路", "430800", "定区子午路"),
        ("北京市朝阳区酒仙桥", "110105", "酒仙桥"),
        ("北京市市辖区朝阳区酒仙桥", "110105", "酒仙桥"),
        ("北京市经济技术开发区", "110000", "经济技术开发区"),
        ("吉林市昌邑区", "220202", ""),
        ("海南州共和县", "632521", ""),
        ("重庆市城口县", "500229", ""),
        ("东莞市大朗镇", "441900", "大朗镇"),
        ("仙桃市龙华山街道", "429004", "龙华山街道"),
        ("朝阳区酒仙桥", None, "朝阳区酒仙桥"),
        ("东区派出所", None, "东区派出所"),
        ("南京路步行街", None, "南京路步行街"),
        ("江苏省疾控中心", None, "江苏省疾控中心"),
        ("", None, ""),
    ],
)
def test_an_address_is_split_at_the_most_exact_county_it_names_beyond_doubt(address, code, rest):
    assert register().split_address(address) == (code, rest)


def test_every_county_finds_itself_by_its_full_names():
    areas = register()
    names = [(code, areas.full_name(code)) for code in areas.counties_of("") if areas.name(code) != "市辖区"]

    lost = [name for code, name in names if areas.split_address(name + "某镇") != (code, "某镇")]

    assert len(names) > 2900
    assert lost == []


def test_the_real_lists_of_areas_are_read_as_they_were_coded(shared):
    with (shared / "data/risk_areas/spells_2020-07_2021-09.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["gb2260"]]

    read = [register().find_county(row["province"], row["city"], row["county"]) for row in rows]

    assert len(rows) > 1000
    assert read == [row["gb2260"] for row in rows]


def test_every_code_in_the_real_lists_is_known(shared):
    with (shared / "data/risk_areas/spells_2020-07_2021-09.csv").open(encoding="utf-8") as file:
        codes = {row["gb2260"] for row in csv.DictReader(file) if row["gb2260"]}

    assert {code for code in codes if not register().known(code)} == set()


def test_provinces_and_counties_are_read_at_once_and_streets_only_when_asked_for(monkeypatch):
    unpacked = []
    real = gzip.decompress
    monkeypatch.setattr(gzip, "decompress", lambda packed: (unpacked.append(len(packed)), real(packed))[1])
    register.cache_clear()

    began = time.perf_counter()
    name = register().name("320115")
    took = time.perf_counter() - began

    assert (name, len(unpacked)) == ("江宁区", 1)
    assert took < 0.5
    register().name("320115001")
    assert len(unpacked) == 2


def test_a_register_can_be_made_of_any_places():
    assert Register({"99": "甲省", "9901": "乙市", "990101": "丙县"}).full_name("990101") == "甲省乙市丙县"
