"""The door in a browser: invited, joined, a passkey, in again with it; and every page behind it, looked at by axe."""

from typing import Any

import pytest

from tests.journeys.conftest import vendored_axe
from tests.journeys.test_every_page import SIDEWAYS, TOO_SMALL, VIOLATIONS

pytestmark = pytest.mark.browser

OPEN = ("/sign-in/", "/sign-in/phone/", "/join/")
DESKS = {
    "unit_officer": ("/account/", "/account/second/", "/staff/", "/staff/invite/", "/glass/", "/bind/"),
    "engineer": ("/tokens/",),
    "auditor": ("/audit/", "/audit/?what=nothing", "/audit/history/?subject=staff-demo.unit-officer.7"),
}
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}
PASSWORD = "four unrelated words"


def take_desk(page: Any, role: str) -> None:
    page.goto("/sign-in/")
    page.click(f"button[name=role][value={role}]")
    page.wait_for_load_state()


def with_passkeys(page: Any) -> None:
    """The browser has a device that makes and keeps passkeys."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def test_a_colleague_is_invited_joins_adds_a_passkey_and_comes_in_again_with_it(visit: Any, address: str) -> None:
    here = address.replace("127.0.0.1", "localhost")  # passkeys belong to a name, not to a number
    with visit(width=1440) as page:
        take_desk(page, "unit_officer")
        page.goto("/staff/invite/")
        page.fill("#name", "李伟")
        page.fill("#username", "li.wei")
        page.select_option("#role", "inspector")
        page.select_option("#area", "110105")
        page.click("form[action='/staff/invite/'] button")
        code = page.text_content("code.secret")
    with visit(width=390) as page:
        with_passkeys(page)
        page.goto(f"{here}/join/")
        page.fill("#username", "li.wei")
        page.fill("#code", code.lower())
        page.fill("#password", PASSWORD)
        page.click("form[action='/join/'] button")
        page.wait_for_url(f"{here}/desk/")
        page.goto(f"{here}/account/second/")
        page.click("[data-passkey=create] [data-passkey-go]")
        page.wait_for_url(f"{here}/account/recovery/")
        assert page.locator("code.secret").count() == 10

        page.goto(f"{here}/account/")
        page.click("form[action='/sign-out/'] button")
        page.goto(f"{here}/sign-in/")
        page.fill("#username", "li.wei")
        page.fill("#password", PASSWORD)
        page.click("form[action='/sign-in/'] button")
        page.wait_for_url(f"{here}/sign-in/second/")
        page.click("[data-passkey=get] [data-passkey-go]")
        page.wait_for_url(f"{here}/desk/")
        assert page.faults == []


def test_a_wrong_code_is_said_on_the_page_and_what_was_typed_is_kept(visit: Any) -> None:
    with visit(width=390) as page:
        page.goto("/sign-in/phone/")
        page.fill("#phone", "13800138000")
        page.click("form[action='/sign-in/phone/'] button")
        page.wait_for_url("**/sign-in/code/")
        right = page.text_content("code.secret")
        page.fill("#code", "000000")
        page.click("form[action='/sign-in/code/'] button")
        page.wait_for_selector("#refusal .say")
        assert page.input_value("#code") == "000000"

        page.fill("#code", right)
        page.click("form[action='/sign-in/code/'] button")
        page.wait_for_selector("form[action='/sign-out/']")


@pytest.mark.parametrize(("width", "dark", "language"), [(320, False, "zh"), (390, True, "en"), (1440, False, "en")])
def test_pages_behind_the_door_fit_and_axe_finds_nothing(visit: Any, width: int, dark: bool, language: str) -> None:
    for role, pages in {"": OPEN, **DESKS}.items():
        with visit(width=width, dark=dark, language=language) as page:
            if role:
                take_desk(page, role)
            for address in pages:
                page.goto(address)
                assert page.evaluate(SIDEWAYS) <= 0, address
                assert page.evaluate(TOO_SMALL) == [], address
                page.evaluate(vendored_axe())
                assert page.evaluate(VIOLATIONS) == [], address
                assert page.faults == [], address
