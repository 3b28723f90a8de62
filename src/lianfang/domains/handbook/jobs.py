"""Work of the room that takes its time: previews on today's people."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from lianfang.decisions.installed import facts_folder, installed_releases, pack_in_force
from lianfang.domains.handbook import commands
from lianfang.facts.store import FactStore, open_store
from lianfang.kernel.background import Job, Piece

LONGEST = timedelta(hours=1)


def _preview(piece: Piece, now: datetime) -> None:
    number = piece["preview"]
    assert isinstance(number, int)
    in_force = pack_in_force(settings.CONFIG.data_dir, now)

    def facts() -> AbstractContextManager[FactStore]:
        return open_store(facts_folder(settings.CONFIG.data_dir), zone=ZoneInfo(in_force.zone))

    commands.work_out_preview(preview_id=number, in_force=in_force, facts=facts)


def _publish(piece: Piece, now: datetime) -> None:
    number = piece["signature"]
    assert isinstance(number, int)
    commands.publish_signed(signature_id=number, releases=installed_releases(settings.CONFIG.data_dir), at=now)


JOBS = (
    Job(commands.PREVIEW, run=_preview, whole=False, within=LONGEST),
    Job(commands.PUBLISH, run=_publish, whole=False),
)
