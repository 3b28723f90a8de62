"""The audit log from the command line: verified by the engineer, an export checked by a stranger."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from lianfang.domains.audit import public as audit
from lianfang.domains.audit.models import Row
from lianfang.kernel.actors import Actor
from lianfang.kernel.ledger import FIRST_SEAL, Act, seal_of
from lianfang.kernel.ledger_export import Export, ExportedRow, written
from tests.cli.conftest import Answer
from tests.given import CHAOYANG, NOON

pytestmark = pytest.mark.django_db

Lianfang = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _heads_of_its_own(settings: Settings, tmp_path: Path) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_heads": tmp_path / "heads"})


@pytest.fixture
def public_key(lianfang: Lianfang, tmp_path: Path) -> Path:
    file = tmp_path / "public.pem"
    file.write_text(lianfang("audit", "key").out)
    return file


def three_acts() -> None:
    for number in range(3):
        audit.record("hotline.answer", subject=f"ticket {number}", by=Actor("officer-7"), at=NOON, area=CHAOYANG)


def an_export(rows: int = 2) -> str:
    acts = [Act(f"t{n}", "hotline.answer", f"ticket {n}", "officer-7", NOON, CHAOYANG, "") for n in range(1, rows + 1)]
    before, exported = FIRST_SEAL, []
    for number, act in enumerate(acts, start=1):
        seal = seal_of(act, before=before, chain=CHAOYANG, number=number)
        exported.append(ExportedRow(CHAOYANG, number, before, act, seal))
        before = seal
    export = Export(NOON, "auditor-1", {"area": CHAOYANG}, {CHAOYANG: (rows, before)}, tuple(exported))
    return written(export, audit.heads_here().key.private)


def test_what_waits_is_sealed_and_an_untouched_log_verifies(lianfang: Lianfang) -> None:
    three_acts()

    assert lianfang("audit", "seal").code == 0
    answer = lianfang("audit", "verify", "--json")

    assert (answer.code, answer.data) == (0, {"rows": 3, "waiting": 0, "count": 0, "first": []})


def test_safety_7_verify_names_the_row_that_was_edited_and_exits_with_1(lianfang: Lianfang) -> None:
    three_acts()
    lianfang("audit", "seal")
    Row.objects.filter(number=2).update(by="officer-8")

    answer = lianfang("audit", "verify")

    assert answer.code == 1
    assert answer.out.splitlines()[0] == "row 2 of chain 110105: edited: it is not what was sealed"


def test_safety_7_verify_is_refused_when_the_heads_were_changed(lianfang: Lianfang, tmp_path: Path) -> None:
    three_acts()
    lianfang("audit", "seal")
    (tmp_path / "heads/heads.jsonl").write_text("{}\n")

    answer = lianfang("audit", "verify")

    assert answer.code == 2
    assert "heads.jsonl, line 1" in answer.err


def test_a_stranger_checks_an_export_with_the_public_key_alone(
    lianfang: Lianfang, public_key: Path, tmp_path: Path
) -> None:
    file = tmp_path / "export.json"
    file.write_text(an_export())

    answer = lianfang("audit", "check", file, "--key", public_key)

    assert answer.code == 0
    assert "2 rows, each as it was sealed" in answer.out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("ticket 2", "ticket 9", "edited"),
        ("officer-7", "officer-8", "edited"),
        ('"statement"', '"statements"', "not a signed statement"),
        ("{", "", "not a signed statement"),
    ],
)
def test_safety_7_an_export_that_was_edited_is_refused(
    lianfang: Lianfang, public_key: Path, tmp_path: Path, old: str, new: str, says: str
) -> None:
    file = tmp_path / "export.json"
    file.write_text(an_export().replace(old, new, 1))

    answer = lianfang("audit", "check", file, "--key", public_key)

    assert answer.code == 2
    assert says in answer.err


@pytest.mark.parametrize("rubbish", [b"", b"\xff\xfe\x00", b"[1]", b'{"statement": 1}', b"[" * 3000])
def test_rubbish_is_refused_in_a_sentence(lianfang: Lianfang, public_key: Path, tmp_path: Path, rubbish: bytes) -> None:
    file = tmp_path / "export.json"
    file.write_bytes(rubbish)

    assert lianfang("audit", "check", file, "--key", public_key).code == 2
    assert lianfang("audit", "check", tmp_path / "nothing.json", "--key", public_key).code == 2
    assert lianfang("audit", "check", file, "--key", file).code == 2


def test_safety_7_the_platform_does_not_start_without_a_place_for_its_heads(
    settings: Settings, tmp_path: Path, lianfang: Lianfang
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_heads": blocked / "heads"})

    answer = lianfang("audit", "seal")

    assert answer.code == 2
    assert "LIANFANG_AUDIT_HEADS" in answer.err


def test_safety_7_the_platform_does_not_start_with_a_key_that_is_none(
    settings: Settings, tmp_path: Path, lianfang: Lianfang
) -> None:
    key = tmp_path / "key.pem"
    key.write_text("not a key")
    key.chmod(0o600)
    settings.CONFIG = settings.CONFIG.model_copy(update={"audit_key": key})

    assert lianfang("audit", "seal").code == 2


def test_the_export_is_one_json_document() -> None:
    assert json.loads(an_export())["statement"]["kind"] == "lianfang.audit.export"
