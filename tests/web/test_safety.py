"""Nothing personal leaves; forms are guarded; errors are kind; the demonstration stays at home."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pydantic import ValidationError

from lianfang.kernel.config import Config
from lianfang.web.installation import Installation, NotDemonstrationData, must_be_demonstration, serve_this
from lianfang.web.logs import QuietFormatter
from tests.web.fake_city import DEFERRED_PERSON, FakeCity
from tests.web.test_trip import GOOD

FORMS = ("/choose-person/", "/set-clock/", "/set-language/", "/set-look/", "/trip/", "/trip/counties/")
SECRET_PLACE = "南京市江宁区"


@pytest.mark.parametrize("form", FORMS)
def test_a_form_without_its_safety_token_changes_nothing(browser: Client, form: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(form, {"person": DEFERRED_PERSON})

    assert response.status_code == 403
    assert "什么都没有改变" in response.content.decode()


@pytest.mark.parametrize("form", ["/choose-person/", "/set-clock/", "/set-language/", "/set-look/"])
def test_a_link_cannot_change_anything(browser: Client, form: str) -> None:
    assert browser.get(form).status_code == 405


def test_safety_6_the_chosen_person_is_in_no_address_and_in_no_cookie(browser: Client) -> None:
    response = browser.post("/choose-person/", {"person": DEFERRED_PERSON}, follow=True)

    assert [address for address, _ in response.redirect_chain] == ["/me/"]
    assert all(DEFERRED_PERSON not in cookie.value for cookie in browser.cookies.values())
    assert DEFERRED_PERSON not in browser.get("/me/").content.decode()


def test_safety_6_logs_hold_no_query_no_address_and_nothing_typed(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("lianfang").propagate = True
    with caplog.at_level(logging.DEBUG):
        browser.post("/trip/", GOOD)
        browser.get("/places/?q=江宁")
        browser.get("/nobody/32011519900101001X/?id=13800000000")
        browser.post("/choose-person/", {"person": DEFERRED_PERSON})
        browser.get("/me/")
    logging.getLogger("lianfang").propagate = False

    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("lianfang"))
    assert "web.page page=trip method=POST status=200" in said
    assert "page=(no page)" in said
    for secret in ("江宁", "320115", "13800000000", "32011519900101001X", DEFERRED_PERSON, "2021-08-06"):
        assert secret not in said


def test_safety_6_djangos_own_lines_that_repeat_addresses_are_closed(browser: Client) -> None:
    for name in ("django.request", "django.security"):
        assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


def test_safety_6_a_logged_fault_shows_where_and_not_what() -> None:
    try:
        raise ValueError("13800000000")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "web.fault", None, (type(error), error, error.__traceback__)
        )

    said = QuietFormatter().format(record)

    assert "13800000000" not in said.replace('raise ValueError("13800000000")', "")
    assert "ValueError" in said


def test_safety_5_a_fault_of_ours_is_a_calm_page_without_details(
    browser: Client, city: FakeCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("13800000000")

    monkeypatch.setattr(city, "places", broken)
    browser.raise_request_exception = False

    response = browser.get("/places/")

    page = response.content.decode()
    assert response.status_code == 500
    assert "是我们的问题，不是您的" in page
    assert "13800000000" not in page
    assert 'href="tel:120"' in page


def test_safety_5_a_missing_page_says_where_to_go_and_does_not_repeat_the_address(browser: Client) -> None:
    response = browser.get("/32011519900101001X/")

    assert response.status_code == 404
    assert "32011519900101001X" not in response.content.decode().replace('name="next" value="/32011519900101001X/"', "")


def test_safety_5_a_refusal_is_a_page_a_fragment_or_json_with_the_same_facts(browser: Client) -> None:
    person = {"person": "nobody-we-know"}

    page = browser.post("/choose-person/", person)
    fragment = browser.post("/choose-person/", person, headers={"HX-Request": "true"})
    machine = browser.post("/choose-person/", person, headers={"Accept": "application/json"})

    assert [answer.status_code for answer in (page, fragment, machine)] == [404, 404, 404]
    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert fragment["HX-Retarget"] == "#refusal"
    assert json.loads(machine.content) == {
        "code": "no-such-person",
        "detail": "演示城市里没有这个人物。",
        "next": "在首页重新选一个。",
    }


def test_a_form_goes_back_only_to_our_own_pages(browser: Client) -> None:
    away = browser.post("/set-language/", {"language": "en", "next": "https://elsewhere.example/"})
    slashes = browser.post("/set-language/", {"language": "en", "next": "//elsewhere.example/"})
    ours = browser.post("/set-language/", {"language": "en", "next": "/policy/?at=2021-11-17"})

    assert [response["Location"] for response in (away, slashes, ours)] == ["/", "/", "/policy/?at=2021-11-17"]


def test_cookies_cannot_be_read_by_scripts_or_sent_from_other_sites(browser: Client) -> None:
    browser.post("/choose-person/", {"person": DEFERRED_PERSON})
    browser.post("/set-look/", {"look": "dark", "size": "large"})
    browser.get("/")

    assert set(browser.cookies) >= {"lianfang_session", "lianfang_csrf", "lianfang_look", "lianfang_size"}
    for cookie in browser.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_citys_clock_can_be_moved_and_put_back(browser: Client, city: FakeCity) -> None:
    browser.post("/set-clock/", {"day": "2022-01-22", "time": "08:30", "next": "/places/"})
    browser.get("/places/")
    browser.post("/set-clock/", {"day": "", "next": "/places/"})
    browser.get("/places/")

    assert [at.isoformat()[:16] for _, _, at in city.asked] == ["2022-01-22T08:30", "2021-08-11T12:00"]


@pytest.mark.parametrize("day", ["2019-12-31", "2024-01-01", "tomorrow"])
def test_a_day_outside_of_2020_to_2023_is_refused_with_the_range(browser: Client, day: str) -> None:
    response = browser.post("/set-clock/", {"day": day, "time": "12:00"})

    assert response.status_code == 422
    assert "2023 年 12 月 31 日" in response.content.decode()


def test_safety_12_demonstration_mode_refuses_a_folder_without_the_marker(tmp_path: Path) -> None:
    real = tmp_path / "city"
    real.mkdir()
    (real / "persons.csv").write_text("person_id\nreal-1\n", encoding="utf-8")

    with pytest.raises(NotDemonstrationData):
        must_be_demonstration(real)
    with pytest.raises(NotDemonstrationData):
        Installation(Config(data_dir=tmp_path)).city_at(datetime(2021, 8, 11, 4, tzinfo=UTC))


def test_safety_12_demonstration_mode_listens_on_this_machine_only() -> None:
    with pytest.raises(ValidationError, match="this machine only"):
        Config(host="0.0.0.0")


def test_safety_12_outside_of_the_demonstration_nobody_can_be_chosen_and_the_clock_cannot_be_moved(
    browser: Client, city: FakeCity, facts: Path
) -> None:
    real = Installation(Config(data_dir=facts, demonstration=False, secret_key="k" * 32))
    real.open_with(city)
    serve_this(real)

    assert browser.post("/choose-person/", {"person": DEFERRED_PERSON}).status_code == 404
    assert browser.post("/set-clock/", {"day": "2021-08-11", "time": "12:00"}).status_code == 403
    assert browser.get("/me/").status_code == 403
    assert browser.get("/policy/").status_code == 200


def test_health_names_what_is_down_and_nobody(browser: Client, city: FakeCity, tmp_path: Path) -> None:
    well = browser.get("/health")
    serve_this(Installation(Config(data_dir=tmp_path / "nothing")))
    unwell = browser.get("/health")

    assert (well.status_code, well.json()["well"]) == (200, True)
    assert (unwell.status_code, unwell.json()["parts"]["city"]) == (503, "down")
