"""The real city behind the pages: the fake of the other tests is checked here, with the same promises."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client

from lianfang.decisions.installed import pack_folder
from lianfang.facts.demo import make_demo_city
from lianfang.facts.demo.stories import Story, stories
from lianfang.kernel.clock import CITY_ZONE as CITY
from lianfang.kernel.config import Config
from lianfang.web.installation import STRANGER, Installation, serve_this
from tests.sizes import some_of

PEOPLE = 300
TRIP = {
    "legs": "1",
    "leg-0-place": "430802",
    "leg-0-arrived": "2021-07-30",
    "leg-0-left": "2021-08-06",
    "home-place": "520102",
    "day": "2021-08-11",
    "time": "12:00",
    "ask": "1",
}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    folder = tmp_path_factory.mktemp("real")
    make_demo_city(folder / "city", people=PEOPLE, seed=1)
    return Installation(Config(data_dir=folder))


@pytest.fixture
def browser(real: Installation, db: None) -> Iterator[Client]:
    serve_this(real)
    yield Client()
    serve_this(None)


def status_of(browser: Client, person: str) -> str:
    browser.post("/choose-person/", {"person": person})
    response = browser.get("/me/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("story", some_of(stories(), every=3), ids=lambda story: story.key)
def test_every_example_person_has_a_page_that_keeps_the_promises(browser: Client, story: Story) -> None:
    page = status_of(browser, story.person_id)

    expects = story.expects
    held_back = expects["colour"] != "green" or expects["notices"] or expects["entry"] not in (None, "allowed")
    assert ("status is-go" not in page) or not held_back
    if held_back:
        phone = page[page.index('class="phone"') :]
        assert 'href="tel:120"' in phone[: phone.index("</section>")]
        assert page.count('<article class="why">') >= 1
        assert 'class="cite"' in page
    assert story.display.zh not in page
    assert story.person_id not in page


def test_safety_11_a_stranger_is_neither_green_nor_refused(browser: Client) -> None:
    page = status_of(browser, STRANGER)

    assert "既不是绿码，也不因此拦下您" in page
    assert "status is-go" not in page
    assert "status is-stop" not in page


def test_a_trip_gets_the_answer_that_a_person_with_the_same_facts_gets(browser: Client) -> None:
    page = browser.post("/trip/", TRIP).content.decode()

    assert "status is-wait" in page
    assert "8月21日 0:00" in page
    assert page.count('class="day is-') == 21


def test_a_trip_leaves_no_trace_in_the_city(browser: Client, real: Installation) -> None:
    at = datetime(2021, 8, 11, 4, tzinfo=UTC)
    before = real.city_at(at).places(at=at)
    browser.post("/trip/", TRIP)

    assert real.city_at(at).places(at=at) == before
    assert not real.city_at(at).explain("you", at=at).known


def test_the_places_of_the_bulletins_day_are_listed_with_their_areas(browser: Client, real: Installation) -> None:
    page = browser.get("/places/").content.decode()

    noon = datetime(2021, 8, 11, 4, tzinfo=UTC)
    places = real.city_at(noon).places(at=noon)
    assert places.deferred
    assert all(standing.name in page for standing in places.deferred)
    assert all(area.name in page for standing in places.deferred for area in standing.areas)


def test_the_traveller_meets_every_version_as_the_orders_say(browser: Client) -> None:
    page = browser.get("/traveller/").content.decode()

    rows = {row.split("?at=")[1][:10]: row for row in page.split('<th scope="row">')[1:]}
    assert "is-go" in rows["2021-08-08"].split("</td>")[0]
    assert "is-wait" in rows["2021-11-17"].split("</td>")[0]
    assert "is-wait" in rows["2022-01-22"].split("</td>")[0]
    assert "is-go" in rows["2022-07-06"].split("</td>")[0]
    assert "is-go" in rows["2022-12-07"].split("</td>")[0]


@pytest.mark.parametrize("day", ["2020-01-01", "2021-02-01", "2021-08-11", "2022-03-01", "2022-11-25", "2023-12-31"])
def test_every_page_opens_on_any_day_of_the_citys_clock(browser: Client, day: str) -> None:
    browser.post("/choose-person/", {"person": stories()[0].person_id})
    browser.post("/set-clock/", {"day": day, "time": "12:00"})

    for page in ("/", "/me/", "/trip/", "/places/", "/policy/", "/places/places.csv"):
        assert browser.get(page).status_code == 200, page


@pytest.mark.django_db
def test_every_page_turns_to_a_new_release_at_its_minute(real: Installation, tmp_path: Path) -> None:
    (tmp_path / "city").symlink_to(real.config.data_dir / "city")
    installation = Installation(Config(data_dir=tmp_path))
    draft = tmp_path / "draft"
    copytree(pack_folder(), draft)
    window = draft / "values" / "entry_window_days.yaml"
    window.write_text(window.read_text(encoding="utf-8").replace("value: 14", "value: 13"), encoding="utf-8")
    starts = datetime(2021, 8, 11, 14, tzinfo=CITY)
    begun = starts - timedelta(days=200)
    installation.releases.stage(pack_folder(), starts=begun, by="test", at=begun)
    installation.releases.stage(draft, starts=starts, by="test", at=starts - timedelta(hours=3))

    before, after = installation.city_at(starts - timedelta(minutes=1)), installation.city_at(starts)
    serve_this(installation)
    page = Client().get("/releases/").content.decode()
    serve_this(None)

    assert before.pack.release != after.pack.release == installation.pack_at(starts).release
    assert after is installation.city_at(starts + timedelta(days=1))
    assert after.pack.release in page
    assert "13" in page
