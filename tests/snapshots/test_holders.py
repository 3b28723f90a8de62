"""A token stands for one person until it is taken back; the file that says so tells nothing about anyone."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from lianfang.kernel.personal import Personal, Purpose
from lianfang.snapshots.holders import FILE, Holders
from lianfang.snapshots.tokens import Holder, token_hash
from tests.snapshots.conftest import NOON

KEY = b"k" * 32
WANG = Personal("person-of-wang")
LATER = NOON + timedelta(days=30)


@pytest.fixture
def holders(tmp_path: Path):
    with Holders(tmp_path, key=KEY) as store:
        yield store


def admit(holders: Holders, person: Personal[str] = WANG) -> str:
    return holders.admit(person, name=Personal("王"), masked_id=Personal("110***********1234"), until=LATER)


def test_a_token_stands_for_its_person_and_no_other_text_does(holders: Holders):
    token = admit(holders)

    found = holders.find(token, NOON)

    assert found == Holder(WANG, Personal("王"), Personal("110***********1234"), 0)
    for other in ("", token[:-1], token + "A", token.swapcase(), "A" * 43, "王" * 43):
        assert holders.find(other, NOON) is None


def test_a_token_runs_out(holders: Holders):
    token = admit(holders)

    assert holders.find(token, LATER - timedelta(microseconds=1)) is not None
    assert holders.find(token, LATER) is None
    assert holders.forget_run_out(LATER) == 1
    assert holders.find(token, NOON) is None


def test_one_token_is_taken_back_or_all_of_a_person(holders: Holders):
    phone, tablet, other = admit(holders), admit(holders), admit(holders, Personal("someone-else"))

    assert holders.revoke(phone)
    assert not holders.revoke(phone)
    assert [holders.find(token, NOON) is not None for token in (phone, tablet, other)] == [False, True, True]
    assert holders.revoke_person(WANG) == 1
    assert [holders.find(token, NOON) is not None for token in (tablet, other)] == [False, True]


def test_a_person_keeps_one_number_through_all_sign_ins(holders: Holders):
    people = [WANG, Personal("b"), WANG, Personal("c"), Personal("b")]

    numbers = [holders.find(admit(holders, person), NOON).ordinal for person in people]

    assert numbers == [0, 1, 0, 2, 1]


def test_revoked_codes_are_told_by_number_and_can_be_given_back(holders: Holders):
    admit(holders)
    admit(holders, Personal("b"))

    holders.revoke_codes(Personal("b"))
    holders.revoke_codes(WANG)
    holders.revoke_codes(WANG, revoked=False)

    assert holders.revoked_ordinals() == [1]


def test_the_file_holds_neither_token_nor_name_nor_person(holders: Holders, tmp_path: Path):
    token = admit(holders)

    kept = (tmp_path / FILE).read_bytes()

    for secret in (token, WANG.reveal(Purpose.STORE), "王", "1234"):
        assert secret.encode() not in kept
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_record_put_under_another_token_opens_for_nobody(holders: Holders):
    mine, yours = admit(holders), admit(holders, Personal("b"))
    with holders._opened.env.begin(write=True) as txn:
        record = txn.get(token_hash(yours), db=holders._tokens)
        txn.put(token_hash(mine), record, db=holders._tokens)

    assert holders.find(mine, NOON) is None


def test_another_process_sees_a_sign_in_and_a_revocation_at_once(holders: Holders, tmp_path: Path):
    before = holders.sequence()
    script = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from lianfang.kernel.personal import Personal\n"
        "from lianfang.snapshots.holders import Holders\n"
        "store = Holders(Path(sys.argv[1]), key=b'k' * 32)\n"
        "until = datetime(2099, 1, 1, tzinfo=UTC)\n"
        "print(store.admit(Personal('x'), name=Personal('李'), masked_id=Personal('1*'), until=until))\n"
        "sys.stdout.flush(); input()\n"
        "store.revoke_person(Personal('x'))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        token = other.stdout.readline().strip()
        assert holders.find(token, NOON).person_id == Personal("x")
        assert holders.sequence() != before
        other.communicate("\n")
    assert other.returncode == os.EX_OK
    assert holders.find(token, NOON) is None
