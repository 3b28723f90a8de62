"""Pictures people send: every symbol on them, and a sentence for those that cannot be opened."""

import io

import pytest
from PIL import Image

from lianfang.credentials.qr import png
from lianfang.credentials.reading import pictures
from lianfang.credentials.reading.pictures import PictureNotReadable, texts_in, texts_of

TEXT = "LF1:RRQT 9P60GO0*$%+-./"


def test_what_we_draw_is_what_is_read():
    assert texts_of(png(TEXT), name="ours") == [TEXT]


def test_every_symbol_on_a_picture_is_read():
    sheet = Image.new("L", (900, 400), 255)
    for number in range(2):
        sheet.paste(Image.open(io.BytesIO(png(f"shc:/{number + 1}/2/5656"))), (20 + 440 * number, 20))
    data = io.BytesIO()
    sheet.save(data, "PNG")

    assert sorted(texts_of(data.getvalue(), name="sheet")) == ["shc:/1/2/5656", "shc:/2/2/5656"]


def test_a_picture_without_a_symbol_holds_none():
    data = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(data, "JPEG")

    assert texts_of(data.getvalue(), name="white") == []


@pytest.mark.parametrize("data", [b"", b"rubbish", png(TEXT)[:60], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureNotReadable):
        texts_of(data, name="bad")


def test_a_picture_too_large_is_refused_before_it_is_opened(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS", 100)
    with pytest.raises(PictureNotReadable, match="pixels"):
        texts_of(png(TEXT), name="large")
    monkeypatch.setattr(pictures, "LARGEST_FILE", 10)
    with pytest.raises(PictureNotReadable, match="20 MB"):
        texts_of(png(TEXT), name="large")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PictureNotReadable):
        texts_in(tmp_path / "none.png")
