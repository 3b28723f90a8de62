"""What papers say by themselves, and that a wrong number is refused without being repeated."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from lianfang.kernel.documents import DocumentDisagrees, Kind, NotADocument, Sex, read_document
from lianfang.kernel.personal import Personal, Purpose

TODAY = date(2021, 8, 11)


def with_check(first_17: str) -> str:
    return first_17 + ric.calc_check_digit(first_17 + "0")


CARD = with_check("11010519491231002")


def test_a_resident_card_says_when_somebody_was_born_and_their_sex():
    card = read_document("resident_card", CARD, on=TODAY)

    assert (card.born, card.sex) == (Personal(date(1949, 12, 31)), Sex.FEMALE)
    assert card.masked == f"11{'*' * 14}{CARD[-2:]}"


@pytest.mark.parametrize(
    "written", [CARD.lower(), f" {CARD[:6]} {CARD[6:14]}-{CARD[14:]} ", "".join(chr(ord(c) + 0xFEE0) for c in CARD)]
)
def test_a_number_is_read_however_it_was_typed(written):
    assert read_document("resident_card", written, on=TODAY) == read_document("resident_card", CARD, on=TODAY)


@given(place=st.integers(0, 16), other=st.integers(1, 9))
def test_one_digit_misread_on_a_resident_card_is_always_noticed(place, other):
    digit = str((int(CARD[place]) + other) % 10)
    wrong = CARD[:place] + digit + CARD[place + 1 :]

    with pytest.raises(NotADocument):
        read_document("resident_card", wrong, on=TODAY)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("resident_card", with_check("11010520991231002")),  # born in the future
        ("resident_card", with_check("11010519490231002")),  # 31 February
        ("resident_card", with_check("99010519491231002")),  # no such county
        ("resident_card", "110105491231002"),  # fifteen digits: out of use since 2013
        ("passport", "E1"),
        ("passport", "ABCDEFGH"),
        ("passport", "E1234<678"),
        ("hk_macao_permit", "K12345678"),
        ("taiwan_permit", "1234567"),
        ("residence_permit", with_check("84000019900101001")),
        ("foreign_permanent", "USA12345678901"),
        ("driving_licence", "110105"),
        ("passport", ""),
    ],
)
def test_safety_6_what_cannot_be_a_number_of_its_kind_is_refused_and_not_repeated(kind, number):
    with pytest.raises(NotADocument) as refused:
        read_document(kind, number, on=TODAY)

    assert not number or number not in f"{refused.value} {refused.value.next_step()}"


@pytest.mark.parametrize(
    ("kind", "number", "kept"),
    [
        ("passport", "E12345678", "E12345678"),
        ("hk_macao_permit", "H1234567801", "H12345678"),
        ("taiwan_permit", "1234567802", "12345678"),
        ("residence_permit", with_check("83000019900101001"), with_check("83000019900101001")),
        ("foreign_permanent", "USA110000061501", "USA110000061501"),
        ("foreign_permanent", with_check("91184019900101001"), with_check("91184019900101001")),
    ],
)
def test_every_other_kind_is_read_and_a_new_issue_of_the_same_paper_is_the_same_person(kind, number, kept):
    document = read_document(kind, number, on=TODAY)

    assert document.number.reveal(Purpose.STORE) == kept
    assert document.kind is Kind(kind)


def test_a_document_that_disagrees_with_what_was_entered_is_said_so():
    card = read_document("resident_card", CARD, on=TODAY)
    passport = read_document("passport", "E12345678", on=TODAY)

    assert card.agreed_birth(Personal(date(1949, 12, 31))) == card.born
    assert passport.agreed_birth(Personal(date(1980, 1, 1))) == Personal(date(1980, 1, 1))
    assert passport.agreed_birth(None) is None
    assert passport.agreed_sex(Sex.MALE) is Sex.MALE
    with pytest.raises(DocumentDisagrees):
        card.agreed_birth(Personal(date(1949, 12, 30)))
    with pytest.raises(DocumentDisagrees):
        card.agreed_sex(Sex.MALE)


@given(kind=st.sampled_from(list(Kind)), text=st.text(max_size=40))
def test_any_text_at_all_is_a_document_or_refused(kind, text):
    try:
        document = read_document(kind, text, on=TODAY)
    except NotADocument:
        return
    assert "•" in repr(document)
