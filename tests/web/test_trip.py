"""The trip planner answers like the real thing, keeps what was typed, and keeps nothing else."""

from datetime import datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from lianfang.kernel.clock import CITY_ZONE
from lianfang.web import county_search, trip_form
from tests.web.fake_city import FakeCity

GOOD = {
    "legs": "1",
    "leg-0-place": "南京市江宁区",
    "leg-0-arrived": "2021-07-30",
    "leg-0-left": "2021-08-06",
    "home-place": "110108",
    "tested": "2021-08-10T20:00",
    "day": "2021-08-11",
    "time": "12:00",
    "ask": "1",
}


def ask(browser: Client, **changes: str) -> str:
    return browser.post(
        "/trip/", GOOD | {name.replace("__", "-"): value for name, value in changes.items()}
    ).content.decode()


def test_the_answer_for_the_day_comes_first_and_then_each_of_the_next_21_days(browser: Client) -> None:
    page = ask(browser)

    assert "暂缓进京" in page
    assert page.count('class="day is-') == 21
    assert "8月11日 – 8月20日" in page


def test_rows_are_asked_as_they_were_typed(browser: Client, city: FakeCity) -> None:
    ask(browser)

    _, rows, at = city.asked[0]
    assert [row["area"] for row in rows["stays"]] == ["320115"]  # type: ignore[index]
    assert rows["stays"][0]["left_at"].isoformat() == "2021-08-06T00:00:00+08:00"  # type: ignore[index]
    assert rows["persons"][0]["home_area"] == "110108"  # type: ignore[index]
    assert rows["tests"][0]["reported_at"].isoformat() == "2021-08-10T20:00:00+08:00"  # type: ignore[index]
    assert at.isoformat() == "2021-08-11T12:00:00+08:00"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("leg-0-place", "", "请写出去过的县"),
        ("leg-0-place", "无此地", "名录里没有“无此地”"),
        ("leg-0-place", "朝阳", "叫“朝阳”的不止一个"),
        ("leg-0-arrived", "", "请填到达日期"),
        ("leg-0-arrived", "2021-13-40", "请填一个日期"),
        ("leg-0-arrived", "2021-08-20", "到达日期晚于出行日期"),
        ("leg-0-left", "2021-07-01", "离开日期早于到达日期"),
        ("leg-0-left", "2021-08-20", "离开日期晚于出行日期"),
        ("tested", "soon", "请填日期和时刻"),
        ("tested", "2021-08-12T00:00", "报告时间晚于出行时刻"),
        ("day", "1999-01-01", "请填"),
        ("time", "25:99", "请填日期和时刻"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_what_was_typed_is_kept(
    browser: Client, city: FakeCity, field: str, typed: str, said: str
) -> None:
    response = browser.post("/trip/", GOOD | {field: typed})

    page = response.content.decode()
    assert response.status_code == 422
    error = page.index(said)
    assert f'id="{field}-error"' in page[error - 400 : error]
    assert 'value="2021-08-10T20:00"' in page or field == "tested"
    assert 'value="南京市江宁区"' in page or field == "leg-0-place"
    assert city.asked == []


def test_a_name_that_means_several_places_offers_them(browser: Client) -> None:
    page = ask(browser, **{"leg-0-place": "朝阳区"})

    assert '<option value="110105">' in page
    assert '<option value="220104">' in page


def test_lesson_17_a_county_can_be_chosen_step_by_step_without_scripts(browser: Client) -> None:
    first = browser.post("/trip/", {"legs": "1", "leg-0-province": "320000", "narrow": "leg-0"}).content.decode()
    second = browser.post(
        "/trip/", {"legs": "1", "leg-0-province": "320000", "leg-0-city": "320100", "narrow": "leg-0"}
    ).content.decode()

    assert '<option value="320100">' in first
    assert '<option value="320115">' in second


def test_stops_can_be_added_and_taken_away_and_the_rest_stays(browser: Client) -> None:
    more = browser.post("/trip/", GOOD | {"add": "1"}).content.decode()
    fewer = browser.post("/trip/", GOOD | {"legs": "2", "leg-1-place": "太仓市", "remove": "0"}).content.decode()

    assert 'id="leg-1-place"' in more
    assert 'value="南京市江宁区"' in more
    assert 'value="太仓市"' in fewer
    assert 'value="南京市江宁区"' not in fewer


def test_there_is_a_limit_to_the_number_of_stops(browser: Client) -> None:
    page = browser.post("/trip/", {"legs": "999", "add": "1"}).content.decode()

    assert 'id="leg-5-place"' in page or 'id="leg-0-place"' in page
    assert 'id="leg-6-place"' not in page


def test_nothing_typed_is_kept_or_put_into_an_address(browser: Client) -> None:
    response = browser.post("/trip/", GOOD)

    assert "Location" not in response
    assert "sessionid" not in response.cookies
    assert "lianfang_session" not in response.cookies
    assert "南京" not in browser.get("/trip/").content.decode()


def test_suggestions_come_by_post_only(browser: Client) -> None:
    assert browser.get("/trip/counties/").status_code == 405
    assert "江苏省南京市江宁区" in browser.post("/trip/counties/", {"leg-0-place": "江宁"}).content.decode()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("320115", "320115"),
        ("江宁区", "320115"),
        ("江宁", "320115"),
        ("南京江宁", "320115"),
        ("江苏省南京市江宁区", "320115"),
    ],
)
def test_a_county_is_found_by_code_name_short_name_and_parts(typed: str, code: str) -> None:
    assert county_search.find(typed) == (code,)


@pytest.mark.parametrize("typed", ["", "   ", "999999", "qqqq", "<script>"])
def test_what_means_no_county_finds_none(typed: str) -> None:
    assert county_search.find(typed) == ()


RUBBISH = st.text(max_size=30) | st.sampled_from(
    ["0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59", "24:00", "12:00+08:00", "2021-08-06", "\x00"]
)


@given(changes=st.dictionaries(st.sampled_from(sorted(GOOD)), RUBBISH))
def test_safety_5_whatever_is_typed_is_answered_or_refused_beside_its_field(changes: dict[str, str]) -> None:
    planned, problems = trip_form.check(trip_form.read(GOOD | changes), zone=CITY_ZONE)

    assert (planned is None) == bool(problems)
    for stay in planned.rows["stays"] if planned else ():
        assert isinstance(stay["arrived_at"], datetime)
        assert county_search.is_county(str(stay["area"]))
