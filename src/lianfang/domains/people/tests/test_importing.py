"""Lists of people: looked at first, the good lines registered, the same list twice changes nothing (lessons 14)."""

import pytest

from lianfang.domains.people.commands.importing import apply_list, drop_list, stage_list
from lianfang.domains.people.models import Batch, Document, Matter, Person, Said
from lianfang.domains.people.queries.batches import lines_of
from lianfang.domains.people.queries.judging import Verdict
from lianfang.domains.people.tests.given import LONGZEYUAN, OF_CHANGPING, OF_HAIDIAN, a_person, card_number
from lianfang.domains.people.tests.test_registering import whole_store
from lianfang.kernel.actors import NotPermitted
from lianfang.kernel.personal import Personal
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.roles import Role
from lianfang.kernel.states import MoveNotAllowed
from tests.given import NOON, actor

pytestmark = pytest.mark.django_db

HEAD = "证件种类,证件号码,姓名,出生日期,性别,电话,住址,区划代码,事项"
GOOD = (
    f",{card_number()},赵晓岚,1988-05-14,男,13800138000,甘家口1号院,110108004,H-1",
    "护照,E00000007,John Smith,1980/1/2,male,,,110108004,H-2",
)
BAD = {
    f",{card_number()[:-1]}Y,赵晓岚,,,,,110108004,H-1": "number",
    f",{card_number(3)},赵晓岚,1988-05-15,,,,110108004,H-1": "number",
    f",{card_number(3)},赵晓岚,,女,,,110108004,H-1": "number",
    f",{card_number(3)},赵晓岚,昨天,,,,110108004,H-1": "born",
    f",{card_number(3)},赵晓岚,,他,,,110108004,H-1": "sex",
    f",{card_number(3)},赵晓岚,,,123,,110108004,H-1": "phone",
    f",{card_number(3)},·,,,,,110108004,H-1": "name",
    f",{card_number(3)},赵晓岚,,,,,110114012,H-1": "area",
    f",{card_number(3)},赵晓岚,,,,,110108004,": "matter",
    f",{card_number(3)},赵晓岚,,,,,110108004,13800138000": "matter",
    "驾照,E00000007,赵晓岚,,,,,110108004,H-1": "kind",
}
LIST = "\n".join([HEAD, *GOOD, *BAD])


def staged(text=LIST, *, by=OF_HAIDIAN, encoding="gb18030"):
    return stage_list(file="赵晓岚.csv", data=text.encode(encoding), by=by, at=NOON)


def applied(text=LIST, *, by=OF_HAIDIAN, **how):
    return apply_list(token=staged(text, by=by, **how).token, by=by, at=NOON)


def test_the_good_lines_are_registered_and_every_bad_one_is_said_with_line_column_and_reason():
    report = applied().report

    assert {Said.read(person.sealed).name for person in Person.objects.all()} == {
        Personal("赵晓岚"),
        Personal("John Smith"),
    }
    assert [(line["line"], line["column"]) for line in report["bad_lines"]] == [
        (number, column) for number, column in enumerate(BAD.values(), 4)
    ]
    assert (report["new"], report["bad"]) == (2, len(BAD))
    assert all(line["zh"] and line["en"] for line in report["bad_lines"])


def test_safety_6_neither_the_staged_list_nor_its_report_shows_anybody():
    batch = staged()
    for text in (whole_store(), repr(lines_of(batch, by=OF_HAIDIAN, at=NOON))):
        assert [secret for secret in ("赵晓岚", card_number(), "13800138000", "John Smith") if secret in text] == []

    apply_list(token=batch.token, by=OF_HAIDIAN, at=NOON)

    assert [
        secret for secret in ("赵晓岚", card_number(), "13800138000", "John Smith") if secret in whole_store()
    ] == []


def test_staging_registers_nobody():
    staged()

    assert not Person.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_list_twice_changes_nothing_whatever_its_encoding(encoding):
    applied()
    before = [list(rows.objects.values()) for rows in (Person, Document, Matter)]

    report = applied(encoding=encoding).report

    assert [list(rows.objects.values()) for rows in (Person, Document, Matter)] == before
    assert (report["new"], report["known"]) == (0, 2)


def test_somebody_known_elsewhere_is_told_as_new_gets_the_matter_and_stays_as_they_are():
    elsewhere = a_person(area=LONGZEYUAN, name="赵小岚")

    lines = lines_of(staged(), by=OF_HAIDIAN, at=NOON)
    applied()

    elsewhere.refresh_from_db()
    assert lines[0].verdict is Verdict.NEW
    assert Said.read(elsewhere.sealed).name == Personal("赵小岚")
    assert elsewhere.matters.filter(reference="H-1").exists()


def test_a_list_is_its_makers_own_and_is_taken_once():
    batch, dropped = staged(), staged()
    drop_list(token=dropped.token, by=OF_HAIDIAN, at=NOON)

    with pytest.raises(NoSuch):
        apply_list(token=batch.token, by=OF_CHANGPING, at=NOON)
    with pytest.raises(MoveNotAllowed):
        apply_list(token=dropped.token, by=OF_HAIDIAN, at=NOON)
    with pytest.raises(NotPermitted):
        staged(by=actor(Role.COMMUNITY_WORKER))
    assert Batch.objects.get(pk=dropped.pk).sealed == ""


def test_lines_are_judged_in_the_same_queries_for_two_and_for_five_hundred(django_assert_num_queries):
    many = "\n".join([HEAD, *(f",{card_number(number)},赵晓岚,,,,,110108004,H-1" for number in range(1, 500))])
    few, large = staged(), staged(many)

    with django_assert_num_queries(1):
        lines_of(few, by=OF_HAIDIAN, at=NOON)
    with django_assert_num_queries(1):
        lines_of(large, by=OF_HAIDIAN, at=NOON)
