"""Base45 as RFC 9285 has it, in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.credentials import base45


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")],
)
def test_the_examples_of_the_rfc(data, text):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(data=st.binary(max_size=400))
def test_there_and_back(data):
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize("text", ["A", "AAAA", "GGW", "::", ":::", "aa", "A_", "中文", "\u0661\u0661", "AB\n"])
def test_what_is_not_base45_is_refused(text):
    with pytest.raises(base45.NotBase45):
        base45.decode(text)
