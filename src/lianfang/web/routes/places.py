"""Addresses of the city's places: the list and each place are open to everyone, changing them is not."""

from lianfang.domains.places.pages import listing, lists, place, units
from lianfang.kernel.roles import roles_with
from lianfang.web.routes.row import EVERYONE, Reach, Route

MANAGERS = Reach(roles_with("places.manage"))

ROUTES = (
    Route("city/", "city", listing.places, EVERYONE),
    Route("city/export/<slug:form>/", "city_export", listing.export, EVERYONE),
    Route("city/units/", "city_units", units.units, EVERYONE),
    Route("city/units/give/", "city_duty", units.give, MANAGERS),
    Route("city/new/", "city_new", place.new, MANAGERS),
    Route("city/import/", "city_lists", lists.lists, MANAGERS),
    Route("city/import/offer/", "city_offer", lists.offer, MANAGERS),
    Route("city/import/example/", "city_list_example", lists.example, MANAGERS),
    Route("city/import/<slug:token>/", "city_list", lists.look, MANAGERS, placed=True),
    Route("city/import/<slug:token>/settle/", "city_list_settle", lists.settle, MANAGERS, placed=True),
    Route("city/import/<slug:token>/report/", "city_list_report", lists.report, MANAGERS, placed=True),
    Route("city/<slug:code>/", "city_place", place.show, EVERYONE),
    Route("city/<slug:code>/change/", "city_change", place.change, MANAGERS),
)
