"""The desk of matters in a browser: worked by keyboard, two on one matter, pages that anybody can read."""

from typing import Any

import pytest

from tests.journeys.conftest import vendored_axe
from tests.journeys.test_door import take_desk
from tests.journeys.test_every_page import SIDEWAYS, VIOLATIONS

pytestmark = pytest.mark.browser

PAGES = ("/matters/", "/matters/?which=closed", "/matters/2/", "/matters/new/", "/notices/", "/holidays/")


def test_matters_are_chosen_and_found_without_a_mouse(visit: Any) -> None:
    with visit(width=1440) as page:
        take_desk(page, "headquarters")
        page.goto("/matters/")
        for key in ("j", "x", "j", "x"):
            page.keyboard.press(key)
        assert page.locator("[name=chosen]:checked").count() == 2

        page.keyboard.press("a")
        assert page.evaluate("document.activeElement.id") == "person"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("/")
        page.keyboard.type("检测点")
        page.locator("[data-row]").nth(1).wait_for(state="detached")
        assert page.locator("[data-row]").count() == 1

        assert page.faults == []


def test_the_second_of_two_is_told_and_keeps_what_they_typed(visit: Any) -> None:
    with visit(width=390) as mine, visit(width=390) as theirs:
        for page in (mine, theirs):
            take_desk(page, "headquarters")
            page.goto("/matters/7/")
        theirs.locator("button[value=accept]").click()
        theirs.get_by_text("签收 → 办理中").wait_for()

        mine.fill("#move-text", "我写了很多字")
        mine.locator("button[value=accept]").click()
        mine.locator("#refusal .say").wait_for()

        assert "您查看期间有人改动过" in mine.locator("#refusal").inner_text()
        assert mine.input_value("#move-text") == "我写了很多字"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(visit: Any, width: int, dark: bool) -> None:
    with visit(width=width, dark=dark, language="en" if dark else "zh") as page:
        take_desk(page, "headquarters")
        for address in PAGES:
            page.goto(address)
            assert page.evaluate(SIDEWAYS) <= 0, address
            page.evaluate(vendored_axe())
            assert page.evaluate(VIOLATIONS) == [], address
