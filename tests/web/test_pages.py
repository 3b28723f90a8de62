"""What every page promises, whoever reads it."""

import re
from datetime import datetime

import pytest
from django.test import Client

from lianfang.kernel.clock import CITY_ZONE
from lianfang.web.installation import STRANGER
from tests.web.fake_city import DEFERRED_PERSON, FORMULA, GREEN_PERSON, RED_PERSON, FakeCity

PAGES = ("/", "/me/", "/trip/", "/places/", "/policy/", "/policy/?at=2021-11-17", "/traveller/", "/style/")
CARE = 'href="tel:120"'


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def be(browser: Client, person: str) -> None:
    assert browser.post("/choose-person/", {"person": person}).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_chinese_first(browser: Client, page: str) -> None:
    response = browser.get(page)

    assert response.status_code == 200
    assert 'lang="zh-Hans"' in text_of(response)


@pytest.mark.parametrize("page", PAGES)
def test_an_english_page_has_english_words_outside_of_names(english: Client, page: str) -> None:
    body = text_of(english.get(page))

    assert '<html lang="en"' in body
    assert "Lianfang" in body
    assert "可以通行" not in body
    assert "现行政策" not in body


@pytest.mark.parametrize("page", PAGES)
def test_no_page_has_inline_scripts_or_styles_or_anything_from_elsewhere(browser: Client, page: str) -> None:
    body = text_of(browser.get(page))

    assert not re.search(r"<script(?![^>]*\bsrc=)", body)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", body)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', body)


@pytest.mark.parametrize("page", [*PAGES, "/nothing-here/", "/places/places.csv", "/health", "/static/css/base.css"])
def test_everything_is_sent_with_safe_headers(browser: Client, page: str) -> None:
    response = browser.get(page)
    response.close()

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_safety_10_every_status_that_is_not_green_says_to_call_120_first(browser: Client) -> None:
    for person in (DEFERRED_PERSON, RED_PERSON, STRANGER):
        be(browser, person)
        page = text_of(browser.get("/me/"))
        phone = page[page.index('class="phone"') : page.index("</section>", page.index('class="phone"'))]
        assert CARE in phone


def test_safety_11_someone_without_a_record_is_neither_green_nor_refused(browser: Client) -> None:
    be(browser, STRANGER)

    page = text_of(browser.get("/me/"))

    assert "没有记录" in page
    assert "既不是绿码，也不因此拦下您" in page
    assert "status is-go" not in page
    assert "status is-stop" not in page


def test_safety_1_a_status_that_is_not_green_says_why_until_when_what_to_do_and_who_lifts_it(browser: Client) -> None:
    be(browser, DEFERRED_PERSON)

    page = text_of(browser.get("/me/"))

    for said in ("暂缓进京", "8月21日 0:00", "您 8 月 6 日离开江宁区。", "做一次核酸", "系统自动", "地区转为低风险"):
        assert said in page
    assert 'class="cite"' in page
    assert "江苏省南京市江宁区" in page


def test_a_green_page_does_not_say_from_when_it_is_green(browser: Client) -> None:
    be(browser, GREEN_PERSON)

    page = text_of(browser.get("/me/"))

    assert "status is-go" in page
    assert "status__until" not in page


def test_what_comes_next_is_promised_only_as_the_engine_decided_it(browser: Client) -> None:
    be(browser, RED_PERSON)

    page = text_of(browser.get("/me/"))

    assert "不会只因时间过去而结束" in page
    assert "起：可以进京" not in page


def test_a_later_version_of_the_policy_is_not_promised_as_the_end_of_a_restriction(
    browser: Client, city: FakeCity
) -> None:
    city.abolished = datetime(2022, 12, 7, tzinfo=CITY_ZONE)
    be(browser, RED_PERSON)

    page = text_of(browser.get("/me/"))

    phone = page[page.index('class="phone"') : page.index("</section>", page.index('class="phone"'))]
    assert "不会只因时间过去而结束" in phone
    assert "2022年" not in phone
    assert "2022年12月7日 0:00 起" in page


def test_the_name_is_masked_to_a_surname(browser: Client) -> None:
    be(browser, DEFERRED_PERSON)

    assert "李 * · 11…27" in text_of(browser.get("/me/"))


def test_the_same_page_is_asked_for_one_person_at_the_citys_own_time(browser: Client, city: FakeCity) -> None:
    be(browser, DEFERRED_PERSON)
    browser.get("/me/")

    kind, person, at = city.asked[0]
    assert (kind, person) == ("explain", DEFERRED_PERSON)
    assert at.isoformat().startswith("2021-08-11T12:00:")


def test_places_say_the_level_counts_and_the_dates_behind_each(browser: Client) -> None:
    page = text_of(browser.get("/places/"))

    assert "江苏省南京市江宁区" in page
    assert "高 1 · 中 1" in page
    assert "7月27日" in page


def test_places_are_found_by_name_and_an_empty_answer_says_how_to_go_on(browser: Client) -> None:
    found, none = browser.get("/places/?q=江宁&which=all"), browser.get("/places/?q=拉萨")

    assert "江宁区" in text_of(found)
    assert "玄武区</th>" not in text_of(found)
    assert "没有符合“拉萨”的地方" in text_of(none)
    assert 'href="/places/"' in text_of(none)


def test_lesson_17_the_maps_are_drawn_from_tables_that_say_the_same(browser: Client) -> None:
    page = text_of(browser.get("/places/"))

    assert 'data-map-table="map-china"' in page
    assert '<tr data-code="320000" data-number="1">' in page
    assert 'id="map-beijing"' in page


def test_lesson_10_a_name_that_is_a_formula_cannot_run_in_a_spreadsheet(browser: Client) -> None:
    table = browser.get("/places/places.csv").content.decode("utf-8-sig")

    assert f"'{FORMULA}" in table
    assert not re.search(r"(?m)(^|,)[=+@\t-]", table)


def test_the_policy_of_a_day_can_be_linked_and_says_what_changed(browser: Client) -> None:
    page = text_of(browser.get("/policy/?at=2021-11-17"))

    assert "2021年11月17日 0:00" in page or "11月17日 0:00" in page
    assert "新增" in page
    assert 'href="/policy/?at=2022-07-06"' in page


def test_after_the_last_step_no_rule_is_in_force_and_the_page_says_so(browser: Client) -> None:
    assert "没有规定有效" in text_of(browser.get("/policy/?at=2023-06-01"))


def test_a_day_nobody_can_read_shows_the_citys_time_and_says_so(browser: Client) -> None:
    response = browser.get("/policy/?at=yesterday")

    assert response.status_code == 200
    assert "看不懂这个日期" in text_of(response)


def test_every_citation_of_a_rule_shows_its_document_and_how_sure_we_are(browser: Client) -> None:
    page = text_of(browser.get("/policy/?at=2021-08-11"))

    rules = page.count('<article class="rule')
    assert rules >= 10
    assert page.count("依据：") + page.count("本系统的默认读法") >= rules


def test_the_traveller_is_decided_under_every_dated_version(browser: Client, city: FakeCity) -> None:
    page = text_of(browser.get("/traveller/"))

    steps = {rule.starts for rule in city.pack.rules if rule.subject == "person"}
    asked = [at for kind, _, at in city.asked if kind == "what_if"]
    assert page.count('<a href="/policy/?at=') >= len(steps)
    assert {step.date() for step in steps} <= {at.date() for at in asked}
