"""The tables hang together."""

import pytest

from lianfang.facts.schemas import TABLES, Kind


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_keys_periods_and_beginnings_name_columns_that_can_hold_them(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(not table.column(name).optional for name in table.key)
    if table.begins:
        assert table.column(table.begins).kind in (Kind.INSTANT, Kind.DAY)
    if table.period:
        assert [table.column(name).kind for name in table.period] == [Kind.INSTANT] * 2
    for column in table.columns:
        assert bool(column.words) == (column.kind is Kind.WORD)
        assert column.title.zh
        assert column.title.en
