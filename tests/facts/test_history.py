"""Of facts that were corrected or taken back, only what is known now counts."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from lianfang.facts.refusals import BadRows
from lianfang.facts.store import open_store, store_of
from lianfang.kernel.clock import CITY_ZONE

HEADER = "person_id,area,arrived_at,left_at,source,batch,received_at,retracted"


def test_the_last_row_received_for_a_key_counts_unless_it_was_retracted(folder, a_csv, rows_of):
    a_csv(
        "stays",
        "p1,110105,2021-08-01,,telecom,b2,2021-08-03T10:00:00+08:00,false",
        "p1,110105,2021-08-01,2021-08-02,telecom,b3,2021-08-03T03:00:00Z,false",
        "p2,110105,2021-08-01,,telecom,b1,2021-08-02,false",
        "p2,110105,2021-08-01,,telecom,b1,2021-08-03,true",
        "p3,110105,2021-08-01,,telecom,b1,2021-08-02,true",
        "p3,110105,2021-08-01,,telecom,b4,2021-08-04,",
        header=HEADER,
    )
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [(row[0], row[3] is None) for row in rows_of(store, "stays")] == [("p1", False), ("p3", True)]
        assert store.warnings == ()


def test_a_feed_taken_back_from_a_delta_table_restricts_nobody(folder, rows_of):
    def batch(day, *, retracted):
        links = {"person_id": ["p1", "p2"], "linked_at": [datetime(2022, 1, 1, tzinfo=UTC)] * 2}
        return pa.table({**links, "received_at": [datetime(2022, 1, day, tzinfo=UTC)] * 2, "retracted": retracted})

    write_deltalake(str(folder / "links"), batch(2, retracted=[False, False]))
    write_deltalake(str(folder / "links"), batch(3, retracted=[True, False]), mode="append")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [row[0] for row in rows_of(store, "links")] == ["p2"]


def test_a_row_that_was_corrected_is_no_longer_bad_and_one_that_was_not_still_is():
    row = {"person_id": "p1", "entered_at": "2021-08-01", "received_at": "2021-08-02", "retracted": "false"}
    corrected = [{**row, "person_id": "p1 ", "retracted": "true"}, row]
    with store_of({"border_entries": corrected}, zone=CITY_ZONE) as store:
        assert len(store.connection.execute('SELECT * FROM "border_entries"').fetchall()) == 1
    with pytest.raises(BadRows) as refused:
        store_of({"border_entries": [row, {**row, "person_id": "p2 "}]}, zone=CITY_ZONE)
    assert refused.value.report.tables[0].bad_rows[0].line == 2


def test_without_these_columns_every_row_counts(folder, a_csv, rows_of):
    a_csv("stays", "p1,110105,2021-08-01,", "p1,110105,2021-08-01,2021-08-02")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert len(rows_of(store, "stays")) == 2
