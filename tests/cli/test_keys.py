"""`lianfang keys`: from the root to a trust list a gate believes, each no with a next step."""

import stat

import pytest

AT = "2021-08-11T12:00+08:00"


@pytest.fixture
def folders(lianfang, tmp_path):
    root, codes = tmp_path / "root", tmp_path / "codes"
    assert lianfang("keys", "make-root", root).code == 0
    assert lianfang("keys", "make", "--folder", codes, "--from", AT).code == 0
    return root, codes


def test_the_way_from_a_root_to_a_list_that_gates_believe(lianfang, folders, tmp_path):
    root, codes = folders
    first = lianfang("keys", "list", "--folder", codes, "--at", AT, "--json").data[0]["kid"]
    assert lianfang("keys", "rotate", "--folder", codes, "--from", "2021-09-01", "--algorithm", "ES256").code == 0
    signing = ("keys", "trust-list", "sign", "--root", root / "root.pem", "--folder", codes, "--issuer", "北京")
    assert lianfang(*signing, "--at", AT, "--out", tmp_path / "list").code == 0

    shown = lianfang(
        "keys", "trust-list", "verify", tmp_path / "list", "--root", root / "root-public.pem", "--at", AT, "--json"
    )

    assert shown.code == 0
    assert shown.data["issuer"] == "北京"
    assert shown.data["keys"][0]["kid"] == first
    assert [key["signs_until"] for key in shown.data["keys"]] == ["2021-09-01T00:00:00+08:00", None]


def test_a_retired_key_is_shown_and_no_longer_listed(lianfang, folders, tmp_path):
    root, codes = folders
    kid = lianfang("keys", "list", "--folder", codes, "--json").data[0]["kid"]

    lianfang("keys", "rotate", "--folder", codes)
    assert lianfang("keys", "retire", kid, "--folder", codes).code == 0

    assert "retired" in lianfang("keys", "list", "--folder", codes).out
    out = tmp_path / "list"
    lianfang(
        "keys", "trust-list", "sign", "--root", root / "root.pem", "--folder", codes, "--issuer", "x", "--out", out
    )
    assert kid not in lianfang("keys", "trust-list", "verify", out, "--root", root / "root-public.pem").out


def test_a_root_whose_making_was_stopped_half_way_is_finished(lianfang, folders, tmp_path):
    root, _ = folders
    public, private = (root / "root-public.pem").read_bytes(), (root / "root.pem").read_bytes()
    (root / "root-public.pem").unlink()

    assert lianfang("keys", "make-root", root).code == 0

    assert ((root / "root-public.pem").read_bytes(), (root / "root.pem").read_bytes()) == (public, private)


def test_a_trust_list_of_nothing_is_not_signed(lianfang, folders, tmp_path):
    root, codes = folders
    lianfang("keys", "retire", lianfang("keys", "list", "--folder", codes, "--json").data[0]["kid"], "--folder", codes)
    signing = ("keys", "trust-list", "sign", "--root", root / "root.pem", "--folder", codes, "--issuer", "北京")

    answer = lianfang(*signing, "--out", tmp_path / "list")

    assert answer.code == 2
    assert not (tmp_path / "list").exists()


def test_private_halves_are_never_printed_and_kept_to_one_user(lianfang, folders):
    root, codes = folders

    for pem in [root / "root.pem", *codes.glob("*.pem")]:
        assert stat.S_IMODE(pem.stat().st_mode) == 0o600
    assert "PRIVATE" not in lianfang("keys", "list", "--folder", codes, "--json").out


def test_each_no_is_a_sentence_and_a_next_step(lianfang, folders, tmp_path):
    root, codes = folders
    public = root / "root-public.pem"

    for arguments in [
        ("make-root", root),
        ("make", "--folder", codes),
        ("make", "--folder", tmp_path / "new", "--from", "soon"),
        ("retire", "nobody", "--folder", codes),
        ("rotate", "--folder", tmp_path / "none"),
        ("trust-list", "sign", "--root", public, "--folder", codes, "--issuer", "x", "--out", tmp_path / "list"),
        ("trust-list", "sign", "--root", root / "root.pem", "--issuer", "x", "--out", tmp_path / "no" / "list"),
        ("trust-list", "verify", tmp_path / "none", "--root", public),
        ("trust-list", "verify", public, "--root", public),
        ("trust-list", "verify", public, "--root", tmp_path / "none"),
    ]:
        answer = lianfang("keys", *arguments)
        assert answer.code == 2, arguments
        assert len(answer.err.strip().splitlines()) == 2, arguments
