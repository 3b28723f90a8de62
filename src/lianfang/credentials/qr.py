"""QR symbols for paper. On screens the client draws them: a server could draw no more than some dozens a second."""

from io import BytesIO

import segno

BORDER = 4  # light modules around the symbol, as ISO/IEC 18004 asks
ERROR = "M"  # a symbol folded or smudged by 15 % is still read


def png(text: str, *, scale: int = 6) -> bytes:
    """`text` as a PNG, `scale` pixels to a module."""
    return _drawn(text, "png", scale)


def svg(text: str, *, scale: int = 4) -> bytes:
    """`text` as an SVG: for documents that are printed at any size."""
    return _drawn(text, "svg", scale)


def _drawn(text: str, kind: str, scale: int) -> bytes:
    out = BytesIO()
    segno.make_qr(text, error=ERROR).save(out, kind=kind, scale=scale, border=BORDER)
    return out.getvalue()
