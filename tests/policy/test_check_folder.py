"""A pack's folder: what has no place in it is told, and what means harm does none."""

import os
import random
import re
import time
from pathlib import Path

import pytest

from lianfang.policy.checks import check
from lianfang.policy.faults import Place
from lianfang.policy.packs import NoPack, PackFaulty, read_pack
from tests.policy.in_english import InEnglish

SOON = 20.0  # seconds; a check of the whole city takes about two


@pytest.mark.parametrize(
    ("path", "suggestion"),
    [
        ("value/extra.yaml", "Did you mean “values”?"),
        ("values/link_days.yml", "Give it the name link_days.yaml."),
        ("notice.yaml", "Did you mean “notices.yaml”?"),
        ("measures/entry/rule.yaml", "Did you mean “rules.yaml”?"),
        ("measures/entri/rules.yaml", "Did you mean “entry”?"),
        ("values/notes.txt", "Take it out of the pack, or give it a name that ends in .yaml."),
        ("values/more/deep.yaml", "Take it out of the pack, or give it a name that ends in .yaml."),
    ],
)
def test_a_file_nothing_reads_is_told_with_the_name_that_was_meant(draft, path, suggestion):
    (draft.root / path).parent.mkdir(exist_ok=True)
    (draft.root / path).write_text("[]\n", encoding="utf-8")

    faults = draft.faults()

    told = [fault for fault in faults if path.startswith(fault.place.file)]
    assert told
    assert all(fault.says.en.startswith("Nothing reads this") for fault in told)
    assert suggestion in [fault.suggestion.en for fault in told]


def test_notes_and_hidden_files_may_be_anywhere(draft):
    (draft.root / "values" / "README.md").write_text("why", encoding="utf-8")
    (draft.root / ".DS_Store").write_bytes(b"\0")

    assert not [fault for fault in draft.faults() if fault.says.en.startswith("Nothing reads")]


def test_where_there_is_no_pack_it_is_said():
    with pytest.raises(NoPack) as refused:
        check(Path("nowhere"))

    assert str(refused.value) == "There is no policy pack at nowhere."


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (BOMB.encode(), "This is an alias (*name); a pack says everything where it stands."),
        (b"- " * 40_000, "This is nested too deeply."),
        (b"[" * 100_000, "This is nested too deeply."),
        (b"{a: " * 50_000, "This is nested too deeply."),
        (b"\x00\x01\x02\xff\xfe" * 100, "The file is not UTF-8 (byte 3)."),
        (b"\x00\x01\x02", "This is not YAML"),
        (b"title: [", "This is not YAML"),
        (b"a: 1\n---\nb: 2\n", "This is not YAML"),
        (b"x" * 1_000_001, "The file is larger than 1,000,000 bytes."),
        (b"? [a, b]\n: 1\n", "has no “?”"),
        (b"title: " + b"9" * 5_000, ""),
        (b"<<: {unit: day}\n", "has no “<<”."),
        (b"!!python/object/apply:os.system ['true']\n", "is written as a mapping"),
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence_and_soon(draft, content, says):
    (draft.root / "values" / "extra.yaml").write_bytes(content)
    began = time.perf_counter()

    faults = draft.faults()

    assert time.perf_counter() - began < SOON
    mine = [fault for fault in faults if fault.place.file == "values/extra.yaml"]
    assert any(says in fault.says.en for fault in mine), mine
    assert all(len(fault.says.en) <= 400 for fault in mine)


def test_ten_thousand_unknown_keys_are_told_soon_and_not_all(draft):
    (draft.root / "values" / "extra.yaml").write_text(
        "".join(f"key{n}: {n}\n" for n in range(20_000)), encoding="utf-8"
    )
    began = time.perf_counter()

    faults = draft.faults()

    assert time.perf_counter() - began < SOON
    assert 0 < len(faults) <= 1_000


def test_a_link_out_of_the_pack_is_not_followed(draft, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("title: secret\n", encoding="utf-8")
    (draft.root / "values" / "extra.yaml").symlink_to(secret)

    assert draft.faults() == (
        InEnglish(
            Place("values/extra.yaml", 1), "This is a link that leads out of the pack.", "Put the file itself here."
        ),
    )
    with pytest.raises(PackFaulty):
        read_pack(draft.root)


def link_to_endless(path):
    path.symlink_to("/dev/zero")


def link_to_itself(path):
    path.symlink_to(path)


@pytest.mark.parametrize("make", [os.mkfifo, link_to_endless, link_to_itself])
def test_what_is_no_file_is_never_opened(draft, make):
    make(draft.root / "values" / "extra.yaml")

    fault = draft.faults()[0]

    assert fault.place == Place("values/extra.yaml", 1)
    assert "link" in fault.says.en or fault.says.en == "This is neither a file nor a folder."


def test_a_folder_with_the_name_of_a_file_is_refused(draft):
    (draft.root / "values" / "more.yaml").mkdir()

    assert draft.faults()[0].says.en == "A folder has the name of a file."


def test_a_folder_of_thousands_of_files_is_refused_unread(draft):
    for number in range(2_100):
        (draft.root / "values" / f"v{number}.yaml").touch()

    assert "more than 2,000 files" in draft.faults()[0].says.en


@pytest.mark.parametrize("name", ["../../etc", "/etc", "a/b", "..", "''"])
def test_a_measure_is_a_name_and_never_a_path(draft, name):
    line = draft.change("pack.yaml", "measures: [code,", f"measures: [{name}, code,")

    fault = draft.faults()[0]

    assert fault.place == Place("pack.yaml", line)
    assert fault.says.en.endswith("is not a name of a measure.")


RUBBISH = """null
[]
{}
-1
'x'
[[1]]
{a: {b: c}}
true
99999999999999999999
2021-02-30
'{'
*x""".splitlines()


@pytest.mark.parametrize("seed", range(5))
def test_rubbish_anywhere_is_told_and_never_a_traceback(copied, seed):
    draw = random.Random(seed)
    files = sorted(path for path in copied.root.rglob("*.yaml"))
    for path in draw.sample(files, 6):
        lines = path.read_text(encoding="utf-8").splitlines()
        for _ in range(3):
            at = draw.randrange(len(lines))
            lines[at] = re.sub(r":( .*)?$", f": {draw.choice(RUBBISH)}", lines[at])
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    report = copied.check()

    assert all(fault.place.line >= 1 and fault.says.en for fault in report.faults)
