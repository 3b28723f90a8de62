"""What offices open in a spreadsheet never runs: lesson 10."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from lianfang.kernel.sheets import RISKY, as_csv, as_xlsx, harmless


def cells_of(csv_file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_file.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", RISKY)
def test_a_cell_that_could_be_a_formula_becomes_text(start):
    attack = f'{start}HYPERLINK("http://example.invalid","look")'

    assert harmless(attack) == f"'{attack}"
    assert cells_of(as_csv(["title"], [[attack]]))[1] == [f"'{attack}"]
    (cell,) = next(load_workbook(io.BytesIO(as_xlsx(["title"], [[attack]]))).active.iter_rows(min_row=2, max_row=2))
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_numbers_stay_numbers_and_plain_words_stay_as_they_are():
    rows = [["朝阳区", -3, None], ["110105", 2.5, "a-b"]]

    assert cells_of(as_csv(["area", "n", "note"], rows))[1:] == [["朝阳区", "-3", ""], ["110105", "2.5", "a-b"]]
    book = load_workbook(io.BytesIO(as_xlsx(["area", "n", "note"], rows)))
    assert list(book.active.iter_rows(min_row=2, values_only=True)) == [("朝阳区", -3, None), ("110105", 2.5, "a-b")]


@given(some.text())
def test_any_text_fits_both_files(text):
    assert cells_of(as_csv(["x"], [[text.replace("\0", "")]]))
    assert load_workbook(io.BytesIO(as_xlsx(["x"], [[text]]))).active.max_row >= 1
