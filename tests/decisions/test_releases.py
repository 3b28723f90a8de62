"""A release is kept unchanged, staged ahead, and takes force at its minute everywhere at once."""

from datetime import datetime, timedelta

import pytest

from lianfang.decisions.releases import NoRelease, ReleaseDamaged, ReleaseNotStaged, Releases
from lianfang.kernel.clock import CITY_ZONE
from lianfang.policy.packs import PackFaulty
from tests.decisions.keeping import BEIJING

NOON = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)


def test_a_release_takes_force_at_its_minute_and_not_before(tmp_path, stricter):
    releases = Releases(tmp_path / "releases")
    first = releases.stage(BEIJING, starts=NOON - timedelta(days=1), by="a", at=NOON)
    second = releases.stage(stricter, starts=NOON + timedelta(minutes=5), by="b", at=NOON)

    assert releases.at(NOON + timedelta(minutes=5) - timedelta(microseconds=1)) == first
    assert releases.at(NOON + timedelta(minutes=5)) == second == releases.after(NOON)
    assert Releases(tmp_path / "releases").all() == (first, second)
    assert releases.pack(second).release == second.release != first.release
    with pytest.raises(NoRelease):
        releases.at(NOON - timedelta(days=2))


def test_what_was_staged_can_be_withdrawn_until_its_minute(tmp_path, stricter):
    releases = Releases(tmp_path / "releases")
    releases.stage(BEIJING, starts=NOON - timedelta(days=1), by="a", at=NOON)
    later = releases.stage(stricter, starts=NOON + timedelta(minutes=5), by="b", at=NOON)

    with pytest.raises(ReleaseNotStaged):
        releases.withdraw(starts=later.starts, at=later.starts)
    assert releases.withdraw(starts=later.starts, at=NOON) == later
    assert releases.after(NOON) is None
    with pytest.raises(ReleaseNotStaged):
        releases.withdraw(starts=later.starts, at=NOON)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=-1), timedelta(seconds=30), timedelta(minutes=5)])
def test_the_past_never_changes_and_a_minute_has_one_release(tmp_path, stricter, late):
    releases = Releases(tmp_path / "releases")
    releases.stage(BEIJING, starts=NOON - timedelta(days=1), by="a", at=NOON)
    releases.stage(BEIJING, starts=NOON + timedelta(minutes=5), by="a", at=NOON)

    with pytest.raises(ReleaseNotStaged):
        releases.stage(stricter, starts=NOON + late, by="b", at=NOON)
    assert len(releases.all()) == 2


def test_a_pack_with_faults_and_a_release_that_was_edited_decide_nothing(tmp_path, stricter):
    releases = Releases(tmp_path / "releases")
    first = releases.stage(BEIJING, starts=NOON - timedelta(days=1), by="a", at=NOON)
    file = releases.folder / first.release / "values" / "test_validity_hours.yaml"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("value: 48", "value: 4800"), encoding="utf-8")

    with pytest.raises(ReleaseDamaged):
        releases.pack(first)
    (stricter / "pack.yaml").write_text("title: 1\n", encoding="utf-8")
    with pytest.raises(PackFaulty):
        releases.stage(stricter, starts=NOON + timedelta(minutes=5), by="b", at=NOON)
    file.write_text(whole, encoding="utf-8")
    assert releases.pack(first).release == first.release
    (releases.folder / "index.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ReleaseDamaged):
        releases.at(NOON)
