from datetime import UTC, datetime

import pytest

from lianfang.kernel.audit import AuditMissing, Entry, MemorySink, connected

NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)


def an_entry(**changes: object) -> Entry:
    return Entry(**{"what": "hotline.answer", "subject": "ticket 41", "by": "officer-7", "at": NOON} | changes)  # type: ignore[arg-type]


def test_entries_are_kept_in_order():
    sink = MemorySink()
    for what in ("hotline.open", "hotline.answer"):
        connected(sink).record(an_entry(what=what))

    assert [entry.what for entry in sink.entries] == ["hotline.open", "hotline.answer"]


def test_without_an_audit_log_nothing_runs():
    with pytest.raises(AuditMissing) as refused:
        connected(None)

    assert "audit log" in refused.value.next_step()


@pytest.mark.parametrize("field", ["what", "subject", "by"])
@pytest.mark.parametrize(
    "value", ["", "张三", "13800000000", "person 13800000000", "11010519491231002X", "id=110105194912310021", "a\nb", 7]
)
def test_what_could_be_a_person_is_not_written_down_and_not_repeated(field, value):
    with pytest.raises(ValueError, match=f"{field} must be a pseudonym") as error:
        an_entry(**{field: value})

    assert not value or str(value) not in str(error.value)


@pytest.mark.parametrize("subject", ["person 9f86d081884c7d659a2feaa0c55ad015", "unit 110105003001", "zone Z-12:a/b#3"])
def test_pseudonyms_and_area_codes_are_taken(subject):
    assert an_entry(subject=subject).subject == subject


def test_a_purpose_may_be_words_but_not_a_number_of_a_person():
    assert an_entry(purpose="回电").purpose == "回电"
    with pytest.raises(ValueError, match="purpose"):
        an_entry(purpose="call 13800000000")


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        an_entry(at=NOON.replace(tzinfo=None))
