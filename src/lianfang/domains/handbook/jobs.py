"""Work of the room that takes its time: previews on today's people."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from lianfang.decisions.installed import facts_folder, pack_folder
from lianfang.domains.handbook import commands
from lianfang.facts.store import FactStore, open_store
from lianfang.kernel.background import Job, Piece
from lianfang.policy.packs import read_pack

LONGEST = timedelta(hours=1)


def _preview(piece: Piece, _now: datetime) -> None:
    number = piece["preview"]
    assert isinstance(number, int)
    in_force = read_pack(pack_folder())

    def facts() -> AbstractContextManager[FactStore]:
        return open_store(facts_folder(settings.CONFIG.data_dir), zone=ZoneInfo(in_force.zone))

    commands.work_out_preview(preview_id=number, in_force=in_force, facts=facts)


JOBS = (Job(commands.PREVIEW, run=_preview, whole=False, within=LONGEST),)
