"""Every page, at every width, in both looks: nothing sticks out, axe finds nothing, no rule for content is broken."""

from typing import Any

import pytest

from tests.journeys.conftest import vendored_axe

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/me/",
    "/trip/",
    "/places/",
    "/city/",
    "/city/?kind=all&q=gjk",
    "/city/units/?area=110108",
    "/city/haidian-ganjiakou-guoxing-jiayuan/",
    "/policy/?at=2021-11-17",
    "/handbook/?q=14天",
    "/traveller/",
    "/style/",
    "/nothing-here/",
)
CITIZENS = ("/", "/me/", "/trip/")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TAPPED = "main a.btn, main button, main summary, main input, main select, header a, header button"
TOO_SMALL = f"""[...document.querySelectorAll('{TAPPED}')]
  .filter(element => element.checkVisibility() && element.type !== 'hidden')
  .filter(element => !element.closest('.visually-hidden, label'))
  .filter(element => element.getBoundingClientRect().height < 43.5)
  .map(element => element.outerHTML.slice(0, 120))"""
VIOLATIONS = "axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))"


def be_somebody(page: Any) -> None:
    page.goto("/")
    page.locator("button.person").nth(15).click()
    page.wait_for_url("**/me/")


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_scrolls_sideways(visit: Any, width: int, language: str) -> None:
    with visit(width=width, language=language) as page:
        be_somebody(page)
        for address in PAGES:
            page.goto(address)
            assert page.evaluate(SIDEWAYS) <= 0, address


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_scrolls_sideways_at_twice_the_text(visit: Any, language: str) -> None:
    with visit(width=390, language=language) as page:
        be_somebody(page)
        for address in PAGES:
            page.goto(address)
            page.evaluate("document.documentElement.style.setProperty('--base', '200%')")
            assert page.evaluate(SIDEWAYS) <= 0, address


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing(visit: Any, width: int, dark: bool) -> None:
    with visit(width=width, dark=dark) as page:
        be_somebody(page)
        for address in PAGES:
            page.goto(address)
            page.evaluate(vendored_axe())
            found = page.evaluate(VIOLATIONS)
            assert found == [], address


def test_everything_a_citizen_taps_is_big_enough(visit: Any) -> None:
    with visit(width=390) as page:
        be_somebody(page)
        for address in CITIZENS:
            page.goto(address)
            assert page.evaluate(TOO_SMALL) == [], address


def test_no_page_breaks_its_own_rules_for_content(visit: Any) -> None:
    with visit(width=1440) as page:
        be_somebody(page)
        for address in PAGES:
            page.goto(address)
            page.wait_for_timeout(400)
        assert page.faults == []
