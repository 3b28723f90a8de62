"""Whoever adds an address tells the walk (tests/web/test_walk.py) how to walk it."""

from lianfang.web.routes import ROUTES
from tests.web.walk_objects import MAKE


def test_the_walk_can_make_what_every_placed_row_shows() -> None:
    placed = {route.name for route in ROUTES if route.placed}

    assert placed == set(MAKE), "a room's tests/walk.py makes one thing in a place for each placed row"


def test_an_address_that_names_a_thing_says_whether_the_thing_lies_in_a_place() -> None:
    named = {route.name for route in ROUTES if "<" in route.path and not route.placed}

    assert named - OWN == set(), "placed=True, or a line in OWN with its reason"


# Things that belong to whoever asks, to the whole installation, or to the public, wherever they lie.
OWN = {
    "end_session",  # one of my own browsers
    "end_tie",  # a tie of my own account
    "see_glass",  # what I was told of
    "end_glass",  # what I broke or was told of
    "matters_drop",  # one of my own saved lists
    "city_place",  # places are public
    "city_change",  # the same; whether it may be changed, its area decides
    "city_export",
    "work_retry",  # a piece of background work: it has no place
    "work_drop",
}
