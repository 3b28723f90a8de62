"""Stories through the browser, as people would live them."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def choose(page: Any, story: str) -> None:
    page.goto("/")
    page.fill("#find-person", story)
    page.locator("button.person:visible").first.click()
    page.wait_for_url("**/me/")


def fill_trip(page: Any, place: str = "张家界市永定区") -> None:
    page.goto("/trip/")
    page.fill("#leg-0-place", place)
    page.fill("#leg-0-arrived", "2021-07-30")
    page.fill("#leg-0-left", "2021-08-06")
    page.locator("[data-trip] .btn--main[name=ask]").click()


def test_somebody_deferred_reads_why_until_when_and_who_lifts_it(visit: Any) -> None:
    with visit() as page:
        choose(page, "暂缓返京至8月21日")

        page.wait_for_selector(".status.is-wait")
        phone = page.locator(".phone").inner_text()
        assert "8月21日" in phone
        assert "120" in phone
        page.locator(".why summary").first.click()
        assert page.locator(".why .fact").first.is_visible()


def test_the_clock_runs(visit: Any) -> None:
    with visit() as page:
        choose(page, "两剂疫苗")

        first = page.locator(".status [data-clock]").inner_text()
        page.wait_for_timeout(2100)
        assert page.locator(".status [data-clock]").inner_text() != first


def test_a_trip_is_worked_out_in_place_and_its_strip_has_21_days(visit: Any) -> None:
    with visit(width=1440) as page:
        fill_trip(page)

        page.wait_for_selector("#answer .status")
        assert page.url.endswith("/trip/")
        assert page.locator(".days > li").count() == 21
        assert "暂缓" in page.locator("#answer").inner_text()


def test_a_mistake_moves_the_focus_to_its_field(visit: Any) -> None:
    with visit() as page:
        fill_trip(page, "无此地")

        page.wait_for_selector("#leg-0-place-error")
        assert page.evaluate("document.activeElement.id") == "leg-0-place"
        assert page.input_value("#leg-0-arrived") == "2021-07-30"


def test_lesson_17_a_trip_is_worked_out_without_scripts(visit: Any) -> None:
    with visit(scripts=False) as page:
        fill_trip(page)

        assert page.locator("#answer .status").is_visible()


def test_a_typed_name_is_completed(visit: Any) -> None:
    with visit() as page:
        page.goto("/trip/")
        page.locator("#leg-0-place").press_sequentially("江宁")

        page.wait_for_selector("#leg-0-options option", state="attached")
        assert page.locator("#leg-0-options option").first.get_attribute("value") == "江苏省南京市江宁区"


def test_a_county_is_chosen_province_by_province(visit: Any) -> None:
    with visit() as page:
        page.goto("/trip/")
        page.locator("details.more summary").first.click()
        page.select_option("#leg-0-province", "320000")
        page.select_option("#leg-0-city", "320100")
        page.select_option("#leg-0-county", "320115")

        assert page.input_value("#leg-0-county") == "320115"


def test_the_slider_walks_through_the_versions_and_the_address_follows(visit: Any) -> None:
    with visit(width=1440) as page:
        page.goto("/policy/?at=2021-11-17")
        page.locator("#step-range").focus()
        page.keyboard.press("ArrowRight")

        page.wait_for_url("**/policy/?at=2022-01-22")
        assert "2022年1月22日" in page.locator("#shown").inner_text()


def test_the_map_is_read_by_keyboard(visit: Any) -> None:
    with visit(width=1440) as page:
        page.goto("/places/")
        page.wait_for_selector("[data-map=china] canvas")
        before = page.locator("[data-map-said]").first.inner_text()
        page.locator("[data-map=china]").focus()
        page.keyboard.press("ArrowRight")

        page.wait_for_function("before => document.querySelector('[data-map-said]').textContent !== before", arg=before)


def test_places_are_filtered_in_place(visit: Any) -> None:
    with visit(width=1440) as page:
        page.goto("/places/")
        page.fill("#q", "拉萨")

        page.wait_for_selector("#found .empty")
        assert "拉萨" in page.locator("#found").inner_text()


def test_the_citys_clock_moves_for_the_whole_visit(visit: Any) -> None:
    with visit() as page:
        page.goto("/places/")
        page.locator(".cityclock summary").click()
        page.fill("#clock-day", "2022-12-10")
        page.locator(".cityclock__form button").click()
        page.goto("/places/")

        assert "12月10日" in page.locator(".cityclock").inner_text()
        assert "没有哪个地方另有规定" in page.locator("#found").inner_text()


def test_language_and_look_stay(visit: Any) -> None:
    with visit(language="zh") as page:
        page.goto("/policy/?at=2021-11-17")
        page.locator("button[value=en]").click()
        page.wait_for_selector("html[lang=en]")
        page.locator("button[value=dark]").click()
        page.wait_for_selector("html[data-look=dark]")

        assert page.url.endswith("/policy/?at=2021-11-17")
        assert page.locator("h1").inner_text() == "Policy in force"
