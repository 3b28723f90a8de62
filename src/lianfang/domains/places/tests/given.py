"""Places for tests, made by doing what people do."""

from lianfang.domains.places.commands.changing import open_place
from lianfang.domains.places.models import Details, Place
from lianfang.domains.places.states import Kind
from lianfang.kernel.roles import Role
from tests.given import NOON, actor

GANJIAKOU, LONGZEYUAN = "110108004", "110114012"
HAIDIAN, CHANGPING = "110108", "110114"
CHIEF = actor(Role.HEADQUARTERS, id_="chief")
OF_HAIDIAN = actor(Role.UNIT_OFFICER, HAIDIAN, id_="officer-haidian")


def a_place(name="龙跃苑二区", *, kind=Kind.COMPOUND, area=LONGZEYUAN, code="", at=NOON, **said) -> Place:
    return open_place(kind=kind, area=area, code=code, details=Details(name, **said), by=CHIEF, at=at)


def a_unit(name="甘家口街道办事处", *, code="", area=GANJIAKOU, sort="street") -> Place:
    return a_place(name, kind=Kind.UNIT, area=area, code=code, sort=sort)
