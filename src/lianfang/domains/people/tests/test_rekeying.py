"""A new key is taken into use while people are found all the time; stopped half-way it goes on."""

import os
from collections.abc import Callable

import pytest

from lianfang.domains.people import public
from lianfang.domains.people.commands import rekeying
from lianfang.domains.people.commands.importing import stage_list
from lianfang.domains.people.commands.looking import search_people
from lianfang.domains.people.commands.merging import merge_people, undo_merge
from lianfang.domains.people.commands.rekeying import rekey
from lianfang.domains.people.models import Batch, Document, Person, Said, Twin, names
from lianfang.domains.people.models import said as sealing
from lianfang.domains.people.queries.batches import lines_of
from lianfang.domains.people.tests.given import OF_HAIDIAN, OFFICER, a_card, a_person, card_number
from lianfang.domains.people.tests.test_importing import LIST
from lianfang.domains.people.tests.test_merging import twins
from lianfang.kernel.personal import Personal
from lianfang.kernel.pseudonyms import Pseudonyms
from lianfang.kernel.roles import Role
from lianfang.kernel.vault import Vault
from tests.given import NOON, actor

pytestmark = pytest.mark.django_db
ENGINEER = actor(Role.ENGINEER, id_="engineer")
OLD, NEW = os.urandom(32), os.urandom(32)


@pytest.fixture
def keys(monkeypatch) -> Callable[..., None]:
    """Which keys this installation has: `keys(1)`, then `keys(1, 2)` when a new one was put beside the first."""

    def put(*numbers: int) -> None:
        found = {number: {1: OLD, 2: NEW}[number] for number in numbers}
        monkeypatch.setattr(sealing, "vault_in", lambda _folder: Vault(found))
        monkeypatch.setattr(sealing, "pseudonyms_in", lambda _folder: Pseudonyms(found))

    put(1)
    return put


def found_by(*texts):
    found = [search_people(text=Personal(text), by=OF_HAIDIAN, at=NOON).entries for text in texts]
    return [[entry.person_id for entry in entries] for entries in found]


EVERYTHING = (card_number(), "13800138000", "8000", "赵晓岚", "甘家口街道1号院")


def test_everybody_is_found_before_during_and_after_and_reads_the_same(keys):
    person = a_person()
    before = Said.read(person.sealed)
    old_id = person.person_id
    keys(1, 2)
    during = found_by(*EVERYTHING, old_id)

    done = rekey(city="11", by=ENGINEER, at=NOON)

    person.refresh_from_db()
    assert during == [[old_id]] * 6
    assert found_by(*EVERYTHING, old_id, person.person_id) == [[person.person_id]] * 7
    assert (done, Said.read(person.sealed), person.person_id) == (1, before, names().of(a_card()))
    assert public.id_of(old_id) == person.person_id


def test_nothing_sealed_or_marked_needs_the_old_key_afterwards(keys):
    first, _ = twins()
    merge = merge_people(pair=Twin.objects.get().pk, keep=first.person_id, by=OFFICER, at=NOON)
    batch = stage_list(file="x.csv", data=LIST.encode(), by=OF_HAIDIAN, at=NOON)
    keys(1, 2)
    rekey(city="11", by=ENGINEER, at=NOON)
    numbers = [
        *Person.objects.values_list("sealed", "name_mark", "born_mark", "phone_mark"),
        *Document.objects.values_list("sealed"),
    ]
    sealing_vault = sealing.vault()

    assert {text[:2] for row in numbers for text in row if text} == {"2."}
    assert {document.pseudonym[:2] for document in Document.objects.all()} == {"2."}
    assert sealing_vault.newest == 2
    undo_merge(merge=merge.pk, by=OFFICER, at=NOON)
    assert len(lines_of(Batch.objects.get(pk=batch.pk), by=OF_HAIDIAN, at=NOON)) > 2


def test_somebody_entered_again_during_a_renewal_is_the_same_person(keys):
    person = a_person()
    keys(1, 2)

    assert a_person().pk == person.pk


def test_safety_8_a_renewal_stopped_half_way_goes_on_where_it_was(keys, monkeypatch):
    for number in range(1, 6):
        a_person(number)
    keys(1, 2)
    monkeypatch.setattr(rekeying, "AT_ONCE", 2)

    def stop(done):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rekey(city="11", progress=stop, by=ENGINEER, at=NOON)

    assert rekey(city="11", by=ENGINEER, at=NOON) == 1
    assert rekey(city="11", by=ENGINEER, at=NOON) == 0


def test_an_id_given_by_a_source_of_facts_is_kept(keys):
    Person.objects.filter(pk=a_person().pk).update(person_id="demo-0001")
    keys(1, 2)

    rekey(city="11", by=ENGINEER, at=NOON)

    assert Person.objects.get().person_id == "demo-0001"
    assert public.id_of(names().of(a_card())) == "demo-0001"
