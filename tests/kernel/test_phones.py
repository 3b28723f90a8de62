"""Phones are read however they are typed, and never repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.kernel.personal import Personal
from lianfang.kernel.phones import NotAPhone, read_phone, tail_of


@pytest.mark.parametrize(
    "typed", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００", "0086 13800138000"]
)
def test_one_number_has_one_form(typed):
    assert read_phone(typed) == Personal("+8613800138000")
    assert tail_of(read_phone(typed)) == Personal("8000")


@pytest.mark.parametrize("typed", ["+852 6123 4567", "010-65123456"])
def test_numbers_from_abroad_and_of_houses_are_phones_too(typed):
    assert read_phone(typed)


@pytest.mark.parametrize("typed", ["", "8000", "1380013800", "99999999999", "call me", "13800138000 ext. 5"])
def test_safety_6_what_cannot_be_called_is_refused_and_not_repeated(typed):
    with pytest.raises(NotAPhone) as refused:
        read_phone(typed)

    assert not typed or typed not in str(refused.value)


@given(st.text(max_size=40))
def test_any_text_at_all_is_a_phone_or_refused(text):
    try:
        read_phone(text)
    except NotAPhone:
        return
