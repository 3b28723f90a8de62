"""What the walk puts into the addresses of this room."""

from datetime import date

from lianfang.domains.people.commands.importing import stage_list
from lianfang.domains.people.commands.merging import merge_people
from lianfang.domains.people.commands.retaining import erase_due
from lianfang.domains.people.models import Twin
from lianfang.domains.people.queries.retention import Clause, plan
from lianfang.domains.people.tests.given import OFFICER, a_passport, a_person
from lianfang.domains.people.tests.test_importing import LIST
from lianfang.kernel.roles import Role
from lianfang.kernel.words import Words
from tests.given import NOON, actor

CLAUSE = Clause(30, Words("缺省值", "a default"), "", "D", "2021-01-28")


def person(area: str) -> list[object]:
    return [a_person(area=area).person_id]


def pair(area: str) -> list[object]:
    a_person(area=area)
    a_person(area=area, paper=a_passport(), born=date(1988, 5, 14))
    return [Twin.objects.get().pk]


def merger(area: str) -> list[object]:
    (number,) = pair(area)
    return [merge_people(pair=number, keep=Twin.objects.get().first.person_id, by=OFFICER, at=NOON).pk]


def batch(_area: str) -> list[object]:
    """A list that somebody else offered."""
    return [stage_list(file="list.csv", data=LIST.encode(), by=OFFICER, at=NOON).token]


def certificate(_area: str) -> list[object]:
    """Of a run over the whole city."""
    mark = plan(CLAUSE, at=NOON).mark
    return [erase_due(clause=CLAUSE, expect=mark, city="11", by=actor(Role.HEADQUARTERS), at=NOON).token]


MAKE = {
    "person": person,
    "person_show": person,
    "person_correct": person,
    "person_document": person,
    "people_pair": pair,
    "people_pair_settle": pair,
    "people_undo": merger,
    "people_list": batch,
    "people_list_settle": batch,
    "people_list_report": batch,
    "people_certificate": certificate,
}
