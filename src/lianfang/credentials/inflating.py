"""zlib and raw DEFLATE from strangers, never past a limit: a small text cannot become a large memory."""

import zlib

ZLIB, RAW = zlib.MAX_WBITS, -zlib.MAX_WBITS


class NotInflated(ValueError):
    """Not compressed as it should be, or larger than allowed."""


def inflate(data: bytes, *, most: int, form: int = ZLIB) -> bytes:
    """What `data` decompresses to, at most `most` bytes. Raises NotInflated; cut off or followed by more is a fault."""
    stream = zlib.decompressobj(form)
    try:
        found = stream.decompress(data, most)
    except zlib.error:
        raise NotInflated("it is not compressed as it should be") from None
    if stream.unconsumed_tail:
        raise NotInflated(f"it is larger than {most} bytes")
    if not stream.eof or stream.unused_data:
        raise NotInflated("it is cut off, or something follows it")
    return found
