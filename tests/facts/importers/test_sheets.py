"""Lists from offices are read whatever wrote them, or refused in a sentence."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lianfang.facts.importers import sheets
from lianfang.facts.importers.refusals import FileEmpty, FileTooLarge, NotText, WrongKind
from lianfang.facts.importers.sheets import Column, read_sheet
from lianfang.kernel.refusals import Refusal

COLUMNS = (Column("name", ("名称", "Name"), required=True), Column("size", ("规模", "Size")))
TEXT = "规模,名称,备注\n12,龙跃苑二区,东门\n\n,国兴家园,\n"


def cells(sheet):
    return [(line.number, line["name"], line["size"]) for line in sheet.lines]


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_lessons_14_any_encoding_gives_the_same_list(encoding):
    sheet = read_sheet(TEXT.encode(encoding), file="list.csv", columns=COLUMNS)

    assert cells(sheet) == [(2, "龙跃苑二区", "12"), (4, "国兴家园", "")]
    assert sheet.unread == ("备注",)


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "，"])
def test_any_usual_delimiter_is_seen(delimiter):
    assert cells(read_sheet(TEXT.replace(",", delimiter).encode(), file="x", columns=COLUMNS))[0][1:] == (
        "龙跃苑二区",
        "12",
    )


def test_a_workbook_is_read_as_people_see_it():
    data = workbook(["Name", "Size"], ["A", 12.0], [None, None], [datetime(2021, 8, 1), date(2021, 8, 2)])  # noqa: DTZ001 — a cell of a workbook has no zone

    assert cells(read_sheet(data, file="x.xlsx", columns=COLUMNS)) == [
        (2, "A", "12"),
        (4, "2021-08-01", "2021-08-02"),
    ]


def test_a_cell_over_several_lines_keeps_the_numbers_of_lines_right():
    sheet = read_sheet('名称,规模\n"甲\n乙",1\n丙,2\n'.encode(), file="x", columns=COLUMNS)

    assert cells(sheet) == [(2, "甲\n乙", "1"), (4, "丙", "2")]


def test_what_our_own_export_made_harmless_is_read_back_as_it_was():
    assert cells(read_sheet("名称\n'=甲\n".encode(), file="x", columns=COLUMNS)) == [(2, "=甲", "")]


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileEmpty),
        (b"\xef\xbb\xbf\n\n", FileEmpty),
        ("规模\n1\n".encode(), WrongKind),
        ("名称,Name\n甲,乙\n".encode(), WrongKind),
        (b"%PDF-1.7 ...", NotText),
        (b"PK\x03\x04 not a workbook", WrongKind),
        (b"name\n" + b"x" * (sheets.LARGEST_FILE + 1), FileTooLarge),
    ],
)
def test_safety_5_what_is_no_list_is_refused_with_a_next_step(data, refusal):
    with pytest.raises(refusal) as refused:
        read_sheet(data, file="list", columns=COLUMNS)

    assert refused.value.next_step()


def test_a_workbook_that_would_unpack_to_fill_the_memory_is_refused_unread(monkeypatch):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.LARGEST_UNPACKED + 1))

    with pytest.raises(FileTooLarge):
        read_sheet(held.getvalue(), file="bomb.xlsx", columns=COLUMNS)


def test_a_list_longer_than_we_take_is_refused_whole():
    with pytest.raises(WrongKind, match="more than 2 lines"):
        read_sheet("名称\n甲\n乙\n丙\n".encode(), file="x", columns=COLUMNS, most=2)


@given(data=st.one_of(st.binary(max_size=300), st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail)))
def test_any_bytes_at_all_are_a_list_or_refused(data):
    try:
        read_sheet(data, file="x", columns=COLUMNS)
    except Refusal:
        return
