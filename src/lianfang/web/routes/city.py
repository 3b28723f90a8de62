"""Addresses of the pages for everyone. None carries a person."""

from lianfang.web.pages import areas, controls, desk, health, home, me, policy, style, traveller, trip
from lianfang.web.routes.row import EVERYONE, STAFF_ONLY, Route

ROUTES = (
    Route("", "home", home.home, EVERYONE),
    Route("me/", "me", me.me, EVERYONE),
    Route("trip/", "trip", trip.trip, EVERYONE),
    Route("trip/counties/", "trip_counties", trip.counties, EVERYONE),
    Route("places/", "places", areas.areas, EVERYONE),
    Route("places/places.csv", "places_csv", areas.table, EVERYONE),
    Route("policy/", "policy", policy.policy, EVERYONE),
    Route("traveller/", "traveller", traveller.traveller, EVERYONE),
    Route("style/", "style", style.style, EVERYONE),
    Route("choose-person/", "choose_person", controls.choose_person, EVERYONE),
    Route("set-clock/", "set_clock", controls.set_clock, EVERYONE),
    Route("set-language/", "set_language", controls.set_language, EVERYONE),
    Route("set-look/", "set_look", controls.set_look, EVERYONE),
    Route("desk/", "desk", desk.desk, STAFF_ONLY),
    Route("desk/find/", "desk_find", desk.find, STAFF_ONLY),
    Route("health", "health", health.health, EVERYONE),
)
