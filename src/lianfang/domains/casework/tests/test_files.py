"""Files are taken by what they are, lie where no web server looks, and leave by one door, on the record."""

import io
import stat
import sys
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as some

from lianfang.domains.audit.models import Row
from lianfang.domains.casework import commands, jobs
from lianfang.domains.casework.errors import FileNotReady, FileRefused
from lianfang.domains.casework.models import Attachment
from lianfang.domains.casework.states.files import content_of, name_of
from lianfang.domains.casework.tests.given import CHIEF, MORNING, NEIGHBOUR, OFFICER, a_matter
from lianfang.domains.work.public import Worker
from lianfang.kernel.refusals import NoSuch
from lianfang.kernel.words import Words

PDF = b"%PDF-1.7\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16


def packed(*parts: str) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return whole.getvalue()


DOCX = packed("[Content_Types].xml", "word/document.xml")
XLSX = packed("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("data", "ending"), [(PDF, "pdf"), (PNG, "png"), (b"\xff\xd8\xff\xe0", "jpg"), (DOCX, "docx"), (XLSX, "xlsx")]
)
def test_a_file_is_what_its_content_says(data, ending):
    assert content_of(data).ending == ending
    assert name_of("../../报告.exe", content_of(data)) == f"报告.{ending}"


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\0",
        b"<html><script>",
        b"#!/bin/sh",
        b"PK\x03\x04broken",
        packed("word/document.xml"),
        packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        packed("[Content_Types].xml", "word/document.xml", "word/embeddings/oleObject1.bin"),
        packed("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"),
        packed("a.exe"),
        b" %PDF-1.7",
    ],
)
def test_what_is_something_else_is_not_taken(data):
    assert isinstance(content_of(data), Words)


@given(some.binary(max_size=300), some.text(max_size=300))
def test_no_bytes_and_no_name_break_it(data, name):
    content_of(data)
    content_of(b"PK\x03\x04" + data)
    safe = name_of(name, content_of(PDF))

    assert safe.endswith(".pdf")
    assert not set(safe) & set('/\\\0\r\n"<>:|?*')
    assert len(safe) <= 120


@pytest.mark.django_db
class TestKept:
    def attached(self, data: bytes = PDF, name: str = "a.pdf") -> Attachment:
        return commands.attach(matter_id=a_matter().pk, name=name, data=data, by=CHIEF, at=MORNING)

    def place(self, attachment: Attachment) -> Path:
        return settings.CONFIG.data_dir.resolve() / "attachments" / attachment.stored[:2] / attachment.stored

    def test_it_lies_outside_the_web_for_the_platforms_own_user_under_a_name_nobody_can_guess(self):
        attachment = self.attached(name="<script>.pdf")
        place = self.place(attachment)

        assert place.read_bytes() == PDF
        assert stat.S_IMODE(place.stat().st_mode) & 0o077 == 0
        assert not place.is_relative_to(settings.STATIC_ROOT)
        assert len(attachment.stored) == 48
        assert attachment.name == "script.pdf"

    def test_who_sees_the_matter_fetches_it_and_the_log_says_so(self):
        attachment = self.attached()

        fetched = commands.fetch(matter_id=attachment.matter_id, attachment_id=attachment.pk, by=OFFICER, at=MORNING)

        assert (fetched.data, fetched.type) == (PDF, "application/pdf")
        assert Row.objects.get(what="casework.fetch").by == "officer-1"
        with pytest.raises(NoSuch):
            commands.fetch(matter_id=attachment.matter_id, attachment_id=attachment.pk, by=NEIGHBOUR, at=MORNING)
        with pytest.raises(NoSuch):
            commands.fetch(matter_id=a_matter().pk, attachment_id=attachment.pk, by=CHIEF, at=MORNING)

    @pytest.mark.parametrize("data", [b"", b"MZ", b"%PDF-" + b"0" * (10 * 2**20)])
    def test_nothing_empty_foreign_or_large_is_kept(self, data):
        with pytest.raises(FileRefused):
            self.attached(data)

        assert not Attachment.objects.exists()

    def test_a_file_changed_or_gone_from_the_disk_is_not_served(self):
        for act in (lambda place: place.write_bytes(PDF + b" "), lambda place: place.unlink()):
            attachment = self.attached()
            act(self.place(attachment))
            with pytest.raises(FileNotReady):
                commands.fetch(matter_id=attachment.matter_id, attachment_id=attachment.pk, by=CHIEF, at=MORNING)

    @pytest.mark.parametrize(("verdict", "scan"), [(0, "clean"), (1, "refused"), (2, "waiting")])
    def test_with_a_scanner_it_waits_until_it_was_looked_at(self, monkeypatch, verdict, scan):
        command = (sys.executable, "-c", f"raise SystemExit({verdict})")
        monkeypatch.setattr(settings, "CONFIG", settings.CONFIG.model_copy(update={"scan_command": command}))
        attachment = self.attached()
        with pytest.raises(FileNotReady, match="not looked"):
            commands.fetch(matter_id=attachment.matter_id, attachment_id=attachment.pk, by=CHIEF, at=MORNING)

        Worker("scan", jobs=jobs.JOBS, duties=(), city_now=lambda: MORNING).drain()

        attachment.refresh_from_db()
        assert attachment.scan == scan
        assert self.place(attachment).exists() == (scan != "refused")
