"""Lists of risk areas put into `area_levels`: what they open, what they close, and what is said about it."""

from collections.abc import Sequence
from datetime import datetime

from lianfang.facts.importers import ledger
from lianfang.facts.importers.folder import Folder
from lianfang.facts.importers.report import Counts, Remarks
from lianfang.facts.importers.snapshots import Snapshot, change
from lianfang.kernel.words import Words


def merge_lists(read: Sequence[tuple[Snapshot, Remarks]], folder: Folder) -> Counts:
    """Adds the lists to those known and writes what all of them together prove. In any order the result is the same."""
    before = ledger.snapshots(folder.path)
    after = {(one.source, one.as_of): one for one in before}
    newest = {source: max(one.as_of for one in before if one.source == source) for source in {b.source for b in before}}
    for snapshot, remarks in read:
        _add(after, snapshot, remarks, newest.get(snapshot.source))
    found = change(before, after.values(), folder.spells())
    if found.kept:
        says = Words(
            f"{len(found.kept)}行在导入之后被人改过，未动",
            f"{len(found.kept)} rows were entered or changed by someone else and are left alone",
        )
        read[-1][1].note(says)
    removed = folder.remove_spells(found.remove) if found.remove else Counts()
    rows = [spell.row() for spell in found.write]
    counts = folder.merge("area_levels", rows) if rows else Counts()
    if list(after.values()) != before:
        folder.write_text(ledger.LISTS, ledger.lists_text(after.values()))
    return removed + counts


def _add(
    known: dict[tuple[str, datetime], Snapshot], snapshot: Snapshot, remarks: Remarks, newest: datetime | None
) -> None:
    key = snapshot.source, snapshot.as_of
    there = known.get(key)
    if there is not None and there.same_list(snapshot):
        remarks.note(Words("这份名单已导入过", "this list was imported before"))
        return
    if there is not None and there.complete and not snapshot.complete:
        says = Words(
            "同一时刻的完整名单已有，不完整的未用",
            "the whole list of this moment is known; this incomplete one is not used",
        )
        remarks.note(says)
        return
    if there is not None:
        remarks.note(Words("取代同一时刻的名单", "it takes the place of another list of the same moment"))
    _say_order(snapshot, remarks, newest)
    known[key] = snapshot


def _say_order(snapshot: Snapshot, remarks: Remarks, newest: datetime | None) -> None:
    if newest is not None and snapshot.as_of < newest:
        says = Words(
            f"早于已知的最新名单（{newest:%Y-%m-%d %H:%M}），已按时间插入",
            f"it is older than the newest list known ({newest:%Y-%m-%d %H:%M}) and is put in its place in time",
        )
        remarks.note(says)
    if not snapshot.complete:
        says = Words("名单不完整：只开始，不结束", "the list is incomplete: it opens areas and closes none")
        remarks.note(says)
