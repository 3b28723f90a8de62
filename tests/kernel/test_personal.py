import copy
import json
import logging
import pickle
from dataclasses import asdict, dataclass

import pytest

from lianfang.kernel.personal import Personal, Purpose

NUMBER = "13800000000"


@pytest.fixture
def phone() -> Personal[str]:
    return Personal(NUMBER)


def test_it_shows_its_value_only_for_a_stated_purpose(phone):
    assert phone.reveal(Purpose.CALL_BACK) == NUMBER
    with pytest.raises(TypeError):
        phone.reveal("because")  # type: ignore[arg-type]


def test_it_does_not_print_or_format(phone):
    printed = f"{phone} {phone!r} {phone:>30} {[phone]} {phone!s:.40}" + "%s %r" % (phone, phone)  # noqa: UP031

    assert "138" not in printed
    assert printed.count("Personal(•••)") == 7


def test_it_does_not_reach_a_log(phone, caplog):
    with caplog.at_level(logging.INFO):
        logging.getLogger("room").info("called %s", phone, extra={"phone": phone})

    assert "138" not in caplog.text
    assert "138" not in str(vars(caplog.records[0]))


def test_it_does_not_reach_the_message_of_an_error(phone):
    with pytest.raises(KeyError) as error:
        {}[phone]

    assert "138" not in str(error.value)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_cannot_be_pickled(phone, protocol):
    with pytest.raises(TypeError, match="does not leave the process"):
        pickle.dumps(phone, protocol=protocol)


def test_it_has_no_json_form(phone):
    with pytest.raises(TypeError):
        json.dumps({"phone": phone})


def test_its_copies_stay_wrapped(phone):
    @dataclass
    class Call:
        phone: Personal[str]

    for copied in (copy.copy(phone), copy.deepcopy(phone), asdict(Call(phone))["phone"]):
        assert isinstance(copied, Personal)
        assert "138" not in repr(copied)
        assert copied == phone


def test_it_has_no_dictionary_to_look_into(phone):
    with pytest.raises(TypeError):
        vars(phone)


def test_equal_values_are_equal_and_hash_alike_but_never_equal_the_bare_value(phone):
    assert phone == Personal(NUMBER)
    assert len({phone, Personal(NUMBER), Personal("13900000000")}) == 2
    assert phone != NUMBER
    assert hash(Personal(138)) != 138
