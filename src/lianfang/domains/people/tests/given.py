"""People for tests, registered by doing what people do. All are invented."""

from datetime import date

from stdnum.cn import ric

from lianfang.domains.people.commands.registering import register_person
from lianfang.domains.people.models import MatterName, Person
from lianfang.domains.people.models.said import Said, said_by
from lianfang.kernel.documents import Document, Sex, read_document
from lianfang.kernel.personal import Personal
from lianfang.kernel.phones import read_phone
from lianfang.kernel.roles import Role
from tests.given import NOON, actor

GANJIAKOU, LONGZEYUAN = "110108004", "110114012"
HAIDIAN, CHANGPING = "110108", "110114"
TODAY = date(2021, 8, 11)
OFFICER = actor(Role.UNIT_OFFICER, "110000", id_="officer-city")
OF_HAIDIAN = actor(Role.UNIT_OFFICER, HAIDIAN, id_="officer-haidian")
OF_CHANGPING = actor(Role.UNIT_OFFICER, CHANGPING, id_="officer-changping")
TICKET = MatterName("hotline", "41")


def card_number(number: int = 1, *, born: date = date(1988, 5, 14), county: str = HAIDIAN) -> str:
    first = f"{county}{born:%Y%m%d}{number:03d}"
    return first + ric.calc_check_digit(first + "0")


def a_card(number: int = 1, **how) -> Document:
    return read_document("resident_card", card_number(number, **how), on=TODAY)


def a_passport(number: int = 1) -> Document:
    return read_document("passport", f"E{number:08d}", on=TODAY)


def said(name="赵晓岚", *, phone="13800138000", address="甘家口街道1号院", born=None, sex=None) -> Said:
    return said_by(
        name=name,
        address=address,
        born=Personal(born) if born else None,
        sex=sex,
        phone=read_phone(phone) if phone else None,
    )


def a_person(number=1, *, paper=None, area=GANJIAKOU, matter=TICKET, by=OFFICER, at=NOON, **saying) -> Person:
    person_id = register_person(
        paper=paper or a_card(number), said=said(**saying), area=area, matter=matter, by=by, at=at
    )
    return Person.objects.get(person_id=person_id)


FEMALE, MALE = Sex.FEMALE, Sex.MALE
