"""Every address of the platform. None carries a person."""

from django.urls import path

from lianfang.web import errors
from lianfang.web.pages import controls, health, home, me, places, policy, style, traveller, trip

urlpatterns = [
    path("", home.home, name="home"),
    path("me/", me.me, name="me"),
    path("trip/", trip.trip, name="trip"),
    path("trip/counties/", trip.counties, name="trip_counties"),
    path("places/", places.places, name="places"),
    path("places/places.csv", places.table, name="places_csv"),
    path("policy/", policy.policy, name="policy"),
    path("traveller/", traveller.traveller, name="traveller"),
    path("style/", style.style, name="style"),
    path("choose-person/", controls.choose_person, name="choose_person"),
    path("set-clock/", controls.set_clock, name="set_clock"),
    path("set-language/", controls.set_language, name="set_language"),
    path("set-look/", controls.set_look, name="set_look"),
    path("health", health.health, name="health"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
