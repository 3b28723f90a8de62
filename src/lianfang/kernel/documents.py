"""Papers that say who somebody is: which kinds there are, whether a number can be one, what it says by itself.

A number is never repeated in a sentence: a wrong one may be another person's right one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import normalize

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from lianfang.kernel.personal import Personal, Purpose
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

EARLIEST_BIRTH = date(1890, 1, 1)
SEPARATORS = re.compile(r"[\s\-\u2010-\u2015·.]")


class Kind(StrEnum):
    """Kinds of papers, as they are kept in the store and asked for at a desk."""

    RESIDENT_CARD = "resident_card"  # 居民身份证
    PASSPORT = "passport"  # 护照, of any country
    HK_MACAO_PERMIT = "hk_macao_permit"  # 港澳居民来往内地通行证
    TAIWAN_PERMIT = "taiwan_permit"  # 台湾居民来往大陆通行证
    RESIDENCE_PERMIT = "residence_permit"  # 港澳台居民居住证: built as a resident card
    FOREIGN_PERMANENT = "foreign_permanent"  # 外国人永久居留身份证


class Sex(StrEnum):
    """As papers say it."""

    FEMALE = "female"
    MALE = "male"


class NotADocument(Refusal):
    code = "not-a-document"
    says = Words("这不可能是此类证件的号码：{why}。", "This cannot be the number of such a document: {why}.")
    remedy = Words(
        "请对照证件重新读一遍；别的证件请按别的种类录入。",
        "Read it again from the paper itself; a document of another kind is entered as that kind.",
    )


class DocumentDisagrees(Refusal):
    code = "document-disagrees"
    says = Words("证件上的{what}与录入的不一致。", "The document says another {what} than was entered.")
    remedy = Words(
        "请两者都与证件核对。若证件本身有误，照证件录入，其余在事项里注明。",
        "Compare both with the paper. If the paper itself is wrong, enter what it says and note the rest in the"
        " matter.",
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A paper of a person. `born` and `sex` are what its number says by itself, None when it says nothing."""

    kind: Kind
    number: Personal[str]
    born: Personal[date] | None = None
    sex: Sex | None = None

    @property
    def key(self) -> Personal[str]:
        """Kind and number as one text: what its pseudonym is made of."""
        return Personal(f"{self.kind}:{self.number.reveal(Purpose.STORE)}")

    @property
    def masked(self) -> str:
        """The first two and the last two characters, as the city's own code shows them."""
        number = self.number.reveal(Purpose.STORE)
        return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"

    def agreed_birth(self, entered: Personal[date] | None) -> Personal[date] | None:
        """The date of birth by the document, else the one entered. Raises DocumentDisagrees when they differ."""
        if self.born is not None and entered not in (None, self.born):
            raise DocumentDisagrees(what=Words("出生日期", "date of birth"))
        return self.born or entered

    def agreed_sex(self, entered: Sex | None) -> Sex | None:
        """The sex by the document, else the one entered. Raises DocumentDisagrees when they differ."""
        if self.sex is not None and entered not in (None, self.sex):
            raise DocumentDisagrees(what=Words("性别", "sex"))
        return self.sex or entered


def read_document(kind: str, text: str, *, on: date) -> Document:
    """The document that was typed: full-width letters, spaces and dashes are taken as meant.

    `on` is today in the city. Raises NotADocument, which never repeats the number.
    """
    try:
        known = Kind(kind)
    except ValueError:
        raise NotADocument(why=Words("没有这一种证件", "no such kind of document is known")) from None
    number = SEPARATORS.sub("", normalize("NFKC", text)).upper()
    if not (number.isascii() and number.isalnum()):
        raise NotADocument(why=Words("含有证件号码不会有的字符", "it has characters that no such number has"))
    return _READERS[known](known, number, on)


def _card(kind: Kind, number: str, on: date) -> Document:
    """A resident card: its check digit, its date of birth and its county are checked (GB 11643)."""
    try:
        ric.validate(number)
    except ValidationError as fault:
        raise NotADocument(why=_CARD_FAULTS[type(fault).__name__]) from None
    return _with_birth(kind, number, on)


def _residence(kind: Kind, number: str, on: date) -> Document:
    """A residence permit of Hong Kong, Macao or Taiwan: 810000, 820000 or 830000, then as a resident card."""
    return _eighteen(kind, number, on, begins=r"8[123]0000")


def _eighteen(kind: Kind, number: str, on: date, *, begins: str) -> Document:
    _must_look(number, rf"{begins}[0-9]{{11}}[0-9X]")
    if ric.calc_check_digit(number) != number[-1]:
        raise NotADocument(why=_CARD_FAULTS["InvalidChecksum"])
    return _with_birth(kind, number, on)


def _with_birth(kind: Kind, number: str, on: date) -> Document:
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        raise NotADocument(why=Words("其中的出生日期不存在", "its date of birth is no day of the calendar")) from None
    if not EARLIEST_BIRTH <= born <= on:
        raise NotADocument(why=Words("其中的出生日期在将来或过早", "its date of birth is to come, or too long ago"))
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    return Document(kind, Personal(number), Personal(born), sex)


def _passport(kind: Kind, number: str, _on: date) -> Document:
    _must_look(number, r"(?=.*[0-9])[0-9A-Z]{5,12}")
    return Document(kind, Personal(number))


def _hk_macao(kind: Kind, number: str, _on: date) -> Document:
    """H or M and eight digits; the two digits that count the issues are not part of who somebody is."""
    _must_look(number, r"[HM][0-9]{8}([0-9]{2})?")
    return Document(kind, Personal(number[:9]))


def _taiwan(kind: Kind, number: str, _on: date) -> Document:
    """Eight digits; ten on older booklets, of which the last two count the issues."""
    _must_look(number, r"[0-9]{8}([0-9]{2})?")
    return Document(kind, Personal(number[:8]))


def _foreign_permanent(kind: Kind, number: str, on: date) -> Document:
    """Three letters and twelve digits, or (cards of 2023 on) eighteen that begin with 9."""
    if len(number) == 18:
        return _eighteen(kind, number, on, begins=r"9[0-9]{5}")
    _must_look(number, r"[A-Z]{3}[0-9]{12}")
    return Document(kind, Personal(number))


def _must_look(number: str, pattern: str) -> None:
    if not re.fullmatch(pattern, number):
        raise NotADocument(
            why=Words("位数或字符不符合这一种证件", "its length or its characters are not those of this kind")
        )


_CARD_FAULTS: Mapping[str, Words] = {
    "InvalidLength": Words("居民身份证为18位", "a resident card has eighteen characters"),
    "InvalidFormat": Words("居民身份证为数字，末位可为X", "a resident card has digits, and at the end perhaps an X"),
    "InvalidChecksum": Words(
        "校验位不符，有字符读错", "its last character does not follow from the others, so one was misread"
    ),
    "InvalidComponent": Words(
        "地区码或出生日期不存在", "its first six digits name no county of that year, or its birth is no day"
    ),
}
_READERS: Mapping[Kind, Callable[[Kind, str, date], Document]] = {
    Kind.RESIDENT_CARD: _card,
    Kind.PASSPORT: _passport,
    Kind.HK_MACAO_PERMIT: _hk_macao,
    Kind.TAIWAN_PERMIT: _taiwan,
    Kind.RESIDENCE_PERMIT: _residence,
    Kind.FOREIGN_PERMANENT: _foreign_permanent,
}
