"""No upload is read that is larger than anything a page takes: the disk is not filled by who may not even send it."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 64 * 2**20  # a room's own limit is smaller, and says so in words


class Bounded(FileUploadHandler):
    """Refuses by the length the sender states, which is all that is ever read."""

    def handle_raw_input(self, _input: object, _meta: object, content_length: int, *_more: object) -> None:
        """Raise RequestDataTooBig (400) before the first byte is kept."""
        if content_length > MOST_BYTES:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> bytes:
        """Hand on to the next handler."""
        return raw_data

    def file_complete(self, _file_size: int) -> None:
        """Keeping the file is the next handler's."""
