"""CBOR from strangers: read as RFC 8949 says, within bounds, or refused in a sentence."""

import contextlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials.cbor import NotCbor, Tag, read

LEAVES = st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.floats(allow_nan=False) | st.binary()
KEYS = st.integers(-(2**64), 2**64 - 1) | st.text() | st.binary()
ITEMS = st.recursive(
    LEAVES | st.text(), lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20
)


@given(item=ITEMS)
def test_it_reads_what_another_implementation_wrote(item):
    assert read(cbor2.dumps(item)) == item


@given(data=st.binary(max_size=200))
def test_rubbish_is_refused_and_never_falls_over(data):
    with contextlib.suppress(NotCbor):
        read(data)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}),
        ("7f657374726561646d696e67ff", "streaming"),
        ("5f42010243030405ff", b"\x01\x02\x03\x04\x05"),
        ("c074323031332d30332d32315432303a30343a30305a", Tag(0, "2013-03-21T20:04:00Z")),
        ("f93e00", 1.5),
        ("3bffffffffffffffff", -(2**64)),
        ("f7", None),
        ("9fff", []),
    ],
)
def test_examples_of_the_rfc(text, item):
    assert read(bytes.fromhex(text)) == item


@pytest.mark.parametrize(
    "text",
    [
        "",
        "18",
        "0000",
        "9bffffffffffffffff",
        "5bffffffffffffffff",
        "bbffffffffffffffff",
        "ff",
        "81ff",
        "a1ff00",
        "bf00ff",
        "a200010002",
        "a1f500",
        "a18000",
        "61ff",
        "1c",
        "fc",
        "f818",
        "5f01ff",
        "5f5f4100ffff",
        "5f4100",
        "9f",
        "81" * 100 + "00",
        "c0" * 100 + "00",
    ],
)
def test_what_is_malformed_too_deep_or_twice_is_refused(text):
    with pytest.raises(NotCbor):
        read(bytes.fromhex(text))
