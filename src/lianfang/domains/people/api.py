"""The JSON door: entering somebody with a document and a matter, and closing the matter. Nothing of anybody comes out.

What is sent stands in the body, never in an address; what comes back is the pseudonym by which facts speak of them.
"""

from typing import Annotated

from django.conf import settings
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from lianfang.domains.people.commands.registering import close_matter, register_person
from lianfang.domains.people.forms import paper_of, said_of
from lianfang.domains.people.models import MatterName
from lianfang.domains.people.states import REGISTER
from lianfang.kernel.actors import Actor
from lianfang.kernel.clock import civil_day

Short = Annotated[str, Field(max_length=80)]
Long = Annotated[str, Field(max_length=200)]


class MatterIn(Schema):
    """A matter by its name in your own system. It stands in the audit log and may name nobody."""

    reference: Short


class PersonIn(Schema):
    """Somebody: a document, what is said of them, the area, and the matter by its name in your own system."""

    kind: Short
    number: Short
    name: Short
    born: Short = ""
    sex: Short = ""
    phone: Short = ""
    address: Long = ""
    area: Short
    reference: Short


class PersonOut(Schema):
    """The id under which all rooms and all facts speak of this person."""

    person_id: str


class ClosedOut(Schema):
    """For how many people the matter was closed."""

    people: int


def enter(request: HttpRequest, body: PersonIn) -> dict:
    """Enter somebody, or add the matter to who is here already."""
    typed, now, whose = body.model_dump(), request.clock.now(), _organisation(request.actor)
    person_id = register_person(
        paper=paper_of(typed, on=civil_day(now, zone=settings.CONFIG.city_zone)),
        said=said_of(typed),
        area=body.area,
        matter=MatterName(whose, body.reference, whose),
        by=request.actor,
        at=now,
    )
    return {"person_id": person_id}


def close(request: HttpRequest, body: MatterIn) -> dict:
    """Your matter is over. Who has no other one stays for the days the policy says, then is erased."""
    matter = MatterName(_organisation(request.actor), body.reference).checked()
    return {"people": close_matter(matter=matter, by=request.actor, at=request.clock.now())}


def _organisation(actor: Actor) -> str:
    """Whose token it is: its matters are its own, and it closes no others."""
    return next(grant.organisation for grant in actor.grants if grant.right == REGISTER)
