"""Keys follow one another without a gap, are kept to the platform's own user, and never come back once retired."""

import stat
from datetime import timedelta

import pytest

from lianfang.credentials import keyring
from lianfang.credentials.lifetime import seconds
from lianfang.credentials.pem import private_key_in
from lianfang.credentials.ring_file import KeyRingNotWhole
from lianfang.credentials.trust import from_spki, kid_of, spki, trust_in
from lianfang.credentials.trust_list import TrustListNotGood, read_trust_list, write_trust_list
from lianfang.credentials.verifier import Verdict, verify
from lianfang.kernel.keys import KeyNotSafe
from lianfang.kernel.refusals import NoSuch
from tests.credentials.conftest import KEYS, NOON, signer_of, some_claims

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOT = KEYS["Ed25519"]


@pytest.fixture(params=["Ed25519", "ES256"])
def folder(request, tmp_path):
    keyring.make_key(tmp_path / "codes", algorithm=request.param, signs_from=NOON)
    return tmp_path / "codes"


def trusted(folder):
    return trust_in(keyring.ring_in(folder).trusted())


def code_at(folder, at):
    return keyring.ring_in(folder).signer(at).sign(some_claims(issued=seconds(at), fresh_until=seconds(at) + 600))


def test_one_key_follows_the_other_without_a_gap(folder):
    old = code_at(folder, NOON)
    second = keyring.rotate(folder, algorithm="ES256", signs_from=NOON + HOUR)
    ring = keyring.ring_in(folder)

    assert ring.in_use(NOON + HOUR - timedelta(microseconds=1)).kid != second.kid
    assert ring.in_use(NOON + HOUR).kid == second.kid
    for text in (old, code_at(folder, NOON + HOUR)):
        assert verify(text, trust=trusted(folder), at=NOON + HOUR).may_be_used


def test_what_a_retired_key_signed_counts_for_nothing(folder):
    text = code_at(folder, NOON)
    kid = keyring.ring_in(folder).in_use(NOON).kid

    keyring.retire(folder, kid=kid.hex(), at=NOON)

    assert verify(text, trust=trusted(folder), at=NOON).verdict is Verdict.UNTRUSTED
    with pytest.raises(keyring.NoSigningKey):
        keyring.ring_in(folder).signer(NOON)
    with pytest.raises(NoSuch):
        keyring.retire(folder, kid="00", at=NOON)


def test_after_all_were_retired_a_new_first_key_can_be_made(folder):
    keyring.retire(folder, kid=keyring.ring_in(folder).in_use(NOON).kid.hex(), at=NOON)

    made = keyring.make_key(folder, algorithm="Ed25519", signs_from=NOON)

    assert keyring.ring_in(folder).in_use(NOON).kid == made.kid


def test_a_second_first_key_and_a_turn_backwards_are_refused(folder):
    with pytest.raises(keyring.KeyInUse):
        keyring.make_key(folder, algorithm="Ed25519", signs_from=NOON)
    with pytest.raises(keyring.KeyInUse):
        keyring.rotate(folder, algorithm="Ed25519", signs_from=NOON)
    with pytest.raises(keyring.NoSigningKey):
        keyring.rotate(folder.parent / "empty", algorithm="Ed25519", signs_from=NOON)


def test_private_keys_are_for_the_platforms_own_user_alone(folder):
    (pem,) = folder.glob("*.pem")
    assert stat.S_IMODE(pem.stat().st_mode) == 0o600

    pem.chmod(0o640)

    with pytest.raises(KeyNotSafe):
        keyring.ring_in(folder).signer(NOON)


@pytest.mark.parametrize("content", ["", "{}", '{"keys": [1]}', '{"keys": [{"kid": "00"}]}', "\udcff"])
def test_a_ring_that_cannot_be_read_is_said_and_not_written_over(folder, content):
    (folder / "ring.json").write_text(content, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(KeyRingNotWhole):
        keyring.make_key(folder, algorithm="Ed25519", signs_from=NOON)
    assert (folder / "ring.json").read_text(encoding="utf-8", errors="surrogateescape") == content


def test_safety_8_a_kill_between_key_and_ring_leaves_the_ring_as_it_was(folder, monkeypatch):
    before = keyring.ring_in(folder).entries

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(keyring, "write_ring", killed)
    with pytest.raises(KeyboardInterrupt):
        keyring.rotate(folder, algorithm="Ed25519", signs_from=NOON + HOUR)
    monkeypatch.undo()

    assert [entry.kid for entry in keyring.ring_in(folder).entries] == [entry.kid for entry in before]
    keyring.rotate(folder, algorithm="Ed25519", signs_from=NOON + HOUR)


@pytest.mark.parametrize("content", [b"", b"rubbish"])
def test_a_file_that_is_no_key_is_refused(tmp_path, content):
    (tmp_path / "root.pem").write_bytes(content)
    (tmp_path / "root.pem").chmod(0o600)

    with pytest.raises(KeyNotSafe):
        private_key_in(tmp_path / "root.pem")
    with pytest.raises(KeyNotSafe):
        private_key_in(tmp_path / "none.pem")


def a_trust_list(folder, **changes):
    told = {"issuer": "北京", "issued": NOON, "until": NOON + DAY, **changes}
    return write_trust_list(signer_of(ROOT), keyring.ring_in(folder).trusted(), **told)


def test_the_trust_list_carries_every_key_that_is_not_retired(folder):
    keyring.rotate(folder, algorithm="Ed25519", signs_from=NOON + HOUR)

    found = read_trust_list(a_trust_list(folder), roots=[ROOT.public_key()], at=NOON)

    assert found.issuer == "北京"
    assert found.keys == trusted(folder)
    assert verify(code_at(folder, NOON), trust=found.keys, at=NOON).may_be_used


def test_a_trust_list_by_another_root_too_old_or_changed_is_refused(folder):
    good = a_trust_list(folder)
    roots = [ROOT.public_key()]
    held = read_trust_list(good, roots=roots, at=NOON)

    for data, at in [
        (good, NOON + DAY),
        (good[:-1], NOON),
        (good[:-1] + bytes([good[-1] ^ 1]), NOON),
        (b"", NOON),
        (keyring.ring_in(folder).signer(NOON).sign_payload(b"\xa0", kind="application/cwt"), NOON),
        (signer_of(ROOT).sign_payload(b"\xa0", kind="application/vnd.lianfang.trust-list+cwt"), NOON),
    ]:
        with pytest.raises(TrustListNotGood):
            read_trust_list(data, roots=roots, at=at)
    with pytest.raises(TrustListNotGood):
        read_trust_list(good, roots=[KEYS["ES256"].public_key()], at=NOON)
    with pytest.raises(TrustListNotGood):
        read_trust_list(a_trust_list(folder, issued=NOON - HOUR), roots=roots, at=NOON, newer_than=held)
    assert read_trust_list(good, roots=roots, at=NOON, newer_than=held) == held


def test_a_public_key_goes_there_and_back(key):
    assert kid_of(from_spki(spki(key.public_key()))) == kid_of(key.public_key())
