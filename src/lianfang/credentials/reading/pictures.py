"""QR symbols in pictures people send."""

from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, UnidentifiedImageError

from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

LARGEST_FILE, MOST_PIXELS = 20 << 20, 40_000_000
TOO_LARGE = Words("超过 20 MB", "it is larger than 20 MB")
TOO_MANY = Words(f"超过 {MOST_PIXELS:,} 像素", f"it has more than {MOST_PIXELS:,} pixels")
NO_PICTURE = Words("不是图片，或者已损坏", "it is no picture, or broken")


class PictureNotReadable(Refusal):
    code = "picture-not-readable"
    says = Words("图片 {file} 打不开：{why}。", "The picture {file} cannot be opened: {why}.")
    remedy = Words(
        "请给出 PNG 或 JPEG 的照片或截图，不超过 20 MB。",
        "Send a photograph or a screenshot as PNG or JPEG, up to 20 MB.",
    )


def texts_in(file: Path) -> list[str]:
    """The texts of all QR symbols in a picture, none when there is none. Raises PictureNotReadable."""
    try:
        with file.open("rb") as handle:
            data = handle.read(LARGEST_FILE + 1)
    except OSError as error:
        raise PictureNotReadable(file=file.name, why=reason(error)) from None
    return texts_of(data, name=file.name)


def texts_of(data: bytes, *, name: str) -> list[str]:
    """As texts_in, of a picture's bytes."""
    if len(data) > LARGEST_FILE:
        raise PictureNotReadable(file=name, why=TOO_LARGE)
    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureNotReadable(file=name, why=TOO_MANY)
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise PictureNotReadable(file=name, why=NO_PICTURE) from None
    only = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(grey, formats=only, text_mode=zxingcpp.TextMode.Plain)
    return [symbol.text for symbol in found]
