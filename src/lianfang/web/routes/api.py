"""The one table of the JSON doors: what answers at each address below `/api/`, and the scope a token needs for it.

A room's operation is a typed function in its `api.py`, and one more line here.
"""

from lianfang.domains.accounts import api as accounts
from lianfang.domains.casework import api as casework
from lianfang.domains.intake import api as intake
from lianfang.domains.people import api as people
from lianfang.domains.places import api as places
from lianfang.web.routes.row import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "me", "me", accounts.me, scope="", response=accounts.Me),
    Operation("GET", "staff", "staff", accounts.staff, scope="accounts.see", response=accounts.StaffPage),
    Operation("GET", "matters", "matters", casework.matters, scope="casework.see", response=casework.MatterPage),
    Operation(
        "POST", "matters", "matter_open", casework.open_matter, scope="casework.ask", response=casework.MatterWhole
    ),
    Operation(
        "GET", "matters/{matter_id}", "matter", casework.matter, scope="casework.see", response=casework.MatterWhole
    ),
    Operation(
        "POST",
        "matters/{matter_id}/move",
        "matter_move",
        casework.move,
        scope="casework.see",
        response=casework.MatterWhole,
    ),
    Operation(
        "POST",
        "matters/{matter_id}/notes",
        "matter_note",
        casework.note,
        scope="casework.see",
        response=casework.MatterWhole,
    ),
    Operation("GET", "places", "places", places.places, scope="", response=places.PlacePage),
    Operation("GET", "places/{code}", "place", places.place, scope="", response=places.PlaceWhole),
    Operation("GET", "answering", "answering", places.answering, scope="", response=places.AnsweringOut),
    Operation("POST", "people", "person_enter", people.enter, scope="people.register", response=people.PersonOut),
    Operation(
        "POST",
        "people/matters/close",
        "person_matter_close",
        people.close,
        scope="people.register",
        response=people.ClosedOut,
    ),
    Operation("POST", "facts/{table}", "facts_give", intake.give, scope="intake.give", response={202: intake.Taken}),
)
