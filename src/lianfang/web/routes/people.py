"""Addresses of the register of people. A person stands in one by a pseudonym only."""

from lianfang.domains.people.pages import finding, lists, pairs, person, retention
from lianfang.kernel.roles import roles_with
from lianfang.web.routes.row import Reach, Route

SEE, SHOW = Reach(roles_with("people.see")), Reach(roles_with("people.show"))
ENTER, MERGE = Reach(roles_with("people.register")), Reach(roles_with("people.merge"))
IMPORT, RETAIN = Reach(roles_with("people.import")), Reach(roles_with("people.retain"))

ROUTES = (
    Route("people/", "people", finding.people, SEE),
    Route("people/enter/", "people_enter", person.enter, ENTER),
    Route("people/pairs/", "people_pairs", pairs.pairs, MERGE),
    Route("people/pairs/<int:number>/", "people_pair", pairs.one, MERGE, placed=True),
    Route("people/pairs/<int:number>/settle/", "people_pair_settle", pairs.settle, MERGE, placed=True),
    Route("people/mergers/<int:number>/undo/", "people_undo", pairs.undo, MERGE, placed=True),
    Route("people/import/", "people_lists", lists.lists, IMPORT),
    Route("people/import/offer/", "people_offer", lists.offer, IMPORT),
    Route("people/import/example/", "people_list_example", lists.example, IMPORT),
    Route("people/import/<slug:token>/", "people_list", lists.look, IMPORT, placed=True),
    Route("people/import/<slug:token>/settle/", "people_list_settle", lists.settle, IMPORT, placed=True),
    Route("people/import/<slug:token>/report/", "people_list_report", lists.report, IMPORT, placed=True),
    Route("people/retention/", "people_retention", retention.retention, RETAIN),
    Route("people/retention/erase/", "people_erase", retention.erase, RETAIN),
    Route("people/retention/<slug:token>/", "people_certificate", retention.certificate, RETAIN, placed=True),
    Route("people/<str:person_id>/", "person", person.person, SEE, placed=True),
    Route("people/<str:person_id>/show/", "person_show", person.show, SHOW, placed=True),
    Route("people/<str:person_id>/correct/", "person_correct", person.correct, ENTER, placed=True),
    Route("people/<str:person_id>/document/", "person_document", person.document, ENTER, placed=True),
)
