"""The named people of the demonstration city enter its register, with invented documents that fit their stories."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from stdnum.cn import ric

from lianfang.domains.people.commands.registering import register_person
from lianfang.domains.people.models import MatterName, Person
from lianfang.domains.people.models.said import said_by
from lianfang.facts.demo.stories import Story, stories
from lianfang.kernel.actors import Actor
from lianfang.kernel.areas import county_of, register
from lianfang.kernel.documents import Document, NotADocument, read_document
from lianfang.kernel.phones import read_phone

ROOM = "demonstration"
FIRST_PHONE = 13800138000  # the number of a telephone company's own service: it rings at nobody's
IN_ANY_YEAR = ("110101", "110102", "110105")  # counties whose codes are older than everybody


@transaction.atomic
def fill_demonstration(*, city: str, by: Actor, at: datetime) -> int:
    """Register the demonstration's people; gives their number, 0 when somebody is in the register already."""
    if Person.objects.exists():
        return 0
    known = [story for story in stories() if _born(story)]
    for number, story in enumerate(known):
        _enter(story, number, city, by=by, at=at)
    return len(known)


def _enter(story: Story, number: int, city: str, *, by: Actor, at: datetime) -> None:
    home = _home(story, city)
    paper = _paper(story, home, on=at.date())
    address = f"{register().full_name(home)}{number + 1}号院"
    phone = read_phone(str(FIRST_PHONE + number))
    said = said_by(name=story.display.zh, address=address, born=paper.born, sex=paper.sex, phone=phone)
    area = home if home.startswith(city) else city.ljust(6, "0")
    matter = MatterName(ROOM, story.key)
    register_person(paper=paper, said=said, area=area, matter=matter, known_as=story.person_id, by=by, at=at)


def _paper(story: Story, home: str, *, on: date) -> Document:
    """A resident card with the story's date of birth and, where one exists, its last two characters."""
    wanted = story.masked_id[-2:]
    numbers = list(_numbers(county_of(home), _born(story)))
    for number in [*(one for one in numbers if one.endswith(wanted)), *numbers]:
        try:
            return read_document("resident_card", number, on=on)
        except NotADocument:
            continue
    raise AssertionError("some county is as old as everybody")


def _numbers(home: str, born: str) -> Iterator[str]:
    for county in (home, *IN_ANY_YEAR):
        for turn in range(100, 300):
            first = f"{county}{born.replace('-', '')}{turn}"
            yield first + ric.calc_check_digit(f"{first}0")


def _born(story: Story) -> str:
    return str(next((row["birth_date"] for row in story.facts.get("persons", []) if row.get("birth_date")), ""))


def _home(story: Story, city: str) -> str:
    return str(
        next((row["home_area"] for row in story.facts.get("persons", []) if row.get("home_area")), city.ljust(6, "0"))
    )
